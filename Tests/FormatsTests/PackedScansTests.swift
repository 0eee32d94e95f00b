import CPackedNumbers
import FormatSamples
import Testing

@testable import Formats

@Suite("Numbers in files of samples") struct PackedScansTests {
  private static let elements: [PackedElement] = [
    .int24, .int24BigEndian, .int32, .int64, .float32, .float64,
  ]

  /// The number at a byte, put together one byte after the other.
  private func number(_ bytes: HeaderBytes, _ place: Int, _ element: PackedElement) -> Double {
    func threeBytes(_ order: [Int]) -> Double {
      let word = order.reduce(UInt32(0)) { $0 << 8 | UInt32(bytes.byte(place + $1)) }
      return Double(Int32(bitPattern: word << 8) >> 8)
    }
    return switch element {
    case .int24: threeBytes([2, 1, 0])
    case .int24BigEndian: threeBytes([0, 1, 2])
    case .int32: Double(bytes.integer(Int32.self, place))
    case .int64: Double(bytes.integer(Int64.self, place))
    case .float32: Double(bytes.float(place))
    case .float64: bytes.double(place)
    }
  }

  /// Bytes of which no float is made that is not finite: their exponents are small.
  private func bytes(_ count: Int, _ generator: inout some RandomNumberGenerator) -> [UInt8] {
    (0..<count).map { _ in
      UInt8.random(in: 0...1, using: &generator) * 128 + UInt8.random(in: 0..<64, using: &generator)
    }
  }

  private func converted(
    _ scans: PackedScans, _ bytes: [UInt8], inFrame: Int, count: Int
  ) -> (values: [Double], isFinite: Bool) {
    var values = [Double](repeating: .nan, count: count)
    let isFinite = unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe bytes.withUnsafeBytes {
        unsafe scans.convert($0, from: 2, inFrame: inFrame, into: values)
      }
    }
    return (values, isFinite)
  }

  @Test("become values to the bit, in frames of any length", arguments: elements)
  func values(element: PackedElement) {
    var generator = Seeded(state: 3)
    for length in [element.size, element.size + 1, 15, 30] {
      for (perFrame, gap) in [(1, 0), (1, 3), (3, 4), (4, 0), (20, 4), (1000, 9)] {
        for offset in [0, -5004.75] {
          let inFrame = Int.random(in: 1...perFrame, using: &generator)
          let count = Int.random(in: 0...67, using: &generator)
          let bytes = bytes(67 * (length + gap) + 2 + PackedScans.padding, &generator)
          let columns = [0, length - element.size].prefix(length / element.size).map {
            PackedScans.Column(
              place: $0, scale: SampleScale(factor: -1.25e-6 / Double(3 + $0), offset: offset))
          }
          let scans = PackedScans(element, length: length, perFrame: perFrame, gap: gap, columns)
          let found = converted(scans, bytes, inFrame: inFrame, count: columns.count * count)
          let expected = columns.flatMap { column in
            (0..<count).map { i in
              let gaps = (i + perFrame - inFrame) / perFrame
              let place = 2 + i * length + gaps * gap + column.place
              let value = number(HeaderBytes(bytes), place, element) * column.scale.factor
              // Nothing is added where nothing is to be: a negative zero stays one.
              return offset == 0 ? value : value + offset
            }
          }
          #expect(found.values.map(\.bitPattern) == expected.map(\.bitPattern))
          #expect(found.isFinite)
        }
      }
    }
  }

  @Test(
    "that are not finite are seen wherever they are",
    arguments: [PackedElement.float32, .float64], [Double.infinity, -.infinity, .nan])
  func flaws(element: PackedElement, value: Double) {
    for place in 0..<13 {
      var bytes: [UInt8] = [0, 0]
      for i in 0..<13 {
        let number = i == place ? value : Double(Float.greatestFiniteMagnitude)
        if element == .float32 { bytes.put(Float(number)) } else { bytes.put(number) }
      }
      let scans = PackedScans(
        element, length: element.size, perFrame: 13, gap: 0,
        [.init(place: 0, scale: SampleScale(factor: 2))])
      let found = converted(
        scans, bytes + [UInt8](repeating: 0, count: PackedScans.padding), inFrame: 13, count: 13)
      #expect(!found.isFinite && found.values.firstIndex { !$0.isFinite } == place)
    }
  }

  @Test("are the same to the bit with the instructions of any processor")
  func instructions() {
    let numbers: [(kind: skindepth_number, exponentByte: Int?)] = [
      (skindepth_int24, nil), (skindepth_int24_big_endian, nil), (skindepth_int32, nil),
      (skindepth_int64, nil), (skindepth_float32, 3), (skindepth_float64, 7),
    ]
    var generator = Seeded(state: 3)
    for number in numbers {
      for stride in [3, 4, 5, 8, 15, 17, 20, 21] {
        var bytes = bytes(21 * 104 + 16 + PackedScans.padding, &generator)
        let places = skindepth_places(number: number.kind, stride: stride, per_frame: 21, gap: 4)
        #expect(isSameWithAny(places, bytes))
        guard let exponentByte = number.exponentByte, stride > exponentByte else { continue }
        // Two bytes that make any number infinite or none.
        let index = Int.random(in: 0..<100, using: &generator)
        let flaw = index * stride + (index + 16) / 21 * 4 + exponentByte
        bytes[flaw - 1] = 0xff
        bytes[flaw] = 0x7f
        #expect(!isSameWithAny(places, bytes))
      }
    }
  }

  /// Converts a hundred numbers, five of them in the first frame, with both kinds of instructions.
  ///
  /// - Returns: Whether all values were finite.
  private func isSameWithAny(_ places: skindepth_places, _ bytes: [UInt8]) -> Bool {
    func converted(
      _ convert: (
        UnsafeRawPointer?, UnsafePointer<skindepth_places>?, Int, UnsafePointer<skindepth_column>?,
        Int, UnsafeMutablePointer<Double>?, Int
      ) -> Bool
    ) -> (bits: [UInt64], isFinite: Bool) {
      var values = [Double](repeating: .nan, count: 100)
      let column = skindepth_column(place: 0, factor: 0.1)
      let isFinite = unsafe withUnsafePointer(to: places) {
        unsafe convert(bytes, $0, 5, [column], 1, &values, values.count)
      }
      return (values.map(\.bitPattern), isFinite)
    }
    let (fast, portable) = unsafe (
      converted(skindepth_convert), converted(skindepth_convert_portably)
    )
    #expect(fast.bits == portable.bits)
    #expect(fast.isFinite == portable.isFinite)
    return fast.isFinite
  }
}
