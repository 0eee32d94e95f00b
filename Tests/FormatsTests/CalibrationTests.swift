import ComplexModule
import Foundation
import Model
import Testing

@testable import Formats

@Suite("Calibration files") struct CalibrationTests {
  /// The coil that the fixtures were made from, and what they say of it.
  private struct Truth: Decodable {
    let frequencies: [Double]
    let chopperOn, chopperOff, lemi: [[Double]]

    enum CodingKeys: String, CodingKey {
      case frequencies = "f_Hz"
      case chopperOn = "true_chopper_on_mV_per_nT"
      case chopperOff = "true_chopper_off_mV_per_nT"
      case lemi = "lemi_synthetic_mV_per_nT"
    }
  }

  private func truth() throws -> Truth {
    let url = URL(fileURLWithPath: try Fixtures.path("formats/cal/expected_cal_true.json"))
    return try JSONDecoder().decode(Truth.self, from: Data(contentsOf: url))
  }

  private func entry(_ name: String, chopper: Bool? = nil) throws -> CalibrationEntry {
    let entries = try #require(
      try CalibrationFormats.read(Fixtures.path("formats/cal/\(name)")))
    return try #require(entries.first { chopper == nil || $0.chopper == chopper })
  }

  private func largestDifference(
    _ response: ChannelResponse, _ frequencies: [Double], _ expected: [[Double]],
    from lowest: Double = 0
  ) -> Double {
    let curve = ResponseCurve(response)
    return zip(frequencies, expected).filter { $0.0 >= lowest }.map { frequency, pair in
      let value = Complex(pair[0], pair[1])
      return (curve.value(at: frequency) - value).length / value.length
    }.max() ?? .nan
  }

  // The tables have four or five points a decade; 1e-3 is what such may cost. Where they have more
  // (ten and more for the text formats) the digits of the files limit: five figures.
  @Test(
    "give the response of the coil that they were made from", .needsFixtures,
    arguments: [
      ("Hx_MFS06365.txt", true, 1e-3), ("IC_365.TXT", nil, 1e-3),
      ("Metronix_Coil-----TYPE-006_BB-ID-000365.RSP", nil, 1e-3),
      ("synthetic_scal.json", nil, 2e-2),
    ])
  func chopperOn(name: String, chopper: Bool?, limit: Double) throws {
    let truth = try truth()
    let response = try entry(name, chopper: chopper).response
    #expect(largestDifference(response, truth.frequencies, truth.chopperOn) < limit)
    #expect(response.unit == "mV/nT")
  }

  @Test("of the other state of the chopper, too", .needsFixtures)
  func chopperOff() throws {
    let truth = try truth()
    let text = try entry("Hx_MFS06365.txt", chopper: false).response
    #expect(largestDifference(text, truth.frequencies, truth.chopperOff, from: 2) < 1e-3)
    // The file begins at 1 Hz.
    let xml = try entry("Metronix_Coil-----TYPE-006_HF-ID-000365.RSPX")
    #expect(xml.chopper == false)
    #expect(largestDifference(xml.response, truth.frequencies, truth.chopperOff, from: 2) < 1e-3)
  }

  @Test("of a LEMI coil", .needsFixtures)
  func lemi() throws {
    let truth = try truth()
    let entry = try entry("l120_synthetic.rsp")
    #expect(largestDifference(entry.response, truth.frequencies, truth.lemi) < 1e-3)
    #expect(entry.response.sensor == "LEMI-120" && entry.response.serial == "9999")
  }

  @Test("of a receiver are no coil's", .needsFixtures)
  func receiver() throws {
    let entry = try entry("synthetic_rxcal.json")
    #expect(entry.part == .receiver)
    #expect(entry.response.unit == "V/V")
  }

  @Test("of resistics' own documentation are read", .needsFixtures)
  func documentation() throws {
    let folder = "formats/cal/real_resistics_docs"
    let library = CalibrationLibrary(folders: [try Fixtures.path(folder)])
    // The folder has a licence, too.
    #expect(library.problems.count == 1)
    #expect(library.entries.count == 5)
    let channel = ChannelHeader(.hx, sensor: "MFS06", serial: "365", chopper: true)
    guard case .one(let entry, let others) = library.match(channel) else {
      Issue.record("no match")
      return
    }
    #expect(entry.response.source == "Hx_MFS06365.txt")
    #expect(others == ["Metronix_Coil-----TYPE-006_BB-ID-000365.RSP"])
    // A real table, and two lines of it at nearly one frequency: the curve stays between its neighbours.
    let curve = ResponseCurve(entry.response)
    let (a, b) = (curve.value(at: 8500), curve.value(at: 9900))
    #expect(a.length > 544 && a.length < 574 && b.length > 540 && b.length < 560)
  }

  @Test("of the model of its kind beyond the table, where that is known", .needsFixtures)
  func beyond() throws {
    var response = try entry("Metronix_Coil-----TYPE-006_HF-ID-000365.RSPX").response
    response.model = CoilModel.named("MFS06", chopper: false)
    let value = ResponseCurve(response).value(at: 0.25)
    let pair = try truth().chopperOff[0]
    #expect((value - Complex(pair[0], pair[1])).length < 1e-3 * value.length)
  }
}

