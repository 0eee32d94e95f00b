/// What the smallest pieces of work take: seconds of one thread.
///
/// `run/verify costs` measures them anew; `docs/scale.md` says on which machine `reference` was measured.
package struct CostConstants: Hashable, Sendable {
  /// Spectra: of a window of a channel, of one of its points for each power of two of its length, and
  /// of a harmonic that is kept.
  package var window = 0.30e-6
  package var point = 0.33e-9
  package var keptHarmonic = 0.45e-9
  /// Cross-powers: of a harmonic of a band that is gathered, of a product of two channels over a band,
  /// and of a harmonic of such a product.
  package var gatheredHarmonic = 0.7e-9
  package var product = 7e-9
  package var productHarmonic = 0.5e-9

  /// Decimation: of a coefficient for each sample that a filter makes, and of a sample that is copied.
  package var coefficient = 0.09e-9
  package var continuedSample = 1.2e-9

  /// Reading: of one call and of one sample of a channel, in each format.
  package var readCall = 60e-6
  package var readSample: [String: Double] = CostConstants.readSamples
  package var otherSample = 60e-9

  /// Files of units: of one that is made or found, and of their bytes, with digests.
  package var madeFile = 90e-6
  package var foundFile = 40e-6
  package var storedByte = 0.9e-9
  package var foundByte = 0.5e-9
  /// Spectra in a site's file: of a call and of a byte, with digests.
  package var spectraCall = 20e-6
  package var spectraByte = 1.0e-9
  /// Of a byte of spectra that is compressed at the end.
  package var compressedByte = 30e-9

  /// Solvers: of a problem, and of a window for each channel that is fitted.
  package var problem = 60e-6
  package var fittedWindow: [String: Double] = ["mestimate": 1.2e-6, "cm": 6e-6, "ols": 0.05e-6]
  package var otherFittedWindow = 2e-6

  /// Figures and lists of a transfer function.
  package var drawnFunction = 4e-3
  /// The end of a site's file: the file, and of each dataset of spectra and each transfer function.
  package var finishedSite = 8e-3
  package var finishedDataset = 30e-6
  package var finishedFunction = 3e-3

  /// Before anything is handed out: the start of the program, headers, the plan and what is on disk.
  package var start = 0.03
  package var header = 3e-3
  package var plannedUnit = 4e-6
  package var preparedSite = 6e-3
  package var preparedDataset = 0.25e-3
  package var stockedUnit = 15e-6
  /// At the end: of a site in the file over all sites.
  package var listedSite = 2e-3

  package static let reference = CostConstants()

  private static let readSamples = [
    "mth5": 1.0e-9, "resistics binary": 1.5e-9, "resistics ASCII": 45e-9, "channel text": 45e-9,
    "column text": 40e-9,
  ]
}

/// How many times as long as on the reference machine work takes on another one.
package struct MachineSpeed: Hashable, Sendable {
  package var spectra: Double
  package var decimation: Double
  package var solving: Double
  /// Files: making, writing and reading them.
  package var storing: Double

  package init(
    spectra: Double = 1, decimation: Double = 1, solving: Double = 1, storing: Double = 1
  ) {
    self.spectra = spectra
    self.decimation = decimation
    self.solving = solving
    self.storing = storing
  }

  /// A machine on which everything takes as many times as long.
  package init(all factor: Double) {
    self.init(spectra: factor, decimation: factor, solving: factor, storing: factor)
  }
}

extension CostConstants {
  /// The constants of another machine.
  package func scaled(by speed: MachineSpeed) -> CostConstants {
    var scaled = self
    for path in CostConstants.ofSpectra { scaled[keyPath: path] *= speed.spectra }
    for path in CostConstants.ofFiles { scaled[keyPath: path] *= speed.storing }
    scaled.coefficient *= speed.decimation
    scaled.continuedSample *= speed.decimation
    scaled.problem *= speed.solving
    scaled.otherFittedWindow *= speed.solving
    scaled.fittedWindow = fittedWindow.mapValues { $0 * speed.solving }
    scaled.readSample = readSample.mapValues { $0 * speed.spectra }
    return scaled
  }

  /// What is computed, and what HDF5 does in memory.
  private static var ofSpectra: [WritableKeyPath<CostConstants, Double>] {
    [
      \.window, \.point, \.keptHarmonic, \.gatheredHarmonic, \.product, \.productHarmonic,
      \.readCall,
      \.otherSample, \.compressedByte, \.drawnFunction, \.finishedSite, \.finishedDataset,
      \.finishedFunction, \.start, \.header, \.plannedUnit, \.preparedSite, \.preparedDataset,
      \.stockedUnit, \.listedSite,
    ]
  }

  private static var ofFiles: [WritableKeyPath<CostConstants, Double>] {
    [\.madeFile, \.foundFile, \.storedByte, \.foundByte, \.spectraCall, \.spectraByte]
  }
}
