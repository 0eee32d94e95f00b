package import Model

/// The survey as a whole.
package struct SurveySettings: Hashable, Sendable {
  /// When window 0 of every level begins; `nil`: midnight before the first recording.
  package var reference: Instant?
  /// Empty: the name of the project's folder.
  package var name: String
}

/// Decimation levels and evaluation frequencies.
package struct DecimationSettings: Hashable, Sendable {
  package var levelCount: Int
  package var minimumSamples: Int
  /// Hertz, in any order; empty: half-octave steps.
  package var frequencies: [Double]
  package var frequenciesPerLevel: Int
  /// Whether the last level goes on to longer periods.
  package var extendsLast: Bool
  package var filter: DecimationFilter
}

/// How the series of a level are cut into windows.
package struct WindowSettings: Hashable, Sendable {
  package var minimumWindows: Int
  /// Whether those are each recording's, and not all of a run's.
  package var countsByRecording: Bool
  /// The largest part of a window's samples, from 0 to 1, that may be missing.
  package var maximumMissing: Double
  package var factor: Double
  package var minimumSize: Int
  package var minimumOverlap: Int
  package var overlapFraction: Double
  /// One number a level, in place of the rules above; as many as `overlaps`.
  package var sizes: [Int]
  package var overlaps: [Int]
  /// Frequencies of which a window holds fewer are left out.
  package var minimumPeriods: Double
  package var alignment: WindowAlignment
}

/// The taper of a window, in its periodic form.
package enum Taper: String, Hashable, Sendable, CaseIterable {
  case barthann, bartlett, blackman, blackmanharris, bohman, hamming, hann, nuttall, parzen
}

/// From windows to Fourier coefficients.
package struct SpectraSettings: Hashable, Sendable {
  /// `nil`: none.
  package var taper: Taper?
  /// Whether windows are differenced before their taper, which their spectra then make good.
  package var prewhitens: Bool
  /// Names the set of spectra, of which a project may have several.
  package var set: String
  /// Whether the Fourier coefficients are written.
  package var stored: Bool
  /// gzip level of what is written, 0 for none.
  package var compression: Int
  /// `nil`: as many as there are cores that the rank may use.
  package var threads: Int?
}

package enum SolverMethod: String, Hashable, Sendable, CaseIterable {
  /// Robust regression by M-estimation.
  case mestimate
  /// An M-estimate whose scale comes from an S-estimate.
  case mm
  /// The two stages of Chatterjee and Mächler, as in resistics.
  case cm
  /// Least squares.
  case ols
}

/// What weights are given to.
package enum SolverWeighting: String, Hashable, Sendable, CaseIterable {
  case windows
  /// Single equations between cross-powers, as in resistics.
  case equations
}

/// The weight functions of M-estimates, by resistics' names.
package enum SolverWeights: String, Hashable, Sendable, CaseIterable {
  case huber, bisquare, hampel, trimmedMean, andrewsWave, leastsq
}

/// How many Fourier coefficients one smoothed cross-power takes in.
package enum Smoothing: Hashable, Sendable {
  /// The solver's choice.
  case automatic
  /// Odd, 3 or more.
  case length(Int)
  /// 9 for single-site work, about a sixteenth of the spectrum with a remote reference.
  case resistics

  /// The value as it stands in the configuration.
  package var text: String {
    switch self {
    case .automatic: "auto"
    case .length(let length): String(length)
    case .resistics: "resistics"
    }
  }
}

/// From cross-powers to a transfer function.
package struct SolverSettings: Hashable, Sendable {
  package var method: SolverMethod
  /// Equations for `cm`, whatever the file says.
  package var weighting: SolverWeighting
  /// With which `mestimate` ends.
  package var weights: SolverWeights
  /// Whether cross-powers may have a part that is the same in all windows.
  package var hasIntercept: Bool
  /// Replicates from which errors are estimated; `nil` for errors by formula.
  package var bootstraps: Int?
  package var smoothing: Smoothing
  /// The shape of the weights of the smoothing.
  package var smoothingShape: Taper
  package var maximumPasses: Int
  /// `nil`: as many as there are cores that the rank may use.
  package var threads: Int?
}

/// Which transfer functions are estimated.
package struct ProcessSettings: Hashable, Sendable {
  /// Of a section of its own, such as `[Process north]`; empty for `[Process]`.
  package var name: String
  /// Empty: all that have electric channels.
  package var sites: [String]
  /// Hertz; empty: all.
  package var sampleFrequencies: [Double]
  package var singleSite: Bool
  /// Empty: no remote reference.
  package var remoteSites: [String]
  /// `nil`: the output site itself.
  package var inputSite: String?
  package var inputs: [Channel]
  package var outputs: [Channel]
  /// Empty: as the inputs.
  package var remotes: [Channel]
  /// Empty: those that the method takes.
  package var crosses: [Channel]
  /// Names of masks.
  package var masks: [String]
  /// Empty: all of the time.
  package var timeLimits: [TimeLimit]
  /// Whether windows count that lie in a span, and not all but the last that begin in it.
  package var takesWholeWindows: Bool
  /// Stands at the end of products' names; empty: nothing does.
  package var postpend: String
  /// Whether figures are made.
  package var isDrawn: Bool
}

/// Statistics of the windows that are stored, by resistics' names.
package struct StatisticsSettings: Hashable, Sendable {
  package var names: [String]
  package var remoteNames: [String]
  /// Odd; `nil`: as the solver's.
  package var smoothingLength: Int?
  /// Whether a window's linear relation is correlated with all channels, and not with the inputs alone.
  package var takesAllChannels: Bool
  /// Whether densities are in squared units of the field per Hz.
  package var calibratesDensity: Bool
  package var threads: Int?
}

/// Which phases of the impedance are turned by 180 degrees in figures, so that all lie together.
package enum FigurePhase: String, Hashable, Sendable, CaseIterable {
  /// That of Zyx, which lies in the third quadrant over layered ground.
  case field
  /// Those of Zxx and Zxy, as resistics does.
  case resistics
}

/// How figures are drawn.
package struct FigureSettings: Hashable, Sendable {
  package var phase: FigurePhase
}
