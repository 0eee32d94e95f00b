import Foundation
import Testing

/// Something wrong with one site of two.
enum Damage: CaseIterable, Sendable {
  case notANumber, truncated, constant, empty, otherKind, unequal, missing, truncatedHDF5, noOverlap

  /// Makes site B, and breaks it.
  func apply(to survey: TestSurvey) throws {
    try survey.addSite("B", start: self == .noOverlap ? 1_700_000_000 : 1_600_000_000)
    let file = survey.file("hx", of: "B")
    var samples = try #require(TestSurvey.samples["hx"]).map { "\($0)" }
    switch self {
    case .notANumber:
      samples[1000] = "1.2.3"
      try survey.write("hx", of: "B", samples)
    case .truncated:
      let bytes = try survey.read(file)
      try survey.write(file, bytes.prefix(bytes.count / 2))
    case .constant: try survey.write("hx", of: "B", samples.map { _ in "3.25" })
    case .empty: try survey.write(file, "")
    case .otherKind: try survey.write(file, "PK\u{3}\u{4} and so on")
    case .unequal: try survey.write("hx", of: "B", samples.dropLast(10))
    case .missing: try survey.remove(file)
    case .truncatedHDF5:
      let made = try TemporaryFolder()
      let project = made.path + "/made"
      let result = try Command.run(
        "synth", project, "--sites", "1", "--no-remote", "--rate", "16", "--duration", "120")
      #expect(result.code == 0, "\(result.error)")
      let bytes = try Data(contentsOf: URL(filePath: project + "/timeData/A/A.h5"))
      try survey.remove("timeData/B")
      try survey.write("timeData/B/B.h5", bytes.prefix(bytes.count / 2))
    case .noOverlap: break
    }
  }

  /// What the message names.
  var words: [String] {
    switch self {
    case .notANumber: ["B_hx.txt: line 1002"]
    case .truncated: ["B_hx.txt", "fewer than the 2400"]
    case .constant: ["timeData/B", "channel Hx", "is constant", "3.25", "leave it out"]
    case .empty: ["B_hx.txt", "is empty"]
    case .otherKind: ["B_hx.txt", "is no recording that is known"]
    case .unequal: ["B_hx.txt", "Hx has 2390 samples", "unequal"]
    case .missing: ["timeData/B", "channel Hx is missing", "there are Ex, Ey, Hy", "inchans"]
    case .truncatedHDF5: ["timeData/B/B.h5: ", "etch or make it again"]
    case .noOverlap: ["site A", "no time in common with B", "2020-09-13", "2023-11-14"]
    }
  }

  var options: [String] { self == .noOverlap ? ["--remote", "B"] : [] }

  /// Whether the site keeps channels, and so has a file.
  var isPartial: Bool { [.missing, .empty, .otherKind, .constant, .noOverlap].contains(self) }

  /// Without the file's channel the site's other files do not suffice.
  var problemCount: Int { [.empty, .otherKind, .constant].contains(self) ? 2 : 1 }
}

@Suite("A run leaves out")
struct OmissionTests {
  private func run(_ survey: TestSurvey, _ arguments: [String]) throws -> CommandResult {
    let result = try Command.launch([Command.path, "run", survey.path] + arguments)
    #expect(!result.wasKilled && result.output.isEmpty, "\(result.error)")
    return result
  }

