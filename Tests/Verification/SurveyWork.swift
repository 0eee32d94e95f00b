import Distribution
import Pipeline

/// The tasks of a survey of equal sites, each of one long recording, with what they cost.
///
/// A block of a level needs the eight blocks under it, whose samples become its own; a solve task needs all
/// blocks of its level; the site is finished when all is solved.
struct SurveyWork {
  var sites = 3000
  /// Samples of each channel: 35 days at 10 Hz, as AusLAMP's sites.
  var samples = 30.2e6
  var channels = 5.0
  /// Computing, reading and writing of one sample of a channel.
  var sampleSeconds = CostConstants.reference.sample
  /// A level with fewer samples is not made.
  var fewestSamples = 20_000.0
  /// Solve tasks of a level: two for each of six frequencies.
  var solvesPerLevel = 12
  /// A window has as many samples, less its overlap.
  var samplesPerWindow = 192.0
  var windowSeconds = SurveyWork.windowSeconds(.reference)
  var finishSeconds = SurveyWork.finishSeconds(.reference)
  /// Samples of the largest block, of one channel.
  var blockSamples: Double
  /// A solve task that is longer is split into equal parts.
  var longestSolve = Double.infinity

  /// With blocks of which each thread has about so many, if it had nothing else to do.
  init(threads: Int, blocksPerThread: Double) {
    blockSamples = .infinity
    let perThread = graph().totalSeconds / Double(threads)
    let seconds = perThread / blocksPerThread
    // More would take more memory than a thread has.
    blockSamples = min(2e6, (seconds / (channels * sampleSeconds)).rounded(.up))
  }

  /// Three outputs are fitted, half of the times with two references besides; cross-powers of five or of
  /// seven channels are read.
  private static func windowSeconds(_ constants: CostConstants) -> Double {
    let fits = 4 * (constants.fittedWindow["mestimate"] ?? constants.otherFittedWindow)
    let bytes = 8.0 * (25 + 49) / 2
    return fits + bytes * (constants.foundByte + constants.freshByte)
  }

  /// Five channels' spectra of six levels, and two transfer functions.
  private static func finishSeconds(_ constants: CostConstants) -> Double {
    constants.finishedSite + 30 * constants.finishedDataset + 2 * constants.finishedFunction
  }

  func graph() -> TaskGraph {
    var graph = TaskGraph()
    for site in 0..<sites { add(site, to: &graph) }
    return graph
  }

  private func add(_ site: Int, to graph: inout TaskGraph) {
    var below: [Int] = []
    var ends: [Int] = []
    var left = samples
    while left >= fewestSamples {
      below = addBlocks(left, below, site, &graph)
      ends += addSolves(left, below, site, &graph)
      left /= 8
    }
    graph.add(seconds: finishSeconds, group: site, isExclusive: true, after: ends)
  }

  private func addBlocks(
    _ samples: Double, _ below: [Int], _ site: Int, _ graph: inout TaskGraph
  ) -> [Int] {
    let count = below.isEmpty ? Int(max(1, (samples / blockSamples).rounded(.up))) : below.count
    return stride(from: 0, to: count, by: below.isEmpty ? 1 : 8).map { block in
      let needs = below.isEmpty ? [] : below[block..<min(block + 8, count)]
      let start = blockSamples * Double(below.isEmpty ? block : block / 8)
      let length = count == 1 ? samples : min(blockSamples, samples - start)
      let values = channels * length
      // Samples, windows and spectra: three values of eight bytes at a time.
      return graph.add(
        seconds: values * sampleSeconds, memory: Int(24 * values), group: site, after: needs)
    }
  }

  private func addSolves(
    _ samples: Double, _ blocks: [Int], _ site: Int, _ graph: inout TaskGraph
  ) -> [Int] {
    let seconds = samples / samplesPerWindow * windowSeconds
    let parts = max(1, (seconds / longestSolve).rounded(.up))
    return (0..<solvesPerLevel * Int(parts)).map { _ in
      graph.add(seconds: seconds / parts, group: site, after: blocks)
    }
  }
}
