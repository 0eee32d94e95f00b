internal import Model

extension Key {
  /// Every key of the configuration, in the order of the default file.
  package static let all: [Key] =
    general + preprocessing + calibration + decimation + windows + spectra + statistics + solver
    + masks + process + output + figures

  private static func threads(_ section: Section) -> Key {
    Key(
      section, "ncores", .integer(-1...4096), .integer(-1),
      "Threads of a rank for this step; -1: as the global ncores; 0 or 1: no further thread")
  }

  private static let general: [Key] = [
    Key(.top, "name", .text, .text("default"), "A name for this configuration, kept with results"),
    Key(
      .top, "ncores", .integer(-1...4096), .integer(-1),
      "Threads of a rank; -1: as many as there are cores that the rank may use"),
    Key(
      .top, "compatibility", .option(Choice(["none", "resistics"])), .text("none"),
      "resistics: keys that are not given here or by an option take the choices of resistics 0.0.6 as"
        + " their defaults, so that its users see the numbers that they know"),
    Key(
      .survey, "reference", .instant(years: 1900...2200), .instant(nil),
      "The time at which window 0 of every level begins, UTC; empty: midnight before the first"
        + " recording of the survey"),
    Key(.survey, "name", .text, .text(""), "The survey's name; empty: the project folder's name"),
  ]

  private static let decimation: [Key] = [
    Key(.decimation, "numlevels", .integer(1...10), .integer(7), "Decimation levels, at most"),
    Key(
      .decimation, "minsamples", .integer(50...(.max)), .integer(100),
      "Levels end where a decimation step would leave fewer samples"),
    Key(
      .decimation, "filter", .option(Choice(DecimationFilter.allCases.map(\.rawValue))),
      .text("fir"), resistics: .text("chebyshev"),
      "What levels are made with: fir, flat to 1e-4 over every evaluation frequency and 100 dB down where"
        + " others would fold onto it; or resistics' chebyshev, which takes 1.2 % off at each step"),
    Key(
      .frequencies, "frequencies", .numbers(1e-7...1e6), .numbers([]),
      "Evaluation frequencies in Hz, in any order, at most numlevels x perlevel; empty: half-octave"
        + " steps down from a quarter of the sampling rate"),
    Key(
      .frequencies, "perlevel", .integer(1...10), .integer(7), "Evaluation frequencies of a level"),
    Key(
      .frequencies, "extendlast", .flag, .flag(true), resistics: .flag(false),
      "The last level for which there are windows enough goes on to longer periods in half-octave steps,"
        + " down to minperiods periods a window; never with frequencies"),
  ]

  private static let windows: [Key] = [
    Key(
      .window, "minwindows", .integer(2...(.max)), .integer(5), resistics: .integer(2),
      "Levels end where there are fewer windows; see countwindows"),
    Key(
      .window, "countwindows", .option(Choice(["run", "recording"])), .text("run"),
      resistics: .text("recording"),
      "Whose windows are counted for minwindows: those of all recordings that an estimate is made from,"
        + " or those of each recording by itself"),
    Key(
      .window, "maxmissing", .number(0...1), .number(0.01), resistics: .number(1),
      "The largest part of the samples under a window, gaps included, that may be missing; recordings with"
        + " no larger gap between them are joined"),
    Key(
      .window, "windowfactor", .number(1...1e6), .number(2),
      "A window has a level's samples of one second divided by this, and minwindowsize at least"),
    Key(
      .window, "minwindowsize", .integer(32...16_777_216), .integer(512),
      "The least samples of a window"),
    Key(
      .window, "minoverlapsize", .integer(8...16_777_216), .integer(128),
      "The least samples that neighbouring windows share; below minwindowsize"),
    Key(
      .window, "overlapfraction", .number(0...0.5), .number(0.25),
      "The part of a window that it shares with the next one, and minoverlapsize at least"),
    Key(
      .window, "windowsizes", .integers(32...16_777_216), .integers([]),
      "Samples of a window, one number a level; needs overlapsizes; empty: by the rules above"),
    Key(
      .window, "overlapsizes", .integers(0...16_777_216), .integers([]),
      "Samples shared by neighbouring windows, one number a level; needs windowsizes"),
    Key(
      .window, "minperiods", .number(0...1000), .number(2), resistics: .number(0),
      "Frequencies of which a window holds fewer periods are left out"),
    Key(
      .window, "alignment", .option(Choice(["phaseramp", "wholesample"])), .text("phaseramp"),
      resistics: .text("wholesample"),
      "Where samples do not fall on the survey's window grid: turn the phases by the fraction of a"
        + " sample (phaseramp), or ignore it (wholesample)"),
  ]

  private static let spectra: [Key] = [
    Key(
      .spectra, "specdir", .label, .text("spectra"),
      "A name for this set of spectra. All but `spectra` have their products, with all that is made"
        + " from them, in a folder of their own: sets/NAME of the project"),
    Key(.spectra, "applywindow", .flag, .flag(true), "Taper every window before its transform"),
    Key(
      .spectra, "windowfunc", .option(taperChoice), .text("hann"), resistics: .text("hamming"),
      "The taper, in its periodic form"),
    Key(
      .spectra, "prewhiten", .flag, .flag(true), resistics: .flag(false),
      "Difference every window before its taper and undo it in the spectrum, so that strong low"
        + " frequencies do not leak into weak high ones"),
    Key(
      .spectra, "store", .flag, .flag(true),
      "Write the Fourier coefficients of all windows into the site files"),
    Key(
      .spectra, "compression", .integer(0...9), .integer(0),
      "gzip level of the stored coefficients; 0: none, as noise hardly shrinks"),
    threads(.spectra),
  ]

