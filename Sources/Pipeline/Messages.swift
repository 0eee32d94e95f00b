internal import ComplexModule
package import Distribution
package import Estimation
internal import Model
package import Spectra

// How the pipeline's values travel. Each type writes its parts in the order in which it reads them.

/// The tags of the pipeline's messages.
enum Tags {
  static let orders = Tag<OrderMessage>(1)
  static let report = Tag<ReportMessage>(2)
  static let windowSums = Tag<Values>(5)
}

extension Job: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let survey: Survey = try reader.read()
    let rates: [SamplingRate] = try reader.read()
    let levels: [[DecimationLevel]] = try reader.read()
    guard rates.count == levels.count, Set(rates).count == rates.count else {
      throw .invalid("table of levels")
    }
    self.init(
      survey: survey, levels: Dictionary(uniqueKeysWithValues: zip(rates, levels)),
      spectra: try reader.read(), solver: try reader.read(), runs: try reader.read(),
      masks: try reader.read(), statistics: try reader.read(),
      storesSpectra: try reader.read(), writtenSites: try reader.read(),
      blockSamples: try reader.read(), goal: try Goal(reading: &reader))
  }

  package func write(to writer: inout WireWriter) {
    let rates = levels.keys.sorted()
    writer.write(survey)
    writer.write(rates)
    writer.write(rates.map { levels[$0] ?? [] })
    writer.write(spectra)
    writer.write(solver)
    writer.write(runs)
    writer.write(masks)
    writer.write(statistics)
    writer.write(storesSpectra)
    writer.write(writtenSites)
    writer.write(blockSamples)
    writer.write(goal.rawValue)
  }
}

extension Job.Goal {
  fileprivate init(reading reader: inout WireReader) throws(WireError) {
    guard let goal = Job.Goal(rawValue: try reader.read()) else { throw .invalid("goal of a job") }
    self = goal
  }
}

extension ProcessingRun: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      try reader.read(), crosses: try reader.read(), postpend: try reader.read(),
      isDrawn: try reader.read(), isSolved: try reader.read(), statistics: try reader.read(),
      selection: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(powers)
    writer.write(crosses)
    writer.write(postpend)
    writer.write(isDrawn)
    writer.write(isSolved)
    writer.write(statistics)
    writer.write(selection)
  }
}

extension SpectralSettings: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let taper: String = try reader.read()
    let shape: String = try reader.read()
    let prewhitens: Bool = try reader.read()
    let alignment: String = try reader.read()
    let decimation: String = try reader.read()
    let lengths: [Int] = try reader.read()
    let minima: [Int] = try reader.read()
    let countsByRecording: Bool = try reader.read()
    let maximumMissing: Double = try reader.read()
    guard lengths.count == 2, minima.count == 2,
      var settings = SpectralSettings(
        taperName: taper, prewhitens: prewhitens,
        alignment: WindowAlignment(rawValue: alignment),
        decimation: DecimationFilter(rawValue: decimation),
        smoothing: SpectralSmoothing(code: lengths[0]),
        remoteSmoothing: SpectralSmoothing(code: lengths[1]), smoothingShapeName: shape,
        minimumWindows: minima[0], countsByRecording: countsByRecording,
        minimumSamples: minima[1])
    else { throw .invalid("spectral settings") }
    settings.maximumMissing = maximumMissing
    self = settings
  }

  package func write(to writer: inout WireWriter) {
    writer.write(taperName)
    writer.write(smoothingShapeName)
    writer.write(prewhitens)
    writer.write(alignment.rawValue)
    writer.write(decimation.rawValue)
    writer.write([smoothing.code, remoteSmoothing.code])
    writer.write([minimumWindows, minimumSamples])
    writer.write(countsByRecording)
    writer.write(maximumMissing)
  }
}

extension SpectralSmoothing {
  init?(code: Int) {
    switch code {
    case 0: self = .proportional
    case -1: self = .sixteenth
    case 1...: self = .fixed(length: code)
    default: return nil
    }
  }

  var code: Int {
    switch self {
    case .proportional: 0
    case .sixteenth: -1
    case .fixed(let length): length
    }
  }
}

extension SolverSettings: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let method: String = try reader.read()
    let form: String = try reader.read()
    let weights: String = try reader.read()
    let intercept: Bool = try reader.read()
    let counts: [Int] = try reader.read()
    guard TransferFunctionSolvers.all.contains(where: { $0.name == method }),
      let form = RegressionForm(rawValue: form), let weights = WeightFunction(rawValue: weights),
      counts.count == 2, counts.allSatisfy({ $0 >= 0 })
    else { throw .invalid("solver") }
    self.init(
      method: method,
      options: SolverOptions(
        maximumPasses: counts[0], weights: weights, hasIntercept: intercept,
        bootstraps: counts[1], form: form))
  }

  package func write(to writer: inout WireWriter) {
    writer.write(method)
    writer.write(options.form.rawValue)
    writer.write(options.weights.rawValue)
    writer.write(options.hasIntercept)
    writer.write([options.maximumPasses, options.bootstraps])
  }
}

/// An outcome on its way to rank 0 or to the disk.
struct OutcomeMessage: Wire {
  let outcome: EstimateOutcome

  init(_ outcome: EstimateOutcome) {
    self.outcome = outcome
  }

  init(reading reader: inout WireReader) throws(WireError) {
    let kind: UInt8 = try reader.read()
    switch kind {
    case 0: outcome = .estimated(try reader.read())
    case 1: outcome = .tooFewWindows(have: try reader.read(), need: try reader.read())
    case 2: outcome = .dependentInputs
    case 3: outcome = .illConditioned(try reader.read())
    default: throw .invalid("outcome")
    }
  }

  func write(to writer: inout WireWriter) {
    switch outcome {
    case .estimated(let estimate):
      writer.write(UInt8(0))
      writer.write(estimate)
    case .tooFewWindows(let have, let need):
      writer.write(UInt8(1))
      writer.write(have)
      writer.write(need)
    case .dependentInputs: writer.write(UInt8(2))
    case .illConditioned(let condition):
      writer.write(UInt8(3))
      writer.write(condition)
    }
  }
}
