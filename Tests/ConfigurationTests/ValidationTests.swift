import Configuration
import Model
import Testing

/// A file that is wrong in one place, and what is said about it.
struct WrongFile: Sendable, CustomTestStringConvertible {
  let text: String
  let place: String
  let problem: String
  let remedy: String

  init(_ text: String, _ place: String, _ problem: String, _ remedy: String) {
    self.text = text
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }

  var testDescription: String { "\(place): \(problem)" }
}

private let channels = "a list of Ex, Ey, E1, E2, E3, E4, Hx, Hy, Hz"

private let wrongNames = [
  WrongFile(
    "[Widnow]", "line 1", "section [Widnow] is not known",
    "did you mean [Window]? sections are Survey, Preprocessing, Calibration, Decimation,"
      + " Frequencies, Window, Spectra, Statistics, Solver, Mask, Process, Output, Figures"),
  WrongFile(
    "[window]", "line 1", "section [window] is not known",
    "did you mean [Window]? sections are Survey, Preprocessing, Calibration, Decimation,"
      + " Frequencies, Window, Spectra, Statistics, Solver, Mask, Process, Output, Figures"),
  WrongFile(
    "[Plotting]", "line 1", "section [Plotting] is not known",
    "sections are Survey, Preprocessing, Calibration, Decimation, Frequencies, Window, Spectra,"
      + " Statistics, Solver, Mask, Process, Output, Figures"),
  WrongFile("NCores = 1", "line 1, NCores", "`NCores` is not known", "did you mean `ncores`?"),
  WrongFile(
    "[Decimation]\nnumlevel = 3", "line 2, Decimation.numlevel", "`numlevel` is not known",
    "did you mean `numlevels`?"),
  WrongFile(
    "[Decimation]\nperlevel = 3", "line 2, Decimation.perlevel", "`perlevel` is not known",
    "`perlevel` belongs in [Frequencies]"),
  WrongFile(
    "[Process]\nname = 3", "line 2, Process.name", "`name` is not known",
    "`name` belongs above the first section"),
  WrongFile(
    "[Frequencies]\nq = 3", "line 2, Frequencies.q", "`q` is not known",
    "keys of [Frequencies] are frequencies, perlevel, extendlast"),
  WrongFile(
    "q = 3", "line 1, q", "`q` is not known",
    "keys above the first section are name, ncores, compatibility"),
]

