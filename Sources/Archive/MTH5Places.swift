import Files
import HDF5
import Model

/// Where the samples of an MTH5 recording are, if they lie unpacked in files.
struct MTH5Places: RecordingPlaces {
  /// The samples of a channel.
  struct Column: Sendable {
    let values: MTH5Values
    let pieces: StoredPieces
    let file: RandomAccessFile
    /// The element that is sample 0 of the recording.
    let offset: Int
  }

  let header: RecordingHeader
  let columns: [Channel: Column]

  func open() -> any RecordingSource { PlacedMTH5Recording(self) }
}

/// An MTH5 recording that is read without HDF5.
final class PlacedMTH5Recording: RecordingSource {
  var header: RecordingHeader { places.header }
  let readsOnAnyThread = true
  let channelsLieApart = true
  let isFetchable = true
  private let places: MTH5Places
  private var keepsMissing = false

  init(_ places: MTH5Places) {
    self.places = places
  }

  func keepMissing() { keepsMissing = true }

  func read(
    _ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>
  ) throws {
    precondition(range.lowerBound >= 0 && range.upperBound <= header.sampleCount, "samples")
    guard let column = places.columns[channel] else {
      preconditionFailure("\(channel) is not in the recording's header")
    }
    try column.read(range, keepsMissing: keepsMissing, into: &samples)
  }

  func fetch(_ channels: [Channel], _ range: Range<Int>) {
    let range = range.clamped(to: 0..<header.sampleCount)
    for channel in channels { places.columns[channel]?.fetch(range) }
  }
}

extension MTH5Places.Column {
  /// Samples that are scaled while they are in the processor's cache.
  private static let samplesAtATime = 1 << 16

  func read(
    _ range: Range<Int>, keepsMissing: Bool, into samples: inout MutableSpan<Double>
  ) throws {
    let origin = offset + range.lowerBound
    try unsafe samples.withUnsafeMutableBufferPointer { all throws(any Error) in
      try pieces.forEachPart(of: elements(range)) { part, place in
        for first in stride(from: part.lowerBound, to: part.upperBound, by: Self.samplesAtATime) {
          let end = min(first + Self.samplesAtATime, part.upperBound)
          let room = unsafe UnsafeMutableBufferPointer(rebasing: all[first - origin..<end - origin])
          var samples = unsafe room.mutableSpan
          try read(
            into: &samples, at: place + (first - part.lowerBound) * pieces.element.byteCount)
          try values.scale(&samples, from: first, keepsMissing: keepsMissing)
        }
      }
    }
  }

  func fetch(_ range: Range<Int>) {
    pieces.forEachPart(of: elements(range)) { part, place in
      file.fetch(at: place, count: part.count * pieces.element.byteCount)
    }
  }

  private func elements(_ range: Range<Int>) -> Range<Int> {
    offset + range.lowerBound..<offset + range.upperBound
  }

  private func read(into samples: inout MutableSpan<Double>, at place: Int) throws(UserError) {
    switch pieces.element {
    case .double: try readAll(into: &samples, at: place)
    case .float: try read(into: &samples, at: place, Float(0)) { Double($0) }
    case .int64: try read(into: &samples, at: place, Int64(0)) { Double($0) }
    case .uint64: try read(into: &samples, at: place, UInt64(0)) { Double($0) }
    case .int32: try read(into: &samples, at: place, Int32(0)) { Double($0) }
    case .uint32: try read(into: &samples, at: place, UInt32(0)) { Double($0) }
    case .int16: try read(into: &samples, at: place, Int16(0)) { Double($0) }
    case .uint16: try read(into: &samples, at: place, UInt16(0)) { Double($0) }
    case .int8: try read(into: &samples, at: place, Int8(0)) { Double($0) }
    case .uint8: try read(into: &samples, at: place, UInt8(0)) { Double($0) }
    case .complexFloat, .complexDouble: preconditionFailure("places are of real elements")
    }
  }

  private func read<Element: BitwiseCopyable>(
    into samples: inout MutableSpan<Double>, at place: Int, _ zero: Element,
    _ convert: (Element) -> Double
  ) throws(UserError) {
    var stored = [Element](repeating: zero, count: samples.count)
    var span = stored.mutableSpan
    try readAll(into: &span, at: place)
    for index in samples.indices { samples[index] = convert(stored[index]) }
  }

  private func readAll<Value: BitwiseCopyable>(
    into values: inout MutableSpan<Value>, at place: Int
  ) throws(UserError) {
    let got = try file.readUpToEnd(into: &values, at: place)
    guard got == values.count * MemoryLayout<Value>.stride else {
      throw UserError(
        .data, file.path, at: "byte \(place + got)", "the file ends here, before its samples do",
        remedy: "Do not write to the file while it is processed, then run again")
    }
  }
}
