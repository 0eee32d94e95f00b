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

  package init(_ kind: Kind) {
    self.kind = kind
  }

  /// Writes a recording into a folder, which must not have one yet.
  ///
  /// Samples keep their sign and their mean. The headers come last, so that a folder that was not
  /// finished is no recording.
  ///
  /// - Throws: A `UserError` of kind `output`, or what reading the recording throws.
  package func write(_ source: any RecordingSource, to folder: String) throws {
    try FolderTree.make(folder)
    let header = source.header
    for (number, channel) in header.channels.enumerated() {
      let pending = PendingFile(joined(folder, dataName(number)))
      try write(source, channel.channel, to: pending)
      try pending.publish()
    }
    for (number, channel) in header.channels.enumerated() {
      try AtomicFile.write(
        joined(folder, headerName(number)), text("CHANNEL", channelKeys(channel, number, header)))
    }
    try AtomicFile.write(joined(folder, "comments.txt"), comments(header))
    try AtomicFile.write(
      joined(folder, "global.hdr"),
      text("GLOBAL", timeKeys(header) + [("meas_channels", "\(header.channels.count)")]))
  }

  private func write(
    _ source: any RecordingSource, _ channel: Channel, to pending: PendingFile
  ) throws {
    let count = source.header.sampleCount
    try pending.write { (output) throws(UserError) in
      for first in stride(from: 0, to: count, by: ResisticsWriter.blockLength) {
        let range = first..<min(count, first + ResisticsWriter.blockLength)
        let samples = try source.samples(of: channel, range)
        try output.append((kind == .binary ? ResisticsWriter.floats(samples) : lines(samples)).span)
      }
    }
  }

  /// 32-bit floats, least significant byte first.
  static func floats(_ samples: [Double]) -> [UInt8] {
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
  private func timeKeys(_ header: RecordingHeader) -> [(String, String)] {
    let (start, stop) = (rounded(header.start), rounded(header.end))
    return [
      ("sample_freq", "\(header.rate.hertz)"), ("num_samples", "\(header.sampleCount)"),
      ("start_time", start.timeText(decimals: 6)), ("start_date", start.dateText),
      ("stop_time", stop.timeText(decimals: 6)), ("stop_date", stop.dateText),
    ]
  }

  /// resistics reads whole microseconds and nothing finer.
  private func rounded(_ instant: Instant) -> Instant {
    let rest = instant.nanoseconds % 1000
    let (up, isTooLate) = instant.nanoseconds.addingReportingOverflow(1000 - rest)
    return Instant(nanoseconds: rest < 500 || isTooLate ? instant.nanoseconds - rest : up)
  }

  private func channelKeys(
    _ channel: ChannelHeader, _ number: Int, _ header: RecordingHeader
  ) -> [(String, String)] {
    let half = (channel.dipoleLength ?? 0) / 2
    let ends = channel.channel == .ey ? (0.0, half) : (half, 0.0)
    let isElectric = channel.channel.kind == .electric
    return timeKeys(header) + [
      ("ats_data_file", dataName(number)), ("sensor_type", ResisticsWriter.word(channel.sensor)),
      ("channel_type", channel.channel.name), ("ts_lsb", "1"), ("scaling_applied", "True"),
      ("pos_x1", "\(isElectric ? -ends.0 : 0)"), ("pos_x2", "\(isElectric ? ends.0 : 0)"),
      ("pos_y1", "\(isElectric ? -ends.1 : 0)"), ("pos_y2", "\(isElectric ? ends.1 : 0)"),
      ("pos_z1", "0"), ("pos_z2", "0"),
      ("sensor_sernum", ResisticsWriter.word(channel.serial, or: "0")),
      ("gain_stage1", "1"), ("gain_stage2", "1"), ("hchopper", "0"), ("echopper", "0"),
    ]
  }

  /// A value may hold no `=` and no line end, and is `None` where there is nothing.
  static func word(_ text: String, or nothing: String = "None") -> String {
    let plain = text.filter { $0 != "=" && !$0.isNewline }.trimmed
    return plain.isEmpty ? nothing : plain
  }

  private func text(_ kind: String, _ keys: [(String, String)]) -> String {
    (["HEADER = \(kind)"] + keys.map { "\($0.0) = \($0.1)" }).joined(separator: "\n") + "\n"
  }

  private func comments(_ header: RecordingHeader) -> String {
    var lines = ["Written by skindepth from the recording \(header.name)"]
    lines += header.station.map { ["Station \($0)"] } ?? []
    lines +=
      header.location.map {
        ["Latitude \($0.latitude), longitude \($0.longitude), elevation \($0.elevation) m"]
      } ?? []
    lines += header.channels.map {
      "\($0.channel): \($0.channel.unit), azimuth \($0.azimuth) degrees, tilt \($0.tilt) degrees"
    }
    lines += ["Samples keep sign and mean", String(repeating: "-", count: 51)]
    return lines.joined(separator: "\n")
  }
}
