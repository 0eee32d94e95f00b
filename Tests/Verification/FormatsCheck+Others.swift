import Archive
import Formats
import Foundation
import Model

// Recorders whose fixtures hold signals of their own.
extension FormatsCheck {
  func lemi423(_ path: String, _ row: inout Row, isElectric: Bool) throws {
    let text = try FormatsCheck.json("\(data)/lemi/expected_lemi.json")
    let expected = text[isElectric ? "lemi423e" : "lemi423"] ?? .null
    let source = try open(path, &row)[0]
    row.equal("rate", source.header.rate.hertz, 128)
    row.equal("start", source.header.start.iso.prefix(19), "2024-06-01T12:00:00")
    row.equal("samples", source.header.sampleCount, Int(expected.number("n")))
    let names = isElectric ? ["Ex", "Ey", "E3", "E4"] : ["Bx", "By", "Bz", "Ex", "Ey"]
    let keys =
      isElectric
      ? (1...4).map { ("Ke\($0)", "Ae\($0)") }
      : [("Kmx", "Ax"), ("Kmy", "Ay"), ("Kmz", "Az"), ("Ke1", "Ae1"), ("Ke2", "Ae2")]
    for (number, name) in names.enumerated() {
      let header = try source.channel(name)
      let (factor, offset) = (
        expected.number("coefficients", keys[number].0),
        expected.number("coefficients", keys[number].1)
      )
      // mV of coils with a gain of 16, or µV over the length of the line.
      let divisor = header.channel.kind == .magnetic ? 16 : header.dipoleLength ?? .nan
      let counts =
        isElectric
        ? expected["first_counts"]?.array?[number].numbers
        : expected["first_counts"]?[name]?.numbers
      let samples = try source.samples(header.channel)
      for (sample, count) in zip(samples, counts ?? []) {
        row.compare(sample, (count * factor + offset) / divisor, offset: offset / divisor)
      }
      guard !isElectric else { continue }
      let last = expected.number("last_counts", name)
      row.compare(
        samples[samples.count - 1], (last * factor + offset) / divisor, offset: offset / divisor)
    }
  }

  func lemi424(_ path: String, _ row: inout Row) throws {
    let expected = try FormatsCheck.json("\(data)/lemi/expected_lemi.json")["lemi424"] ?? .null
    let source = try open(path, &row)[0]
    row.equal("rate", source.header.rate.hertz, 1)
    row.equal("start", source.header.start.iso.prefix(19), "2024-06-01T12:00:00")
    row.equal("samples", source.header.sampleCount, Int(expected.number("n")))
    row.equal("latitude", source.header.location?.latitude, expected.number("latitude"))
    row.equal("longitude", source.header.location?.longitude, expected.number("longitude"))
    for (name, value) in expected["first_row"]?.object ?? [:] {
      let samples = try source.samples(try source.channel(name).channel)
      row.compare(samples[0], value.number ?? .nan)
      row.compare(samples[samples.count - 1], expected.number("last_row", name))
    }
  }

  func phoenixMTU(_ path: String, _ row: inout Row) throws {
    let expected = try FormatsCheck.json("\(data)/phoenix/expected_phoenix_mtu.json")
    let sources = try open(path, &row)
    let seconds = sources.map { $0.header.start.seconds(since: sources[0].header.start) }
    // Four bursts of two records, and the continuous band.
    row.equal("starts", seconds, [0, 30, 60, 90, 0])
    row.equal("lengths", sources.map(\.header.sampleCount), [300, 300, 300, 300, 1800])
    row.equal("rates", sources.map(\.header.rate.hertz), [150, 150, 150, 150, 15])
    row.equal("start", sources[0].header.start.iso.prefix(19), "2024-06-01T12:00:00")
    row.equal("latitude", sources[0].header.location?.latitude, expected.number("latitude"))
    for (source, band) in [(sources[0], "TS4"), (sources[4], "TS5")] {
      for name in ["Ex", "Ey", "Hx", "Hy", "Hz"] {
        let scale = expected.number("lsb_mV_per_km_or_nT_per_du", name)
        let samples = try source.samples(try source.channel(name).channel)
        for (sample, number) in zip(samples, expected[band]?["first_du"]?[name]?.numbers ?? []) {
          row.compare(sample, number * scale)
        }
        let amplitudes = expected["amplitudes_at_0.25_and_2Hz"]?[name]?.numbers ?? []
        for (i, sample) in samples.enumerated() {
          let time = Double(i) / source.header.rate.hertz
          let truth = zip(amplitudes, [(0.25, 0.0), (2.0, 1.0)]).reduce(0) { sum, line in
            sum + line.0 * cos(2 * .pi * line.1.0 * time + line.1.1)
          }
          row.require(abs(sample - truth) < 0.501 * scale, "\(band) \(name) sample \(i) is off")
        }
      }
    }
  }

