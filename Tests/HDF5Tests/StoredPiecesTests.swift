import Foundation
import HDF5
import HDF5TestSupport
import Testing

extension HDF5Suite {
  /// Elements that are read without HDF5.
  @Suite struct StoredPiecesTests {
    private static let values = (0..<1000).map { Double($0) * 0.5 - 100 }

    /// Where the values are if they are stored so.
    private func pieces(_ options: StorageOptions, _ folder: String) throws -> StoredPieces? {
      let path = "\(folder)/\(UUID().uuidString).h5"
      let file = try File.create(path)
      try file.createDataset("x", values: Self.values, options: options)
      try file.close()
      let dataset = try File.open(path).dataset("x")
      let pieces = try dataset.pieces()
      #expect(try dataset.hasPieces == (pieces != nil))
      return pieces
    }

    /// Elements as the file's bytes have them.
    private func read(_ pieces: StoredPieces, _ elements: Range<Int>) throws -> [Double] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: pieces.path))
      var values: [Double] = []
      var next = elements.lowerBound
      pieces.forEachPart(of: elements) { part, offset in
        #expect(part.lowerBound == next && !part.isEmpty)
        next = part.upperBound
        for place in stride(from: offset, to: offset + 8 * part.count, by: 8) {
          values.append(
            bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }.asDouble)
        }
      }
      #expect(next == elements.upperBound)
      return values
    }

    @Test(
      "are where the places say",
      arguments: [.contiguous, .chunked([64]), .chunked([1000])] as [StorageOptions])
    func places(options: StorageOptions) throws {
      try withTemporaryFolder { folder in
        let pieces = try #require(try pieces(options, folder))
        #expect(pieces.element == .double)
        #expect(pieces.offsets.count == options.chunk.map { ($0[0] + 999) / $0[0] } ?? 1)
        for range in [0..<1000, 0..<1, 63..<65, 64..<128, 999..<1000, 100..<900, 5..<5] {
          #expect(try read(pieces, range) == Array(Self.values[range]))
        }
      }
    }

    @Test("that are packed, of two dimensions, not written or in thousands of pieces have none")
    func none() throws {
      try withTemporaryFolder { folder in
        #expect(try pieces(.chunked([64], compression: 1), folder) == nil)
        #expect(try pieces(.chunked([1]), folder) == nil)
        let path = folder + "/a.h5"
        let file = try File.create(path)
        try file.createDataset("table", values: Self.values, shape: [100, 10])
        try file.createDataset(
          "empty", of: Double.self, shape: [0], options: .chunked([8], growing: [0]))
        try file.createDataset("unwritten", of: Double.self, shape: [1000])
        let holes = try file.createDataset(
          "holes", of: Double.self, shape: [1000], options: .chunked([64]))
        try holes.write([1.0], Hyperslab(start: [500], count: [1]))
        for name in ["table", "empty", "unwritten", "holes"] {
          #expect(try file.dataset(name).pieces() == nil, "\(name)")
        }
      }
    }

    @Test("have the type that they were written with")
    func elements() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        #expect(try file.createDataset("a", values: [Int32(1)]).pieces()?.element == .int32)
        #expect(try file.createDataset("b", values: [UInt16(1)]).pieces()?.element == .uint16)
        #expect(try file.createDataset("c", values: [Float(1)]).pieces()?.element == .float)
        #expect(try file.createDataset("d", values: [Int64(1)]).pieces()?.element == .int64)
      }
    }

    @Test("behind an external link are in the file that it leads to")
    func link() throws {
      try withTemporaryFolder { folder in
        let other = try File.create(folder + "/other.h5")
        try other.createDataset("x", values: Self.values)
        try other.close()
        let file = try File.create(folder + "/a.h5")
        try file.createExternalLink("x", toFile: "other.h5", object: "/x")
        let pieces = try #require(try file.dataset("x").pieces())
        #expect(pieces.path.hasSuffix("/other.h5"))
        #expect(try read(pieces, 10..<20) == Array(Self.values[10..<20]))
      }
    }
  }
}

extension UInt64 {
  fileprivate var asDouble: Double { Double(bitPattern: self) }
}