@Suite("A calibration's channel") struct CalibrationMatchTests {
  private func library(_ names: [String]) throws -> CalibrationLibrary {
    let folder = try TemporaryFolder()
    for name in names {
      let text =
        name.lowercased().contains("ic_")
        ? """
        Serial = \(name.filter(\.isNumber))
        Sensor = MFS06
        Static gain = 2
        Magnitude unit = mV/nT
        Phase unit = degrees
        Chopper = False

        CALIBRATION DATA
        0.1 1 80
        1 10 70
        """
        : "Metronix\nChopper On\n0.1 0.2 88\n1 0.19 76\n\nChopper Off\n0.1 0.02 170\n1 0.1 130\n"
      try folder.write(name, [UInt8](text.utf8))
    }
    return CalibrationLibrary(folders: [folder.path])
  }

  private func name(_ match: CalibrationLibrary.Match) -> String? {
    if case .one(let entry, _) = match { entry.response.source } else { nil }
  }

  private func channel(_ sensor: String, _ serial: String, _ chopper: Bool? = true) -> ChannelHeader
  {
    ChannelHeader(.hx, sensor: sensor, serial: serial, chopper: chopper)
  }

  @Test("is found by sensor and serial number, whatever the case of the name")
  func found() throws {
    let library = try library(["IC_307.TXT", "mfs06E308.txt", "Hx_MFS06365.TXT"])
    #expect(library.problems.isEmpty)
    #expect(name(library.match(channel("MFS06", "307"))) == "IC_307.TXT")
    #expect(name(library.match(channel("MFS06e", "308"))) == "mfs06E308.txt")
    #expect(name(library.match(channel("mfs-06", "0365"))) == "Hx_MFS06365.TXT")
    #expect(name(library.match(channel("", "307"))) == "IC_307.TXT")
  }

  @Test("is never found by a part of a number, another sensor, or without a number")
  func notFound() throws {
    let library = try library(["IC_307.TXT", "MFS06308.TXT"])
    for (sensor, serial) in [
      ("MFS06", "7"), ("MFS06", "30"), ("MFS07", "308"), ("MFS06", "0"), ("", ""), ("None", "None"),
    ] {
      #expect(library.match(channel(sensor, serial)) == .none, "\(sensor) \(serial)")
    }
    let electric = ChannelHeader(.ex, sensor: "MFS06", serial: "307")
    #expect(library.match(electric) == .none)
  }

  @Test("has the state of its chopper")
  func chopper() throws {
    let library = try library(["MFS06308.TXT"])
    for state in [true, false] {
      guard case .one(let entry, _) = library.match(channel("MFS06", "308", state)) else {
        Issue.record("no match")
        continue
      }
      #expect(entry.chopper == state)
      #expect(abs(entry.response.amplitudes[0] - (state ? 20 : 2)) < 1e-12)
    }
  }

