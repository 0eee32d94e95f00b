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

/// Scans that follow one another in a file, perhaps in frames, and the channels that are wanted of them.
struct PackedScans {
  /// One number of a scan.
  struct Column {
    /// The byte of a scan with which the number begins.
    var place: Int
    var scale: SampleScale
  }

  /// Bytes that must be readable from the beginning of a scan's last number on.
  static let padding = Int(skindepth_padding)

  private let places: skindepth_places
  private let columns: [skindepth_column]
  private let offsets: [Double]
  private let lastPlace: Int

  /// - Parameters:
  ///   - length: Bytes of a scan.
  ///   - perFrame: Scans of a frame.
  ///   - gap: Bytes from the last scan of a frame to the first one of the next.
  init(_ element: PackedElement, length: Int, perFrame: Int, gap: Int, _ columns: [Column]) {
    precondition(length > 0 && perFrame > 0 && gap >= 0 && columns.allSatisfy { $0.place >= 0 })
    places = skindepth_places(
      number: element.number, stride: length, per_frame: perFrame, gap: gap)
    self.columns = columns.map { skindepth_column(place: $0.place, factor: $0.scale.factor) }
    offsets = columns.map(\.scale.offset)
    lastPlace = columns.map(\.place).max() ?? 0
  }

  /// Converts the numbers of scans into values, `[column][scan]`.
  ///
  /// Every number must begin at least `padding` bytes before the end of the bytes.
  ///
  /// - Parameters:
  ///   - first: The byte where the first scan begins.
  ///   - inFrame: How many scans of the first one's frame are to come, itself included.
  ///   - rows: As many values for each column.
  /// - Returns: Whether all values are finite numbers.
  func convert(
    _ bytes: UnsafeRawBufferPointer, from first: Int, inFrame: Int,
    into rows: UnsafeMutableBufferPointer<Double>
  ) -> Bool {
    let count = rows.count / columns.count
    guard count > 0, let start = bytes.baseAddress, let target = rows.baseAddress else {
      return true
    }
    let gaps = (count - 1 + places.per_frame - inFrame) / places.per_frame
    precondition(first >= 0 && inFrame > 0 && inFrame <= places.per_frame)
    precondition(
      first + lastPlace + (count - 1) * places.stride + gaps * places.gap + PackedScans.padding
        <= bytes.count)
    let isFinite = unsafe withUnsafePointer(to: places) { places in
      unsafe skindepth_convert(
        start + first, places, inFrame, columns, columns.count, target, count)
    }
    for (number, offset) in offsets.enumerated() where offset != 0 {
      for i in number * count..<(number + 1) * count { unsafe rows[i] += offset }
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
