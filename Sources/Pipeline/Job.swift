package import Estimation
package import Model
package import Spectra

/// Everything that decides the numbers of a run; the same on every rank.
package struct Job: Hashable, Sendable {
  package var survey: Survey
  /// For every rate that occurs in the survey; level 0 is always the recorded rate, without evaluation
  /// frequencies where those all lie deeper.
  package private(set) var levels: [SamplingRate: [DecimationLevel]]
  package var spectra: SpectralSettings
  package var solver: SolverSettings
  package var runs: [ProcessingRun]
  /// Whether the Fourier coefficients are a product, besides the cross-powers.
  package var storesSpectra: Bool
  /// The sites whose files are written; `nil` for all of the survey.
  package var writtenSites: [String]?
  /// Samples of one channel in a unit of work; results do not depend on it.
  package var blockSamples: Int
  /// How far the work shall go.
  package var goal: Goal

  /// What is to be there in the end.
  package enum Goal: UInt8, Hashable, Sendable {
    /// The spectra, and the cross-powers that the runs need; nothing is estimated.
    case spectra
    case transferFunctions
  }

  package init(
    survey: Survey, levels: [SamplingRate: [DecimationLevel]], spectra: SpectralSettings,
    solver: SolverSettings, runs: [ProcessingRun], storesSpectra: Bool = true,
    writtenSites: [String]? = nil, blockSamples: Int = 1 << 17, goal: Goal = .transferFunctions
  ) {
    self.survey = survey
    self.levels = levels.mapValues(Job.fromRecordedRate)
    self.spectra = spectra
    self.solver = solver
    self.runs = runs
    self.storesSpectra = storesSpectra
    self.writtenSites = writtenSites
    self.blockSamples = blockSamples
    self.goal = goal
  }

  /// Levels that begin with the recorded rate, from which alone recordings can be read.
  private static func fromRecordedRate(_ levels: [DecimationLevel]) -> [DecimationLevel] {
    guard let first = levels.first, first.factor > 1 else { return levels }
    let recorded = DecimationLevel(
      index: 0,
      rate: SamplingRate(
        samples: first.rate.samples * first.factor, seconds: first.rate.seconds), steps: [],
      factor: 1, evaluationFrequencies: [], windowSize: first.windowSize,
      windowOverlap: first.windowOverlap)
    return [recorded]
      + levels.map {
        DecimationLevel(
          index: $0.index + 1, rate: $0.rate, steps: $0.steps, factor: $0.factor,
          evaluationFrequencies: $0.evaluationFrequencies, windowSize: $0.windowSize,
          windowOverlap: $0.windowOverlap)
      }
  }
}

/// One transfer function to estimate: whose channels are outputs, inputs and reference.
package struct ProcessingRun: Hashable, Sendable {
  package var outputSite: String
  /// The output site itself, unless this is inter-site processing.
  package var inputSite: String
  package var remoteSite: String?
  package var rate: SamplingRate
  package var outputs: [Channel]
  package var inputs: [Channel]
  /// Channels of the remote site; none without one.
  package var references: [Channel]
  /// Channels of the run that inputs and outputs are correlated with where there is no remote site.
  ///
  /// Empty for those that the solver takes by itself. An input comes before an output of the same name.
  package var crosses: [Channel]
  /// Stands at the end of the names of products; empty for nothing.
  package var postpend: String
  /// Whether figures show it.
  package var isDrawn: Bool

  package init(
    outputSite: String, inputSite: String, remoteSite: String?, rate: SamplingRate,
    outputs: [Channel], inputs: [Channel], references: [Channel], crosses: [Channel] = [],
    postpend: String = "", isDrawn: Bool = true
  ) {
    self.outputSite = outputSite
    self.inputSite = inputSite
    self.remoteSite = remoteSite
    self.rate = rate
    self.outputs = outputs
    self.inputs = inputs
    self.references = references
    self.crosses = crosses
    self.postpend = postpend
    self.isDrawn = isDrawn
  }

  package var origin: TransferFunction.Origin {
    TransferFunction.Origin(output: outputSite, input: inputSite, remote: remoteSite)
  }

  /// Names the run in products: `single`, `remote-R`, `input-B`, `input-B_remote-R`, and its name's
  /// end behind that.
  package var label: String {
    let parts = [
      inputSite == outputSite ? nil : "input-\(inputSite)", remoteSite.map { "remote-\($0)" },
    ].compactMap(\.self)
    return ((parts.isEmpty ? ["single"] : parts) + (postpend.isEmpty ? [] : [postpend]))
      .joined(separator: "_")
  }

  /// What decides the run's numbers, whatever it is called and whether it is drawn.
  var withoutName: ProcessingRun {
    var run = self
    (run.postpend, run.isDrawn) = ("", true)
    return run
  }
}
