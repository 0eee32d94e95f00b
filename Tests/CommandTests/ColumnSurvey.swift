import Foundation
import Testing

/// A survey of one site whose recordings are columns of numbers over a ground of real impedance:
/// Ex = 5 Hy, Ey = −6 Hx, Hz = 0.2 Hx + 0.1 Hy, in the directions of geographic north and east.
final class ColumnSurvey {
  let folder: TemporaryFolder
  var path: String { folder.path }
  private var state: UInt64 = 7

  init(_ settings: String = "") throws {
    folder = try TemporaryFolder()
    try write("skindepth.ini", "[Window]\nminwindowsize = 64\nminoverlapsize = 16\n" + settings)
  }

  /// Adds a recording at 1 Hz of site A.
  ///
  /// - Parameters:
  ///   - minute: After the start of the survey.
  ///   - turn: Degrees by which all channels are turned clockwise; the description says so.
  ///   - change: What becomes of a sample.
  func add(
    _ name: String, minute: Int, count: Int = 2400, channels: [String], turn: Double = 0,
    site: String = "A", rate: String = "1",
    change: (_ channel: String, _ index: Int, _ value: Double) -> String = { "\($2)" }
  ) throws {
    let rows = (0..<count).map { index -> String in
      let (x, y) = (number(), number())
      let fields = [
        "Hx": x, "Hy": y, "Hz": 0.2 * x + 0.1 * y, "Ex": 5 * y + 0.01 * number(),
        "Ey": -6 * x + 0.01 * number(),
      ]
      return channels.map { change($0, index, Self.turned(fields, $0, turn)) }
        .joined(separator: " ")
    }
    let start = String(format: "%02d:%02d", minute / 60 % 24, minute % 60)
    var description =
      "rate = \(rate)\nstart = 2024-06-0\(1 + minute / 1440) \(start):00\n"
      + "channels = \(channels.joined(separator: " "))\n"
    for channel in channels where turn != 0 && channel != "Hz" {
      description += "azimuth.\(channel) = \(turn + (channel.hasSuffix("y") ? 90 : 0))\n"
    }
    let file = "timeData/\(site)/\(name).txt"
    try write(file, rows.joined(separator: "\n") + "\n")
    try write(file + ".ini", description)
  }

  /// What a channel measures that is turned clockwise.
  private static func turned(_ fields: [String: Double], _ channel: String, _ degrees: Double)
    -> Double
  {
    let own = fields[channel] ?? 0
    guard degrees != 0, channel != "Hz" else { return own }
    let (kind, angle) = (channel.prefix(1), degrees * .pi / 180)
    let (x, y) = (fields[kind + "x"] ?? 0, fields[kind + "y"] ?? 0)
    return channel.hasSuffix("x")
      ? x * cos(angle) + y * sin(angle) : -x * sin(angle) + y * cos(angle)
  }

  private func number() -> Double {
    (0..<4).reduce(0) { sum, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return sum + Double(state >> 33) / Double(1 << 31) - 0.5
    }
  }

  func write(_ name: String, _ text: String) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: file))
  }

  /// The numbers of a block of an EDI file of the survey; empty where it has none.
  func numbers(_ block: String, in file: String = "A_single_1Hz.edi") throws -> [Double] {
    let text = try String(contentsOfFile: "\(path)/edi/\(file)", encoding: .utf8)
    for part in text.components(separatedBy: "\n>").dropFirst() {
      let lines = part.split(separator: "\n")
      guard let head = lines.first, head.split(separator: " ").first.map(String.init) == block
      else { continue }
      return lines.dropFirst().flatMap { $0.split(separator: " ") }.compactMap { Double($0) }
    }
    return []
  }

  /// Whether all numbers of a block are near a value.
  func expect(
    _ block: String, near value: Double, within tolerance: Double,
    in file: String = "A_single_1Hz.edi",
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let numbers = try numbers(block, in: file)
    #expect(!numbers.isEmpty, "\(block)", sourceLocation: place)
    for number in numbers {
      #expect(abs(number - value) <= tolerance, "\(block)", sourceLocation: place)
    }
  }
}
