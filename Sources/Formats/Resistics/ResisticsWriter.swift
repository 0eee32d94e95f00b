import Files
package import Model

/// Writes recordings as folders of resistics 0.0.6, with a bounded part of the samples in memory.
package struct ResisticsWriter {
  package enum Kind: Sendable {
    /// 32-bit floats.
    case binary
    /// One number a line, with the digits that bring back the same double.
    case text
  }

  /// Samples that are held at a time.
  private static let blockLength = 1 << 16

  private let kind: Kind
  /// Whether the samples are marked as not to be conditioned again.
  private let isConditioned: Bool

  package init(_ kind: Kind, isConditioned: Bool = false) {
    self.kind = kind
    self.isConditioned = isConditioned
  }

  /// Writes a recording as a folder in one that is there; others see it only when it is whole.
  ///
  /// Samples keep their sign and their mean.
  ///
  /// - Parameters:
  ///   - range: Samples of the recording, at least one; all unless given.
  ///   - notes: Lines for the folder's comments, such as what was done to the samples.
  ///   - mayReplace: Whether there may be such a folder.
  /// - Throws: A `UserError` of kind `output`, or what reading the recording throws; an older folder is then
  ///   as it was.
  package func write(
    _ source: any RecordingSource, to folder: String, samples range: Range<Int>? = nil,
    notes: [String] = [], mayReplace: Bool = false
  ) throws {
    let header = source.header
    let range = range ?? 0..<header.sampleCount
    let shared = timeKeys(header, range)
    try PendingFolder(folder).write(mayReplace: mayReplace) { folder in
      for (number, channel) in header.channels.enumerated() {
        try write(source, channel.channel, range, to: joined(folder, dataName(number)))
        try AtomicFile.write(
          joined(folder, headerName(number)),
          text("CHANNEL", shared + channelKeys(channel, number)))
      }
      let mark = isConditioned ? [("conditioned", "True")] : []
      try AtomicFile.write(
        joined(folder, "global.hdr"),
        text("GLOBAL", shared + [("meas_channels", "\(header.channels.count)")] + mark))
      try AtomicFile.write(joined(folder, "comments.txt"), comments(header, notes))
    }
  }

  private func write(
    _ source: any RecordingSource, _ channel: Channel, _ range: Range<Int>, to path: String
  ) throws {
    let pending = PendingFile(path)
    try pending.write { (output) throws(UserError) in
      for first in stride(
        from: range.lowerBound, to: range.upperBound, by: ResisticsWriter.blockLength)
      {
        let block = first..<min(range.upperBound, first + ResisticsWriter.blockLength)
        let samples = try source.samples(of: channel, block)
        try output.append((kind == .binary ? ResisticsWriter.floats(samples) : lines(samples)).span)
      }
    }
    try pending.publish()
  }

  /// 32-bit floats, least significant byte first.
  private static func floats(_ samples: [Double]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * samples.count)
    for sample in samples {
      let bits = Float(sample).bitPattern
      for shift in [0, 8, 16, 24] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return bytes
  }

  private func lines(_ samples: [Double]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20 * samples.count)
    for sample in samples {
      bytes.append(contentsOf: "\(sample)".utf8)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  private func numbered(_ number: Int) -> String {
    number < 10 ? "chan_0\(number)" : "chan_\(number)"
  }

  private func dataName(_ number: Int) -> String {
    numbered(number) + (kind == .binary ? ".dat" : ".ascii")
  }

  private func headerName(_ number: Int) -> String { numbered(number) + ".hdr" }

  /// The stop is the time of the last sample.
  private func timeKeys(_ header: RecordingHeader, _ range: Range<Int>) -> [(String, String)] {
    func time(_ name: String, _ sample: Int) -> [(String, String)] {
      let time = rounded(header.start.advanced(bySamples: sample, at: header.rate))
      return [("\(name)_time", time.timeText(decimals: 6)), ("\(name)_date", time.dateText)]
    }
    return [("sample_freq", "\(header.rate.hertz)"), ("num_samples", "\(range.count)")]
      + time("start", range.lowerBound) + time("stop", range.upperBound - 1)
  }

  /// resistics reads whole microseconds and nothing finer.
  private func rounded(_ instant: Instant) -> Instant {
    let rest = instant.nanoseconds % 1000
    let (up, isTooLate) = instant.nanoseconds.addingReportingOverflow(1000 - rest)
    return Instant(nanoseconds: rest < 500 || isTooLate ? instant.nanoseconds - rest : up)
  }

  private func channelKeys(_ channel: ChannelHeader, _ number: Int) -> [(String, String)] {
    let half = (channel.dipoleLength ?? 0) / 2
    let ends = channel.channel == .ey ? (0.0, half) : (half, 0.0)
    let isElectric = channel.channel.kind == .electric
    return [
      ("ats_data_file", dataName(number)), ("sensor_type", ResisticsWriter.word(channel.sensor)),
      ("channel_type", channel.channel.name), ("ts_lsb", "1"), ("scaling_applied", "True"),
      ("pos_x1", "\(isElectric ? -ends.0 : 0)"), ("pos_x2", "\(isElectric ? ends.0 : 0)"),
      ("pos_y1", "\(isElectric ? -ends.1 : 0)"), ("pos_y2", "\(isElectric ? ends.1 : 0)"),
      ("pos_z1", "0"), ("pos_z2", "0"),
      ("sensor_sernum", ResisticsWriter.word(channel.serial, or: "0")),
      ("gain_stage1", "1"), ("gain_stage2", "1"),
      ("hchopper", channel.chopper == true ? "1" : "0"), ("echopper", "0"),
    ] + (channel.isCalibrated.map { [("calibrated", $0 ? "True" : "False")] } ?? [])
  }

  /// A value may hold no `=` and no line end, and is `None` where there is nothing.
  private static func word(_ text: String, or nothing: String = "None") -> String {
    let plain = text.filter { $0 != "=" && !$0.isNewline }.trimmed
    return plain.isEmpty ? nothing : plain
  }

  private func text(_ kind: String, _ keys: [(String, String)]) -> String {
    (["HEADER = \(kind)"] + keys.map { "\($0.0) = \($0.1)" }).joined(separator: "\n") + "\n"
  }

  private func comments(_ header: RecordingHeader, _ notes: [String]) -> String {
    var lines = ["Written by skindepth from the recording \(header.name)"]
    lines += header.station.map { ["Station \($0)"] } ?? []
    lines +=
      header.location.map {
        ["Latitude \($0.latitude), longitude \($0.longitude), elevation \($0.elevation) m"]
      } ?? []
    lines += header.channels.map {
      "\($0.channel): \($0.sampleUnit), azimuth \($0.azimuth) degrees, tilt \($0.tilt) degrees"
    }
    lines += notes + [String(repeating: "-", count: 51)]
    return lines.joined(separator: "\n") + "\n"
  }
}