private let wrongValues = [
  WrongFile(
    "ncores = many", "line 1, ncores", "`many` is not a whole number",
    "give a whole number from -1 to 4096"),
  WrongFile(
    "ncores = -2", "line 1, ncores", "`-2` is not in the range",
    "give a whole number from -1 to 4096"),
  WrongFile(
    "ncores =", "line 1, ncores", "nothing is given", "give a whole number from -1 to 4096"),
  WrongFile(
    "ncores = 1, 2", "line 1, ncores", "`1, 2` is a list",
    "give a whole number from -1 to 4096; put a text that has commas in quotes"),
  WrongFile(
    "[Decimation]\nnumlevels = 20", "line 2, Decimation.numlevels", "`20` is not in the range",
    "give a whole number from 1 to 10"),
  WrongFile(
    "[Decimation]\nminsamples = 49", "line 2, Decimation.minsamples", "`49` is not in the range",
    "give a whole number, 50 or more"),
  WrongFile(
    "[Window]\noverlapfraction = 0.6", "line 2, Window.overlapfraction",
    "`0.6` is not in the range",
    "give a number from 0 to 0.5"),
  WrongFile(
    "[Window]\nwindowfactor = nan", "line 2, Window.windowfactor", "`nan` is not a number",
    "give a number from 1 to 1000000"),
  WrongFile(
    "[Window]\nwindowfactor = 0x10", "line 2, Window.windowfactor", "`0x10` is not a number",
    "give a number from 1 to 1000000"),
  WrongFile(
    "[Window]\nminwindows = 1", "line 2, Window.minwindows", "`1` is not in the range",
    "give a whole number, 2 or more"),
  WrongFile(
    "[Window]\nalignment = nearest", "line 2, Window.alignment", "`nearest` is not known",
    "give one of phaseramp, wholesample"),
  WrongFile(
    "[Spectra]\napplywindow = maybe", "line 2, Spectra.applywindow", "`maybe` is not True or False",
    "give True or False"),
  WrongFile(
    "[Spectra]\nwindowfunc = hammin", "line 2, Spectra.windowfunc", "`hammin` is not known",
    "did you mean `hamming`? give one of barthann, bartlett, blackman, blackmanharris, bohman,"
      + " hamming, hann, nuttall, parzen"),
  WrongFile(
    "[Spectra]\nwindowfunc = chebwin", "line 2, Spectra.windowfunc",
    "`chebwin` is not available: it needs a parameter that the file cannot give",
    "give one of barthann, bartlett, blackman, blackmanharris, bohman, hamming, hann, nuttall,"
      + " parzen"),
  WrongFile(
    "[Spectra]\ncompression = 10", "line 2, Spectra.compression", "`10` is not in the range",
    "give a whole number from 0 to 9"),
  WrongFile(
    "[Spectra]\nspecdir = a/b", "line 2, Spectra.specdir", "`a/b` is not such a name",
    "give a name of letters, digits, `_`, `-` and `.`"),
  WrongFile(
    "[Survey]\nreference = 2024-02-30", "line 2, Survey.reference", "`2024-02-30` is not a time",
    "give a time such as 2024-06-01 12:00:00 (UTC), in the years 1900 to 2200, or nothing"),
  WrongFile(
    "[Survey]\nreference = 1700-01-01", "line 2, Survey.reference",
    "`1700-01-01` is not in the range",
    "give a time such as 2024-06-01 12:00:00 (UTC), in the years 1900 to 2200, or nothing"),
  WrongFile(
    "[Frequencies]\nfrequencies = 1, -2", "line 2, Frequencies.frequencies",
    "`-2` is not in the range", "give a list of numbers from 1e-07 to 1000000, or nothing"),
  WrongFile(
    "[Window]\nwindowsizes = 512, 3.5", "line 2, Window.windowsizes",
    "`3.5` is not a whole number", "give a list of whole numbers from 32 to 16777216, or nothing"),
  WrongFile(
    "[Statistics]\nstats = coherance,", "line 2, Statistics.stats", "`coherance` is not known",
    "did you mean `coherence`? give one of absvalEqn, coherence, powerSpectralDensity,"
      + " polarisationDirection, partialCoherence, transferFunction, resPhase"),
  WrongFile(
    "[Solver]\nmethod = mestimat", "line 2, Solver.method", "`mestimat` is not known",
    "did you mean `mestimate`? give one of mestimate, mm, cm, ols"),
  WrongFile(
    "[Solver]\nweights = welsch", "line 2, Solver.weights", "`welsch` is not known",
    "give one of huber, bisquare, hampel, trimmedMean, andrewsWave, leastsq"),
  WrongFile(
    "[Solver]\nbootstraps = 3", "line 2, Solver.bootstraps", "`3` is not in the range",
    "give a whole number from 20 to 10000"),
  WrongFile(
    "[Solver]\nintercept = some", "line 2, Solver.intercept", "`some` is not True or False",
    "give True or False"),
  WrongFile(
    "[Solver]\nwindowfunc = chebwin", "line 2, Solver.windowfunc",
    "`chebwin` is not available: it needs a parameter that the file cannot give",
    "give one of barthann, bartlett, blackman, blackmanharris, bohman, hamming, hann, nuttall, parzen"
  ),
  WrongFile(
    "[Solver]\nsmoothing = 8", "line 2, Solver.smoothing", "`8` is not a length",
    "give auto, resistics, or an odd number from 3 to 9999"),
  WrongFile(
    "[Solver]\nsmoothing = 9223372036854775807", "line 2, Solver.smoothing",
    "`9223372036854775807` is not a length",
    "give auto, resistics, or an odd number from 3 to 9999"),
  WrongFile(
    "[Process]\ninchans = Hx, Q", "line 2, Process.inchans", "`Q` is not a channel",
    "give \(channels)"),
  WrongFile(
    "[Process]\nsites = a, b, a", "line 2, Process.sites", "`a` is there twice", "name it once"),
]

private let wrongTogether = [
  WrongFile(
    "[Window]\nminwindowsize = 64", "line 2, Window.minwindowsize",
    "an overlap of 128 does not leave a window of 64 samples (minwindowsize) to advance",
    "give a minoverlapsize below 64, or a larger minwindowsize"),
  WrongFile(
    "[Window]\nminoverlapsize = 512", "line 2, Window.minoverlapsize",
    "an overlap of 512 does not leave a window of 512 samples (minwindowsize) to advance",
    "give a minoverlapsize below 512, or a larger minwindowsize"),
  WrongFile(
    "[Decimation]\nnumlevels = 2\n[Window]\nwindowsizes = 512, 256", "line 4, Window.windowsizes",
    "windowsizes is given and overlapsizes is not", "give both, one number a level, or none"),
  WrongFile(
    "[Decimation]\nnumlevels = 1\n[Window]\noverlapsizes = 64,", "line 4, Window.overlapsizes",
    "overlapsizes is given and windowsizes is not", "give both, one number a level, or none"),
  WrongFile(
    "[Decimation]\nnumlevels = 3\n[Window]\nwindowsizes = 512, 256\noverlapsizes = 64, 32, 16",
    "line 4, Window.windowsizes", "windowsizes has 2 entries and numlevels is 3",
    "give 3 numbers, one a level, or set numlevels = 2"),
  WrongFile(
    "[Decimation]\nnumlevels = 2\n[Window]\nwindowsizes = 512, 64\noverlapsizes = 64, 64",
    "line 5, Window.overlapsizes",
    "level 1: an overlap of 64 does not leave a window of 64 samples to advance",
    "give overlaps that are smaller than the windows"),
  WrongFile(
    "[Decimation]\nnumlevels = 1\n[Frequencies]\nfrequencies = 3, 2, 1\nperlevel = 2",
    "line 4, Frequencies.frequencies", "3 frequencies do not fit into numlevels 1 x perlevel 2",
    "give at most 2 frequencies, or raise numlevels or perlevel"),
  WrongFile(
    "[Frequencies]\nfrequencies = 3, 2, 3.0", "line 2, Frequencies.frequencies",
    "3 is there twice", "name it once"),
  WrongFile(
    "[Solver]\nsmoothing = 257", "line 2, Solver.smoothing",
    "a smoothing over 257 coefficients is wider than the spectrum of a window of 512 samples"
      + " (minwindowsize)", "give a smoothing of at most 256, or larger windows"),
  WrongFile(
    "[Decimation]\nnumlevels = 2\n[Window]\nwindowsizes = 512, 32\noverlapsizes = 64, 8\n"
      + "[Solver]\nsmoothing = 17", "line 7, Solver.smoothing",
    "a smoothing over 17 coefficients is wider than the spectrum of a window of 32 samples (the"
      + " least of windowsizes)", "give a smoothing of at most 16, or larger windows"),
  WrongFile(
    "[Process]\nsinglesite = False", "line 2, Process.singlesite",
    "nothing is left to estimate without single-site estimates and without a remote site",
    "set remotesite, or singlesite = True"),
  WrongFile(
    "[Process]\ninchans = ,", "line 2, Process.inchans", "inchans is empty", "give \(channels)"),
  WrongFile(
    "[Process]\noutchans =", "line 2, Process.outchans", "outchans is empty", "give \(channels)"),
  WrongFile(
    "[Process]\noutchans = Ex, Bx", "line 2, Process.outchans",
    "Hx would be input and output at one site",
    "take it out of inchans or outchans, or set inputsite"),
  WrongFile(
    "[Process]\ncrosschannels = Hx,", "line 2, Process.crosschannels",
    "1 of crosschannels cannot tell 2 of inchans apart",
    "give at least 2 channels, or nothing"),
]

