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
    let (factor, offset, step) = (scale.factor, scale.offset, stride)
    switch element {
    case .int24:
      for i in 0..<count {
        let word = unsafe from.loadUnaligned(fromByteOffset: i &* step, as: UInt32.self)
        let number = Int32(bitPattern: word << 8) >> 8
        unsafe to[i] = Double(number) * factor + offset
      }
    case .int24BigEndian:
      for i in 0..<count {
        let word = unsafe from.loadUnaligned(fromByteOffset: i &* step, as: UInt32.self)
        let number = Int32(bitPattern: word.byteSwapped) >> 8
        unsafe to[i] = Double(number) * factor + offset
      }
    case .int32 where step == 4:
      for i in 0..<count {
        let number = unsafe from.loadUnaligned(fromByteOffset: i &* 4, as: Int32.self)
        unsafe to[i] = Double(number) * factor + offset
      }
    case .int32:
      for i in 0..<count {
        let number = unsafe from.loadUnaligned(fromByteOffset: i &* step, as: Int32.self)
        unsafe to[i] = Double(number) * factor + offset
      }
    case .int64:
      for i in 0..<count {
        let number = unsafe from.loadUnaligned(fromByteOffset: i &* step, as: Int64.self)
        unsafe to[i] = Double(number) * factor + offset
      }
    case .float32 where step == 4:
      for i in 0..<count {
        let number = unsafe from.loadUnaligned(fromByteOffset: i &* 4, as: Float.self)
        unsafe to[i] = Double(number) * factor + offset
      }
    case .float32:
      for i in 0..<count {
        let number = unsafe from.loadUnaligned(fromByteOffset: i &* step, as: Float.self)
        unsafe to[i] = Double(number) * factor + offset
      }
    case .float64:
      for i in 0..<count {
        let number = unsafe from.loadUnaligned(fromByteOffset: i &* step, as: Double.self)
        unsafe to[i] = number * factor + offset
      }
    }
  }
}
