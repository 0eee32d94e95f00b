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

/// Numbers that lie in a file at equal distances, in frames with bytes of another kind between them.
struct PackedPlaces {
  var element: PackedElement
  /// Bytes from one number to the next.
  var stride: Int
  /// Numbers of a frame.
  var perFrame = 1
  /// Bytes from the last number of a frame, and what belongs to it, to the first one of the next.
  var gap = 0

  /// Bytes that must be readable after the last number: three-byte numbers are read as four.
  static let padding = 8

  /// Converts numbers into values.
  ///
  /// Every number must begin at least `padding` bytes before the end of the bytes.
  ///
  /// - Parameters:
  ///   - first: The byte where the first number begins.
  ///   - inFrame: How many numbers of the first one's frame are to come, itself included.
  /// - Returns: Whether all values are finite numbers.
  func convert(
    _ bytes: UnsafeRawBufferPointer, from first: Int, inFrame: Int, _ scale: SampleScale,
    into values: UnsafeMutableBufferPointer<Double>
  ) -> Bool {
    let count = values.count
    guard count > 0, let start = bytes.baseAddress else { return true }
    let gaps = (count - 1 + perFrame - inFrame) / perFrame
    precondition(first >= 0 && stride > 0 && gap >= 0 && inFrame > 0 && inFrame <= perFrame)
    precondition(
      first + (count - 1) * stride + gaps * gap + PackedPlaces.padding <= bytes.count)
    let from = unsafe start + first
    switch element {
    case .int24: return unsafe convert(Int24.self, from, inFrame, scale, values)
    case .int24BigEndian: return unsafe convert(SwappedInt24.self, from, inFrame, scale, values)
    case .int32: return unsafe convert(Int32.self, from, inFrame, scale, values)
    case .int64: return unsafe convert(Int64.self, from, inFrame, scale, values)
    case .float32: return unsafe convert(Float.self, from, inFrame, scale, values)
    case .float64:
      _ = unsafe convert(Double.self, from, inFrame, scale, values)
      return unsafe PackedPlaces.areFinite(values)
    }
  }

  /// Converts numbers of a kind, and adds what is to be added.
  private func convert<Number: PackedNumber>(
    _ kind: Number.Type, _ start: UnsafeRawPointer, _ inFrame: Int, _ scale: SampleScale,
    _ values: UnsafeMutableBufferPointer<Double>
  ) -> Bool {
    // The compiler makes less of distances that it does not know.
    let isFinite =
      stride == Number.size
      ? unsafe loop(kind, start, Number.size, inFrame, scale, values)
      : unsafe loop(kind, start, stride, inFrame, scale, values)
    if scale.offset != 0 {
      for i in values.indices { unsafe values[i] += scale.offset }
    }
    return isFinite
  }

  @inline(__always)
  private func loop<Number: PackedNumber>(
    _ kind: Number.Type, _ start: UnsafeRawPointer, _ stride: Int, _ inFrame: Int,
    _ scale: SampleScale, _ values: UnsafeMutableBufferPointer<Double>
  ) -> Bool {
    guard let target = values.baseAddress else { return true }
    let to = UnsafeMutableRawPointer(target)
    let factor = scale.factor * Number.unit
    var from = unsafe start
    var flaws = SIMD4<UInt32>()
    var (done, end) = (0, min(inFrame, values.count))
    // Frames may be short, so that what is done for each of them counts.
    while true {
      while done &+ 4 <= end {
        let words = unsafe Number.four(from, stride)
        flaws |= Number.flaws(words)
        let four = Number.values(words) * factor
        unsafe to.storeBytes(of: four, toByteOffset: 8 &* done, as: SIMD4<Double>.self)
        unsafe from += 4 &* stride
        done &+= 4
      }
      while done < end {
        let words = unsafe Number.four(from, 0)
        flaws |= Number.flaws(words)
        let value = (Number.values(words) * factor)[0]
        unsafe to.storeBytes(of: value, toByteOffset: 8 &* done, as: Double.self)
        unsafe from += stride
        done &+= 1
      }
      if done == values.count { break }
      unsafe from += gap
      end = min(done &+ perFrame, values.count)
    }
    return flaws.max() < 1 << 31
  }

  /// Whether all values are finite numbers.
  private static func areFinite(_ values: UnsafeMutableBufferPointer<Double>) -> Bool {
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
