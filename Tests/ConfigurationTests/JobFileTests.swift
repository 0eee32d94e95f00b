import Configuration
import Model
import Testing

/// A job with two process runs and a mask.
private let job = """
  [Mask quiet]
  sites = A, B
  constraint = coherence cohExHy 0.7 1.0 inside
  constraint = coherence cohEyHx 0.7 1
  [Process]
  remotesite = R
  [Process all]
  [Process masked]
  sites = A,
  samplefreqs = 128, 4096
  masks = quiet,
  postpend = coh
  figures = no
  """

@Suite("A file that describes a whole job")
struct JobFileTests {
  @Test("has a run for each process section, which takes over what it does not say")
  func inherits() throws {
    let settings = try Settings(text: job, file: "job.ini")
    #expect(settings.processes.map(\.name) == ["all", "masked"])
    #expect(settings.processes.map(\.sites) == [[], ["A"]])
    #expect(settings.processes.map(\.remoteSites) == [["R"], ["R"]])
    #expect(settings.processes.map(\.sampleFrequencies) == [[], [128, 4096]])
    #expect(settings.processes.map(\.masks) == [[], ["quiet"]])
    #expect(settings.processes.map(\.postpend) == ["all", "coh"])
    #expect(settings.processes.map(\.isDrawn) == [true, false])
    // [Process] itself only lends its values then.
    #expect(settings.process.name.isEmpty && settings.process.remoteSites == ["R"])
  }

  @Test("has masks with their conditions, from lines or from a list")
  func masks() throws {
    let lines = try #require(try Settings(text: job, file: "job.ini").masks.first)
    #expect(lines.name == "quiet" && lines.sites == ["A", "B"] && lines.remoteSite == nil)
    #expect(lines.constraints.map(\.component) == ["cohExHy", "cohEyHx"])
    let list = """
      [Mask quiet]
      sites = A, B
      constraint = coherence cohExHy 0.7 1.0, coherence cohEyHx 0.7 1.0 inside
      """
    #expect(try Settings(text: list, file: "job.ini").masks == [lines])
  }

  @Test("has conditions for one level or one frequency, and outside of a range")
  func places() throws {
    let text = """
      [Mask m]
      remotesite = R
      constraint = RR_coherence ExHxRR -1e-3 0.5 outside level 2 frequency 6
      """
    let mask = try #require(try Settings(text: text, file: "job.ini").masks.first)
    let constraint = try #require(mask.constraints.first)
    #expect(constraint.isRemote && !constraint.keepsInside)
    #expect(constraint.low == -1e-3 && constraint.high == 0.5)
    #expect(constraint.level == 2 && constraint.frequency == 6)
    #expect(mask.remoteSite == "R")
  }

  @Test("has limits of time, of all levels or of some")
  func limits() throws {
    let text = """
      [Process]
      datetimes = 2024-06-01 12:00:00 to 2024-06-01 18:00:00, 2024-06-02 to 2024-06-03 levels 1 0
      dates = 2024-06-05 levels 2, 2024-06-06
      times = 19:00:00 to 08:00:00.5 level 0
      """
    let limits = try Settings(text: text, file: "job.ini").process.timeLimits
    let first = try #require(Instant("2024-06-01 12:00:00"))
    let last = try #require(Instant("2024-06-01 18:00:00"))
    let day = try #require(Instant("2024-06-05"))
    #expect(limits.map(\.levels) == [[], [0, 1], [2], [], [0]])
    #expect(limits[0].span == .between(first, last))
    #expect(limits[2].span == .day(day))
    #expect(limits[4].span == .daily(from: 68_400_000_000_000, to: 28_800_500_000_000))
  }

  @Test("options of the command go before all process sections")
  func options() throws {
    let option = Override(KeyName(.process, "sites"), "B,", option: "--sites")
    let settings = try Settings(text: job, file: "job.ini", overrides: [option])
    #expect(settings.processes.map(\.sites) == [["B"], ["B"]])
    #expect(settings.masks.map(\.sites) == [["A", "B"]])
  }

