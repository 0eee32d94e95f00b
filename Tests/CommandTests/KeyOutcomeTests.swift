import Foundation
import Testing

/// A piece of configuration, and what it changes in the products of a small survey of two sites.
struct KeyOutcome: Sendable, CustomTestStringConvertible {
  let key: String
  /// Lines of a configuration.
  let text: String
  let change: Change

  enum Change: Sendable {
    /// The values of site A's estimate are others.
    case numbers
    /// So many periods instead of 13.
    case periods(Int)
    /// Files that come to the others, and that are no longer there.
    case files(new: [String], gone: [String])
    /// The size of a site's file.
    case smaller
    /// The figure of an impedance, and not the numbers.
    case figure
    /// How the values of a site's file are written, and nothing else.
    case bytes
    /// What a command prints.
    case text(of: String, has: String)
  }

  init(_ key: String, _ text: String, _ change: Change) {
    self.key = key
    self.text = text
    self.change = change
  }

  var testDescription: String { "\(key): \(text)" }
}

/// What the survey has without further keys.
private let singles = [
  "edi/A_single_1Hz.edi", "edi/B_single_1Hz.edi", "figures/A_single_1Hz_impedance.svg",
  "figures/B_single_1Hz_impedance.svg",
]

/// The same of another solver.
private func singles(of method: String) -> [String] {
  singles.map { $0.replacing("_single_", with: "_single_\(method)_") }
}

private let outcomes = [
  KeyOutcome("Survey.name", "[Survey]\nname = alps", .text(of: "info", has: "survey alps,")),
  KeyOutcome("Survey.reference", "[Survey]\nreference = 2020-09-13 12:00:07", .numbers),
  KeyOutcome("Decimation.numlevels", "[Decimation]\nnumlevels = 1", .periods(7)),
  KeyOutcome("Decimation.minsamples", "[Decimation]\nminsamples = 1000", .periods(7)),
  KeyOutcome("Decimation.filter", "[Decimation]\nfilter = chebyshev", .numbers),
  KeyOutcome(
    "compatibility", "compatibility = resistics", .files(new: singles(of: "cm"), gone: singles)),
  KeyOutcome("Window.minperiods", "[Window]\nminperiods = 0", .periods(14)),
  KeyOutcome("Figures.phase", "[Figures]\nphase = resistics", .figure),
  KeyOutcome("Frequencies.frequencies", "[Frequencies]\nfrequencies = 0.2, 0.1", .periods(2)),
  KeyOutcome("Frequencies.perlevel", "[Frequencies]\nperlevel = 3", .numbers),
  KeyOutcome("Window.minwindows", "[Window]\nminwindows = 20", .periods(7)),
  KeyOutcome("Window.overlapfraction", "[Window]\noverlapfraction = 0.5", .numbers),
  KeyOutcome("Window.minoverlapsize", "[Window]\nminoverlapsize = 40", .numbers),
  KeyOutcome("Spectra.applywindow", "[Spectra]\napplywindow = no", .numbers),
  KeyOutcome("Spectra.windowfunc", "[Spectra]\nwindowfunc = blackman", .numbers),
  KeyOutcome("Spectra.prewhiten", "[Spectra]\nprewhiten = no", .numbers),
  KeyOutcome("Spectra.store", "[Spectra]\nstore = no", .smaller),
  KeyOutcome("Spectra.compression", "[Spectra]\ncompression = 6", .bytes),
  KeyOutcome(
    "Solver.method", "[Solver]\nmethod = ols", .files(new: singles(of: "ols"), gone: singles)),
  KeyOutcome(
    "Solver.method", "[Solver]\nmethod = mm", .files(new: singles(of: "mm"), gone: singles)),
  KeyOutcome("Solver.weighting", "[Solver]\nweighting = equations", .numbers),
  KeyOutcome("Solver.weights", "[Solver]\nweights = huber", .numbers),
  KeyOutcome("Solver.windowfunc", "[Solver]\nwindowfunc = parzen", .numbers),
  KeyOutcome("Process.crosschannels", "[Process]\ncrosschannels = Ex, Ey", .numbers),
  KeyOutcome("Solver.smoothing", "[Solver]\nsmoothing = 5", .numbers),
  KeyOutcome("Solver.maxpasses", "[Solver]\nmaxpasses = 1", .numbers),
  KeyOutcome(
    "Process.sites", "[Process]\nsites = A,",
    .files(
      new: [], gone: ["edi/B_single_1Hz.edi", "figures/B_single_1Hz_impedance.svg", "sites/B.h5"])),
  KeyOutcome(
    "Process.remotesite", "[Process]\nremotesite = B",
    .files(
      new: ["edi/A_remote-B_1Hz.edi", "figures/A_remote-B_1Hz_impedance.svg"], gone: [])),
  KeyOutcome(
    "Process.singlesite", "[Process]\nremotesite = A, B\nsinglesite = no",
    .files(
      new: [
        "edi/A_remote-B_1Hz.edi", "edi/B_remote-A_1Hz.edi",
        "figures/A_remote-B_1Hz_impedance.svg", "figures/B_remote-A_1Hz_impedance.svg",
      ],
      gone: singles)),
  KeyOutcome(
    "Process.inputsite", "[Process]\nsites = A,\ninputsite = B",
    .files(
      new: ["edi/A_input-B_1Hz.edi", "figures/A_input-B_1Hz_impedance.svg"],
      gone: singles + ["sites/B.h5"])),
  // What is not from Hx and Hy has no EDI file.
  KeyOutcome(
    "Process.inchans", "[Process]\ninchans = Hx,",
    .files(new: [], gone: ["edi/A_single_1Hz.edi", "edi/B_single_1Hz.edi"])),
  KeyOutcome("Process.outchans", "[Process]\noutchans = Ex,", .numbers),
  KeyOutcome(
    "Process.postpend", "[Process]\npostpend = day",
    .files(
      new: [
        "edi/A_single_day_1Hz.edi", "edi/B_single_day_1Hz.edi",
        "figures/A_single_day_1Hz_impedance.svg",
        "figures/B_single_day_1Hz_impedance.svg",
      ],
      gone: [
        "edi/A_single_1Hz.edi", "edi/B_single_1Hz.edi", "figures/A_single_1Hz_impedance.svg",
        "figures/B_single_1Hz_impedance.svg",
      ])),
  KeyOutcome(
    "Process.figures", "[Process]\nfigures = no",
    .files(
      new: [], gone: ["figures/A_single_1Hz_impedance.svg", "figures/B_single_1Hz_impedance.svg"])),
]

