import Archive
import Foundation
import HDF5TestSupport
import Model
import Testing

@Suite struct UnitDamageTests {
  private static let unit = UnitContent(
    madeBy: Digest(high: 1, low: 2), outputCount: 3, channelCount: 2,
    decimated: [1, 2, 3, 4, .nan, 6],
    segments: [
      UnitContent.Segment(bandCount: 2, planeCount: 2, windowCount: 1, values: [7, 8, 9, -0.0]),
      UnitContent.Segment(bandCount: 1, planeCount: 0, windowCount: 5, values: []),
    ], faults: [WindowFaults(), WindowFaults()],
    spectraDigests: [Digest(high: 5, low: 6), Digest(high: 7, low: 8)])

  /// Calls `body` with the bytes of a sound file and a function that says how damaged ones read.
  private func withFile(
    _ body: (_ sound: [UInt8], _ check: ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.unit"
      try UnitFile.write(path, Self.unit)
      try body(try fileBytes(path)) { damaged in
        try write(damaged, path)
        guard let file = try UnitFile.open(path) else { return }
        #expect(Self.unit.matchesHeader(of: file))
        #expect(try !file.isWhole())
        #expect(try Self.unit.matchesPayload(of: file, isDamaged: true))
      }
    }
  }

  @Test("a file that was cut anywhere, or has more at its end, is found")
  func length() throws {
    try withFile { sound, check in
      for count in 0..<sound.count { try check(Array(sound[..<count])) }
      for more in 1...20 { try check(sound + [UInt8](repeating: 0, count: more)) }
    }
  }

  @Test("a file with any changed byte is found", arguments: [UInt8(1), 0x80, 0xFF])
  func flips(mask: UInt8) throws {
    try withFile { sound, check in
      for index in sound.indices {
        var damaged = sound
        damaged[index] ^= mask
        try check(damaged)
      }
    }
  }

  @Test("a damaged part names file, place and remedy; the others are read")
  func place() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.unit"
      try UnitFile.write(path, Self.unit)
      var damaged = try fileBytes(path)
      // The payload ends with the four values of the first segment.
      damaged[damaged.count - 1] ^= 1
      try write(damaged, path)
      let file = try #require(try UnitFile.open(path))
      #expect(try file.crossPowers(segment: 0, band: 0) == [7, 8])
      #expect(try file.decimated(channel: 0, 0..<3) == [1, 2, 3])
      let error = #expect(throws: UserError.self) { try file.crossPowers(segment: 0, band: 1) }
      #expect(error?.kind == .data && error?.subject == path)
      #expect(error?.place == "cross-powers of band 1 of segment 0")
      #expect(error?.remedy.contains("delete the work folder") == true)
    }
  }

  @Test("a header that lies, with a digest that fits, costs no more memory than the file has")
  func lies() throws {
    try withFile { sound, _ in
      try withTemporaryFolder { folder in
        let payload = (6 + 4) * 8
        let header = words(Array(sound[..<(sound.count - payload)]))
        let wrong: [UInt64] = [
          0, 1, 2, 7, 1 << 20, 1 << 31, 1 << 40, 1 << 59, 1 << 62, .max >> 1, .max - 1, .max,
        ]
        for index in 2..<(header.count - 2) {
          for value in wrong {
            var lying = header
            lying[index] = value
            try write(signed(lying) + sound.suffix(payload), folder + "/a.unit")
            try readAll(folder + "/a.unit")
          }
        }
      }
    }
  }

  /// Reads what a file says that it has; errors are welcome, traps are not.
  private func readAll(_ path: String) throws {
    guard let file = try UnitFile.open(path) else { return }
    _ = try file.isWhole()
    for channel in [0, 1, file.channelCount - 1] {
      let count = min(file.outputCount, 1 << 50)
      for samples in [0..<count, count / 2..<count, 0..<min(3, count)] {
        _ = try? file.decimated(channel: channel, samples)
      }
    }
    for (index, shape) in file.segments.enumerated() {
      for band in [0, shape.bandCount - 1] { _ = try? file.crossPowers(segment: index, band: band) }
    }
  }

  private func words(_ bytes: [UInt8]) -> [UInt64] {
    stride(from: 0, to: bytes.count, by: 8).map { first in
      (0..<8).reduce(0) { $0 | UInt64(bytes[first + $1]) << ($1 * 8) }
    }
  }

  /// The bytes of a header with the digest that its words should have.
  private func signed(_ header: [UInt64]) -> [UInt8] {
    var builder = DigestBuilder()
    for word in header.dropLast(2) { builder.add(word) }
    let digest = builder.digest
    return (header.dropLast(2) + [digest.high, digest.low]).flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
  }
}
