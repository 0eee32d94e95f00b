import Configuration
import Model
import Testing

/// A key, a value that is not its default, and what that changes.
struct KeyEffect: Sendable, CustomTestStringConvertible {
  /// As messages call it.
  let key: String
  /// The file without the key, and with it; the lines after the key's section.
  let without: String
  let with: String
  /// What is looked at, before and after.
  let outcome: @Sendable (Settings) -> String
  let before: String
  let after: String

  /// - Parameters:
  ///   - value: Of the key.
  ///   - others: Lines of the same section that stand in both files.
  init(
    _ key: String, _ value: String, others: String = "", _ before: String, _ after: String,
    _ outcome: @escaping @Sendable (Settings) -> String
  ) {
    let parts = key.split(separator: ".").map(String.init)
    let label = parts.first == "Mask" ? " m" : ""
    let head = parts.count > 1 ? "[\(parts[0])\(label)]\n" : ""
    self.key = key
    without = head + others
    with = head + others + (others.isEmpty ? "" : "\n") + "\(parts.last ?? key) = \(value)\n"
    self.outcome = outcome
    self.before = before
    self.after = after
  }

  var testDescription: String { key }
}

// What keys decide, as stages get it: the levels of data of 128 Hz, or the field of a stage's settings.

private let rate = SamplingRate(samples: 128, seconds: 1)

private func plan(_ settings: Settings) -> DecimationPlan {
  decimationPlan(for: rate, settings.decimation, settings.window)
}

@Sendable private func levelCount(_ settings: Settings) -> String {
  "\(plan(settings).levels.count)"
}

@Sendable private func windows(_ settings: Settings) -> String {
  plan(settings).levels.prefix(2).map { "\($0.windowSize)/\($0.windowOverlap)" }
    .joined(separator: " ")
}

@Sendable private func frequencies(_ settings: Settings) -> String {
  plan(settings).levels.prefix(2).map { "\($0.evaluationFrequencies.count)" }
    .joined(separator: " ") + " from \(plan(settings).levels[0].evaluationFrequencies[0])"
}

private let top = [
  KeyEffect("name", "north", "default", "north") { $0.name },
  KeyEffect("ncores", "3", "nil", "Optional(3)") { "\($0.threads as Any)" },
  KeyEffect("compatibility", "resistics", "mestimate", "cm") { $0.solver.method.rawValue },
]

private let survey = [
  KeyEffect("Survey.reference", "2024-06-01", "nil", "2024-06-01") {
    $0.survey.reference?.dateText ?? "nil"
  },
  KeyEffect("Survey.name", "alps", "", "alps") { $0.survey.name },
]

private let decimation = [
  KeyEffect("Decimation.filter", "chebyshev", "fir", "chebyshev") { "\($0.decimation.filter)" },
  KeyEffect("Decimation.numlevels", "3", "7", "3", levelCount),
  KeyEffect("Decimation.minsamples", "500", "100", "500") { "\($0.decimation.minimumSamples)" },
  KeyEffect(
    "Frequencies.frequencies", "1, 20, 10", "7 7 from 32.0", "3 from 20.0", frequencies),
  KeyEffect("Frequencies.extendlast", "no", "true", "false") { "\($0.decimation.extendsLast)" },
  KeyEffect("Frequencies.perlevel", "5", "7 7 from 32.0", "5 5 from 32.0", frequencies),
]

private let window = [
  KeyEffect("Window.minwindows", "9", "5", "9") { "\($0.window.minimumWindows)" },
  KeyEffect("Window.maxmissing", "0.5", "0.01", "0.5") { "\($0.window.maximumMissing)" },
  KeyEffect("Window.countwindows", "recording", "false", "true") {
    "\($0.window.countsByRecording)"
  },
  KeyEffect(
    "Window.windowfactor", "4", others: "minwindowsize = 32\nminoverlapsize = 8", "64/16 32/8",
    "32/8 32/8", windows),
  KeyEffect("Window.minwindowsize", "1024", "512/128 512/128", "1024/256 1024/256", windows),
  KeyEffect("Window.minoverlapsize", "256", "512/128 512/128", "512/256 512/256", windows),
  KeyEffect("Window.overlapfraction", "0.5", "512/128 512/128", "512/256 512/256", windows),
  KeyEffect(
    "Window.windowsizes", "64, 96, 64, 64, 64, 64, 64",
    others: "overlapsizes = 8, 9, 8, 8, 8, 8, 8",
    "", "64/8 96/9", windows),
  KeyEffect(
    "Window.overlapsizes", "8, 9, 8, 8, 8, 8, 8",
    others: "windowsizes = 64, 96, 64, 64, 64, 64, 64",
    "", "64/8 96/9", windows),
  KeyEffect("Window.minperiods", "5", "2.0", "5.0") { "\($0.window.minimumPeriods)" },
  KeyEffect("Window.alignment", "wholesample", "phaseRamp", "wholeSample") {
    "\($0.window.alignment)"
  },
]

