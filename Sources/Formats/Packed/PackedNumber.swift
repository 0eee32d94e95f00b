/// A kind of number in a file: how four that lie at equal distances become values.
protocol PackedNumber {
  associatedtype Word: SIMDScalar

  /// Bytes of a number.
  static var size: Int { get }

  /// What the values are multiplied with to be the numbers.
  static var unit: Double { get }

  static func four(_ from: UnsafeRawPointer, _ stride: Int) -> SIMD4<Word>

  static func values(_ words: SIMD4<Word>) -> SIMD4<Double>

  /// Numbers of 2^31 and more for words that are no finite number.
  static func flaws(_ words: SIMD4<Word>) -> SIMD4<UInt32>
}

extension PackedNumber {
  static var unit: Double { 1 }
  static var size: Int { MemoryLayout<Word>.size }

  @inline(__always)
  static func flaws(_: SIMD4<Word>) -> SIMD4<UInt32> { SIMD4() }

  @inline(__always)
  static func four(_ from: UnsafeRawPointer, _ stride: Int) -> SIMD4<Word> {
    unsafe SIMD4(
      from.loadUnaligned(as: Word.self),
      from.loadUnaligned(fromByteOffset: stride, as: Word.self),
      from.loadUnaligned(fromByteOffset: 2 &* stride, as: Word.self),
      from.loadUnaligned(fromByteOffset: 3 &* stride, as: Word.self))
  }
}

/// Three bytes.
enum Int24: PackedNumber {
  static var size: Int { 3 }
  // Three bytes moved to the top of four stand for 256 times the number, exactly.
  static var unit: Double { 1 / 256 }

  @inline(__always)
  static func values(_ words: SIMD4<UInt32>) -> SIMD4<Double> {
    SIMD4(SIMD4<Int32>(truncatingIfNeeded: words &<< 8))
  }
}

/// Three bytes, the most significant first.
enum SwappedInt24: PackedNumber {
  static var size: Int { 3 }
  static var unit: Double { Int24.unit }

  @inline(__always)
  static func four(_ from: UnsafeRawPointer, _ stride: Int) -> SIMD4<Int32> {
    guard stride != 3 else {
      return unsafe SIMD4(lowHalf: two(from), highHalf: two(from + 6))
    }
    return unsafe SIMD4(
      one(from), one(from + stride), one(from + 2 &* stride), one(from + 3 &* stride))
  }

  /// The number at the top of four bytes.
  @inline(__always)
  private static func one(_ from: UnsafeRawPointer) -> Int32 {
    let word = unsafe from.loadUnaligned(as: UInt32.self).byteSwapped
    return Int32(truncatingIfNeeded: word & 0xffff_ff00)
  }

  /// Two numbers, one behind the other, with one turn of eight bytes.
  @inline(__always)
  private static func two(_ from: UnsafeRawPointer) -> SIMD2<Int32> {
    let word = unsafe from.loadUnaligned(as: UInt64.self).byteSwapped
    let both = word &>> 32 & 0xffff_ff00 | word &<< 24 & 0xffff_ff00_0000_0000
    return unsafe unsafeBitCast(both.littleEndian, to: SIMD2<Int32>.self)
  }

  @inline(__always)
  static func values(_ words: SIMD4<Int32>) -> SIMD4<Double> { SIMD4(words) }
}

extension Int32: PackedNumber {
  @inline(__always)
  static func values(_ words: SIMD4<Int32>) -> SIMD4<Double> { SIMD4(words) }
}

extension Int64: PackedNumber {
  @inline(__always)
  static func values(_ words: SIMD4<Int64>) -> SIMD4<Double> { SIMD4(words) }
}

extension Float: PackedNumber {
  @inline(__always)
  static func values(_ words: SIMD4<Float>) -> SIMD4<Double> { SIMD4(words) }

  /// All bits of the exponent are set in infinity and what is no number, and one more carries into the sign.
  @inline(__always)
  static func flaws(_ words: SIMD4<Float>) -> SIMD4<UInt32> {
    let bits = unsafe unsafeBitCast(words, to: SIMD4<UInt32>.self)
    return (bits & 0x7fff_ffff) &+ 0x80_0000
  }
}

extension Double: PackedNumber {
  @inline(__always)
  static func values(_ words: SIMD4<Double>) -> SIMD4<Double> { words }
}
