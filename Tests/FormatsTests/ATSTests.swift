import FormatSamples
import Foundation
import Model
import Testing

@testable import Formats

@Suite struct ATSTests {
  private let sample = ATSSample()

  private func folder(_ files: SampleFiles) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(files, in: "meas")
    return folder
  }

  @Test("counts become mV/km and mV with the maker's polarity")
  func samples() throws {
    let source = try folder(sample.files()).recording()
    let scales = [1.25e-6 * 1000 / 100, 1.5e-6 * 1000 / 80, 1e-4]
    for (channel, scale) in zip([Channel.ex, .ey, .hx], scales) {
      let number = ATSSample.channels.firstIndex(of: channel.name) ?? 0
      try source.expect(channel, sample.counts(number).map { Double($0) * scale })
      #expect(try source.channel(channel).resisticsSign == -1)
    }
    try source.expectSlicesOfWhole()
    #expect(source.readsOnAnyThread)
  }

  @Test("the header's words are taken")
  func header() throws {
    let source = try folder(sample.files()).recording()
    #expect(source.header.rate == SamplingRate(samples: 128, seconds: 1))
    #expect(source.header.start == noon)
    #expect(source.header.sampleCount == 300)
    #expect(source.header.location == site)
    #expect(source.header.station == "SynSite")
    #expect(source.header.name == "2024-06-01_12-00-00_128Hz")
    let (ey, hx) = (try source.channel(.ey), try source.channel(.hx))
    #expect(ey.dipoleLength == 80 && ey.azimuth == 90)
    #expect(hx.dipoleLength == nil && hx.sensor == "MFS06e" && hx.serial == "365")
    #expect(try source.notices(.hx) == "in mV with the response of the coil")
    #expect(try source.notices(.ex).isEmpty)
  }

  @Test("files are known by what is in them, in any case of their names")
  func names() throws {
    var files = SampleFiles()
    files["A.ATS"] = sample.files()[ATSSample.fileName(0)]
    files["b.data"] = sample.files()[ATSSample.fileName(2)]
    let source = try folder(files).recording()
    #expect(source.header.channels.map(\.channel) == [.ex, .hx])
    #expect(try source.notices(.ex).contains("no XML file speaks of it"))
  }

  @Test("the dipole is the distance of the electrodes, whatever their order")
  func oblique() throws {
    var files = sample.files()
    let name = ATSSample.fileName(0)
    for (place, value) in zip([0x30, 0x34, 0x38, 0x3c, 0x40, 0x44], [30, 40, 0, -30, -40, 120]) {
      files[name].replace(at: place, with: Float(value))
    }
    let source = try folder(files).recording()
    let ex = try source.channel(.ex)
    // From (30, 40) back to (−30, −40), and 120 m down.
    #expect(ex.dipoleLength == (100.0 * 100 + 120 * 120).squareRoot())
    #expect(abs(ex.azimuth - atan2(40.0, 30.0) * 180 / .pi) < 1e-12)
    #expect(ex.notices.contains { $0.contains("listed from its far end") })
  }

  @Test("positions come from the XML file, or the length as stated, where the header has none")
  func positions() throws {
    var files = sample.files()
    for place in stride(from: 0x30, to: 0x48, by: 4) {
      files[ATSSample.fileName(0)].replace(at: place, with: Float(0))
    }
    #expect(try folder(files).recording().channel(.ex).dipoleLength == 100)
    files[ATSSample.jobName] = Array("<other/>".utf8)
    try folder(files).expectProblem(
      "TEx", "channel Ex", "byte 0x030", "a dipole of 0 m", "byte 0x048")
    files[ATSSample.fileName(0)].replace(at: 0x48, with: Float(60.1))
    let source = try folder(files).recording()
    #expect(try source.channel(.ex).dipoleLength == 60.1)
    #expect(try source.notices(.ex).contains("the stated length is taken"))
  }

  @Test("a file that is cut off gives its whole samples, and says so")
  func cutOff() throws {
    var files = sample.files()
    files[ATSSample.fileName(1)].removeLast(4 * 100 + 2)
    let source = try folder(files).recording()
    #expect(source.header.sampleCount == 199)
    try source.expect(.ey, sample.counts(1).prefix(199).map { Double($0) * 1.5e-6 * 1000 / 80 })
    #expect(try source.notices(.ey).contains("300 samples, the file has 199"))
    #expect(try source.notices(.ey).contains("its last sample is cut off"))
    #expect(try source.notices(.ex).contains("cut from 300 samples to the 199"))
  }

  @Test("an XML file that says something else is told of, and the samples' header counts")
  func disagreement() throws {
    var files = sample.files()
    let job = sample.job().replacingOccurrences(of: "12:00:00", with: "12:00:01")
      .replacingOccurrences(of: ">128<", with: ">64<")
    files[ATSSample.jobName] = Array(job.utf8)
    let source = try folder(files).recording()
    #expect(source.header.start == noon && source.header.rate.hertz == 128)
    #expect(try source.notices(.ex).contains("gives rate 64.0, the ATS file 128.0"))
    #expect(try source.notices(.ex).contains("gives start 2024-06-01T12:00:01"))
    files[ATSSample.jobName] = Array("<a><b></a>".utf8)
    #expect(
      try folder(files).recording().notices(.ex).contains(
        "\(ATSSample.jobName) is not used: line 1: is no XML: has </a> where </b> must be"))
  }

  @Test("the header says whether the chopper was on, and the XML file where it does not")
  func chopper() throws {
    var files = sample.files()
    let name = ATSSample.fileName(2)
    func state() throws -> Bool? { try folder(files).recording().channel(.hx).chopper }
    #expect(try state() == true)
    #expect(try folder(files).recording().channel(.ex).chopper == nil)
    files[name][0x25] = 0
    #expect(try state() == false)
    #expect(
      try folder(files).recording().notices(.hx).contains(
        "the XML file gives the chopper as on, the ATS file off: this is taken"))
    files[name][0x25] = 7
    #expect(try state() == true)
    files[ATSSample.jobName] = Array(
      sample.job().replacingOccurrences(of: "hchopper", with: "other").utf8)
    #expect(try state() == nil)
  }

  @Test("the chopper's state decides which of a coil's responses is taken")
  func chopperAndCalibration() throws {
    var files = sample.files()
    let library = CalibrationLibrary(
      [true, false].map { state in
        var entry = CalibrationEntry(
          ChannelResponse(
            [1, 10].map { CalibrationRow(frequency: $0, amplitude: state ? 1 : 2, phase: 0) },
            sensor: "MFS06", serial: "365"), chopper: state)
        entry.format = MetronixText.name
        return entry
      })
    for state in [true, false] {
      files[ATSSample.fileName(2)][0x25] = state ? 1 : 0
      let hx = try folder(files).recording().channel(.hx)
      guard case .one(let entry, _) = library.match(hx) else {
        Issue.record("no response")
        continue
      }
      #expect(entry.chopper == state)
    }
  }

  @Test("64-bit samples, and a header that is longer")
  func wide() throws {
    var files = SampleFiles()
    var bytes = sample.header(2)
    bytes.replace(at: 0, with: UInt16(2048))
    bytes.replace(at: 2, with: Int16(81))
    bytes.replace(at: 0xaa, with: Int16(1))
    bytes += [UInt8](repeating: 7, count: 1024)
    let values = (0..<300).map { Int64($0) * 1_234_567_890_123 - 5 }
    for value in values { bytes.put(value) }
    files["x.ats"] = bytes
    try folder(files).recording().expect(.hx, values.map { Double($0) * 1e-4 })
  }

  @Test("a header that cannot be is refused with the place of what is wrong")
  func damaged() throws {
    let whole = sample.files()[ATSSample.fileName(2)]
    func expectProblem(_ texts: String, _ change: (inout [UInt8]) -> Void) throws {
      var files = SampleFiles()
      var bytes = whole
      change(&bytes)
      files["x.ats"] = bytes
      try folder(files).expectProblem(texts)
    }
    try expectProblem("byte 0x008): cannot be nan Hz") { $0.replace(at: 8, with: Float.nan) }
    try expectProblem("byte 0x010): cannot be inf") { $0.replace(at: 0x10, with: Double.infinity) }
    try expectProblem("version (byte 0x002): cannot be 5") { $0.replace(at: 2, with: Int16(5)) }
    try expectProblem("is 1080, a file in slices") { $0.replace(at: 2, with: Int16(1080)) }
    try expectProblem("cannot be 60000 in a file of") { $0.replace(at: 0, with: UInt16(60_000)) }
    try expectProblem("is no channel that is known: Qq") { $0.replace(at: 0x26, with: "Qq") }
    try expectProblem("has 1000 bytes where 1024") { $0.removeLast($0.count - 1000) }
    try expectProblem("are none in this file") { $0.removeLast($0.count - 1024) }
  }
}

