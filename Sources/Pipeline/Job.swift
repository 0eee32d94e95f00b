package import Estimation
package import Model
package import Spectra

/// Everything that decides the numbers of a run; the same on every rank.
package struct Job: Hashable, Sendable {
  package var survey: Survey
  /// For every rate that occurs in the survey.
  package var levels: [SamplingRate: [DecimationLevel]]
  package var spectra: SpectralSettings
  package var solver: SolverSettings
  package var runs: [ProcessingRun]
  /// Whether the Fourier coefficients are a product, besides the cross-powers.
  package var storesSpectra: Bool
  /// Samples of one channel in a unit of work; results do not depend on it.
  package var blockSamples: Int

  package init(
    survey: Survey, levels: [SamplingRate: [DecimationLevel]], spectra: SpectralSettings,
    solver: SolverSettings, runs: [ProcessingRun], storesSpectra: Bool = true,
    blockSamples: Int = 1 << 17
  ) {
    self.survey = survey
    self.levels = levels
    self.spectra = spectra
    self.solver = solver
    self.runs = runs
    self.storesSpectra = storesSpectra
    self.blockSamples = blockSamples
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
  package var references: [Channel]

  package init(
    outputSite: String, inputSite: String, remoteSite: String?, rate: SamplingRate,
    outputs: [Channel], inputs: [Channel], references: [Channel]
  ) {
    self.outputSite = outputSite
    self.inputSite = inputSite
    self.remoteSite = remoteSite
    self.rate = rate
    self.outputs = outputs
    self.inputs = inputs
    self.references = references
  }

  package var origin: TransferFunction.Origin {
    TransferFunction.Origin(output: outputSite, input: inputSite, remote: remoteSite)
  }

  /// Names the run in products: `single`, `remote-R`, `input-B`, `input-B_remote-R`.
  package var label: String {
    let parts = [
      inputSite == outputSite ? nil : "input-\(inputSite)", remoteSite.map { "remote-\($0)" },
    ].compactMap(\.self)
    return parts.isEmpty ? "single" : parts.joined(separator: "_")
  }
}