  @Test("is shown with each section, and what is shown gives the same job")
  func effectiveText() throws {
    let settings = try Settings(text: job, file: "job.ini")
    let text = settings.effectiveText
    #expect(text.contains("\n[Process masked]\nsites = A,  # job.ini:9\n"))
    #expect(text.contains("remotesite = R,  # job.ini:6\n"))
    #expect(
      text.contains(
        "constraint = coherence cohExHy 0.7 1 inside, coherence cohEyHx 0.7 1 inside"))
    let again = try Settings(text: text, file: "again.ini")
    #expect(again.processes == settings.processes)
    #expect(again.masks == settings.masks)
  }

  @Test("its canonical text gives the same numbers again")
  func canonicalText() throws {
    let limits = "dates = 2024-06-05,\ntimes = 19:00:00 to 08:00:00 levels 0,\n"
    let settings = try Settings(text: job + "\n" + limits, file: "job.ini")
    let text = (settings.masks.map(\.canonicalText) + settings.processes.map(\.canonicalText))
      .joined()
    var expected = settings.processes
    // Names and figures do not decide numbers.
    for index in expected.indices {
      (expected[index].postpend, expected[index].isDrawn) = (expected[index].name, true)
    }
    let again = try Settings(text: text, file: "again.ini")
    #expect(again.processes == expected)
    #expect(again.masks == settings.masks)
  }

  @Test("is the same whether a section is split by others or not")
  func order() throws {
    let text = "[Process b]\nsites = A,\n[Window]\nminwindows = 6\n[Process]\nremotesite = R\n"
    let settings = try Settings(text: text, file: "job.ini")
    #expect(settings.processes.map(\.remoteSites) == [["R"]])
    #expect(settings.window.minimumWindows == 6)
  }
}

private let form =
  "give STATISTIC COMPONENT LOW HIGH, then inside or outside, and `level N` and `frequency N` where"
  + " it is for those alone"

private func mask(_ constraint: String) -> String { "[Mask m]\nconstraint = \(constraint)" }

private let wrongMasks = [
  WrongFile(
    "[Mask]\nsites = A,", "line 1", "section [Mask] has no name",
    "write `[Mask NAME]`, as there may be several"),
  WrongFile(
    "[Mask a/b]", "line 1", "`a/b` is not such a name",
    "give a name of letters, digits, `_`, `-` and `.`"),
  WrongFile(
    "[Window wide]", "line 1", "section [Window wide] has a name of its own",
    "write [Window]; names are for [Mask NAME] and [Process NAME]"),
  WrongFile(
    "[Maks quiet]", "line 1", "section [Maks quiet] is not known",
    "did you mean [Mask quiet]? sections are Survey, Decimation, Frequencies, Window, Spectra,"
      + " Statistics, Solver, Mask, Process, Output, Figures"),
  WrongFile(
    "[Process  a]\n[Process a]", "line 2", "section [Process a] was opened before, in line 1",
    "move its keys there"),
  WrongFile(
    "[Mask m]\nsites = A,", "line 1, Mask m", "the mask has no constraint",
    "give `constraint = coherence cohExHy 0.7 1.0 inside`"),
  WrongFile(
    "[Mask m]\nconstraint = ,", "line 2, Mask m.constraint", "the mask has no constraint",
    "give `constraint = coherence cohExHy 0.7 1.0 inside`"),
  WrongFile(
    mask("coherance cohExHy 0 1"), "line 2, Mask m.constraint", "`coherance` is not known",
    "did you mean `coherence`? give one of absvalEqn, coherence, powerSpectralDensity,"
      + " polarisationDirection, partialCoherence, transferFunction, resPhase, RR_coherence,"
      + " RR_coherenceEqn, RR_absvalEqn, RR_transferFunction, RR_resPhase"),
  WrongFile(
    mask("coherence"), "line 2, Mask m.constraint", "`coherence`: the component is missing", form),
  WrongFile(
    mask("coherence 0.7 1.0"), "line 2, Mask m.constraint",
    "`coherence 0.7 1.0`: a component should stand before `0.7`", form),
  WrongFile(
    mask("coherence cohExHy 0.7"), "line 2, Mask m.constraint",
    "`coherence cohExHy 0.7`: a limit is missing", form),
  WrongFile(
    mask("coherence cohExHy low 1"), "line 2, Mask m.constraint",
    "`coherence cohExHy low 1`: `low` is not a number", form),
  WrongFile(
    mask("coherence cohExHy 1 0.7"), "line 2, Mask m.constraint",
    "`coherence cohExHy 1 0.7`: the range from 1 to 0.7 is empty", "give the lower limit first"),
  WrongFile(
    mask("coherence cohExHy 0 1 between"), "line 2, Mask m.constraint",
    "`coherence cohExHy 0 1 between`: `between` is too much", form),
  WrongFile(
    mask("coherence cohExHy 0 1 level x"), "line 2, Mask m.constraint",
    "`coherence cohExHy 0 1 level x`: `level` needs a number from 0 on", form),
  WrongFile(
    mask("coherence cohExHy 0 1 frequency 1"), "line 2, Mask m.constraint",
    "`coherence cohExHy 0 1 frequency 1`: a frequency is counted within a level", form),
  WrongFile(
    mask("coherence cohExHy 0 1 level 7"), "line 2, Mask m.constraint",
    "`coherence cohExHy 0 1 inside level 7`: there is no level 7, as numlevels is 7",
    "give a level from 0 to 6"),
  WrongFile(
    mask("coherence cohExHy 0 1 level 6 frequency 7"), "line 2, Mask m.constraint",
    "`coherence cohExHy 0 1 inside level 6 frequency 7`: there is no frequency 7, as perlevel is 7",
    "give a frequency from 0 to 6"),
  WrongFile(
    mask("RR_coherence ExHxRR 0.7 1"), "line 2, Mask m.constraint",
    "RR_coherence is a statistic with a remote reference, and there is none",
    "set remotesite in the section of the mask"),
  WrongFile(
    "[Mask m]\nsite = A\n" + "constraint = coherence cohExHy 0 1", "line 2, Mask m.site",
    "`site` is not known", "did you mean `sites`?"),
  WrongFile(
    "[Mask m]\nconstraint = coherence cohExHy 0 1\nsamplefreqs = 0", "line 3, Mask m.samplefreqs",
    "`0` is not in the range", "give a list of numbers from 1e-06 to 10000000, or nothing"),
]