  private static let taperChoice = Choice(
    Taper.allCases.map(\.rawValue),
    synonyms: ["blackmanharis": "blackmanharris", "hanning": "hann"],
    refused: ["chebwin": "it needs a parameter that the file cannot give"])

  private static let statistics: [Key] = [
    Key(
      .statistics, "stats",
      .options(
        Choice([
          "absvalEqn", "coherence", "powerSpectralDensity", "polarisationDirection",
          "partialCoherence", "transferFunction", "resPhase",
        ])),
      .texts(["coherence", "transferFunction"]),
      "Statistics of the windows of a site that are stored with single-site estimates"),
    Key(
      .statistics, "remotestats",
      .options(
        Choice([
          "RR_coherence", "RR_coherenceEqn", "RR_absvalEqn", "RR_transferFunction", "RR_resPhase",
        ])),
      .texts(["RR_coherence", "RR_transferFunction"]),
      "Statistics of the windows of a site and its remote reference that are stored with remote"
        + " estimates"),
    Key(
      .statistics, "smoothing", .oddLength(3...9999, words: ["auto"]), .text("auto"),
      resistics: .text("9"),
      "Fourier coefficients that cross-powers of statistics and masks take in: auto, as the solver's,"
        + " or an odd number"),
    Key(
      .statistics, "equations", .option(Choice(["inputs", "allchannels"])), .text("inputs"),
      resistics: .text("allchannels"),
      "With which channels transferFunction and resPhase correlate both sides: the inputs, as the"
        + " estimates do, or all channels of the site, which makes them depend on units"),
    Key(
      .statistics, "density", .option(Choice(["calibrated", "persecond"])), .text("calibrated"),
      resistics: .text("persecond"),
      "powerSpectralDensity: in squared units of the field per Hz, or the power of a window over its"
        + " duration"),
    threads(.statistics),
  ]

  private static let solver: [Key] = [
    Key(
      .solver, "method",
      .option(
        Choice(
          SolverMethod.allCases.map(\.rawValue),
          synonyms: ["mmestimate": "mm", "chatterjeemachler": "cm", "leastsquares": "ols"])),
      .text("mestimate"), resistics: .text("cm"),
      "mestimate: robust regression; mm: the same with a scale and a beginning that half of the"
        + " windows cannot spoil; cm: the two stages of Chatterjee and Maechler as in resistics, whose"
        + " errors are too small without bootstrap = True; ols: least squares"),
    Key(
      .solver, "weighting", .option(Choice(SolverWeighting.allCases.map(\.rawValue))),
      .text("windows"), resistics: .text("equations"),
      "What mestimate, mm and ols give weights to: windows; or single equations between cross-powers,"
        + " with resistics' constants, intercept and errors, which are too small without bootstrap = True."
        + " cm weights equations whatever is set"),
    Key(
      .solver, "weights",
      .option(
        Choice(
          SolverWeights.allCases.map(\.rawValue),
          synonyms: [
            "trimmedmean": "trimmedMean", "trimmed_mean": "trimmedMean", "andrews": "andrewsWave",
            "andrewswave": "andrewsWave", "leastsquares": "leastsq",
          ])), .text("bisquare"),
      "The weights with which method mestimate ends; the other methods have their own"),
    Key(
      .solver, "intercept", .flag, .flag(false),
      "Let the cross-powers have a part that is the same in all windows, such as the power of noise"
        + " that never ends; errors grow"),
    Key(
      .solver, "bootstrap", .flag, .flag(false),
      "Estimate errors from replicates of the windows in place of the formula, whose errors are too small"
        + " where equations are weighted, as with method = cm"),
    Key(
      .solver, "bootstraps", .integer(20...10_000), .integer(100),
      "Replicates of the windows, with bootstrap = True"),
    Key(
      .solver, "smoothing", .oddLength(3...9999, words: ["auto", "resistics"]), .text("auto"),
      resistics: .text("resistics"),
      "Fourier coefficients that one smoothed cross-power takes in: auto, an odd number, or"
        + " resistics' lengths"),
    Key(
      .solver, "windowfunc", .option(taperChoice), .text("hann"),
      "The weights with which Fourier coefficients are smoothed, in symmetric form"),
    Key(
      .solver, "maxpasses", .integer(1...10_000), .integer(100),
      "Passes of the robust iteration, at most"),
    threads(.solver),
  ]

  private static let figures: [Key] = [
    Key(
      .figures, "phase", .option(Choice(FigurePhase.allCases.map(\.rawValue))), .text("field"),
      resistics: .text("resistics"),
      "Phases of the impedance in figures: field adds 180 degrees to Zyx, so that it lies beside Zxy;"
        + " resistics adds them to Zxx and Zxy instead")
  ]
}
