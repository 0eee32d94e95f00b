import ComplexModule
import Formats
import Kernels
import Model
import Preprocessing
import TestSupport

/// Calibration and conditioning against what resistics 0.0.6 makes of the golden project's recording at
/// 16 Hz, with its own choices: linear interpolation, the spectrum of the whole recording, filters over the
/// whole recording.
struct GoldenCalibration {
  private let folder: String
  private let library: CalibrationLibrary

  init() throws {
    folder = try ReferenceData.path("golden")
    library = CalibrationLibrary(folders: ["\(folder)/project/calData"])
  }

  func verdict() throws -> Verdict {
    var verdict = Verdict()
    var table = TextTable("calibration", ["product", "difference", "limit", "remark"])
    for row in try rows() {
      table.add([
        row.product, row.difference.scientific, row.tolerance?.scientific ?? "shown only",
        row.remark,
      ])
      if let limit = row.tolerance { verdict.require(row.product, row.difference, atMost: limit) }
    }
    table.show()
    return verdict
  }

  /// Every product with the largest difference.
  func rows() throws -> [GoldenRow] {
    var rows = try tables() + [lookups()]
    let cases: [(name: String, isCalibrated: Bool, steps: [Conditioning.Step])] = [
      ("main", true, []), ("fs16_uncalibrated", false, []), ("fs16_options", true, options),
    ]
    for golden in cases {
      let source = try source(golden.isCalibrated, golden.steps)
      rows += [try series(golden.name, source), try spectra(golden.name, source)]
    }
    return rows
  }

  /// The filters of the case with options; polarity and scale go before.
  private var options: [Conditioning.Step] {
    let filters = [
      Conditioning.Filter(.lowPass, low: 5, high: 5, method: .resistics),
      Conditioning.Filter(.highPass, low: 0.05, high: 0.05, method: .resistics),
      Conditioning.Filter(.notch, low: 0.9 * 2, high: 1.1 * 2, method: .resistics),
    ]
    return filters.map { .filter($0) }
  }
}

// Files and their channels.
extension GoldenCalibration {
  private struct Unit: Decodable {
    struct Table: Decodable {
      let response: [[Double]]
    }

    struct Lookup: Decodable {
      let sensor, file: String
      let serial: Int
      let chopper: Bool
    }

    let frequencies: [Double]
    let files: [String: Table]
    let lookup: [Lookup]

    enum CodingKeys: String, CodingKey {
      case frequencies = "interpolated_at"
      case files, lookup
    }
  }

  private func unit() throws -> Unit {
    try decodeJSON(Unit.self, "\(folder)/expected/unit/calibration.json")
  }

  private func tables() throws -> [GoldenRow] {
    let unit = try unit()
    return unit.files.sorted { $0.key < $1.key }.map { name, table in
      let entry = library.entries.first {
        name.hasPrefix($0.response.source)
          && ($0.chopper == nil || $0.chopper == name.hasSuffix("True"))
      }
      guard var response = entry?.response else {
        return GoldenRow(product: name, difference: .nan, tolerance: 0)
      }
      response.interpolation = .linear
      let curve = ResponseCurve(response)
      let differences = zip(unit.frequencies, table.response).map { frequency, pair in
        let expected = Complex(pair[0], pair[1])
        return (curve.value(at: frequency) - expected).length / expected.length
      }
      return GoldenRow(
        product: "response \(name)", difference: differences.max() ?? .nan, tolerance: 1e-12,
        remark: "relative")
    }
  }

  /// Which file belongs to a channel: how often we find another.
  private func lookups() throws -> GoldenRow {
    let different = try unit().lookup.filter { lookup in
      let header = ChannelHeader(
        .hx, sensor: lookup.sensor, serial: "\(lookup.serial)", chopper: lookup.chopper)
      var found = ""
      if case .one(let entry, _) = library.match(header) { found = entry.response.source }
      // 7 is a part of 307, which is no reason to take its file.
      let expected = lookup.serial == 7 ? "" : lookup.file
      return found != expected
    }
    return GoldenRow(
      product: "files of channels", difference: Double(different.count), tolerance: 0,
      remark: "on purpose: serial number 7 does not find the file of 307")
  }
}

// The recording.
extension GoldenCalibration {
  private struct Index: Decodable {
    struct Level: Decodable {
      let window, overlap, firstSample, harmonicCount: Int
      let channels: [String]
      let storedWindows: [Int]

