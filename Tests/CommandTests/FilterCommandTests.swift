import Archive
import ComplexModule
import Foundation
import HDF5
import HDF5TestSupport
import Model
import Testing

/// A survey of one site in MTH5, whose channels have passed filters that the file describes.
private final class FilterSurvey {
  let folder: TemporaryFolder
  var path: String { folder.path }

  /// A coil with one corner at 0.01 Hz, which turns by 4° to 30° what is estimated, and 7 mV/nT above it.
  static let coil = FilterStage(
    "coil", gain: 7, unitsIn: "nanoTesla", unitsOut: "milliVolt",
    response: .polesAndZeros(poles: [Complex(-0.02 * .pi)], zeros: [.zero], normalization: 1))
  static let lowPass = FilterStage(
    "low pass", unitsIn: "milliVolt per kilometer", unitsOut: "milliVolt per kilometer",
    response: .polesAndZeros(poles: [Complex(-0.8 * .pi)], zeros: [], normalization: 0.8 * .pi))
  static let counts = FilterStage(
    "counts", gain: 500, unitsIn: "milliVolt", unitsOut: "digital counts", response: .scalar)

  static let fieldFilter = FilterStage(
    "high pass", unitsIn: "nanoTesla", unitsOut: "nanoTesla",
    response: .polesAndZeros(poles: [Complex(-0.2)], zeros: [.zero], normalization: 1))

  /// The whole recording is a whole number of periods, whose spectrum a response leaves exactly.
  static let settings = "[Calibration]\ndomain = recording\n" + windows
  static let windows = "[Decimation]\nnumlevels = 1\n" + CoilSurvey.windows

  /// Ex = 5 Hy, Ey = −6 Hx, at every frequency.
  static let impedances = ["ZXYR": 5.0, "ZXYI": 0, "ZYXR": -6, "ZYXI": 0]

  /// - Parameters:
  ///   - passed: What the samples of magnetic channels have passed.
  ///   - named: What their file says of it.
  ///   - electric: What those of electric channels have passed.
  init(_ passed: [FilterStage], named: [FilterStage]? = nil, electric: [FilterStage] = []) throws {
    folder = try TemporaryFolder()
    try write("skindepth.ini", FilterSurvey.settings)
    try FileManager.default.createDirectory(
      atPath: path + "/timeData/A", withIntermediateDirectories: true)
    let (hx, hy) = (Lines(seed: 1), Lines(seed: 2))
    let contents: [(Channel, Lines, Double, [FilterStage], [FilterStage])] = [
      (.ex, hy, 5, electric, electric), (.ey, hx, -6, electric, electric),
      (.hx, hx, 1, passed, named ?? passed), (.hy, hy, 1, passed, named ?? passed),
    ]
    let writer = try SiteFileWriter(
      path + "/timeData/A/A.h5",
      SiteDescription(survey: "filters", site: "A", software: .init(name: "test", version: "1")))
    let header = RecordingHeader(
      name: "run", rate: SamplingRate(samples: 1, seconds: 1), start: Instant(nanoseconds: 0),
      sampleCount: Lines.sampleCount,
      channels: contents.map { channel, _, _, _, filters in
        ChannelHeader(
          channel, sensor: channel.kind == .magnetic ? "MFS06" : "",
          serial: channel == .hx ? "302" : channel == .hy ? "303" : "",
          response: FilterSurvey.response(filters))
      })
    let units = contents.map { ($0.0, $0.3.last?.unitsOut ?? $0.0.longUnit) }
    let run = try writer.add(
      header, storing: .double(compression: nil), units: Dictionary(uniqueKeysWithValues: units))
    for (channel, lines, factor, filters, _) in contents {
      let curve = FilterSurvey.response(filters).map { ResponseCurve($0) }
      let samples = lines.samples { Complex(factor) * (curve?.value(at: $0) ?? 1) }
      try writer.append(samples.span, of: channel, run: run)
    }
    try writer.finish()
  }

  private static func response(_ filters: [FilterStage]) -> ChannelResponse? {
    filters.isEmpty
      ? nil
      : ChannelResponse(
        frequencies: [], amplitudes: [], phases: [], source: "", filters: filters)
  }

