import Archive
import ArgumentParser
import ComplexModule
import Configuration
import Formats
import Foundation
import Model
import Synthesis

struct SynthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synth",
    abstract: "Make a synthetic survey with known impedances and tippers.",
    discussion: """
      All sites record one natural source of changing polarisation, with a dead band and Schumann \
      resonances, through grounds of their own; R is a remote site with quiet magnetic channels. The truth goes to truth.json, and `skindepth compare` \
      holds estimates against it.

      EXAMPLES
        skindepth synth demo
        skindepth synth noisy --sites 3 --duration 3600 --noise outliers --gaps 1
        skindepth synth exact --noise none --ground constant
        skindepth synth broad --rate 128,4096 --duration 1200,40     recordings of two rates, in turn
      """)

  enum Noise: String, ExpressibleByArgument, CaseIterable {
    case none, quiet, outliers, hard
  }

  enum Ground: String, ExpressibleByArgument, CaseIterable {
    case layered, uniform, constant
  }

  @Argument(help: "The folder to make.")
  var project: String

  @Option(help: "Sites with five channels, named A, B, C …; 1 to 20.")
  var sites = 3

  @Option(help: "Seconds that each site records; up to 1e8. One number, or one a rate.")
  var duration = NumberList([1200])

  @Option(help: "Sampling rate, Hz; 1e-6 to 1e7. Several, with commas, are recorded in turn.")
  var rate = NumberList([128])

  @Option(help: "Noise of the sites: none, quiet, outliers (bursts, spikes, mains), hard.")
  var noise = Noise.quiet

  @Option(help: "Ground: layered (another one at each site), uniform (100 Ωm), constant.")
  var ground = Ground.layered

  @Option(help: "Gaps in the recordings of each site.")
  var gaps = 0

  @Option(
    help: "Seconds from a site's start to the next one's; up to 1e6, need not be whole samples.")
  var stagger = 7.3

  @Option(help: "Surveys of another seed are independent.")
  var seed: UInt64 = 1

  @Flag(help: "Store 32-bit samples: half the size, and rounding at 10^-7 of the largest sample.")
  var float32 = false

  @Flag(inversion: .prefixedNo, help: "Make the remote site R.")
  var remote = true

  func validate() throws {
    guard (1...20).contains(sites) else { throw ValidationError("--sites goes from 1 to 20.") }
    guard duration.numbers.allSatisfy({ $0 > 0 && $0 <= 1e8 }) else {
      throw ValidationError("--duration goes from above 0 to 1e8 seconds.")
    }
    guard
      rate.numbers.allSatisfy({
        SamplingRate.recorded.contains($0) && SamplingRate(hertz: $0) != nil
      })
    else {
      throw ValidationError("--rate goes from 1e-6 to 1e7 samples a second.")
    }
    guard Set(rate.numbers).count == rate.numbers.count else {
      throw ValidationError("--rate has a rate twice.")
    }
    guard [1, rate.numbers.count].contains(duration.numbers.count) else {
      throw ValidationError("--duration has one number, or as many as --rate.")
    }
    guard (0...1e6).contains(stagger) else {
      throw ValidationError("--stagger goes from 0 to 1e6 seconds.")
    }
    for band in bands {
      guard band.duration * band.rate >= 1000 else {
        throw ValidationError("--duration and --rate give fewer than 1000 samples.")
      }
      guard (band.duration + stagger * Double(sites)) * band.rate <= SurveyDescription.largestSpan
      else {
        throw ValidationError(
          "--duration, --stagger and --rate give more than \(Int(SurveyDescription.largestSpan)) samples."
        )
      }
    }
    guard gaps >= 0, gaps <= 100 else { throw ValidationError("--gaps goes from 0 to 100.") }
  }

  func run() throws {
    let project = Project(project)
    guard !FileManager.default.fileExists(atPath: project.timeData) else {
      throw UserError(
        .configuration, project.path, "is a survey already", remedy: "choose another folder")
    }
    let isNew = !FileManager.default.fileExists(atPath: project.path)
    do {
      try make(project)
    } catch {
      // Half a survey would be taken for one the next time.
      try? FileManager.default.removeItem(atPath: isNew ? project.path : project.timeData)
      throw error
    }
    print("made \(project.path): \(sites) sites\(remote ? " and the remote R" : ""), truth.json")
  }

  /// What is recorded at one rate.
  private struct Band {
    let rate: Double
    let duration: Double
    /// Seconds from the reference time to when the first site begins.
    let start: Double
    let index: Int
  }

  private var bands: [Band] {
    var start = 0.0
    return rate.numbers.enumerated().map { index, rate in
      let duration = duration.numbers.count == 1 ? duration.numbers[0] : duration.numbers[index]
      defer { start += duration + stagger * Double(sites + 1) + 10 }
      return Band(rate: rate, duration: duration, start: start, index: index)
    }
  }

  private func make(_ project: Project) throws {
    let description = try truthDescription()
    for band in bands {
      try self.description(band).synthesize { site in try write(site, band, project) }
    }
    try AtomicFile.write(project.truthFile, Array(Truth(description).json()))
    let remoteLine = remote ? "remotesite = R\n" : ""
    let text = """
      # Made by skindepth synth; every key is explained in config/default.ini.
      [Survey]
      reference = \(description.reference.dateText)

      [Process]
      \(remoteLine)
      """
    try AtomicFile.write(project.configurationFile, text)
  }

  /// Of all rates together: the ground is the same, and so is what is true of it.
  private func truthDescription() throws -> SurveyDescription {
    let durations = bands.map(\.duration)
    return try description(
      Band(
        rate: bands.map(\.rate).max() ?? 0, duration: durations.max() ?? 0, start: 0, index: 0))
  }

  private func description(_ band: Band) throws -> SurveyDescription {
    guard let reference = Instant("2024-03-01 00:00:00"), let rate = SamplingRate(hertz: band.rate)
    else {
      throw ValidationError("--rate is a number of samples a second above 0.")
    }
    var all = (0..<sites).map { site($0, band) }
    if remote {
      all.append(
        Synthesis.SiteDescription(
          "R", location: Location(latitude: 48.9, longitude: 9.1, elevation: 600),
          start: band.start + stagger * Double(sites), duration: band.duration,
          channels: [.hx, .hy],
          response: Response(.uniform(100)), noise: noise == .none ? .clean : .quiet))
    }
    // What is recorded at another time has another source and other noise.
    let seed = seed &+ UInt64(band.index) &* 1_000_003
    return SurveyDescription(
      seed: seed, reference: reference, rate: rate, source: .natural, sites: all)
  }

  private func site(_ index: Int, _ band: Band) -> Synthesis.SiteDescription {
    Synthesis.SiteDescription(
      String(UnicodeScalar(UInt8(65 + index))),
      location: Location(
        latitude: 48 + 0.05 * Double(index), longitude: 8 + 0.08 * Double(index),
        elevation: 400 + 10 * Double(index)), start: band.start + stagger * Double(index),
      duration: band.duration,
      // Over a uniform ground there is no vertical field to record.
      channels: ground == .uniform ? [.ex, .ey, .hx, .hy] : [.ex, .ey, .hx, .hy, .hz],
      response: response(index), noise: noiseModel, gaps: gaps == 0 ? .none : .random(gaps))
  }

  private var noiseModel: NoiseModel {
    switch noise {
    case .none: .clean
    case .quiet: .quiet
    case .outliers: .outliers
    case .hard: .hard
    }
  }

  /// Another ground at each site: layers that grow, a strike that turns.
  private func response(_ index: Int) -> Response {
    let step = Double(index)
    switch ground {
    case .uniform: return Response(.uniform(100))
    case .constant:
      // Real, so that the relation holds sample by sample.
      return Response(
        .constant(
          xx: Complex(0.3), xy: Complex(5 + step), yx: Complex(-6 - step), yy: Complex(0.2)),
        tipper: .constant(x: Complex(0.2), y: Complex(-0.1)))
    case .layered:
      return Response(
        .directional(
          along: LayeredGround(
            layers: [
              .init(resistivity: 100 + 50 * step, thickness: 1500),
              .init(resistivity: 10, thickness: 4000),
            ], basement: 500),
          across: LayeredGround(
            layers: [
              .init(resistivity: 300, thickness: 3000 + 1000 * step),
              .init(resistivity: 40, thickness: 8000),
            ], basement: 1000), strike: 20 + 15 * step),
        tipper: .relaxing(x: 0.3, y: 0.2 - 0.1 * step, time: 3))
    }
  }

  /// One MTH5 file a site and rate, with all its recordings.
  private func write(_ site: SynthesizedSite, _ band: Band, _ project: Project) throws {
    let name = site.description.name
    try makeFolder(project.siteFolder(name))
    let end = band.index == 0 ? "" : "_\(NumberList.text(band.rate))Hz"
    let writer = try SiteFileWriter(
      "\(project.siteFolder(name))/\(name)\(end).h5",
      Archive.SiteDescription(
        survey: "synthetic", site: name, location: site.description.location,
        software: .init(name: "skindepth", version: Version.text)))
    for recording in site.recordings {
      let run = try writer.add(
        recording.header,
        storing: float32 ? .single(compression: nil) : .double(compression: nil))
      for (channel, samples) in recording.samples.sorted(by: { $0.key < $1.key }) {
        try writer.append(samples.span, of: channel, run: run)
      }
    }
    try writer.finish()
  }
}
