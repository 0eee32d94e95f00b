/// A picture of small rectangles, each of one of at most 256 colours; rows from the top.
struct PixelImage: Hashable {
  let width: Int
  let height: Int
  /// Hexadecimal, as `#0072B2`; nil is transparent.
  let colours: [String?]
  private(set) var pixels: [UInt8]

  /// A picture in its first colour.
  init(width: Int, height: Int, colours: [String?]) {
    precondition(width > 0 && height > 0 && (1...256).contains(colours.count), "shape")
    self.width = width
    self.height = height
    self.colours = colours
    pixels = [UInt8](repeating: 0, count: width * height)
  }

  /// The colour of a rectangle by its number.
  subscript(column: Int, row: Int) -> Int {
    get { Int(pixels[row * width + column]) }
    set { pixels[row * width + column] = UInt8(newValue) }
  }

  /// The picture as a file in Portable Network Graphics (ISO/IEC 15948), the colours in a table.
  ///
  /// Pixels are stored uncompressed: with as few bits as they need they are small enough.
  var png: [UInt8] {
    var header = bigEndian(UInt32(width)) + bigEndian(UInt32(height))
    header += [UInt8(depth), 3, 0, 0, 0]
    let opaque = colours.map { $0 == nil ? UInt8(0) : 255 }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("PLTE", colours.flatMap { rgb($0 ?? "#ffffff") })
      + (opaque.contains(0) ? chunk("tRNS", opaque) : [])
      + chunk("IDAT", storedStream(rows)) + chunk("IEND", [])
  }

  /// Bits of a pixel.
  private var depth: Int { [1, 2, 4].first { colours.count <= 1 << $0 } ?? 8 }

  /// Each row after a byte that says that it is not filtered.
  private var rows: [UInt8] {
    let perByte = 8 / depth
    return (0..<height).flatMap { row -> [UInt8] in
      [0]
        + stride(from: 0, to: width, by: perByte).map { first in
          (0..<perByte).reduce(UInt8(0)) { byte, offset in
            let column = first + offset
            let value = column < width ? pixels[row * width + column] : 0
            return byte << UInt8(depth % 8) | value
          }
        }
    }
  }
}

/// Red, green and blue of a colour as `#0072B2`.
func rgb(_ colour: String) -> [UInt8] {
  let value = UInt32(colour.dropFirst(), radix: 16) ?? 0
  return [UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(value >> $0 & 255) }
}

private func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
  let body = Array(type.utf8) + content
  return bigEndian(UInt32(content.count)) + body + bigEndian(cyclicRedundancy(body))
}

/// A stream of the zlib format (RFC 1950) with blocks that are stored as they are (RFC 1951).
private func storedStream(_ content: [UInt8]) -> [UInt8] {
  var stream: [UInt8] = [0x78, 0x01]
  let largest = 65_535
  for start in stride(from: 0, to: max(1, content.count), by: largest) {
    let block = content[start..<min(start + largest, content.count)]
    let (count, isLast) = (UInt16(block.count), start + largest >= content.count)
    stream += [isLast ? 1 : 0, UInt8(count & 255), UInt8(count >> 8)]
    stream += [UInt8(~count & 255), UInt8(~count >> 8)] + block
  }
  return stream + bigEndian(adler(content))
}

private func adler(_ bytes: [UInt8]) -> UInt32 {
  var (a, b): (UInt32, UInt32) = (1, 0)
  for byte in bytes {
    a = (a + UInt32(byte)) % 65_521
    b = (b + a) % 65_521
  }
  return b << 16 | a
}

private func cyclicRedundancy(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~UInt32(0)) { crc, byte in
    (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
    }
  }
}

/// Bytes as text (RFC 4648).
func base64(_ bytes: [UInt8]) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = (0..<3).reduce(UInt32(0)) { sum, offset in
      sum << 8 | UInt32(start + offset < bytes.count ? bytes[start + offset] : 0)
    }
    for place in 0..<4 {
      let isFilled = start + place <= bytes.count
      text.append(isFilled ? digits[Int(group >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
    }
  }
  return String(decoding: text, as: UTF8.self)
}
