import Foundation
import HDF5
import HDF5TestSupport
import Testing

extension HDF5Suite {
  @Suite struct InMemoryTests {
    @Test("the image of a file in memory is a file, and nothing is written before")
    func image() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let file = try File.createInMemory(path)
        try file.createGroup("one/two")
        try file.createDataset("one/values", values: [1.5, -2, 3])
        let bytes = try file.image()
        try file.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        try Data(bytes).write(to: URL(filePath: path))
        let copy = try File.open(path)
        #expect(try copy.group("one").childNames() == ["two", "values"])
        #expect(try copy.dataset("one/values").read(Double.self) == [1.5, -2, 3])
      }
    }
  }
}