private let span =
  "give `2024-06-01 12:00:00 to 2024-06-01 18:00:00`, with `levels 0 1` behind it if need be"

private let wrongRuns = [
  WrongFile(
    "[Mask quiet]\nconstraint = coherence cohExHy 0 1\n[Process n]\nmasks = quite,",
    "line 4, Process n.masks", "mask `quite` has no section",
    "did you mean `quiet`? masks are quiet; a mask is made by a section [Mask NAME]"),
  WrongFile(
    "[Process]\nmasks = quiet,", "line 2, Process.masks", "mask `quiet` has no section",
    "a mask is made by a section [Mask NAME]"),
  WrongFile(
    "[Process n]\nsinglesite = no", "line 2, Process n.singlesite",
    "nothing is left to estimate without single-site estimates and without a remote site",
    "set remotesite, or singlesite = True"),
  WrongFile(
    "[Process]\nsinglesite = no\n[Process a]\n[Process b]", "line 2, Process.singlesite",
    "nothing is left to estimate without single-site estimates and without a remote site",
    "set remotesite, or singlesite = True"),
  WrongFile(
    "[Process n]\nremotsite = R", "line 2, Process n.remotsite", "`remotsite` is not known",
    "did you mean `remotesite`?"),
  WrongFile(
    "[Process]\npostpend = a b", "line 2, Process.postpend", "`a b` is not such a name",
    "give a name of letters, digits, `_`, `-` and `.`, or nothing"),
  WrongFile(
    "[Process]\ncrosschannels = Hx, E1", "line 2, Process.crosschannels",
    "E1 is neither an input nor an output", "give some of Hx, Hy, Ex, Ey, Hz, or nothing"),
  WrongFile(
    "[Process]\nremotechans = Hx,", "line 2, Process.remotechans",
    "1 of remotechans cannot tell 2 of inchans apart", "give at least 2 channels, or nothing"),
  WrongFile(
    "[Process]\ndatetimes = 2024-06-01 12:00:00", "line 2, Process.datetimes",
    "`2024-06-01 12:00:00` has no `to` between start and end", span),
  WrongFile(
    "[Process]\ndatetimes = 2024-06-01 to noon", "line 2, Process.datetimes",
    "`2024-06-01 to noon` is no time span", span),
  WrongFile(
    "[Process]\ndatetimes = 2024-06-02 to 2024-06-01", "line 2, Process.datetimes",
    "`2024-06-02 to 2024-06-01` ends before it begins", span),
  WrongFile(
    "[Process]\ndates = 2024-06-31,", "line 2, Process.dates", "`2024-06-31` is no date",
    "give `2024-06-01`, with `levels 0 1` behind it if need be"),
  WrongFile(
    "[Process]\ntimes = 19:00 to 20:00", "line 2, Process.times",
    "`19:00 to 20:00` is no span of a day",
    "give `19:00:00 to 08:00:00`, with `levels 0 1` behind it if need be"),
  WrongFile(
    "[Process]\ndates = 2024-06-01 levels x", "line 2, Process.dates",
    "`2024-06-01 levels x`: levels are numbers from 0 on", "write `levels 0 1`"),
  WrongFile(
    "[Process]\ndates = 2024-06-01 levels 7", "line 2, Process.dates",
    "`2024-06-01 levels 7`: there is no level 7, as numlevels is 7", "give levels from 0 to 6"),
]

@Suite("Checks of a job")
struct JobFileChecks {
  @Test("one wrong thing, one message", arguments: wrongMasks + wrongRuns)
  func message(wrong: WrongFile) {
    #expect(
      problems(wrong.text) == [
        UserError(
          .configuration, "test.ini", at: wrong.place, wrong.problem, remedy: wrong.remedy)
      ])
  }

  @Test("what is wrong with an option is said once, whatever sections there are")
  func option() {
    let option = Override(KeyName(.process, "inchans"), "Q,", option: "--inchans")
    let found = problems("[Process a]\n[Process b]\n", [option])
    #expect(found.map(\.subject) == ["option --inchans"])
    #expect(found.map(\.problem) == ["`Q` is not a channel"])
  }
}