@Suite("Checks of the configuration")
struct ValidationTests {
  @Test("one wrong thing, one message", arguments: wrongNames + wrongValues + wrongTogether)
  func message(wrong: WrongFile) {
    let found = problems(wrong.text)
    #expect(
      found == [
        UserError(
          .configuration, "test.ini", at: wrong.place, wrong.problem, remedy: wrong.remedy)
      ])
  }

  @Test("all problems of a file and of options come at once, in their order")
  func allAtOnce() {
    let text = """
      ncores = x
      [Decimation
      numlevels = 99
      [Window]
      minwindowsize = 64
      minwindowsize = 32
      windowsizes = 5,
      [Sola]
      a = b
      [Process]
      singlesite = no
      """
    let option = Override(KeyName(.spectra, "ncores"), "-7", option: "--ncores")
    let found = problems(text, [option])
    #expect(
      found.map { "\($0.subject): \($0.place)" } == [
        "test.ini: line 1, ncores", "test.ini: line 2", "test.ini: line 5, Window.minwindowsize",
        "test.ini: line 6", "test.ini: line 7, Window.windowsizes", "test.ini: line 8",
        "test.ini: line 11, Process.singlesite", "option --ncores: Spectra.ncores",
      ])
  }

  @Test("rules of several keys leave a key alone whose value is wrong already")
  func noFollowingErrors() {
    let found = problems("[Window]\nminwindowsize = small\nminoverlapsize = 512")
    #expect(found.map(\.place) == ["line 2, Window.minwindowsize"])
  }

  @Test("the text of all problems names file, line, key, value and remedy")
  func description() {
    let all = #expect(throws: ConfigurationProblems.self) {
      try Settings(text: "ncores = x", file: "test.ini")
    }
    #expect(
      all?.description == """
        test.ini: line 1, ncores: `x` is not a whole number
          remedy: give a whole number from -1 to 4096
        """)
  }

  @Test(
    "the nearest word is suggested, and none when all are far",
    arguments: [
      ("numlevles", "numlevels"), ("NUMLEVELS", "numlevels"), ("perlevl", "perlevel"),
      ("xyz", nil), ("", nil),
    ])
  func suggestion(word: String, expected: String?) {
    #expect(nearest(to: word, among: ["numlevels", "perlevel"]) == expected)
  }

  @Test("edit distance is a metric and counts a swap once")
  func distance() {
    #expect(editDistance("ab", "ba") == 1)
    #expect(editDistance("", "abc") == 3)
    #expect(editDistance("kitten", "sitting") == 3)
    #expect(editDistance("abc", "abc") == 0)
    #expect(editDistance("abcd", "dbca") == editDistance("dbca", "abcd"))
  }

  @Test("a file that cannot be read is named with the reason")
  func unreadable() {
    let error = #expect(throws: UserError.self) {
      try configurationText(atPath: "/nowhere/at/all.ini")
    }
    #expect(error?.problem == "cannot be read: No such file or directory")
    #expect(error?.kind == .configuration)
  }

  @Test("a folder is not a configuration")
  func folder() {
    let error = #expect(throws: UserError.self) { try configurationText(atPath: "/") }
    #expect(error?.problem.hasPrefix("cannot be read") == true)
  }
}
