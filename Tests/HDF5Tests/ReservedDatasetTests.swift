import ComplexModule
import Foundation
import HDF5
import HDF5TestSupport
import Testing

extension HDF5Suite {
  @Suite struct ReservedDatasetTests {
    @Test("a reserved dataset has its place at once, and nothing where there is nothing to hold")
    func places() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let file = try File.create(path)
        let dataset = try file.createDataset(
          "x", of: Float.self, shape: [1000, 1000], options: .reserved)
        let placed = dataset.fileOffset
        let offset = try #require(placed)
        let none = try file.createDataset(
          "none", of: Float.self, shape: [0, 9], options: .reserved)
        let nowhere = none.fileOffset
        #expect(nowhere == nil)
        let late = try file.createDataset("late", of: Float.self, shape: [9])
        let unknown = late.fileOffset
        #expect(unknown == nil)
        try file.close()
        #expect(try fileSize(path) >= 4_000_000 + offset)
        // Only what was written takes room on the disk.
        var information = stat()
        #expect(unsafe stat(path, &information) == 0)
        #expect(information.st_blocks * 512 < 100_000)
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.seek(toOffset: UInt64(offset + 4 * 1002))
        handle.write(Data([0, 0, 0x20, 0x40]))  // 2.5
        try handle.close()
        let values = try File.open(path).dataset("x")
        #expect(
          try values.read(Float.self, Hyperslab(start: [1, 1], count: [1, 3])) == [0, 2.5, 0])
      }
    }

    @Test("a copy has type, shape and elements of its original", arguments: [1, 3, 4, 100])
    func copies(rows: Int) throws {
      try withTemporaryFolder { folder in
        let source = try File.create(folder + "/a.h5")
        let other = try File.create(folder + "/b.h5")
        let values = (0..<20).map { Complex(Float($0), -Float($0)) }
        let old = try source.createDataset(
          "old", values: values, shape: [10, 2], options: .chunked([4, 2], growing: [0]))
        let same = try other.createDataset("same", like: old)
        let packed = try other.createDataset(
          "packed", like: old, options: .chunked([3, 2], compression: 1))
        try same.copyRows(of: old, atATime: rows)
        try packed.copyRows(of: old, atATime: rows)
        #expect(try same.read(Complex<Float>.self) == values)
        #expect(try packed.read(Complex<Float>.self) == values)
        #expect(try same.maximumShape == [nil, 2] && packed.maximumShape == [10, 2])
      }
    }
  }
}
