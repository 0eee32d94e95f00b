package import Kernels
package import Model

/// How samples become spectra and cross-powers.
package struct SpectralSettings: Hashable, Sendable {
  package var taper: Taper
  /// Whether windows are differenced before the taper and undone after the transform.
  package var prewhitens: Bool
  package var alignment: WindowAlignment
  /// What levels are made with.
  package var decimation: DecimationFilter
  /// With which smoothing single-site and inter-site cross-powers are made.
  package var smoothing: SpectralSmoothing
  /// With which smoothing cross-powers with a remote reference are made.
  package var remoteSmoothing: SpectralSmoothing
  /// The shape of the weights with which both are made.
  package var smoothingShape: Taper
  /// A level with fewer windows ends the levels.
  package var minimumWindows: Int
  /// Whether those are each recording's, and not all of a run's.
  package var countsByRecording: Bool
  /// A level is not made when fewer samples would be left.
  package var minimumSamples: Int
  /// The largest part of a window's samples, from 0 to 1, that may be missing where the window
  /// counts.
  package var maximumMissing = 1.0

  package init(
    taper: Taper = .hann, prewhitens: Bool = true, alignment: WindowAlignment = .phaseRamp,
    decimation: DecimationFilter = .fir,
    smoothing: SpectralSmoothing = .proportional,
    remoteSmoothing: SpectralSmoothing = .proportional, smoothingShape: Taper = .hann,
    minimumWindows: Int = 5, countsByRecording: Bool = false, minimumSamples: Int = 100
  ) {
    self.taper = taper
    self.prewhitens = prewhitens
    self.alignment = alignment
    self.decimation = decimation
    self.smoothing = smoothing
    self.remoteSmoothing = remoteSmoothing
    self.smoothingShape = smoothingShape
    self.minimumWindows = minimumWindows
    self.countsByRecording = countsByRecording
    self.minimumSamples = minimumSamples
  }

  /// The settings with a taper by its name; `nil` where a name, an alignment, a filter or a smoothing is
  /// unknown.
  package init?(
    taperName: String, prewhitens: Bool, alignment: WindowAlignment?, decimation: DecimationFilter?,
    smoothing: SpectralSmoothing?, remoteSmoothing: SpectralSmoothing?, smoothingShapeName: String,
    minimumWindows: Int, countsByRecording: Bool, minimumSamples: Int
  ) {
    guard let taper = Taper(rawValue: taperName), let alignment, let decimation, let smoothing,
      let remoteSmoothing, let shape = Taper(rawValue: smoothingShapeName)
    else { return nil }
    self.init(
      taper: taper, prewhitens: prewhitens, alignment: alignment, decimation: decimation,
      smoothing: smoothing, remoteSmoothing: remoteSmoothing, smoothingShape: shape,
      minimumWindows: minimumWindows, countsByRecording: countsByRecording,
      minimumSamples: minimumSamples)
  }

  package var taperName: String { taper.rawValue }
  package var smoothingShapeName: String { smoothingShape.rawValue }

  /// The smoothing where nothing else is asked for.
  package func smoothing(remote: Bool) -> SpectralSmoothing {
    remote ? remoteSmoothing : smoothing
  }

  /// The bands of a level's evaluation frequencies.
  package func bands(of level: DecimationLevel, remote: Bool) -> [HarmonicBand] {
    bands(of: level, smoothing(remote: remote))
  }

  private func bands(of level: DecimationLevel, _ smoothing: SpectralSmoothing) -> [HarmonicBand] {
    level.evaluationFrequencies.map {
      HarmonicBand(
        at: $0, of: level, smoothing: smoothing, shape: smoothingShape, taper: taper,
        prewhitens: prewhitens)
    }
  }

  /// The relative variance of each band of a level's evaluation frequencies; `nil` for a smoothing that does
  /// not follow the power.
  package func bandVariances(of level: DecimationLevel, _ smoothing: SpectralSmoothing) -> [Double?]
  {
    bands(of: level, smoothing).map(\.relativeVariance)
  }

  /// How many harmonics each band of a level's evaluation frequencies has.
  package func bandWidths(of level: DecimationLevel, _ smoothing: SpectralSmoothing) -> [Int] {
    bands(of: level, smoothing).map(\.weights.count)
  }

  /// How many independent values a window's cross-power at each evaluation frequency is the mean of.
  package func degreesOfFreedom(of level: DecimationLevel, _ smoothing: SpectralSmoothing)
    -> [Double]
  {
    bands(of: level, smoothing).map {
      $0.degreesOfFreedom(taper: taper, windowSize: level.windowSize)
    }
  }

  /// What makes of the power of a window, field unit² × samples², a one-sided power density, field
  /// unit² / Hz.
  package func densityFactor(of level: DecimationLevel) -> Double {
    let power = taper.values(size: level.windowSize).reduce(0) { $0 + $1 * $1 }
    return 2 * level.rate.interval / power
  }

  /// The transform of a level's windows, for one thread; bands of set 0 are without, of set 1 with remote
  /// reference.
  ///
  /// - Parameters:
  ///   - others: The smoothing of further sets.
  ///   - doublySmoothed: Sets of which coherences of equations are wanted.
  package func transform(
    of level: DecimationLevel, others: [SpectralSmoothing] = [], doublySmoothed: Set<Int> = []
  ) -> LevelTransform {
    let smoothings = [smoothing, remoteSmoothing] + others
    let count = level.harmonicCount
    return LevelTransform(
      size: level.windowSize, step: level.windowSize - level.windowOverlap, taper: taper,
      prewhitens: prewhitens, bandSets: smoothings.map { bands(of: level, $0) },
      innerBands: smoothings.enumerated().map { set, smoothing in
        guard doublySmoothed.contains(set) else { return [] }
        return (0..<count).map {
          HarmonicBand(around: $0, of: count, smoothing, shape: smoothingShape)
        }
      })
  }
}
