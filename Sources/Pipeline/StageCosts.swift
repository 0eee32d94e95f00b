internal import Distribution
internal import Estimation
internal import Model
internal import Spectra

/// What the tasks of a plan take, stage by stage, as `CostConstants` tell.
struct StageCosts {
  let constants: CostConstants
  private let plan: Plan
  /// For each recording its levels.
  private let levels: [[LevelCosts]]
  /// Of each recording its files' seconds a sample.
  private let readSample: [Double]

  init(_ plan: Plan, _ constants: CostConstants) {
    self.plan = plan
    self.constants = constants
    let ofRates = plan.job.levels.mapValues { levels in
      levels.map { LevelCosts($0, plan.job.spectra, plan.shared.smoothings, constants) }
    }
    levels = plan.recordings.map { ofRates[$0.header.rate] ?? [] }
    readSample = plan.recordings.map {
      constants.readSample[$0.recording.locator.format] ?? constants.otherSample
    }
  }

  /// Of a unit: reading, computing and writing.
  func meter(of unit: LevelUnit, keepsSpectra: Bool) -> Meter {
    var meter = Meter()
    meter[.reading] = seconds(toRead: unit)
    meter[.spectra] =
      spectraSeconds(of: unit, keepsSpectra: keepsSpectra) + decimationSeconds(of: unit)
    meter[.writing] = seconds(toWrite: unit, keepsSpectra: keepsSpectra)
    return meter
  }

  /// Of a problem: reading and solving.
  func meter(of problem: Problem) -> Meter {
    let run = plan.job.runs[problem.run]
    var meter = Meter()
    for source in [problem.run] + plan.maskSources(of: problem) {
      let level = problem.level.index
      let units = plan.units(ofRun: source, level: level).count
      let values = plan.planeCount(ofRun: source) * plan.windows(ofRun: source, level: level).count
      meter[.reading] +=
        Double(units) * constants.foundFile
        + Double(values * MemoryLayout<Double>.size) * (constants.foundByte + constants.freshByte)
    }
    // With a remote reference, its channels are fitted as well.
    let fits = run.outputs.count + run.references.count
    let window = constants.fittedWindow[costlyMethod] ?? constants.otherFittedWindow
    meter[.solving] =
      Double(fits) * (constants.fit + Double(problem.windowCount) * window)
      + secondsOfReplicates(problem, outputs: run.outputs.count)
    return meter
  }

  /// Fits of equations take about as long as each other.
  private var costlyMethod: String {
    let solver = plan.job.solver
    return solver.options.form == .equations ? ChatterjeeMachler.name : solver.method
  }

  private func secondsOfReplicates(_ problem: Problem, outputs: Int) -> Double {
    let windows = Double(plan.job.solver.options.bootstraps * problem.windowCount)
    let summed = constants.replicatedWindow[costlyMethod] ?? constants.otherReplicatedWindow
    return windows * (constants.drawnWindow + Double(outputs) * summed)
  }

  /// Of a unit's rows of tables that are made of stored cross-powers.
  func meterOfTables(of unit: LevelUnit) -> Meter {
    var meter = Meter()
    meter[.reading] =
      constants.foundFile
      + Double(plan.powerBytes(of: unit)) * (constants.foundByte + constants.freshByte)
      + tableSeconds(of: unit)
    meter[.writing] = secondsToWriteTables(of: unit)
    return meter
  }

  func secondsOfDrawing(_ site: Int) -> Double {
    constants.drawnFunction * Double(plan.solvedRuns(ofSite: site).count)
  }

  func secondsOfFinishing(_ site: Int) -> Double {
    constants.finishedSite + constants.finishedDataset * Double(plan.datasetCount(ofSite: site))
      + constants.finishedFunction * Double(plan.solvedRuns(ofSite: site).count)
  }

  /// What each rank's main thread does for a site before anything is handed out.
  func secondsOfStocktaking(_ site: Int) -> Double {
    constants.preparedSite + constants.preparedDataset * Double(plan.datasetCount(ofSite: site))
      + constants.stockedUnit * Double(plan.units(ofSite: site).count)
  }

  /// What rank 0 does once, besides stocktaking: before the first task and after the last.
  var secondsOfStart: Double {
    constants.start + constants.header * Double(plan.recordings.count)
      + constants.plannedUnit * Double(plan.units.count + plan.problems.count)
  }

  var secondsOfEnd: Double { constants.listedSite * Double(plan.writtenSites.count) }
}

// Units.
extension StageCosts {
  private func seconds(toRead unit: LevelUnit) -> Double {
    unit.inputs.reduce(0) { sum, input in
      let samples = Double(input.samples.count * input.channels.count)
      let fresh = 8 * samples * constants.freshByte
      if unit.level == 0 {
        // Of MTH5, which is read channel by channel.
        let calls = Double(input.channels.count) * constants.readCall
        // What is open stays so for the recording's later blocks.
        let opened = unit.block == 0 ? constants.openedRecording : 0
        return sum + opened + calls + samples * readSample[input.recording] + fresh
      }
      let files = plan.producers(
        ofRecording: input.recording, level: unit.level, samples: input.samples
      ).count
      return sum + Double(files) * constants.foundFile + 8 * samples * constants.foundByte + fresh
    }
  }

