import Foundation
import Testing

@testable import Figures

@Suite struct PixelImageTests {
  /// What a reader of the format finds: chunks with right check sums, and the stored bytes.
  private func chunks(_ png: [UInt8]) throws -> [(type: String, content: [UInt8])] {
    try #require(png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    var (place, found) = (8, [(String, [UInt8])]())
    while place < png.count {
      let length = png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: png[place + 4..<place + 8], as: UTF8.self)
      found.append((type, Array(png[place + 8..<place + 8 + length])))
      place += 12 + length
    }
    return found
  }

  @Test(
    "a picture has its size, colours and pixels, in as few bits as it needs",
    arguments: [(2, 1), (4, 2), (16, 4), (17, 8), (256, 8)])
  func picture(colours: Int, depth: Int) throws {
    var image = PixelImage(
      width: 5, height: 3, colours: [nil] + (1..<colours).map { _ in "#0102ff" })
    image[4, 2] = 1
    image[0, 0] = 1
    let chunks = try chunks(image.png)
    #expect(chunks.map(\.type) == ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"])
    #expect(chunks[0].content == [0, 0, 0, 5, 0, 0, 0, 3, UInt8(depth), 3, 0, 0, 0])
    #expect(chunks[1].content.prefix(6) == [255, 255, 255, 1, 2, 255])
    #expect(chunks[2].content.prefix(2) == [0, 255])
    // Two bytes of zlib, five of the block, then the rows; four of the check sum.
    let rows = Array(chunks[3].content.dropFirst(7).dropLast(4))
    let bytes = 1 + (5 * depth + 7) / 8
    try #require(rows.count == 3 * bytes)
    let shift = UInt8(8 - depth)
    #expect(rows[1] >> shift == 1 && rows[bytes + 1] == 0)
    let last = rows[2 * bytes + 1 + 4 * depth / 8]
    #expect((last << UInt8(4 * depth % 8)) >> shift == 1)
  }

  @Test("check sums are those of the standards")
  func checkSums() {
    let png = PixelImage(width: 1, height: 1, colours: ["#000000"]).png
    // The end of every PNG file in the world.
    #expect(png.suffix(12) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
  }

  @Test("bytes as text are those of any other program", arguments: 0...7)
  func text(count: Int) {
    let bytes = (0..<count).map { UInt8(251 - 40 * $0 % 251) }
    #expect(base64(bytes) == Data(bytes).base64EncodedString())
  }

  @Test("the colour scale rises in lightness, so that it reads in grey")
  func lightness() {
    let lightness = (0...50).map { step -> Double in
      let parts = rgb(ColourScale.colour(Double(step) / 50)).map(Double.init)
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 })
    #expect(ColourScale.index(.nan) == 0 && ColourScale.index(-5) == 1)
    #expect(ColourScale.index(.infinity) == ColourScale.table.count - 1)
  }
}
