import FormatSamples
import Formats
import Foundation
import Model

/// How fast recordings are read from the page cache, beside `cat FILE >/dev/null`, on one core.
///
/// Seconds are those that the processor spent, of the program or of `cat`, so that other work on the machine
/// counts little; both are measured in turns, and the medians count.
struct ReadingCheck {
  private static let rounds = 7
  /// Samples of a channel that are read at a time.
  private static let slice = 1 << 15

  private struct Case {
    let name: String
    let file: String
    let isText: Bool
  }

  private let folder: String

  init(_ arguments: [String]) throws {
    guard let folder = arguments.first else {
      throw UserError(.configuration, "verification", "needs a folder", remedy: "see run/verify")
    }
    self.folder = folder
  }

  func verdict() throws -> Verdict {
    var verdict = Verdict()
    var table = TextTable(
      "reading all channels of a file in the page cache (binary: 60 % of cat; text: 150 MB/s)",
      ["format", "MB", "cat MB/s", "read MB/s", "of cat %", "wanted"])
    for entry in try cases() {
      let megabytes = Double(try size(entry.file)) / 1e6
      let (cat, read) = try measure(entry)
      let share = 100 * cat / read
      table.add(
        [
          entry.name, megabytes.fixed(0), (megabytes / cat).fixed(0), (megabytes / read).fixed(0),
          share.fixed(0), entry.isText ? "150 MB/s" : "60 %",
        ])
      let isFast = entry.isText ? megabytes / read >= 150 : share >= 60
      verdict.require(
        isFast,
        "\(entry.name) is read at \((megabytes / read).fixed(0)) MB/s, \(share.fixed(0)) % of cat")
      try FileManager.default.removeItem(atPath: (entry.file as NSString).deletingLastPathComponent)
    }
    table.show()
    return verdict
  }

  private func size(_ path: String) throws -> Int {
    (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue ?? 0
  }

  /// Medians of seconds for `cat` and for reading.
  private func measure(_ entry: Case) throws -> (cat: Double, read: Double) {
    let parent = (entry.file as NSString).deletingLastPathComponent
    guard let locator = try TimeSeriesFormats.discover(siteFolder: parent).recordings.first else {
      throw UserError(.data, entry.file, "is not recognised", remedy: "see the reader")
    }
    let source = try TimeSeriesFormats.open(locator)
    var (cats, reads) = ([Double](), [Double]())
    for _ in 0..<ReadingCheck.rounds {
      cats.append(try cat(entry.file))
      let start = Self.processorSeconds(RUSAGE_SELF)
      try readAll(source)
      reads.append(Self.processorSeconds(RUSAGE_SELF) - start)
    }
    return (median(cats), median(reads))
  }

  private func cat(_ path: String) throws -> Double {
    let start = Self.processorSeconds(RUSAGE_CHILDREN)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/cat")
    process.arguments = [path]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Self.processorSeconds(RUSAGE_CHILDREN) - start
  }

  private func readAll(_ source: any RecordingSource) throws {
    var values = [Double](repeating: 0, count: ReadingCheck.slice)
    for start in stride(from: 0, to: source.header.sampleCount, by: values.count) {
      let count = min(values.count, source.header.sampleCount - start)
      if count < values.count { values.removeLast(values.count - count) }
      for channel in source.header.channels {
        try read(source, channel.channel, start..<start + count, &values)
      }
    }
  }

  private func read(
    _ source: any RecordingSource, _ channel: Channel, _ range: Range<Int>, _ values: inout [Double]
  ) throws {
    var span = values.mutableSpan
    try source.read(channel, range, into: &span)
  }

  /// Of this process, or of its children that have ended.
  private static func processorSeconds(_ who: __rusage_who) -> Double {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(who.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}

// Files of about a hundred megabytes.
extension ReadingCheck {
  private func cases() throws -> [Case] {
    var cases: [Case] = []
    func add(
      _ name: String, _ file: String, isText: Bool = false, _ content: [UInt8],
      _ others: SampleFiles = SampleFiles()
    ) throws {
      let parent = "\(folder)/\(name)"
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      for (other, bytes) in others.all {
        try Data(bytes).write(to: URL(filePath: "\(parent)/\(other)"))
      }
      try Data(content).write(to: URL(filePath: "\(parent)/\(file)"))
      cases.append(Case(name: name, file: "\(parent)/\(file)", isText: isText))
    }
    let random = Self.noise(96 << 20)
    try add("ATS", "a.ats", ATSSample().header(2) + random)
    var json = SampleFiles()
    json["9_A_C0_THy_8s.json"] = Array(ATSSSample().description("Hy").utf8)
    try add("ATSS", "9_A_C0_THy_8s.atss", Self.repeated(Self.doubles, to: 96 << 20), json)
    var spam = SPAMSample()
    spam.sampleCount = 6_000_000
    var header = SampleFiles()
    header[spam.name + ".XTR"] = Array(spam.header().utf8)
    try add("SPAM", spam.name + ".RAW", spam.samples(), header)
    var lemi = LEMI423Sample()
    lemi.rate = 4000
    lemi.first = 1_717_243_200 * 4000
    lemi.sampleCount = 2_400_000
    try add("LEMI-423", "a.B423", lemi.file())
    var table = SampleFiles()
    table["a.TBL"] = PhoenixMTUSample().table()
    try add("Phoenix MTU", "a.TS4", PhoenixMTUSample().band(2400, Array(0..<2700)), table)
    let native = MTU5CSample()
    try add("Phoenix MTU-5C frames", "a_1.bin", Array(native.frames(1_200_000, channel: 0)))
    try add("Phoenix MTU-5C floats", "a_1.td_30", native.continuous(channel: 0, count: 20_000_000))
    var text = LEMI424Sample()
    text.rowCount = 40_000
    try add("LEMI-424", "a.txt", isText: true, Array(text.text().utf8))
    return cases
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

  private static func repeated(_ bytes: [UInt8], to count: Int) -> [UInt8] {
    var all: [UInt8] = []
    all.reserveCapacity(count)
    while all.count < count { all += bytes }
    return all
  }
}
