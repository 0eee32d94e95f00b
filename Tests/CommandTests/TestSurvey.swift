import Foundation

/// A small survey of text files, one a channel: noise at 1 Hz, 40 minutes.
final class TestSurvey {
  let folder: TemporaryFolder
  var path: String { folder.path }

  static let sampleCount = 2400

  /// Makes the survey with site A.
  init() throws {
    folder = try TemporaryFolder()
    try write("skindepth.ini", "[Window]\nminwindowsize = 64\nminoverlapsize = 16\n")
    try addSite("A", start: 1_600_000_000)
  }

  /// Adds a site with all of its channels.
  func addSite(_ site: String, start: Int) throws {
    for (channel, samples) in Self.samples {
      try write(channel, of: site, samples.map { "\($0)" }, start: start)
    }
  }

  /// Writes the file of a channel.
  func write(
    _ channel: String, of site: String = "A", _ samples: [String], start: Int = 1_600_000_000
  ) throws {
    let unit = channel.hasPrefix("h") ? "nT" : "mV/km"
    let header = "# \(site) \(channel) 1 \(start) \(samples.count) \(unit) 48 9 500\n"
    try write(
      file(channel, of: site), header + samples.joined(separator: "\n") + "\n")
  }

  /// The name in the survey of a channel's file.
  func file(_ channel: String, of site: String = "A") -> String {
    "timeData/\(site)/\(site)_\(channel).txt"
  }

  func write(_ name: String, _ text: String) throws {
    try write(name, Data(text.utf8))
  }

  func write(_ name: String, _ bytes: Data) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try bytes.write(to: URL(filePath: file))
  }

  func read(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: path + "/" + name))
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path + "/" + name)
  }

  /// Puts products of an earlier run there, to see that they stay.
  func addOlderProducts() throws {
    for name in [
      "survey.h5", "sites/A.h5", "edi/A_single_1Hz.edi", "figures/A_single_1Hz_impedance.svg",
    ] {
      try write(name, "older \(name)")
    }
  }

  /// What a living channel holds: the fields are noise, E follows H.
  static let samples: [String: [Double]] = {
    var state: UInt64 = 1
    func number() -> Double {
      // Steps of a linear congruence; the sum of four uniform numbers is about normal.
      (0..<4).reduce(0) { sum, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum + Double(state >> 33) / Double(1 << 31) - 0.5
      }
    }
    let hx = (0..<sampleCount).map { _ in number() }
    let hy = (0..<sampleCount).map { _ in number() }
    let ex = (0..<sampleCount).map { 0.3 * hx[$0] + 5 * hy[$0] + 0.1 * number() }
    let ey = (0..<sampleCount).map { -6 * hx[$0] + 0.2 * hy[$0] + 0.1 * number() }
    return ["ex": ex, "ey": ey, "hx": hx, "hy": hy]
  }()
}