  func write(_ name: String, _ text: String) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: file))
  }

  /// Runs the survey and gives a site's impedances.
  func run(site: String = "A", code: Int32 = 0) throws -> [String: [Double]] {
    let result = try Command.run("run", path, "--quiet")
    #expect(result.code == code, "\(result.error)")
    return try folder.impedances(site: site)
  }

  /// Says of all filters of the file that they are not in the samples.
  func denyFilters() throws {
    let file = try File.open(path + "/timeData/A/A.h5", .readWrite)
    for channel in ["ex", "ey", "hx", "hy"] {
      let dataset = try file.dataset("/Experiment/Surveys/filters/Stations/A/run/\(channel)")
      let text = try #require(dataset.attribute("filters")?.text)
      try dataset.setAttributes(["filters": .text(text.replacing("true", with: "false"))])
    }
  }

  func header() throws -> RecordingHeader {
    try #require(MTH5File(path + "/timeData/A/A.h5").recordings.first).header
  }
}

extension Channel {
  fileprivate var longUnit: String { kind == .electric ? "milliVolt per kilometer" : "nanoTesla" }
}

/// A series that is a sum of lines of equal size and any phase from 1/64 Hz on, and that repeats itself.
///
/// What lies far below a window's length would leak into it with another response than its own.
private struct Lines {
  static let period = 512
  private static let first = 8
  static let sampleCount = 2048
  private let phases: [Double]

  init(seed: UInt64) {
    var state = seed
    phases = (Lines.first..<Lines.period / 2).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return 2 * .pi * Double(state >> 33) / Double(1 << 31)
    }
  }

  /// The samples at 1 Hz of the lines times a response.
  func samples(through response: (Double) -> Complex<Double>) -> [Double] {
    var series = [Double](repeating: 0, count: Lines.period)
    for (index, phase) in phases.enumerated() {
      let frequency = Double(Lines.first + index) / Double(Lines.period)
      var line = Complex(length: 1, phase: phase) * response(frequency)
      let step = Complex<Double>(length: 1, phase: 2 * .pi * frequency)
      for sample in series.indices {
        series[sample] += line.real
        line *= step
      }
    }
    return (0..<Lines.sampleCount).map { series[$0 % Lines.period] }
  }
}

@Suite("Filters of MTH5 files by the command", .serialized, .aloneWithHDF5)
struct FilterCommandTests {
  /// - Parameter tolerance: Of the sums that an estimate is made of.
  private func expectTruth(_ found: [String: [Double]], _ tolerance: Double = 1e-6) throws {
    for (block, truth) in FilterSurvey.impedances {
      let values = try #require(found[block])
      #expect(values.count >= 5)
      for value in values { #expect(abs(value - truth) < tolerance * 6, "\(block)") }
    }
  }

  @Test("what filters did to all channels is taken out, and the true impedance is left")
  func truth() throws {
    let chain = [FilterSurvey.coil, FilterSurvey.counts]
    let survey = try FilterSurvey(chain, electric: [FilterSurvey.lowPass])
    try expectTruth(survey.run())
    let info = try Command.run("info", survey.path).output
    #expect(info.contains("  Hx: filters of its file: coil\n"))
    #expect(info.contains("  Ey: filters of its file: low_pass\n"))
    // In windows what has leaked into a harmonic is divided by the response there: a few percent.
    try survey.write("skindepth.ini", FilterSurvey.windows)
    try expectTruth(survey.run(), 0.1)
    // It is done again without, and says so.
    try survey.write(
      "skindepth.ini", "[Calibration]\ncalibrate = False\n" + FilterSurvey.windows)
    let result = try Command.run("run", survey.path)
    #expect(result.error.contains("the response of filter coil is not removed"))
    let values = try survey.folder.impedances()
    #expect(try #require(values["ZXYR"]?.first) < 1)
  }

  @Test("delays and taps are taken out, too")
  func delay() throws {
    let delay = FilterStage(
      "late", unitsIn: "milliVolt", unitsOut: "milliVolt", response: .delay(0.4))
    let mean = FilterStage(
      "mean", unitsIn: "milliVolt", unitsOut: "milliVolt",
      response: .taps(FilterTaps([0.25, 0.5, 0.25], rate: 4)))
    let survey = try FilterSurvey([FilterSurvey.coil, delay, mean, FilterSurvey.counts])
    try expectTruth(survey.run())
    // Digital filters repeat themselves beyond 2 Hz, and are drawn up to there.
    let figure = survey.path + "/figure.svg"
    let view = try Command.run("view", "calibration", survey.path, "--site", "A", "-o", figure)
    #expect(view.code == 0, "\(view.error)")
    let svg = try String(contentsOfFile: figure, encoding: .utf8)
    #expect(svg.contains("Hx: MFS06 302 (A.h5)") && svg.contains("Amplitude (mV/nT)"))
    #expect(svg.contains(">1</text>") && !svg.contains(">10</text>"))
  }

  @Test("a filter that the file says is not in the samples changes nothing, and is named")
  func notApplied() throws {
    let plain = try FilterSurvey([])
    let noted = try FilterSurvey([], named: [FilterSurvey.fieldFilter])
    try noted.denyFilters()
    #expect(try noted.header().channels.allSatisfy { $0.response == nil })
    let (expected, found) = (try plain.run(), try noted.run(code: 4))
    #expect(expected == found)
    try expectTruth(found)
  }

  @Test("the file's own filters go before a calibration file, which is named")
  func twice() throws {
    let survey = try FilterSurvey([FilterSurvey.coil, FilterSurvey.counts])
    let before = try survey.run()
    for serial in [302, 303] {
      try survey.write("calData/IC_\(serial).TXT", CoilSurvey.calibration(serial))
    }
    let info = try Command.run("info", survey.path).output
    #expect(
      info.contains("Hx: filters of its file: coil; IC_302.TXT matches and is not applied"))
    #expect(try survey.run() == before)
  }

