/// Takes the parts of a message out of its bytes, from the front.
package struct WireReader: Sendable {
  private let bytes: [UInt8]
  private var position = 0

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// How many bytes have not been read.
  package var left: Int { bytes.count - position }

  /// Reads a part of a value.
  package mutating func read<T: Wire>(_ type: T.Type = T.self) throws(WireError) -> T {
    try T(reading: &self)
  }

  /// Reads the count of an array, and refuses one that the bytes left cannot hold.
  ///
  /// Every element has at least one byte.
  package mutating func readCount() throws(WireError) -> Int {
    let count = try integer(Int64.self)
    guard count >= 0, count <= Int64(left) else { throw .impossibleCount(count) }
    return Int(count)
  }

  /// Reads an integer of fixed width, the lowest byte first.
  mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(
    _ type: T.Type
  ) throws(WireError) -> T {
    let width = MemoryLayout<T>.size
    try need(width)
    var value: T = 0
    for i in 0..<width { value |= T(truncatingIfNeeded: bytes[position + i]) << T(8 * i) }
    position += width
    return value
  }

  /// Reads a run of bytes.
  mutating func take(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
    try need(count)
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Reads scalars whose format is how they lie in memory on a little-endian machine.
  mutating func layout<T: BitwiseCopyable>(
    of type: T.Type, count: Int
  ) throws(WireError) -> [T] {
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<T>.stride)
    guard count >= 0, !overflow else { throw .impossibleCount(Int64(count)) }
    try need(size)
    // The empty array is one object that all threads share, and filling in its count writes to it.
    if count == 0 { return [] }
    let start = position
    position += size
    return unsafe [T](unsafeUninitializedCapacity: count) { room, filled in
      unsafe bytes.withUnsafeBytes { raw in
        unsafe UnsafeMutableRawBufferPointer(room).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: raw[start..<start + size]))
      }
      filled = count
    }
  }

  private func need(_ count: Int) throws(WireError) {
    guard count <= left else { throw .truncated(needed: count, left: left) }
  }
}
