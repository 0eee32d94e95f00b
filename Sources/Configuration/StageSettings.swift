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
}

/// How the series of a level are cut into windows.
package struct WindowSettings: Hashable, Sendable {
  package var minimumWindows: Int
  package var factor: Double
  package var minimumSize: Int
  package var minimumOverlap: Int
  package var overlapFraction: Double
  /// One number a level, in place of the rules above; as many as `overlaps`.
  package var sizes: [Int]
  package var overlaps: [Int]
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
  /// The two stages of Chatterjee and Mächler, as in resistics.
  case cm
  /// Least squares.
  case ols
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
  package var smoothing: Smoothing
  package var maximumPasses: Int
  /// `nil`: as many as there are cores that the rank may use.
  package var threads: Int?
}

/// Which transfer functions are estimated.
package struct ProcessSettings: Hashable, Sendable {
  /// Empty: all that have electric channels.
  package var sites: [String]
  package var singleSite: Bool
  /// `nil`: no remote reference.
  package var remoteSites: [String]
  /// `nil`: the output site itself.
  package var inputSite: String?
  package var inputs: [Channel]
  package var outputs: [Channel]
}

/// Statistics of the windows that are stored, by resistics' names.
package struct StatisticsSettings: Hashable, Sendable {
  package var names: [String]
  package var remoteNames: [String]
  package var threads: Int?
}