  @Test("of two files that say different things is none of them")
  func ambiguous() throws {
    let folder = try TemporaryFolder()
    for (name, value) in [("A_MFS06308.txt", 0.2), ("B_MFS06308.txt", 0.3)] {
      try folder.write(
        name, [UInt8]("Metronix\nChopper On\n0.1 \(value) 88\n1 0.19 76\n".utf8))
    }
    let library = CalibrationLibrary(folders: [folder.path])
    guard case .ambiguous(let entries) = library.match(channel("MFS06", "308")) else {
      Issue.record("not ambiguous")
      return
    }
    #expect(entries.count == 2)
  }

  @Test("whose number the name and the content say differently is the name's, with a notice")
  func contradiction() throws {
    let folder = try TemporaryFolder()
    let text = "Magnetometer: 365    Date: 01/06/24\nChopper On\n0.1 0.2 88\n1 0.19 76\n"
    try folder.write("MFS06308.txt", [UInt8](text.utf8))
    let library = CalibrationLibrary(folders: [folder.path])
    #expect(name(library.match(channel("MFS06", "308"))) == "MFS06308.txt")
    #expect(library.entries[0].notices.first?.contains("365") == true)
  }

  @Test(
    "cannot be read from what is wrong",
    arguments: [
      ("Metronix\nChopper On\n0.1 0.2 88\n", "1 frequencies"),
      ("Metronix\nChopper On\n0.1 0.2 88\n0.1 0.2 87\n", "twice"),
      ("Metronix\nChopper On\n0 0.2 88\n0.1 0.2 87\n", "not above 0 Hz"),
      ("Metronix\nChopper On\n0.1 -0.2 88\n1 0.2 87\n", "amplitude"),
      ("Metronix\nChopper On\n0.1 0.2\n1 0.2 87\n", "no row"),
      ("Metronix\nChopper On\n", "no response"),
      ("Static gain = 0\nCALIBRATION DATA\n0.1 1 2\n1 2 3\n", "no gain"),
      ("Static gain = 1\nMagnitude unit = T\nCALIBRATION DATA\n0.1 1 2\n1 2 3\n", "no unit"),
      ("Static gain = 1\nPhase unit = gon\nCALIBRATION DATA\n0.1 1 2\n1 2 3\n", "no unit"),
      ("<EmeraldModuleResponse><StaticGain>1</StaticGain>", "ends within <EmeraldModuleResponse>"),
      ("{\"file_type\": \"other\", \"cal_data\": []}", "no kind"),
      ("{\"file_type\": \"sensor calibration\", \"cal_data\": [", "no JSON"),
      ("some words", "no calibration file"),
    ])
  func wrong(text: String, words: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("file.txt", [UInt8](text.utf8))
    let library = CalibrationLibrary(folders: [folder.path])
    #expect(library.entries.isEmpty)
    let problem = try #require(library.problems.first)
    #expect("\(problem)".contains(words), "\(problem)")
    #expect("\(problem)".contains("file.txt"))
  }

  @Test("comes from the XML of a Metronix job")
  func job() throws {
    let folder = try TemporaryFolder()
    let rows = [(0.1, 0.2, 88.0), (1, 0.19, 76)].map {
      "<caldata chopper=\"on\"><c1 unit=\"Hz\">\($0.0)</c1><c2 unit=\"V/(nT*Hz)\">\($0.1)</c2>"
        + "<c3 unit=\"deg\">\($0.2)</c3></caldata>"
    }.joined(separator: "\n")
    try folder.write(
      "job.xml",
      [UInt8](
        """
        <?xml version="1.0"?>
        <measurement><calibration_sensors><channel id="2"><calibration>
        <ci_serial_number>308</ci_serial_number><ci_device>MFS-06e</ci_device>
        \(rows)
        </calibration></channel></calibration_sensors></measurement>
        """.utf8))
    let library = CalibrationLibrary(folders: [folder.path])
    #expect(library.problems.isEmpty)
    guard case .one(let entry, _) = library.match(channel("MFS06e", "308")) else {
      Issue.record("no match")
      return
    }
    #expect(entry.response.amplitudes.map { ($0 * 1e9).rounded() / 1e9 } == [20, 190])
    #expect(entry.response.isPerHertz)
  }
}
