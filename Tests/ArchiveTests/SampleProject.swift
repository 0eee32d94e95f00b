import Archive
import ComplexModule
import Foundation
import Model
import Testing

/// A project folder of two sites with numbers that any reader can be held against.
///
/// Site A has samples, spectra and an impedance with tipper; site B spectra and an impedance alone,
/// with A as remote reference.
struct SampleProject {
  static let software = SiteDescription.Software(name: "skindepth", version: "0.1.0")
  static let location = Location(latitude: 52.5, longitude: -13.25, elevation: 123.45)
  static let recording = RecordingHeader(
    name: "meas_2024-06-01_12-00-00", rate: SamplingRate(samples: 128, seconds: 1),
    start: Instant(nanoseconds: 1_717_243_200_007_812_500), sampleCount: 1000,
    channels: [.ex, .ey, .hx, .hy, .hz].enumerated().map { index, channel in
      ChannelHeader(
        channel, azimuth: channel.nominalAzimuth + Double(index) / 4,
        dipoleLength: channel.kind == .electric ? 80 + Double(index) * 20 : nil,
        sensor: channel.kind == .magnetic ? "MFS06" : "",
        serial: channel.kind == .magnetic ? "\(365 + index)" : "")
    }, location: location)
  static let levels = [
    DecimationLevel(
      index: 0, rate: SamplingRate(samples: 128, seconds: 1), steps: [], factor: 1,
      evaluationFrequencies: [16], windowSize: 64, windowOverlap: 16),
    DecimationLevel(
      index: 1, rate: SamplingRate(samples: 32, seconds: 1), steps: [4], factor: 4,
      evaluationFrequencies: [4], windowSize: 32, windowOverlap: 8),
  ]
  static let windowCounts = [20, 9]

  let folder: String

  static func site(_ name: String) -> SiteDescription {
    var place = location
    if name == "B" { place.longitude += 0.5 }
    return SiteDescription(
      survey: "Harz 2024", site: name, location: place, placeName: "Clausthal-Zellerfeld, Süd",
      software: software, created: Instant(nanoseconds: 1_720_000_000_000_000_000))
  }

  /// Sample `index` of channel number `channel`; exact in 32 bits.
  static func sample(_ index: Int, channel: Int) -> Double {
    Double((index * 37 + channel * 11) % 257 - 128) / 4
  }

  /// Coefficient of window, harmonic and channel number; exact in 32 bits.
  static func coefficient(_ window: Int, _ harmonic: Int, channel: Int) -> Complex<Double> {
    Complex(Double((channel + 1) * (window + 1)), Double(10 * harmonic) + Double(channel) / 2)
  }

  static func transferFunction(
    output: String, remote: String? = nil, outputs: [Channel] = [.ex, .ey, .hz]
  ) -> TransferFunction {
    let points = (0..<6).map { point -> TransferFunction.Point in
      func value(_ row: Int, _ column: Int, _ kind: Double) -> Complex<Double> {
        Complex(
          kind + Double(row) + Double(column) / 10 + Double(point) / 7,
          kind - Double(column) + Double(row) / 3 - Double(point) / 11)
      }
      func entry(_ row: Int, _ column: Int) -> Complex<Double> {
        if row == column { return Complex(Double(row + 1) + Double(point) / 9, 0) }
        return Complex(0.1, row < column ? 0.2 : -0.2)
      }
      func hermitian(_ size: Int) -> [[Complex<Double>]] {
        (0..<size).map { row in (0..<size).map { entry(row, $0) } }
      }
      let estimate = Estimate(
        values: outputs.indices.map { o in (0..<2).map { value(o, $0, 1) } },
        variances: outputs.indices.map { o in
          (0..<2).map { 0.01 * Double(o + 1) + 0.001 * Double($0 + point) }
        },
        inverseSignalPower: hermitian(2), residualCovariance: hermitian(outputs.count),
        windowCount: 100 - point, weightSums: outputs.indices.map { 90 - Double($0) / 2 },
        coherences: outputs.indices.map { 0.9 - Double($0) / 10 }, passes: point + 1,
        converged: point != 3)
      return TransferFunction.Point(
        frequency: 16 / Double(1 << point), level: point / 3, estimate: estimate)
    }
    return TransferFunction(
      origin: TransferFunction.Origin(output: output, input: output, remote: remote),
      outputs: outputs, inputs: [.hx, .hy], rate: recording.rate, location: site(output).location,
      points: points)
  }

