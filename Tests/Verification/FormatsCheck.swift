import Archive
import Formats
import Foundation
import Model
import TestSupport

/// Every fixture of the reference data, read and compared with its expected values.
///
/// Integers must come back exactly; all else to 1e-12 of the value, or of the offset that was added to it.
struct FormatsCheck {
  static let tolerance = 1e-12

  /// What one fixture gave.
  struct Row {
    let fixture: String
    var recordings = 0
    var samples = 0
    /// The largest difference, relative to what is allowed to be relative to.
    var worst = 0.0
    var problems: [String] = []
    var remark = "ok"

    init(_ fixture: String) {
      self.fixture = fixture
    }

    mutating func compare(_ found: Double, _ expected: Double, offset: Double = 0) {
      samples += 1
      let size = max(abs(expected), abs(offset))
      let difference = found == expected ? 0 : abs(found - expected) / max(size, 1e-300)
      worst = difference.isNaN ? .infinity : max(worst, difference)
    }

    mutating func require(_ condition: Bool, _ problem: @autoclosure () -> String) {
      if !condition { problems.append(problem()) }
    }

    mutating func equal<Value: Equatable>(_ what: String, _ found: Value, _ expected: Value) {
      require(found == expected, "\(what) is \(found), expected \(expected)")
    }
  }

  let data: String

  init() throws {
    data = try ReferenceData.path("formats")
  }

  /// Compares all fixtures and prints a table.
  func verdict() throws -> Verdict {
    let ats = try AnalyticRecording(FormatsCheck.json("\(data)/ats/expected_ats.json"))
    var rows = [
      row("ats") { try metronix($0, &$1, ats) },
      row("atss/survey/stations/SynSite") { try doubles($0, &$1, ats) },
      row("spam/run01") { try spam($0, &$1, ats) },
      row("lemi/b423") { try lemi423($0, &$1, isElectric: false) },
      row("lemi/b423e") { try lemi423($0, &$1, isElectric: true) },
      row("lemi/202406011200.TXT") { try lemi424($0, &$1) },
      row("phoenix/mtu_legacy") { try phoenixMTU($0, &$1) },
      row("phoenix/mtu5c") { try phoenixMTU5C($0, &$1) },
    ]
    for kind in ["internal", "internal_unscaled", "ascii"] {
      rows.append(row("resistics06_\(kind)") { try resistics($0, &$1, ats) })
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(data)/mth5").sorted()
    for file in files where file.hasSuffix(".h5") && !file.contains("fc_tf") {
      rows.append(row("mth5/\(file)") { try mth5($0, &$1, ats) })
    }
    rows.append(row("emtf_ascii") { try columns($0, &$1) })
    return judge(rows)
  }

  private func row(_ fixture: String, _ body: (String, inout Row) throws -> Void) -> Row {
    var row = Row(fixture)
    do { try body("\(data)/\(fixture)", &row) } catch {
      row.problems.append("\(error)".split(separator: "\n").first.map(String.init) ?? "")
    }
    return row
  }

  private func judge(_ rows: [Row]) -> Verdict {
    var verdict = Verdict()
    var table = TextTable(
      "fixtures against their expected values (relative difference at most 1e-12)",
      ["fixture", "recordings", "values", "worst", "verdict"])
    for row in rows {
      let isGood = row.problems.isEmpty && row.worst <= FormatsCheck.tolerance && row.samples > 0
      let words = isGood ? row.remark : row.problems.first ?? "differs"
      table.add(
        [row.fixture, "\(row.recordings)", "\(row.samples)", row.worst.scientific, words])
      verdict.require(isGood, "\(row.fixture): \(words)")
    }
    table.show()
    return verdict
  }

  static func json(_ path: String) throws -> JSONText {
    guard let text = JSONText(utf8: [UInt8](try Data(contentsOf: URL(filePath: path)))) else {
      throw UserError(.data, path, "is no JSON text", remedy: "copy the reference data again")
    }
    return text
  }
}

extension FormatsCheck {
  /// The recordings of a path, opened; what else is wrong there is a problem of the row.
  func open(_ path: String, _ row: inout Row) throws -> [any RecordingSource] {
    let found = try TimeSeriesFormats.discover(path)
    row.problems += found.problems.map(\.description)
    row.recordings = found.recordings.count
    return try found.recordings.map { try TimeSeriesFormats.open($0) }
  }
}

extension RecordingSource {
  func samples(_ channel: Channel, _ range: Range<Int>? = nil) throws -> [Double] {
    let range = range ?? 0..<header.sampleCount
    var values = [Double](repeating: .nan, count: range.count)
    var span = values.mutableSpan
    try read(channel, range, into: &span)
    return values
  }

  /// What is known of a channel, by any of its names.
  func channel(_ name: String) throws -> ChannelHeader {
    guard let channel = Channel(name),
      let found = header.channels.first(where: { $0.channel == channel })
    else {
      throw UserError(.data, header.name, "has no channel \(name)", remedy: "see the reader")
    }
    return found
  }
}

extension JSONText {
  /// The numbers of a list, or of a list in a list.
  var numbers: [Double] {
    (array ?? []).flatMap { element in element.number.map { [$0] } ?? element.numbers }
  }

  /// The number at a path of members; not a number where there is none.
  func number(_ path: String...) -> Double {
    path.reduce(Optional(self)) { $0?[$1] }?.number ?? .nan
  }
}