@Suite struct ATSSTests {
  private func folder(_ change: (inout SampleFiles) -> Void = { _ in }) throws -> TemporaryFolder {
    var files = ATSSSample().files()
    change(&files)
    let folder = try TemporaryFolder()
    try folder.write(files, in: "Syn/run_001")
    return folder
  }

  private let ex = ATSSSample.names["Ex"] ?? ""
  private let hy = ATSSSample.names["Hy"] ?? ""

  private func recording(of folder: TemporaryFolder) throws -> any RecordingSource {
    let found = try TimeSeriesFormats.discover(siteFolder: folder.path + "/Syn")
    #expect(found.problems.isEmpty)
    return try TimeSeriesFormats.open(try #require(found.recordings.first))
  }

  @Test("doubles are taken as they are, with what the JSON file says")
  func whole() throws {
    let source = try recording(of: folder())
    for name in ["Ex", "Hy"] {
      try source.expect(try #require(Channel(name)), ATSSSample().values(name))
    }
    #expect(source.header.rate == SamplingRate(samples: 1, seconds: 8))
    #expect(source.header.start == noon && source.header.location == site)
    #expect(source.header.station == "Syn")
    let hy = try source.channel(.hy)
    #expect(hy.azimuth == 93.5 && hy.sensor == "MFS-06" && hy.serial == "365")
    #expect(hy.notices == ["in mV with the response of the coil"] && hy.resisticsSign == 1)
    #expect(try hy.chopper == true && source.channel(.ex).chopper == nil)
    try source.expectSlicesOfWhole()
  }

  @Test("older files have day, time and fraction of a second apart, and the tilt as `dip`")
  func olderDescription() throws {
    let older =
      "\"date\": \"2024-06-01\", \"time\": \"12:00:00\", \"fracs\": 0.125"
    let newer = "\"datetime\": \"2024-06-01T12:00:00\""
    let source = try recording(
      of: folder { files in
        for (channel, name) in [("Ex", ex), ("Hy", hy)] {
          let text = ATSSSample().description(channel)
            .replacingOccurrences(of: newer, with: older)
            .replacingOccurrences(of: "\"tilt\": 0.0", with: "\"dip\": 4.5")
          files[name + ".json"] = Array(text.utf8)
        }
      })
    #expect(source.header.start.nanoseconds == 1_717_243_200_125_000_000)
    #expect(try source.channel(.hy).tilt == 4.5)
    try folder { files in
      let text = ATSSSample().description("Hy").replacingOccurrences(
        of: newer, with: "\"date\": \"2024-06-01\", \"fracs\": 0")
      files[hy + ".json"] = Array(text.utf8)
    }.expectProblem("keys `date`, `time` and `fracs`: are no time", in: "/Syn")
  }

  @Test(
    "the chopper is on, off, or not told of",
    arguments: [("0", false), ("true", true), ("\"?\"", nil), ("0.5", nil)])
  func chopper(value: String, state: Bool?) throws {
    let folder = try folder { files in
      let text = ATSSSample().description("Hy").replacingOccurrences(
        of: "\"chopper\": 1", with: "\"chopper\": \(value)")
      files[hy + ".json"] = Array(text.utf8)
    }
    #expect(try recording(of: folder).channel(.hy).chopper == state)
  }

  @Test("what is missing or wrong is named")
  func damaged() throws {
    try folder { $0.all.removeAll { $0.name == ex + ".json" } }
      .expectProblem("\(ex).atss: has no JSON file beside it", "copy \(ex).json", in: "/Syn")
    try folder { $0[hy + ".json"] = Array("{".utf8) }.expectProblem("is no JSON text", in: "/Syn")
    try folder { $0[hy + ".json"] = Array("{\"datetime\": \"noon\"}".utf8) }
      .expectProblem("key `datetime`: is no time", in: "/Syn")
    try folder { files in
      let text = ATSSSample().description("Hy").replacingOccurrences(
        of: "\"mV\"", with: "\"furlong\"")
      files[hy + ".json"] = Array(text.utf8)
    }.expectProblem("key `units`: cannot be \"furlong\" for channel Hy", in: "/Syn")
    try folder { $0["099_x_THz.atss"] = [0, 0, 0, 0, 0, 0, 0, 0] }
      .expectProblem("does not end with a rate in Hz or a period in s", in: "/Syn")
  }

  @Test("a sample that is no number is named, and one that is cut off is left out")
  func notANumber() throws {
    let source = try recording(
      of: folder { files in
        files[ex + ".atss"].replace(at: 8 * 70, with: Double.nan)
        files[hy + ".atss"].removeLast(3)
      })
    #expect(source.header.sampleCount == 99)
    #expect(try source.notices(.hy).contains("its last sample is cut off"))
    expectUserError("channel Ex, sample 70", "not a finite number") { _ = try source.samples(.ex) }
    #expect(try source.samples(.ex, 71..<99).count == 28)
  }

  @Test("samples that are no numbers are kept where that is wanted, and only they")
  func missing() throws {
    let values: [Double] = [.infinity, .nan, -.infinity, 1e308]
    let source = try recording(
      of: folder { files in
        for (place, value) in zip([0, 37, 98, 99], values) {
          files[ex + ".atss"].replace(at: 8 * place, with: value)
        }
      })
    source.keepMissing()
    let (found, whole) = (try source.samples(.ex), ATSSSample().values("Ex"))
    for (index, value) in found.enumerated() where ![0, 37, 98].contains(index) {
      #expect(value == (index == 99 ? 1e308 : whole[index]))
    }
    #expect([0, 37, 98].allSatisfy { found[$0].isNaN })
  }
}