  /// Writes `A.h5`, `B.h5` and `survey.h5`.
  init(in folder: String) throws {
    self.folder = folder
    try Self.writeSite("A", to: folder + "/A.h5", samples: .single(compression: 4))
    try Self.writeSite("B", to: folder + "/B.h5", samples: .none)
    try SurveyFileWriter.write(
      folder + "/survey.h5", over: [folder + "/A.h5", folder + "/B.h5"], software: Self.software,
      created: Instant(nanoseconds: 1_720_000_000_000_000_000))
  }

  static func writeSite(
    _ name: String, to path: String, samples: SampleStorage, windowCounts: [Int] = windowCounts
  ) throws {
    let draft = path + ".draft"
    try prepare(name, draft, samples: samples, windowCounts: windowCounts)
    try writeSpectra(draft)
    try finish(name, draft, as: path, samples: samples)
  }

  @discardableResult
  static func prepare(
    _ name: String, _ draft: String, samples: SampleStorage = .none, madeBy: Digest = preparedBy,
    windowCounts: [Int] = windowCounts
  ) throws -> SiteDraft.Prepared {
    try SiteDraft.prepare(
      draft, site(name), recordings: [recording], spectra: blocks(windowCounts),
      attributes: ["settings": "windows=20\n"], storing: samples, madeBy: madeBy)
  }

  static let preparedBy = Digest(high: 1, low: 2)
  static let finishedBy = Digest(high: 3, low: 4)

  static func blocks(_ windowCounts: [Int] = windowCounts, recording: Int = 0) -> [SpectraBlock] {
    zip(levels, windowCounts).map { level, count in
      SpectraBlock(
        recording: recording, level: level, start: Self.recording.start, windowCount: count,
        channels: Self.recording.channels.map(\.channel), taper: "hann")
    }
  }

  /// Writes all coefficients of a draft, in two parts a channel.
  static func writeSpectra(_ draft: String) throws {
    let places = try #require(SpectraPlaces.read(besides: draft))
    let file = try SpectraFile(draft, places)
    for (key, place) in places.places {
      let half = place.rows / 2
      for rows in [half..<place.rows, 0..<half] {
        try file.write(values(of: key, rows).span, at: place, firstRow: rows.lowerBound)
      }
    }
  }

  /// Coefficients as they are in memory and in the file.
  static func values(of key: SpectraPlaces.Key, _ windows: Range<Int>) -> [Float] {
    let channel = recording.channels.firstIndex { $0.channel == key.channel } ?? 0
    return windows.flatMap { window in
      (0..<levels[key.level].harmonicCount).flatMap { harmonic in
        let value = coefficient(window, harmonic, channel: channel)
        return [Float(value.real), Float(value.imaginary)]
      }
    }
  }

  static func finish(
    _ name: String, _ draft: String, as path: String, samples: SampleStorage = .none,
    compression: Int? = nil
  ) throws {
    try SiteDraft.finish(draft, as: path, madeBy: finishedBy, compression: compression) {
      (writer) throws(UserError) in
      if samples != .none { try writeSamples(writer) }
      try addProducts(name, to: writer)
    }
  }

  private static func addProducts(
    _ name: String, to writer: SiteFileWriter
  ) throws(UserError) {
    let run = "sr128_0001"
    let function =
      name == "A"
      ? transferFunction(output: "A")
      : transferFunction(output: "B", remote: "A", outputs: [.ex, .ey])
    try writer.add(function, id: "single", runs: [run])
    // Inter-site function, for which MTH5 has no place.
    try writer.add(
      transferFunction(output: name, outputs: [.hx, .hy, .hz]), id: "field", runs: [run])
    try writer.addProduct(
      "cross_powers/0", values: (0..<24).map { Double($0) / 8 }, shape: [2, 3, 4],
      attributes: ["frequency": 16.0, "channels": .texts(["Ex", "Hy"])], compression: 1)
    try writer.setAttributes(["finished": true])
  }

  private static func writeSamples(_ writer: SiteFileWriter) throws(UserError) {
    for (index, channel) in recording.channels.enumerated() {
      for block in [0..<300, 300..<1000] {
        let values = block.map { sample($0, channel: index) }
        try writer.append(values.span, of: channel.channel, run: "sr128_0001")
      }
    }
  }
}
