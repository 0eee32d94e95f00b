/// What the smallest pieces of work take: seconds of one thread.
///
/// `run/verify costs` measures them anew; `docs/scale.md` says on which machine `reference` was measured.
package struct CostConstants: Hashable, Sendable {
  /// Spectra: of a window of a channel, of one of its points for each power of two of its length, and
  /// of a harmonic that is kept.
  package var window = 0.17e-6
  package var point = 0.27e-9
  package var keptHarmonic = 0.5e-9
  /// Cross-powers: of a harmonic of a band that is gathered, of a product of two channels over a band,
  /// and of a harmonic of such a product.
  package var gatheredHarmonic = 0.7e-9
  package var product = 8e-9
  package var productHarmonic = 0.5e-9
  /// Of a byte of large arrays, which the system has to find when it is first touched.
  package var freshByte = 0.55e-9

  /// Statistics: of a number of a window.
  package var tableValue = 8e-9

  /// Decimation: of a coefficient for each sample that a filter makes, and of a sample that is copied.
  package var coefficient = 0.18e-9
  package var continuedSample = 1.0e-9

  /// Reading: of a recording that is opened, of one call and of one sample of a channel, in each format.
  package var openedRecording = 1e-3
  package var readCall = 27e-6
  package var readSample: [String: Double] = CostConstants.readSamples
  package var otherSample = 60e-9

  /// Files of units: of one that is made or found, and of their bytes, with digests.
  package var madeFile = 0.2e-3
  package var foundFile = 10e-6
  package var storedByte = 1.8e-9
  package var foundByte = 0.27e-9
  /// Spectra in a site's file: of a call and of a byte, with digests.
  package var spectraCall = 3e-6
  package var spectraByte = 1.0e-9
  /// Of a byte of spectra that is compressed at the end.
  package var compressedByte = 30e-9

  /// Solvers: of a channel that is fitted, and of each of its windows.
  package var fit = 0.11e-3
  package var fittedWindow: [String: Double] = [
    "mestimate": 0.23e-6, "mm": 0.41e-6, "cm": 2e-6, "ols": 0.02e-6,
  ]
  package var otherFittedWindow = 1e-6
  /// Errors from replicates: for each of them, of a window that gets a random factor, and of a window of a
  /// channel that is summed with it.
  package var drawnWindow = 12e-9
  package var replicatedWindow: [String: Double] = ["cm": 25e-9]
  package var otherReplicatedWindow = 6e-9

  /// Figures and lists of a transfer function.
  package var drawnFunction = 7e-3
  /// The end of a site's file: the file, and of each dataset of spectra and each transfer function.
  package var finishedSite = 8e-3
  package var finishedDataset = 40e-6
  package var finishedFunction = 3e-3

  /// Before anything is handed out: the start of the program, headers, the plan and what is on disk.
  package var start = 0.02
  package var header = 3.3e-3
  package var plannedUnit = 15e-6
  package var preparedSite = 2.6e-3
  package var preparedDataset = 0.24e-3
  package var stockedUnit = 15e-6
  /// At the end: of a site in the file over all sites.
  package var listedSite = 5.5e-3

  /// Of a sample of a channel in all, by which work is cut: read, decimated, transformed, kept and stored,
  /// for two transfer functions, one of them with a remote reference.
  package var sample = 45e-9

  package static let reference = CostConstants()

  private static let readSamples = [
    "mth5": 1.4e-9, "resistics binary": 1.5e-9, "resistics ASCII": 75e-9, "channel text": 75e-9,
    "column text": 75e-9,
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
    scaled.fit *= speed.solving
    scaled.otherFittedWindow *= speed.solving
    scaled.drawnWindow *= speed.solving
    scaled.replicatedWindow = replicatedWindow.mapValues { $0 * speed.solving }
    scaled.otherReplicatedWindow *= speed.solving
    scaled.fittedWindow = fittedWindow.mapValues { $0 * speed.solving }
    scaled.readSample = readSample.mapValues { $0 * speed.spectra }
    return scaled
  }

  /// What is computed, and what HDF5 does in memory.
  private static var ofSpectra: [WritableKeyPath<CostConstants, Double>] {
    [
      \.window, \.point, \.keptHarmonic, \.tableValue, \.gatheredHarmonic, \.product,
      \.productHarmonic,
      \.readCall, \.sample, \.freshByte, \.openedRecording,
      \.otherSample, \.compressedByte, \.drawnFunction, \.finishedSite, \.finishedDataset,
      \.finishedFunction, \.start, \.header, \.plannedUnit, \.preparedSite, \.preparedDataset,
      \.stockedUnit, \.listedSite,
    ]
  }

  private static var ofFiles: [WritableKeyPath<CostConstants, Double>] {
    [\.madeFile, \.foundFile, \.storedByte, \.foundByte, \.spectraCall, \.spectraByte]
  }
}