  @Test("where the file does not know the coil, a calibration file stands before its filters")
  func both() throws {
    var amplifier = FilterSurvey.lowPass
    (amplifier.unitsIn, amplifier.unitsOut) = ("milliVolt", "milliVolt")
    let ten = FilterStage(
      "ten", gain: 10, unitsIn: "nanoTesla", unitsOut: "milliVolt", response: .scalar)
    let survey = try FilterSurvey(
      [ten, amplifier, FilterSurvey.counts], named: [amplifier, FilterSurvey.counts])
    for serial in [302, 303] {
      try survey.write("calData/IC_\(serial).TXT", CoilSurvey.calibration(serial))
    }
    let info = try Command.run("info", survey.path).output
    #expect(info.contains("Hx: calibration IC_302.TXT ("))
    #expect(info.contains("Hz); filters of its file: low_pass"))
    try expectTruth(survey.run())
  }

  @Test("a copy by convert keeps filters, and what is made of it")
  func convert() throws {
    let survey = try FilterSurvey(
      [FilterSurvey.coil, FilterSurvey.counts], electric: [FilterSurvey.lowPass])
    let (before, header) = (try survey.run(), try survey.header())
    let file = survey.path + "/timeData/A/A.h5"
    #expect(try Command.run("convert", file, survey.path + "/copy.h5").code == 0)
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.moveItem(atPath: survey.path + "/copy.h5", toPath: file)
    #expect(try survey.header().channels == header.channels)
    #expect(try survey.run() == before)
    // What cannot hold filters says so.
    let text = try Command.run("convert", file, survey.path + "/text", "--format", "ascii")
    #expect(text.code == 0 && text.error.contains("Hx: the format cannot say that the samples"))
  }

  @Test("preprocess writes what has passed filters only without them")
  func preprocess() throws {
    let survey = try FilterSurvey([FilterSurvey.coil, FilterSurvey.counts])
    let refused = try Command.run("preprocess", survey.path, "--output-site", "B")
    #expect(refused.code == 2)
    #expect(refused.error.contains("has passed filters") && refused.error.contains("--calibrate"))
    let made = try Command.run("preprocess", survey.path, "--calibrate", "--output-site", "B")
    #expect(made.code == 0, "\(made.error)")
    try FileManager.default.removeItem(atPath: survey.path + "/timeData/A")
    try expectTruth(survey.run(site: "B"))
  }
}
