import Formats
import Foundation
import Model
import Testing

@Suite struct ResisticsTests {
  /// The values of `ats/expected_ats.json` that the folders were made from.
  private struct Expected: Decodable {
    struct Channel: Decodable {
      var firstCounts: [Double]
      var lastCounts: [Double]
      var sumCounts: Double
      var millivoltsPerCount: Double
      var dipole: Double?

      enum CodingKeys: String, CodingKey {
        case firstCounts = "first_counts"
        case lastCounts = "last_counts"
        case sumCounts = "sum_counts"
        case millivoltsPerCount = "lsb_mV_per_count"
        case dipole = "dipole_m"
      }

      /// mV/km or mV of one count; resistics turns the sign of ATS counts.
      var scale: Double { -millivoltsPerCount * ((dipole ?? 0) > 0 ? 1000 / (dipole ?? 1) : 1) }
    }

    var channels: [String: Channel]

    static func load() throws -> Expected {
      let url = URL(fileURLWithPath: try Fixtures.path("formats/ats/expected_ats.json"))
      return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: url))
    }
  }

  private func open(_ folder: String) throws -> any RecordingSource {
    let site = try Fixtures.path("formats/\(folder)")
    let found = try TimeSeriesFormats.discover(siteFolder: site)
    #expect(found.problems.isEmpty)
    return try TimeSeriesFormats.open(try #require(found.recordings.first))
  }

  @Test("counts become the field's units", .needsFixtures)
  func counts() throws {
    let source = try open("resistics06_internal_unscaled")
    for (name, channel) in try Expected.load().channels {
      let samples = try source.samples(try #require(Channel(name)))
      for (sample, count) in zip(samples, channel.firstCounts) {
        #expect(abs(sample - count * channel.scale) < 1e-12 * abs(sample))
      }
      for (sample, count) in zip(samples.suffix(4), channel.lastCounts) {
        #expect(abs(sample - count * channel.scale) < 1e-12 * abs(sample))
      }
      let sum = samples.reduce(0, +)
      #expect(abs(sum - channel.sumCounts * channel.scale) < 1e-9 * abs(sum) + 1e-6)
    }
  }

  @Test("scaled floats are taken as they are", .needsFixtures)
  func floats() throws {
    let source = try open("resistics06_internal")
    for (name, channel) in try Expected.load().channels {
      let samples = try source.samples(try #require(Channel(name)))
      // The writer has removed the mean of the recording.
      let mean = channel.sumCounts * channel.scale / Double(samples.count)
      for (sample, count) in zip(samples, channel.firstCounts) {
        #expect(abs(sample - (count * channel.scale - mean)) < 1e-4)
      }
    }
  }

  @Test("one number a line", .needsFixtures)
  func text() throws {
    let source = try open("resistics06_ascii")
    #expect(source.header.sampleCount == 2560)
    for (name, channel) in try Expected.load().channels {
      let samples = try source.samples(try #require(Channel(name)))
      for (sample, count) in zip(samples, channel.firstCounts) {
        #expect(abs(sample - count * channel.scale) < 6e-7)
      }
    }
  }

  @Test("the headers say what the recording is", .needsFixtures)
  func header() throws {
    let header = try open("resistics06_internal_unscaled").header
    #expect(header.name == "meas_2024-06-01_12-00-00")
    #expect(header.rate == SamplingRate(samples: 128, seconds: 1))
    #expect(header.start.iso == "2024-06-01T12:00:00.000000000+00:00")
    #expect(header.sampleCount == 15360)
    #expect(header.channels.map(\.channel) == [.ex, .ey, .hx, .hy, .hz])
    #expect(header.channels[0].dipoleLength == 100)
    #expect(header.channels[0].sensor == "EFP06")
    #expect(header.channels[0].notices.isEmpty)
    #expect(header.channels[2].notices.first?.contains("in mV") == true)
  }

  @Test(
    "slices are slices of the whole", .needsFixtures,
    arguments: ["resistics06_internal", "resistics06_internal_unscaled", "resistics06_ascii"])
  func slices(folder: String) throws {
    try open(folder).expectSlicesOfWhole()
  }

  @Test("a folder of our own, in any case of True and with a blank line")
  func synthesised() throws {
    let folder = try ResisticsFolderMaker(isScaled: "tRUE")
    let source = try folder.open()
    #expect(try source.samples(.ex) == folder.values.map(Double.init))
    try source.expectSlicesOfWhole()
  }

  @Test("counts of our own: times ts_lsb, over the dipole")
  func synthesisedCounts() throws {
    let folder = try ResisticsFolderMaker(isScaled: "False")
    let source = try folder.open()
    #expect(try source.samples(.ex) == folder.counts.map { Double($0) * (0.25 * 1000 / 50) })
    #expect(try source.samples(.hy) == folder.counts.map { Double($0) * 0.25 })
    try source.expectSlicesOfWhole()
  }
}

/// Bad input: each error names the file, the place and the remedy.
@Suite struct ResisticsErrorTests {
  @Test func truncatedFileNamesBothSizes() throws {
    let folder = try ResisticsFolderMaker()
    try folder.temporary.write("meas/chan_00.dat", [UInt8](repeating: 0, count: 399))
    expectUserError("chan_00.dat", "channel Ex", "399 bytes", "expected 400", "copy the file") {
      _ = try folder.open()
    }
  }

  @Test("counts that would become infinite are refused with their factor", arguments: [0, 1])
  func factor(channel: Int) throws {
    let folder = try ResisticsFolderMaker(isScaled: "False")
    try folder.replace("chan_0\(channel).hdr", "ts_lsb = 0.25", "ts_lsb = 1e305")
    expectUserError("chan_0\(channel).hdr", "key `ts_lsb`", "a count") { _ = try folder.open() }
  }

  @Test func emptyDataFileIsSeen() throws {
    let folder = try ResisticsFolderMaker()
    try folder.temporary.write("meas/chan_01.dat", "")
    expectUserError("chan_01.dat", "0 bytes", "expected 400") { _ = try folder.open() }
  }

  @Test func missingFilesAreNamed() throws {
    for name in ["chan_01.dat", "chan_00.hdr"] {
      let folder = try ResisticsFolderMaker()
      try FileManager.default.removeItem(atPath: folder.path + "/" + name)
      expectUserError(name, "No such file", "check the name") { _ = try folder.open() }
    }
    let folder = try ResisticsFolderMaker()
    try FileManager.default.removeItem(atPath: folder.path + "/global.hdr")
    expectUserError("meas", "has no global.hdr", "copy the whole folder") { _ = try folder.open() }
  }

  @Test func unequalLengthsNameBoth() throws {
    let folder = try ResisticsFolderMaker()
    try folder.replace("chan_01.hdr", "num_samples = 100", "num_samples = 90")
    expectUserError("chan_01.hdr", "line 3", "channel Hy has 90", "recording has 100", "unequal") {
      _ = try folder.open()
    }
  }

  @Test func wrongMagicIsSeen() throws {
    let folder = try ResisticsFolderMaker()
    try folder.replace("global.hdr", "HEADER = GLOBAL", "SOMETHING = ELSE")
    expectUserError("global.hdr", "line 1", "HEADER =", "right file") { _ = try folder.open() }
  }

  @Test(arguments: [
    ("chan_00.hdr", "scaling_applied = True", "scaling_applied = maybe", "neither True nor False"),
    ("chan_00.hdr", "channel_type = Ex", "channel_type = Tx", "no channel that is known: Tx"),
    ("chan_00.hdr", "channel_type = Ex", "channel_type = Hy", "comes twice"),
    ("global.hdr", "num_samples = 100", "num_samples = -5", "not a whole number: -5"),
    ("global.hdr", "num_samples = 100", "", "key `num_samples`: is missing"),
    ("global.hdr", "start_date = 2024-06-01", "start_date = 2024-02-30", "line 5"),
    ("global.hdr", "meas_channels = 2", "meas_channels = 0", "cannot be 0"),
    ("global.hdr", "meas_channels = 2", "meas_channels = 9000000000000", "cannot be 9000000000000"),
    ("global.hdr", "meas_channels = 2", "meas_channels 2", "has no `=`"),
  ])
  func wrongHeaderValues(file: String, old: String, new: String, text: String) throws {
    let folder = try ResisticsFolderMaker()
    for name in ["global.hdr", "chan_00.hdr", "chan_01.hdr"]
    where name == file || file == "global.hdr" {
      try folder.replace(name, old, new)
    }
    expectUserError(text) { _ = try folder.open() }
  }

  @Test(arguments: ["0", "-1", "nan", "1e300", "1e-300", "abc"])
  func impossibleRate(rate: String) throws {
    let folder = try ResisticsFolderMaker()
    for name in ["global.hdr", "chan_00.hdr", "chan_01.hdr"] {
      try folder.replace(name, "sample_freq = 128.0", "sample_freq = \(rate)")
    }
    expectUserError("global.hdr", "line 2", "no sampling rate: \(rate)") { _ = try folder.open() }
  }

  @Test func zeroDipoleIsRefusedForCounts() throws {
    let folder = try ResisticsFolderMaker(isScaled: "False")
    try folder.replace("chan_00.hdr", "pos_x2 = 30.0", "pos_x2 = 0")
    try folder.replace("chan_00.hdr", "pos_x1 = -20.0", "pos_x1 = 0")
    expectUserError("chan_00.hdr", "dipole of 0 m", "channel Ex", "positions") {
      _ = try folder.open()
    }
  }

  @Test(arguments: [Float.nan, .infinity])
  func nonFiniteSampleIsNamed(value: Float) throws {
    let folder = try ResisticsFolderMaker()
    var words = folder.values.map(\.bitPattern)
    words[37] = value.bitPattern
    try folder.temporary.write("meas/chan_00.dat", bytes(of: words))
    let source = try folder.open()
    #expect(try source.samples(.ex, 0..<37).count == 37)
    expectUserError("chan_00.dat", "channel Ex, sample 37", "not a finite number", "split") {
      _ = try source.samples(.ex)
    }
  }

  @Test func sliceOutsideIsAnError() throws {
    let source = try ResisticsFolderMaker().open()
    for range in [-1..<5, 90..<101, 200..<300] {
      expectUserError("meas", "channel Ex", "0 to 99", "slice inside") {
        _ = try source.samples(.ex, range)
      }
    }
    expectUserError("channel Hz", "has Ex, Hy") { _ = try source.samples(.hz, 0..<1) }
    var values = [0.0]
    expectUserError("10 samples", "room for 1") {
      var span = values.mutableSpan
      try source.read(.ex, 0..<10, into: &span)
    }
  }

  @Test func fileThatShrinksAfterOpeningIsSeen() throws {
    let folder = try ResisticsFolderMaker()
    let source = try folder.open()
    let handle = try #require(FileHandle(forWritingAtPath: folder.path + "/chan_00.dat"))
    try handle.truncate(atOffset: 100)
    expectUserError("chan_00.dat", "ends before its samples do") { _ = try source.samples(.ex) }
  }

  @Test func textWithOtherCountThanItsHeader() throws {
    for (count, word) in [(99, "fewer"), (101, "more")] {
      let folder = try ResisticsFolderMaker(isText: true)
      let lines = String(repeating: "1.5\n", count: count)
      try folder.temporary.write("meas/chan_01.ascii", lines)
      expectUserError("chan_01.ascii", "channel Hy", "\(count) samples, \(word) than the 100") {
        _ = try folder.open()
      }
    }
  }
}

/// Writes a folder of two channels, Ex and Hy, with 100 samples.
final class ResisticsFolderMaker {
  let temporary: TemporaryFolder
  let values: [Float] = (0..<100).map { Float($0) * 1.25 - 30 }
  let counts: [Int32] = (0..<100).map { 1_000_003 * $0 - 50_000_000 }
  var path: String { temporary.path + "/meas" }

  init(isScaled: String = "True", isText: Bool = false) throws {
    temporary = try TemporaryFolder()
    let common = """
      sample_freq = 128.0
      num_samples = 100
      start_time = 12:00:00.000000
      start_date = 2024-06-01
      stop_time = 12:00:00.773438
      stop_date = 2024-06-01

      """
    try temporary.write("meas/global.hdr", "HEADER = GLOBAL\n\(common)meas_channels = 2\n\n")
    let words =
      isScaled.lowercased() == "true"
      ? values.map(\.bitPattern) : counts.map { UInt32(bitPattern: $0) }
    for (number, name) in ["Ex", "Hy"].enumerated() {
      let file = "chan_0\(number)" + (isText ? ".ascii" : ".dat")
      try temporary.write(
        "meas/chan_0\(number).hdr",
        """
        HEADER = CHANNEL
        \(common)ats_data_file = \(file)
        sensor_type = MFS06
        channel_type = \(name)
        ts_lsb = 0.25
        scaling_applied = \(isScaled)
        pos_x1 = -20.0
        pos_x2 = 30.0
        sensor_sernum = 7
        """)
      let text = values.map { "\($0)\n" }.joined()
      try temporary.write("meas/" + file, isText ? Array(text.utf8) : bytes(of: words))
    }
  }

  func replace(_ name: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    try temporary.write("meas/" + name, text.replacingOccurrences(of: old, with: new))
  }

  func open() throws -> any RecordingSource {
    let found = try TimeSeriesFormats.discover(siteFolder: temporary.path)
    #expect(found.problems.isEmpty)
    return try TimeSeriesFormats.open(try #require(found.recordings.first))
  }
}
