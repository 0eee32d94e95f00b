/// Collects the bytes of a message.
package struct WireWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Writes a part of a value.
  package mutating func write<T: Wire>(_ part: T) {
    part.write(to: &self)
  }

  /// Writes an integer with all its bytes, the lowest first.
  mutating func append<T: FixedWidthInteger & BitwiseCopyable>(_ integer: T) {
    var remaining = integer
    for _ in 0..<MemoryLayout<T>.size {
      bytes.append(UInt8(truncatingIfNeeded: remaining))
      remaining = MemoryLayout<T>.size == 1 ? 0 : remaining >> 8
    }
  }

  mutating func append(_ more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// Writes scalars as they lie in memory, which is the format on a little-endian machine.
  mutating func appendLayout<T: BitwiseCopyable>(of scalars: [T]) {
    unsafe scalars.withUnsafeBytes { raw in
      unsafe bytes.append(contentsOf: raw)
    }
  }
}
