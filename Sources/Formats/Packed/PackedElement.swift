internal import CPackedNumbers

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

  /// Bytes that must be readable from the beginning of the last number on.
  static let padding = Int(skindepth_padding)

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
    guard count > 0, let start = bytes.baseAddress, let target = values.baseAddress else {
      return true
    }
    let gaps = (count - 1 + perFrame - inFrame) / perFrame
    precondition(first >= 0 && stride > 0 && gap >= 0 && inFrame > 0 && inFrame <= perFrame)
    precondition(
      first + (count - 1) * stride + gaps * gap + PackedPlaces.padding <= bytes.count)
    let places = skindepth_places(
      number: element.number, stride: stride, per_frame: perFrame, gap: gap)
    let isFinite = unsafe skindepth_convert(
      start + first, places, inFrame, scale.factor, target, count)
    if scale.offset != 0 {
      for i in values.indices { unsafe values[i] += scale.offset }
    }
    return isFinite
  }
}

extension PackedElement {
  fileprivate var number: skindepth_number {
    switch self {
    case .int24: skindepth_int24
    case .int24BigEndian: skindepth_int24_big_endian
    case .int32: skindepth_int32
    case .int64: skindepth_int64
    case .float32: skindepth_float32
    case .float64: skindepth_float64
    }
  }
}