  func phoenixMTU5C(_ path: String, _ row: inout Row) throws {
    let expected = try FormatsCheck.json("\(data)/phoenix/expected_phoenix_mtu5c.json")
    let sources = try open(path, &row)
    row.equal("rates", sources.map(\.header.rate.hertz), [24_000, 150, 24_000, 24_000])
    row.equal("lengths", sources.map(\.header.sampleCount), [12_000, 9000, 2400, 2400])
    let recorded =
      expected.number("header", "recording_id") - expected.number("header", "gps_minus_utc_s")
    let begin = Instant(nanoseconds: Int64(recorded) * 1_000_000_000)
    row.equal("starts", sources.map { $0.header.start.seconds(since: begin) }, [1, 1, 30, 60])
    let segments = expected["td_24k"]?["segments"]?.array ?? []
    let lists = [
      expected["bin"]?["ad_volts_first"]?.numbers, expected["td_150"]?["first"]?.numbers,
      segments.first?["first"]?.numbers, segments.last?["first"]?.numbers,
    ]
    for (source, volts) in zip(sources, lists) {
      let samples = try source.samples(source.header.channels[0].channel)
      for (sample, value) in zip(samples, volts ?? []) { row.compare(sample, value * 1000) }
    }
  }

  /// Files of HDF5 2.0 can be read by that alone, which is said and no shortfall.
  func mth5(_ path: String, _ row: inout Row, _ truth: AnalyticRecording) throws {
    let file: MTH5File
    do { file = try MTH5File(path) } catch {
      guard "\(error)".contains("version") || "\(error)".contains("newer") else { throw error }
      row.samples = 1
      row.remark = "ok (needs HDF5 2, which this build has not)"
      return
    }
    row.recordings = file.recordings.count
    for recording in file.recordings {
      let source = try MTH5Recording(recording.locator)
      row.equal("rate", source.header.rate, truth.rate)
      row.equal("start", source.header.start.iso, truth.start.iso)
      for channel in truth.channels {
        guard let header = try? source.channel(channel.name) else { continue }
        let samples: [Double]
        do { samples = try source.samples(header.channel) } catch {
          guard "\(error)".contains("version") else { throw error }
          row.samples += 1
          row.remark = "ok (some channels need HDF5 2, which this build has not)"
          continue
        }
        for (i, sample) in samples.enumerated() where channel.dipole > 0 {
          let limit = 0.501 * channel.scale
          row.require(
            abs(sample - channel.value(i)) < limit, "\(channel.name) sample \(i) is \(sample)")
        }
        row.samples += samples.count
      }
    }
  }

  func columns(_ path: String, _ row: inout Row) throws {
    let expected = try FormatsCheck.json("\(path)/expected.json")
    let folder = FileManager.default.temporaryDirectory.path + "/columns-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(atPath: "\(path)/syn.asc", toPath: "\(folder)/syn.asc")
    try "rate = 1\nstart = 2000-01-01\nchannels = Hx Hy Hz Ex Ey\n".write(
      toFile: "\(folder)/syn.asc.ini", atomically: false, encoding: .utf8)
    let source = try open(folder, &row)[0]
    for (number, name) in ["Hx", "Hy", "Hz", "Ex", "Ey"].enumerated() {
      let samples = try source.samples(try source.channel(name).channel)
      row.compare(samples[0], expected["first_row"]?.numbers[number] ?? .nan)
      row.compare(samples[samples.count - 1], expected["last_row"]?.numbers[number] ?? .nan)
    }
  }
}