private let spectra = [
  KeyEffect("Spectra.specdir", "wide", "spectra", "wide") { $0.spectra.set },
  KeyEffect("Spectra.applywindow", "no", "hann", "none") {
    $0.spectra.taper?.rawValue ?? "none"
  },
  KeyEffect("Spectra.windowfunc", "hamming", "hann", "hamming") {
    $0.spectra.taper?.rawValue ?? "none"
  },
  KeyEffect("Spectra.prewhiten", "no", "true", "false") { "\($0.spectra.prewhitens)" },
  KeyEffect("Spectra.store", "no", "true", "false") { "\($0.spectra.stored)" },
  KeyEffect("Spectra.compression", "4", "0", "4") { "\($0.spectra.compression)" },
  KeyEffect("Spectra.ncores", "2", "nil", "2") {
    $0.spectra.threads.map { "\($0)" } ?? "nil"
  },
]

private let statistics = [
  KeyEffect(
    "Statistics.stats", "resPhase,", "coherence transferFunction", "resPhase"
  ) { $0.statistics.names.joined(separator: " ") },
  KeyEffect(
    "Statistics.remotestats", "RR_absvalEqn,", "RR_coherence RR_transferFunction", "RR_absvalEqn"
  ) { $0.statistics.remoteNames.joined(separator: " ") },
  KeyEffect("Statistics.smoothing", "7", "nil", "7") {
    $0.statistics.smoothingLength.map(String.init) ?? "nil"
  },
  KeyEffect("Statistics.equations", "allchannels", "false", "true") {
    "\($0.statistics.takesAllChannels)"
  },
  KeyEffect("Statistics.density", "persecond", "true", "false") {
    "\($0.statistics.calibratesDensity)"
  },
  KeyEffect("Statistics.ncores", "2", "nil", "2") {
    $0.statistics.threads.map { "\($0)" } ?? "nil"
  },
]

private let solver = [
  KeyEffect("Solver.method", "ols", "mestimate", "ols") { $0.solver.method.rawValue },
  KeyEffect("Solver.weighting", "equations", "windows", "equations") {
    $0.solver.weighting.rawValue
  },
  KeyEffect("Solver.weights", "hampel", "bisquare", "hampel") { $0.solver.weights.rawValue },
  KeyEffect("Solver.intercept", "yes", "false", "true") { "\($0.solver.hasIntercept)" },
  KeyEffect("Solver.bootstrap", "yes", "nil", "100") {
    $0.solver.bootstraps.map { "\($0)" } ?? "nil"
  },
  KeyEffect("Solver.bootstraps", "50", others: "bootstrap = yes", "100", "50") {
    $0.solver.bootstraps.map { "\($0)" } ?? "nil"
  },
  KeyEffect("Solver.windowfunc", "parzen", "hann", "parzen") {
    $0.solver.smoothingShape.rawValue
  },
  KeyEffect("Solver.smoothing", "9", "auto", "9") { $0.solver.smoothing.text },
  KeyEffect("Solver.maxpasses", "7", "100", "7") { "\($0.solver.maximumPasses)" },
  KeyEffect("Solver.ncores", "2", "nil", "2") { $0.solver.threads.map { "\($0)" } ?? "nil" },
]

private let condition = "constraint = coherence cohExHy 0 1"

private let mask = [
  KeyEffect("Mask.sites", "A,", others: condition, "", "A") {
    $0.masks[0].sites.joined(separator: " ")
  },
  KeyEffect("Mask.samplefreqs", "128,", others: condition, "[]", "[128.0]") {
    "\($0.masks[0].sampleFrequencies)"
  },
  KeyEffect("Mask.constraint", "coherence cohEyHx 0 1", others: condition, "1", "2") {
    "\($0.masks[0].constraints.count)"
  },
  KeyEffect("Mask.limits", "excluded", others: condition, "true", "false") {
    "\($0.masks[0].limitsAreIncluded)"
  },
  KeyEffect("Mask.insideout", "one", others: condition, "true", "false") {
    "\($0.masks[0].allMustBeOutside)"
  },
  KeyEffect("Mask.remotesite", "R", others: condition, "none", "R") {
    $0.masks[0].remoteSite ?? "none"
  },
]