/// Each key that decides what a run makes, from its line in the file to the products.
@Suite("What keys change in a whole run")
struct KeyOutcomeTests {
  /// The products without further keys.
  private static let usual = Result { try products("") }

  /// What the user gets, without the work.
  private struct Products: Sendable {
    let files: [String: Data]
  }

  private static func survey(_ text: String) throws -> TestSurvey {
    let survey = try TestSurvey()
    try survey.addSite("B", start: 1_600_000_003)
    try survey.write("skindepth.ini", merged(text))
    return survey
  }

  private static func products(_ text: String) throws -> Products {
    let survey = try survey(text)
    let result = try Command.run("run", survey.path, "--quiet", "--ncores", "1")
    #expect(result.code == 0, "\(text): \(result.error)")
    let files = try survey.folder.filesOfUser().filter { !$0.key.hasPrefix("timeData") }
    return Products(files: files)
  }

  /// The windows of the test survey, and further lines, which may be of the same section.
  private static func merged(_ text: String) -> String {
    let own =
      "minwindowsize = 64\n" + (text.contains("minoverlapsize") ? "" : "minoverlapsize = 16\n")
    guard text.contains("[Window]\n") else { return text + "\n[Window]\n" + own }
    return text.replacing("[Window]\n", with: "[Window]\n" + own)
  }

  /// The numbers of site A's estimate, behind what says how they were made.
  private func numbers(_ products: Products) throws -> Substring {
    let data = try #require(products.files["edi/A_single_1Hz.edi"])
    let text = String(decoding: data, as: UTF8.self)
    let place = try #require(text.range(of: ">FREQ"))
    return text[place.lowerBound...]
  }

  private func periodCount(_ products: Products) throws -> Int {
    let text = try numbers(products).split(separator: "//").dropFirst().first ?? ""
    return Int(text.prefix { !$0.isNewline }.filter(\.isNumber)) ?? 0
  }

  @Test("each key changes what it is said to change", arguments: outcomes)
  func outcome(_ outcome: KeyOutcome) throws {
    let before = try KeyOutcomeTests.usual.get()
    let after = try KeyOutcomeTests.products(outcome.text)
    switch outcome.change {
    case .numbers: #expect(try numbers(before) != numbers(after))
    case .periods(let count): #expect(try [before, after].map(periodCount) == [13, count])
    case .files(let new, let gone):
      let (old, now) = (Set(before.files.keys), Set(after.files.keys))
      #expect(now.subtracting(old).sorted() == new.sorted())
      #expect(old.subtracting(now).sorted() == gone.sorted())
    case .smaller:
      let sizes = try [before, after].map { try #require($0.files["sites/A.h5"]).count }
      #expect(sizes[1] < sizes[0])
    case .bytes:
      #expect(try numbers(before) == numbers(after))
      #expect(before.files["sites/A.h5"] != after.files["sites/A.h5"])
    case .figure:
      #expect(try numbers(before) == numbers(after))
      let name = "figures/A_single_1Hz_impedance.svg"
      #expect(before.files[name] != after.files[name])
    case .text(let command, let part):
      let survey = try KeyOutcomeTests.survey(outcome.text)
      #expect(try Command.run(command, survey.path).output.contains(part))
    }
  }

  @Test("a set of spectra of another name has a folder of its own, and the first one stays")
  func sets() throws {
    let survey = try TestSurvey()
    #expect(try Command.run("run", survey.path, "--quiet").code == 0)
    let first = try survey.folder.files()
    let result = try Command.run("run", survey.path, "--quiet", "--specdir", "wide")
    #expect(result.code == 0, "\(result.error)")
    let both = try survey.folder.files()
    let new = Set(both.keys).subtracting(first.keys)
    #expect(new.contains("sets/wide/sites/A.h5") && new.contains("sets/wide/edi/A_single_1Hz.edi"))
    #expect(new.allSatisfy { $0.hasPrefix("sets/wide") || $0 == "sets" })
    #expect(first.allSatisfy { both[$0.key] == $0.value })
    #expect(first["edi/A_single_1Hz.edi"] == both["sets/wide/edi/A_single_1Hz.edi"])
    let status = try Command.run("status", survey.path, "--specdir", "wide")
    #expect(status.output.hasSuffix("complete\n"))
    let compared = try Command.run(
      "compare", survey.path, survey.path, "--specdir", "wide", "--summary")
    #expect(compared.code == 0, "\(compared.error)")
  }

  @Test(
    "threads change nothing, wherever they are set", arguments: ["", "[Spectra]\n", "[Solver]\n"])
  func threads(section: String) throws {
    let after = try KeyOutcomeTests.products("\(section)ncores = 2")
    #expect(try numbers(KeyOutcomeTests.usual.get()) == numbers(after))
  }
}