      enum CodingKeys: String, CodingKey {
        case window, overlap, channels
        case firstSample = "first_sample"
        case harmonicCount = "num_bins"
        case storedWindows = "local_windows_stored"
      }
    }

    let levels: [String: Level]
  }

  private static let stem = "A_meas_fs16_L0"

  private func source(_ isCalibrated: Bool, _ filters: [Conditioning.Step]) throws
    -> any RecordingSource
  {
    let locator = RecordingLocator(
      format: ResisticsBinaryFormat.name, path: "\(folder)/project/timeData/A/meas_fs16")
    let header = try TimeSeriesFormats.open(locator).header
    let calibrations = header.channels.compactMap { channel -> Conditioning.Calibration? in
      guard case .one(let entry, _) = library.match(channel) else { return nil }
      var response = entry.response
      response.interpolation = .linear
      return Conditioning.Calibration(channel: channel.channel, response: response)
    }
    let factors = [(Channel.ex, -1), (.hy, 2.5)].map {
      Conditioning.Factor(channel: $0.0, factor: $0.1)
    }
    let steps: [Conditioning.Step] =
      [.removeMean] + (filters.isEmpty ? [] : [.multiply(factors)])
      + (isCalibrated ? [.calibrate(calibrations)] : []) + filters
    return try Conditioning(steps).open(locator) { try TimeSeriesFormats.open($0) }
  }

  /// The first and the last samples, of the standard deviation of both together.
  private func series(_ name: String, _ source: any RecordingSource) throws -> GoldenRow {
    let expected = try NumpyArray("\(folder)/expected/timeseries/\(name)/\(Self.stem).npy")
    let (length, count) = (expected.shape[1], source.header.sampleCount)
    var largest = 0.0
    for (index, channel) in source.header.channels.map(\.channel).enumerated() {
      let truth = expected.values[index * length..<(index + 1) * length]
      let ours =
        try source.samples(channel, 0..<length / 2)
        + source.samples(channel, count - length / 2..<count)
      let mean = truth.reduce(0, +) / Double(length)
      let variance = truth.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)
      let distance = zip(ours, truth).map { abs($0 - $1) }.max() ?? .nan
      largest = max(largest, distance / variance.squareRoot())
    }
    return GoldenRow(
      product: "series \(name)", difference: largest, tolerance: 1e-5,
      remark: "of the standard deviation")
  }

  /// The stored windows, of the largest value of the window's channel.
  private func spectra(_ name: String, _ source: any RecordingSource) throws -> GoldenRow {
    let stem = "\(folder)/expected/spectra/\(name)"
    let index = try decodeJSON(Index.self, "\(stem)/index.json")
    guard let level = index.levels[Self.stem] else {
      return GoldenRow(product: "spectra \(name)", difference: .nan, tolerance: 0)
    }
    let expected = try NumpyArray("\(stem)/\(Self.stem)_c64.npy")
    let transform = WindowTransform(size: level.window, taper: .hamming, prewhitens: false)
    var (largest, place) = (0.0, 0)
    for window in level.storedWindows {
      let first = level.firstSample + window * (level.window - level.overlap)
      for name in level.channels {
        guard let channel = Channel(name) else { continue }
        let samples = try source.samples(channel, first..<first + level.window)
        var values = [Double](repeating: 0, count: 2 * level.harmonicCount)
        var output = values.mutableSpan
        transform.transform(samples.span, from: 0, into: &output)
        let truth = expected.values[place..<place + values.count]
        largest = max(largest, difference(values, truth))
        place += values.count
      }
    }
    return GoldenRow(
      product: "spectra \(name)", difference: largest, tolerance: 3e-6,
      remark: "of the largest value of the window's channel; level 0")
  }

  private func difference(_ ours: [Double], _ theirs: ArraySlice<Double>) -> Double {
    let pairs = stride(from: 0, to: ours.count, by: 2).map { k in
      (
        Complex(ours[k], ours[k + 1]),
        Complex(theirs[theirs.startIndex + k], theirs[theirs.startIndex + k + 1])
      )
    }
    let scale = pairs.map(\.1.length).max() ?? 0
    return (pairs.map { ($0 - $1).length }.max() ?? .nan) / scale
  }
}