private let process = [
  KeyEffect("Process.sites", "A, B", "[]", "[\"A\", \"B\"]") { "\($0.process.sites)" },
  KeyEffect("Process.samplefreqs", "128, 4096", "[]", "[128.0, 4096.0]") {
    "\($0.process.sampleFrequencies)"
  },
  KeyEffect("Process.singlesite", "no", others: "remotesite = R", "true", "false") {
    "\($0.process.singleSite)"
  },
  KeyEffect("Process.remotesite", "R", "[]", "[\"R\"]") { "\($0.process.remoteSites)" },
  KeyEffect("Process.inputsite", "B", "none", "B") { $0.process.inputSite ?? "none" },
  KeyEffect("Process.inchans", "Hx,", "Hx Hy", "Hx") { names($0.process.inputs) },
  KeyEffect("Process.outchans", "Ex, Ey", "Ex Ey Hz", "Ex Ey") { names($0.process.outputs) },
  KeyEffect("Process.remotechans", "Hx, Hy, Hz", "", "Hx Hy Hz") {
    names($0.process.remotes)
  },
  KeyEffect("Process.crosschannels", "Hx, Hy", "", "Hx Hy") { names($0.process.crosses) },
  KeyEffect("Process.datetimes", "2024-06-01 to 2024-06-02", "0", "1", limitCount),
  KeyEffect("Process.dates", "2024-06-01, 2024-06-03", "0", "2", limitCount),
  KeyEffect("Process.times", "19:00:00 to 08:00:00", "0", "1", limitCount),
  KeyEffect("Process.intervals", "allbutlast", "true", "false") {
    "\($0.processes[0].takesWholeWindows)"
  },
  KeyEffect("Process.postpend", "rr", "", "rr") { $0.process.postpend },
  KeyEffect("Process.figures", "no", "true", "false") { "\($0.process.isDrawn)" },
]

private let output = [
  KeyEffect("Output.formats", "xml, j", "edi", "xml j") {
    $0.output.formats.joined(separator: " ")
  },
  KeyEffect("Output.rotate", "30", "none", "axes(30.0)") { "\($0.output.rotation)" },
]

private let figures = [
  KeyEffect("Figures.phase", "resistics", "field", "resistics") { $0.figures.phase.rawValue }
]

@Sendable private func limitCount(_ settings: Settings) -> String {
  "\(settings.process.timeLimits.count)"
}

private func names(_ channels: [Channel]) -> String {
  channels.map(\.name).joined(separator: " ")
}

/// Keys whose name is that of another section and that so need more than their own.
private let elsewhere = ["Process.masks"]

private let effects =
  top + survey + decimation + window + spectra + statistics + solver + mask + process
  + output + figures + sampleEffects

/// Each key reaches the stage that it is for.
///
/// What stages make of their settings their own tests show, and those of the command for a whole run.
@Suite("The effect of keys")
struct KeyEffectTests {
  @Test("each key changes what it is said to change", arguments: effects)
  func effect(_ effect: KeyEffect) throws {
    // Of the two lists of window sizes, one alone is refused.
    if !effect.before.isEmpty || problems(effect.without).isEmpty {
      let before = try Settings(text: effect.without, file: "test.ini")
      #expect(effect.outcome(before) == effect.before)
    }
    let after = try Settings(text: effect.with, file: "test.ini")
    #expect(effect.outcome(after) == effect.after)
    #expect(effect.before != effect.after)
  }

  @Test("masks are named by process runs")
  func masks() throws {
    let text = "[Mask m]\n\(condition)\n[Process]\nmasks = m,"
    #expect(try Settings(text: text, file: "test.ini").process.masks == ["m"])
    #expect(Settings.standard.process.masks.isEmpty)
  }

  @Test("no key is without such a test, and none is tested that is not there")
  func complete() {
    let tested = Set(effects.map(\.key) + elsewhere)
    let known = Set(Key.all.map(\.name.description))
    #expect(known.subtracting(tested).sorted() == [])
    #expect(tested.subtracting(known).sorted() == [])
    #expect(effects.count + elsewhere.count == tested.count)
  }
}
