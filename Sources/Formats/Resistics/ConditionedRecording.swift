import Files
import Glibc
package import Model

/// Writes a slice of a recording whose samples have been conditioned, in the internal format of resistics
/// 0.0.6, with marks by which it is not conditioned or calibrated again.
///
/// Others see the folder only when it is whole.
package struct ConditionedRecordingWriter {
  private let target: String
  private let temporary: String

  /// Samples of a channel that are in memory at a time.
  private static let blockLength = 1 << 18

  /// For a folder that is not there, in one that is.
  package init(_ target: String) {
    self.target = target
    temporary = joined(parentFolder(target), ".\(lastPart(target)).partial")
  }

  /// Writes a slice of a recording.
  ///
  /// - Parameters:
  ///   - range: Samples of the recording; at least one.
  ///   - comments: What was done to the samples, one line each.
  ///   - isConditioned: Whether the samples are not to be conditioned again.
  /// - Throws: `UserError` if there is such a folder, the disk refuses, or samples cannot be read.
  package func write(
    _ source: any RecordingSource, samples range: Range<Int>, comments: [String],
    isConditioned: Bool
  ) throws {
    guard EntryKind(target) == nil else {
      throw UserError(
        .output, target, "is there already", remedy: "remove it, or choose another name")
    }
    try FolderTree.remove(temporary)
    try FolderTree.make(temporary)
    do {
      try writeFiles(source, range, comments, isConditioned)
      guard unsafe rename(temporary, target) == 0 else {
        throw UserError(
          .output, target, "cannot be written: \(systemText(errno))",
          remedy: "check that you may write there and that there is room")
      }
    } catch {
      try? FolderTree.remove(temporary)
      throw error
    }
  }

  private func writeFiles(
    _ source: any RecordingSource, _ range: Range<Int>, _ comments: [String],
    _ isConditioned: Bool
  ) throws {
    let header = source.header
    let shared = sharedLines(header, range)
    let mark = isConditioned ? ["conditioned = True"] : []
    try writeText(
      "global.hdr",
      ["HEADER = GLOBAL"] + shared + ["meas_channels = \(header.channels.count)"] + mark)
    for (number, channel) in header.channels.enumerated() {
      let name = number < 10 ? "chan_0\(number)" : "chan_\(number)"
      try writeText(
        name + ".hdr", ["HEADER = CHANNEL"] + shared + channelLines(channel, data: name + ".dat"))
      try writeSamples(name + ".dat", source, channel.channel, range)
    }
    try writeText("comments.txt", comments + [String(repeating: "-", count: 50)])
  }

  private func sharedLines(_ header: RecordingHeader, _ range: Range<Int>) -> [String] {
    let rate = header.rate.hertz
    func lines(_ name: String, _ sample: Int) -> [String] {
      // The format has microseconds.
      let exact = header.start.advanced(bySamples: sample, at: header.rate).nanoseconds
      let time = Instant(nanoseconds: (exact + 500) / 1000 * 1000)
      return ["\(name)_time = \(time.timeText(decimals: 6))", "\(name)_date = \(time.dateText)"]
    }
    return ["sample_freq = \(rate)", "num_samples = \(range.count)"]
      + lines("start", range.lowerBound) + lines("stop", range.upperBound - 1)
  }

  private func channelLines(_ header: ChannelHeader, data: String) -> [String] {
    let half = (header.dipoleLength ?? 0) / 2
    let isEast = header.channel.name.hasSuffix("y")
    let isElectric = header.channel.kind == .electric
    let (x, y) = isElectric ? (isEast ? 0 : half, isEast ? half : 0) : (0, 0)
    var lines = [
      "ats_data_file = \(data)", "sensor_type = \(ResisticsWriter.word(header.sensor))",
      "channel_type = \(header.channel.name)", "ts_lsb = 1", "scaling_applied = True",
      "pos_x1 = \(-x)", "pos_x2 = \(x)", "pos_y1 = \(-y)", "pos_y2 = \(y)", "pos_z1 = 0",
      "pos_z2 = 0", "sensor_sernum = \(ResisticsWriter.word(header.serial, or: "0"))",
      "gain_stage1 = 1", "gain_stage2 = 1", "hchopper = \(header.chopper == true ? 1 : 0)",
      "echopper = 0",
    ]
    if let isCalibrated = header.isCalibrated {
      lines.append("calibrated = \(isCalibrated ? "True" : "False")")
    }
    return lines
  }

  private func writeText(_ name: String, _ lines: [String]) throws {
    try AtomicFile.write(joined(temporary, name), lines.joined(separator: "\n") + "\n")
  }

  private func writeSamples(
    _ name: String, _ source: any RecordingSource, _ channel: Channel, _ range: Range<Int>
  ) throws {
    let path = joined(temporary, name)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockLength) {
      let end = min(start + Self.blockLength, range.upperBound)
      let bytes = try ConditionedRecordingWriter.bytes(source, channel, start..<end)
      try BinaryFile.append(bytes, to: path, after: 4 * (start - range.lowerBound))
    }
  }

  private static func bytes(
    _ source: any RecordingSource, _ channel: Channel, _ range: Range<Int>
  ) throws -> [UInt8] {
    var values = [Double](repeating: 0, count: range.count)
    var span = values.mutableSpan
    try source.read(channel, range, into: &span)
    return ResisticsWriter.floats(values)
  }
}
