/// How one number lies in a file of samples; the least significant byte first, unless said otherwise.
enum PackedElement {
  case int24
  case int24BigEndian
  case int32
  case int64
  case float32
  case float64

  /// Bytes of one number.
  var size: Int {
    switch self {
    case .int24, .int24BigEndian: 3
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// Whether there are patterns of bits that are no finite number.
  var canBeInfinite: Bool {
    switch self {
    case .float32, .float64: true
    case .int24, .int24BigEndian, .int32, .int64: false
    }
  }
}

/// What turns a stored number into a value of the field: number × factor + offset.
struct SampleScale: Hashable {
  var factor: Double
  var offset = 0.0

  /// Whether no stored integer can become infinite.
  var isUsable: Bool {
    factor.isFinite && factor != 0 && abs(factor) < 1e100 && offset.isFinite
      && abs(offset) < 1e100
  }
}

/// Numbers that lie in a file at equal distances.
struct PackedPlaces {
  var element: PackedElement
  /// Bytes from one number to the next.
  var stride: Int

  /// Bytes that must be readable after the last number: three-byte numbers are read as four.
  static let padding = 8

  /// Converts `count` numbers, the first of which begins at `first`, into values.
  ///
  /// Every number must begin at least `padding` bytes before the end of the bytes.
  func convert(
    _ bytes: UnsafeRawBufferPointer, from first: Int, count: Int, _ scale: SampleScale,
    into values: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(count <= values.count && first >= 0 && stride > 0)
    guard count > 0 else { return }
    precondition(first + (count - 1) * stride + PackedPlaces.padding <= bytes.count)
    guard let start = bytes.baseAddress, let target = values.baseAddress else { return }
    unsafe convert(start + first, count, scale, target)
  }

  /// One loop for each kind of number, each simple enough for the compiler to widen.
  private func convert(
    _ from: UnsafeRawPointer, _ count: Int, _ scale: SampleScale,
    _ to: UnsafeMutablePointer<Double>
  ) {
    let (factor, step) = (scale.factor, stride)
    switch element {
    case .int24:
      // Three bytes moved to the top of four stand for 256 times the number, exactly.
      for i in 0..<count {
        let word = unsafe from.loadUnaligned(fromByteOffset: i &* step, as: UInt32.self)
        unsafe to[i] = Double(Int32(bitPattern: word &<< 8)) * (factor / 256)
      }
    case .int24BigEndian:
      for i in 0..<count {
        let word = unsafe from.loadUnaligned(fromByteOffset: i &* step, as: UInt32.self)
        unsafe to[i] = Double(Int32(bitPattern: word.byteSwapped & 0xffff_ff00)) * (factor / 256)
      }
    case .int32 where step == 4:
      for i in 0..<count {
        unsafe to[i] =
          Double(from.loadUnaligned(fromByteOffset: i &* 4, as: Int32.self)) * factor
      }
    case .int32:
      for i in 0..<count {
        unsafe to[i] =
          Double(from.loadUnaligned(fromByteOffset: i &* step, as: Int32.self)) * factor
      }
    case .int64:
      for i in 0..<count {
        unsafe to[i] =
          Double(from.loadUnaligned(fromByteOffset: i &* step, as: Int64.self)) * factor
      }
    case .float32 where step == 4:
      for i in 0..<count {
        unsafe to[i] =
          Double(from.loadUnaligned(fromByteOffset: i &* 4, as: Float.self)) * factor
      }
    case .float32:
      for i in 0..<count {
        unsafe to[i] =
          Double(from.loadUnaligned(fromByteOffset: i &* step, as: Float.self)) * factor
      }
    case .float64:
      for i in 0..<count {
        unsafe to[i] = from.loadUnaligned(fromByteOffset: i &* step, as: Double.self) * factor
      }
    }
    guard scale.offset != 0 else { return }
    for i in 0..<count { unsafe to[i] += scale.offset }
  }

  /// Whether all values are finite numbers.
  static func areFinite(_ values: UnsafeMutableBufferPointer<Double>) -> Bool {
    guard let start = values.baseAddress else { return true }
    let bytes = UnsafeRawPointer(start)
    // Zero times anything finite is zero, so that one sum tells of many values.
    var sum = SIMD8<Double>()
    let whole = values.count & ~7
    for i in Swift.stride(from: 0, to: whole, by: 8) {
      sum += unsafe bytes.loadUnaligned(fromByteOffset: 8 &* i, as: SIMD8<Double>.self) * 0
    }
    var rest = sum.sum()
    for i in whole..<values.count { rest += unsafe values[i] * 0 }
    return rest == 0
  }
}
