import FormatSamples
import Foundation
import Model

// Files of about a hundred megabytes, and of some where they are text.
extension ReadingCheck {
  func cases() throws -> [Case] {
    try recorders() + bands() + resistics() + texts()
  }

  /// Writes the files of a recording, of which the one that has the samples is measured.
  private func made(
    _ name: String, _ file: String, isText: Bool = false, _ content: [UInt8],
    _ others: SampleFiles = SampleFiles()
  ) throws -> Case {
    let parent = "\(folder)/\(name)"
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    for (other, bytes) in others.all + [(file, content)] {
      try Data(bytes).write(to: URL(filePath: "\(parent)/\(other)"))
    }
    return Case(name: name, file: "\(parent)/\(file)", isText: isText)
  }

  private func recorders() throws -> [Case] {
    var json = SampleFiles()
    json["9_A_C0_THy_8s.json"] = Array(ATSSSample().description("Hy").utf8)
    var spam = SPAMSample()
    spam.sampleCount = 6_000_000
    var header = SampleFiles()
    header[spam.name + ".XTR"] = Array(spam.header().utf8)
    var lemi = LEMI423Sample()
    lemi.rate = 4000
    lemi.first = 1_717_243_200 * 4000
    lemi.sampleCount = 2_400_000
    return [
      try made("ATS", "a.ats", ATSSample().header(2) + Self.noise(96 << 20)),
      try made(
        "ATSS", "9_A_C0_THy_8s.atss", Self.repeated(Self.doubles, to: 96 << 20), json),
      try made("SPAM", spam.name + ".RAW", spam.samples(), header),
      try made("LEMI-423", "a.B423", lemi.file()),
    ]
  }

  private func bands() throws -> [Case] {
    var table = SampleFiles()
    table["a.TBL"] = PhoenixMTUSample().table()
    let native = MTU5CSample()
    return [
      try made("Phoenix MTU", "a.TS4", PhoenixMTUSample().band(2400, Array(0..<2700)), table),
      try made(
        "Phoenix MTU-5C frames", "a_1.bin", Array(native.frames(1_200_000, channel: 0))),
      try made(
        "Phoenix MTU-5C floats", "a_1.td_30", native.continuous(channel: 0, count: 20_000_000)),
    ]
  }

  private func resistics() throws -> [Case] {
    func headers(_ file: String, _ count: Int, isScaled: Bool) -> SampleFiles {
      let shared =
        "sample_freq = 8\nnum_samples = \(count)\nstart_time = 12:00:00.0\n"
        + "start_date = 2024-06-01\n"
      var files = SampleFiles()
      files["global.hdr"] = Array("HEADER = GLOBAL\n\(shared)meas_channels = 1\n".utf8)
      files["chan_00.hdr"] = Array(
        ("HEADER = CHANNEL\n\(shared)ats_data_file = \(file)\nchannel_type = Hx\nts_lsb = 2\n"
          + "scaling_applied = \(isScaled ? "True" : "False")\n").utf8)
      return files
    }
    let (numbers, rows) = (24 << 20, 400_000)
    return [
      try made(
        "resistics counts", "chan_00.dat", Self.noise(4 * numbers),
        headers("chan_00.dat", numbers, isScaled: false)),
      try made(
        "resistics floats", "chan_00.dat", Self.repeated(Self.floats, to: 4 * numbers),
        headers("chan_00.dat", numbers, isScaled: true)),
      try made(
        "resistics ASCII", "a.ascii", isText: true, Self.lines(rows) { "\($0.fixed(6))" },
        headers("a.ascii", rows, isScaled: true)),
    ]
  }

  private func texts() throws -> [Case] {
    var lemi = LEMI424Sample()
    lemi.rowCount = 40_000
    let rows = 300_000
    var description = SampleFiles()
    description["a.asc.ini"] = Array(
      "rate = 1\nstart = 2000-01-01\nchannels = Hx Hy Hz Ex Ey\n".utf8)
    return [
      try made("LEMI-424", "a.txt", isText: true, Array(lemi.text().utf8)),
      try made(
        "channel text", "a.ex", isText: true,
        Array("# S ex 8 1e9 \(rows) mV/km 1 2 3\n".utf8)
          + Self.lines(rows) { "\($0 * 1.000_000_000_000_01)" }),
      try made(
        "columns", "a.asc", isText: true,
        Self.lines(rows) { value in
          (1...5).map { " \(Int(value) * $0)" }.joined()
        }, description),
    ]
  }

  private static func lines(_ count: Int, _ line: (Double) -> String) -> [UInt8] {
    (0..<count).reduce(into: []) { bytes, row in
      bytes += Array(line(Double(row * 7919 % 100_003) / 37 - 1000).utf8) + [UInt8(ascii: "\n")]
    }
  }

  private static func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes.put(state ^ state >> 29)
    }
    return bytes
  }

  private static let doubles: [UInt8] = (0..<4096).reduce(into: []) { bytes, i in
    bytes.put(Double(i * 7919 % 4093) / 17)
  }

  private static let floats: [UInt8] = (0..<4096).reduce(into: []) { bytes, i in
    bytes.put(Float(i * 7919 % 4093) / 17)
  }

  private static func repeated(_ bytes: [UInt8], to count: Int) -> [UInt8] {
    var all: [UInt8] = []
    all.reserveCapacity(count)
    while all.count < count { all += bytes }
    return all
  }
}