  @Test("what is damaged, names it, and does the rest", arguments: Damage.allCases)
  func leavesOut(damage: Damage) throws {
    let survey = try TestSurvey()
    try damage.apply(to: survey)
    // The second time everything is done already, and what is left out is said again.
    for _ in 0..<2 {
      let result = try run(survey, damage.options)
      #expect(result.code == 4, "\(result.error)")
      for word in damage.words + [
        "error: left out: ", "remedy: ", " left something out; see above",
      ] {
        #expect(result.error.contains(word), "no \"\(word)\" in: \(result.error)")
      }
      #expect(
        result.error.components(separatedBy: "error: left out: ").count == damage.problemCount + 1)
    }
    let products = try survey.folder.filesOfUser().keys.filter { !$0.hasPrefix("timeData") }
    for file in [
      "survey.h5", "sites/A.h5", "edi/A_single_1Hz.edi", "figures/A_single_1Hz_impedance.svg",
    ] {
      #expect(products.contains(file), "\(products)")
    }
    guard !damage.isPartial else { return }
    #expect(!products.contains { $0.contains("/B") }, "\(products)")
  }

  @Test("nothing when it is strict, and ends", arguments: Damage.allCases)
  func strict(damage: Damage) throws {
    let survey = try TestSurvey()
    try damage.apply(to: survey)
    let result = try run(survey, damage.options + ["--strict"])
    #expect(result.code == 1, "\(result.error)")
    for word in damage.words + ["skindepth: error: ", "remedy: "] {
      #expect(result.error.contains(word), "no \"\(word)\" in: \(result.error)")
    }
    #expect(!result.error.contains("error: left out: "))
    let names = try survey.folder.filesOfUser().keys
    #expect(!names.contains("survey.h5") && !names.contains("sites/B.h5"), "\(names)")
  }

  @Test("a site, whose earlier products and work stay")
  func earlierProducts() throws {
    let survey = try TestSurvey()
    try survey.addSite("B", start: 1_600_000_000)
    #expect(try run(survey, ["--quiet"]).code == 0)
    let before = try survey.folder.files()
    let file = survey.file("hx", of: "B")
    try survey.write(file, try survey.read(file).prefix(1000))
    #expect(try run(survey, ["--quiet"]).code == 4)
    let after = try survey.folder.files()
    for name in before.keys where name.hasPrefix("work/B/") || name.contains("/B_single") {
      #expect(after[name] == before[name], "\(name)")
    }
    #expect(after["sites/B.h5"] == before["sites/B.h5"])
  }

  @Test("the rest of a recording that ends, where nothing else is left, and makes nothing")
  func nothingLeft() throws {
    let survey = try TestSurvey()
    try survey.remove("timeData/A")
    for name in ["C", "D"] {
      try survey.addSite(name, start: 1_600_000_000)
      try survey.write("hx", of: name, [String](repeating: "nan", count: TestSurvey.sampleCount))
    }
    let result = try run(survey, [])
    #expect(result.code == 1, "\(result.error)")
    #expect(result.error.contains("skindepth: error: \(survey.path)/timeData/"))
    let files = try survey.folder.filesOfUser().keys
    #expect(files.allSatisfy { $0.hasPrefix("timeData") || $0 == "skindepth.ini" }, "\(files)")
  }
}

/// What is lost with a channel, or a part of a recording, of which nothing can be made.
@Suite("What is lost with a part of a recording")
struct PartialLossTests {
  private static let channels = ["Hx", "Hy", "Hz", "Ex", "Ey"]

  @Test(
    "a channel that is dead, or without a value, costs what is made of it", arguments: ["0", "nan"])
  func channel(_ value: String) throws {
    let survey = try ColumnSurvey()
    try survey.add("r", minute: 0, channels: Self.channels) { channel, _, sample in
      channel == "Hz" ? value : "\(sample)"
    }
    let run = try Command.run("run", survey.path)
    #expect(run.code == 4)
    #expect(run.error.contains("left out: ") && run.error.contains("channel Hz"), "\(run.error)")
    try survey.expect("ZXYR", near: 5, within: 0.05)
    try survey.expect("ZYXR", near: -6, within: 0.05)
    #expect(try survey.numbers("TXR.EXP").isEmpty)
    let again = try Command.run("run", survey.path)
    #expect(again.code == 4)
  }

  @Test("a dead input leaves nothing, and says why")
  func input() throws {
    let survey = try ColumnSurvey()
    try survey.add("r", minute: 0, channels: Self.channels) { channel, _, sample in
      channel == "Hx" ? "1" : "\(sample)"
    }
    let run = try Command.run("run", survey.path)
    #expect(run.code == 1)
    #expect(run.error.contains("channel Hx: is constant"), "\(run.error)")
  }

  @Test("a damaged part of a joined recording costs that part")
  func part() throws {
    let survey = try ColumnSurvey()
    for piece in 0..<4 {
      try survey.add("p\(piece)", minute: 20 * piece, count: 1199, channels: Self.channels) {
        channel, index, sample in
        piece == 2 && channel == "Ey" && index == 700 ? "1.2.3" : "\(sample)"
      }
    }
    let run = try Command.run("run", survey.path)
    #expect(run.code == 4)
    #expect(
      run.error.contains("left out: ") && run.error.contains("p2.txt: line 701"), "\(run.error)")
    #expect(run.error.contains("2 recordings from p0 on are one"), "\(run.error)")
    try survey.expect("ZXYR", near: 5, within: 0.05)
    try survey.expect("ZYXR", near: -6, within: 0.05)
  }
}
