import Foundation
import Model

// Recorders whose fixtures hold the analytic recording.
extension FormatsCheck {
  private func compareHeader(
    _ header: RecordingHeader, _ row: inout Row, _ truth: AnalyticRecording, count: Int? = nil
  ) {
    row.equal("rate", header.rate, truth.rate)
    row.equal("start", header.start.iso, truth.start.iso)
    row.equal("samples", header.sampleCount, count ?? truth.sampleCount)
    if let location = header.location { row.equal("place", location, truth.location) }
  }

  /// Counts of all samples: those that are listed, and the sum of all.
  private func compareCounts(
    _ samples: [Double], _ row: inout Row, _ truth: AnalyticRecording.Channel, sign: Double = 1
  ) {
    for (sample, count) in zip(samples, truth.firstCounts) {
      row.compare(sample, sign * count * truth.scale)
    }
    for (sample, count) in zip(samples.suffix(truth.lastCounts.count), truth.lastCounts) {
      row.compare(sample, sign * count * truth.scale)
    }
    let counts = samples.map { (sign * $0 / truth.scale).rounded() }
    row.equal("sum of counts of \(truth.name)", counts.reduce(0, +), truth.sum)
    for (sample, count) in zip(samples, counts) { row.compare(sample, sign * count * truth.scale) }
  }

  func metronix(_ path: String, _ row: inout Row, _ truth: AnalyticRecording) throws {
    let source = try open(path + "/site01", &row)[0]
    compareHeader(source.header, &row, truth)
    let last = truth.start.advanced(bySamples: truth.sampleCount - 1, at: truth.rate)
    row.equal("last sample", source.header.end, last)
    for channel in truth.channels {
      let header = try source.channel(channel.name)
      row.equal("dipole", header.dipoleLength ?? 0, channel.dipole)
      row.equal("sensor", header.sensor, channel.sensor)
      row.equal("serial", header.serial, "\(channel.serial)")
      compareCounts(try source.samples(header.channel), &row, channel)
    }
  }

  func doubles(_ path: String, _ row: inout Row, _ truth: AnalyticRecording) throws {
    for source in try open(path, &row) {
      compareHeader(source.header, &row, truth)
      for channel in truth.channels
      where source.header.channels.contains(where: { $0.channel.name == channel.name }) {
        let samples = try source.samples(try source.channel(channel.name).channel)
        for (i, sample) in samples.enumerated() {
          row.compare(sample, channel.value(i), offset: channel.size)
        }
      }
    }
  }

  /// The maker's polarity; what resistics has is the other one, as its sign says.
  func spam(_ path: String, _ row: inout Row, _ truth: AnalyticRecording) throws {
    let expected = try FormatsCheck.json("\(data)/spam/expected_spam.json")
    let source = try open(path, &row)[0]
    compareHeader(source.header, &row, truth, count: 2560)
    let names = ["Ex", "Ey", "Bx", "By", "Bz"]
    for (number, name) in names.enumerated() {
      let header = try source.channel(name)
      let samples = try source.samples(header.channel)
      for (file, rows) in (expected["raw_first_rows"]?.array ?? []).enumerated() {
        let scaling = expected["files"]?.array?[file].number("scaling", name) ?? .nan
        let factor =
          header.channel.kind == .electric
          ? -1e6 * scaling * 1000 / (header.dipoleLength ?? .nan) : -1000
        for (scan, raw) in (rows.array ?? []).enumerated() {
          row.compare(
            header.resisticsSign * samples[1280 * file + scan], raw.numbers[number] * factor)
        }
      }
      // Floats of 24 bits: no closer to the field than that.
      guard let channel = truth.channels.first(where: { $0.name == header.channel.name }) else {
        continue
      }
      let worst = samples.enumerated().map { i, sample in
        abs(header.resisticsSign * sample - channel.value(i)) / channel.size
      }.max()
      row.require((worst ?? 1) < 1.2e-7, "\(name) is \(worst ?? 1) from the field")
    }
  }

  func resistics(_ path: String, _ row: inout Row, _ truth: AnalyticRecording) throws {
    let source = try open(path, &row)[0]
    let isText = path.hasSuffix("ascii")
    compareHeader(source.header, &row, truth, count: isText ? 2560 : nil)
    for channel in truth.channels {
      let samples = try source.samples(try source.channel(channel.name).channel)
      // The header's mV of one count has the sign that resistics gives to ATS samples.
      if path.hasSuffix("unscaled") {
        compareCounts(samples, &row, channel, sign: -1)
        continue
      }
      // Written with the other polarity, in floats with the mean removed, or in six decimals.
      let limit = isText ? 1e-6 : 1e-6 * channel.size
      let mean = isText ? 0 : channel.sum / Double(truth.sampleCount) * channel.scale
      for (i, count) in channel.firstCounts.enumerated() {
        row.require(
          abs(samples[i] + count * channel.scale - mean) < limit,
          "\(channel.name) sample \(i) is \(samples[i])")
      }
      row.samples += channel.firstCounts.count
    }
  }
}