  private func spectraSeconds(of unit: LevelUnit, keepsSpectra: Bool) -> Double {
    let level = levels[unit.recording][unit.level]
    // A channel of another site is transformed for the windows that some run has with it.
    let windows = unit.inputs.indices.reduce(0) { sum, input in
      let count = input == 0 ? unit.windows.count : unit.windows(using: input).count
      return sum + count * unit.inputs[input].channels.count
    }
    var seconds = Double(windows) * level.window
    if keepsSpectra {
      seconds += Double(unit.windows.count * unit.inputs[0].channels.count) * level.keptWindow
    }
    for segment in unit.segments {
      let channels = plan.job.runs[segment.run].channelCount
      let products = level.products[plan.shared.bandSets[segment.run]]
      seconds += Double(segment.windows.count * channels * (channels + 1) / 2) * products
    }
    return seconds + Double(plan.powerBytes(of: unit)) * constants.freshByte
      + tableSeconds(of: unit)
  }

  private func tableSeconds(of unit: LevelUnit) -> Double {
    Double(plan.tableValues(of: unit)) * constants.tableValue
  }

  private func secondsToWriteTables(of unit: LevelUnit) -> Double {
    let rows = plan.tableRows(of: unit)
    return Double(rows.count) * constants.spectraCall
      + Double(rows.reduce(0) { $0 + $1.byteCount }) * constants.spectraByte
  }

  private func decimationSeconds(of unit: LevelUnit) -> Double {
    guard !unit.outputs.isEmpty, let first = unit.inputs.first else { return 0 }
    let next = levels[unit.recording][unit.level + 1]
    let count = plan.recordings[unit.recording].levels[unit.level].sampleCount
    // The filters take their samples from where they are, unless the series has to be continued.
    let isContinued =
      plan.job.spectra.decimation == .chebyshev || first.samples.lowerBound == 0
      || first.samples.upperBound == count
    let copied =
      isContinued
      ? (constants.continuedSample + 8 * constants.freshByte) * Double(first.samples.count) : 0
    let made = (next.output + 8 * constants.freshByte) * Double(unit.outputs.count)
    return Double(first.channels.count) * (copied + made)
  }

  private func seconds(toWrite unit: LevelUnit, keepsSpectra: Bool) -> Double {
    var seconds =
      constants.madeFile + Double(plan.fileBytes(of: unit)) * constants.storedByte
      + secondsToWriteTables(of: unit)
    if keepsSpectra, !unit.windows.isEmpty {
      seconds += Double(unit.inputs[0].channels.count) * constants.spectraCall
      seconds += Double(plan.spectraBytes(of: unit)) * constants.spectraByte
    }
    return seconds
  }
}

/// What windows and samples of a level take.
private struct LevelCosts {
  /// Of a window of a channel, and what keeping its spectrum adds.
  let window: Double
  let keptWindow: Double
  /// Of the products of two channels over all bands of a window, for each smoothing.
  let products: [Double]
  /// Of a sample of this level that is made from those of the level above.
  let output: Double

  init(
    _ level: DecimationLevel, _ spectra: SpectralSettings, _ smoothings: [SpectralSmoothing],
    _ constants: CostConstants
  ) {
    let size = Double(level.windowSize)
    let widths = smoothings.map { spectra.bandWidths(of: level, $0) }
    let gathered = Double(widths.joined().reduce(0, +)) * constants.gatheredHarmonic
    window = constants.window + constants.point * size * size.binaryLogarithm + gathered
    keptWindow = constants.keptHarmonic * Double(level.harmonicCount)
    products = widths.map { widths in
      widths.reduce(0) {
        // Whole vectors of four.
        $0 + constants.product + Double(($1 + 3) / 4 * 4) * constants.productHarmonic
      }
    }
    let decimator = Decimator(steps: level.steps, filter: spectra.decimation)
    output = constants.coefficient * Double(decimator.coefficientCount)
  }
}

extension Double {
  /// Exact for the powers of two that windows have.
  fileprivate var binaryLogarithm: Double {
    let whole = self < 1 ? 0 : exponent
    return Double(whole) + significand - 1
  }
}

extension LevelUnit {
  /// From the first to the last window for which a segment uses the input.
  func windows(using input: Int) -> Range<Int> {
    let users = segments.filter { $0.inputInput == input || $0.referenceInput == input }
    let lower = users.map(\.windows.lowerBound).min() ?? windows.lowerBound
    return lower..<(users.map(\.windows.upperBound).max() ?? lower)
  }
}
