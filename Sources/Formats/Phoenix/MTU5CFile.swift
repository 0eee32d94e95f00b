import Files
import Model

/// Samples of one channel of an MTU-5C without a gap, in one file.
struct MTU5CStretch {
  var header: MTU5CHeader
  var run: PackedRun
  /// When the first sample was taken, in seconds of the satellites' clock.
  var start: Int
  var saturated = 0
}

/// A native file of the MTU-5C family with the places of its samples.
struct MTU5CFile {
  /// Bytes in front of each segment.
  private static let segmentHeaderLength = 32
  /// Samples of a frame: 20 of three bytes, and a counter of four bytes.
  private static let frame = (samples: 20, length: 64)

  let header: MTU5CHeader
  private(set) var stretches: [MTU5CStretch] = []
  private(set) var notices: [String] = []

  /// - Throws: A `UserError` when the file cannot be read or has no samples.
  init(_ header: MTU5CHeader) throws {
    self.header = header
    // Up to the year 2200, as in other forms of a time.
    guard header.start < 7_200_000_000 else {
      throw UserError(
        .data, header.path, at: "number of the file (byte 25)",
        "cannot be \(header.sequence), as each has \(header.period) s",
        remedy: "copy the file again from its source")
    }
    if header.sampleLength == 3 {
      readFrames()
    } else if try !readSegments() {
      readContinuous()
    }
    guard !stretches.isEmpty else {
      throw UserError(
        .data, header.path, "has no samples behind its header",
        remedy: "copy the file again from its source")
    }
    if header.missingFrames > 0 { notices.append("\(header.missingFrames) frames are missing") }
    if header.saturatedFrames > 0 {
      notices.append("\(header.saturatedFrames) frames were saturated")
    }
  }

  var element: PackedElement { header.sampleLength == 3 ? .int24BigEndian : .float32 }

  private mutating func readFrames() {
    let length = header.frameLength == 0 ? MTU5CFile.frame.length : header.frameLength
    let frames = (header.size - MTU5CHeader.length) / MTU5CFile.frame.length
    guard length == MTU5CFile.frame.length, frames > 0 else { return }
    noteRest((header.size - MTU5CHeader.length) % MTU5CFile.frame.length)
    let run = PackedRun(
      path: header.path, offset: MTU5CHeader.length, count: frames * MTU5CFile.frame.samples,
      scansPerFrame: MTU5CFile.frame.samples, frameLength: MTU5CFile.frame.length)
    stretches = [MTU5CStretch(header: header, run: run, start: header.start)]
  }

  /// Floats from the header to the end.
  private mutating func readContinuous() {
    let count = (header.size - MTU5CHeader.length) / 4
    guard count > 0 else { return }
    noteRest((header.size - MTU5CHeader.length) % 4)
    let run = PackedRun(path: header.path, offset: MTU5CHeader.length, count: count, scanLength: 4)
    stretches = [MTU5CStretch(header: header, run: run, start: header.start)]
  }

  private mutating func noteRest(_ bytes: Int) {
    if bytes > 0 { notices.append("\(bytes) bytes at its end are no whole sample or frame") }
  }

  /// Floats in segments, each with a header of its own.
  ///
  /// - Returns: Whether the file is made of segments: of that, only their headers tell.
  private mutating func readSegments() throws -> Bool {
    let file = try InputFile(header.path)
    var place = MTU5CHeader.length
    while place < header.size {
      let bytes = HeaderBytes(
        try file.bytes(at: place, count: MTU5CFile.segmentHeaderLength))
      let (second, count) = (bytes.number(UInt32.self, 0), bytes.number(UInt32.self, 4))
      guard isSegment(bytes, second, count) else {
        guard !stretches.isEmpty else { return false }
        notices.append("what begins at byte \(place) is no segment: it is left out")
        return true
      }
      let first = place + MTU5CFile.segmentHeaderLength
      let available = min(count, (header.size - first) / 4)
      if available < count {
        notices.append("its last segment has \(available) of its \(count) samples")
      }
      place = first + 4 * count
      guard available > 0 else { break }
      let run = PackedRun(path: header.path, offset: first, count: available, scanLength: 4)
      stretches.append(
        MTU5CStretch(
          header: header, run: run, start: second, saturated: bytes.number(UInt16.self, 8)))
    }
    return !stretches.isEmpty
  }

  /// Whether bytes can be a segment's header: its time is near that of the file, its extremes are in order.
  private func isSegment(_ bytes: HeaderBytes, _ second: Int, _ count: Int) -> Bool {
    let (least, most, mean) = (bytes.float(12), bytes.float(16), bytes.float(20))
    return bytes.count == MTU5CFile.segmentHeaderLength && count > 0
      && second >= header.recording && second - header.recording < 10 * 366 * 86_400
      && least.isFinite && most.isFinite && mean.isFinite
      // Recorders leave the least value as they began to look for it.
      && (least <= most || least == .greatestFiniteMagnitude)
  }
}
