import Foundation
import HDF5
import HDF5TestSupport
import Testing

func fileSize(_ path: String) throws -> Int {
  try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
}

extension HDF5Suite {
  @Suite struct FailureTests {
    private func failure(_ path: String) throws -> HDF5Error {
      try #require(throws: HDF5Error.self) { _ = try File.open(path) }
    }

    @Test("the text of an error names function, object, file and innermost reason")
    func errorText() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let file = try File.create(path)
        try file.createGroup("stations")
        let group = try file.group("stations")
        let error = try #require(throws: HDF5Error.self) { _ = try group.dataset("ex") }
        #expect(error.operation == "H5Dopen2")
        #expect(error.frames.first?.function == "H5Dopen2")
        #expect(error.frames.count > 2)
        for part in ["H5Dopen2", "'ex'", "'/stations'", path, "object 'ex' doesn't exist"] {
          #expect(error.description.contains(part), "\(error)")
        }
        #expect(!error.description.contains("\n"))
      }
    }

    @Test("what is no HDF5 file is refused by name, with its first bytes")
    func signatures() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        #expect(try failure(path).description.contains("No such file"))
        #expect(try failure(folder).description.contains("it is a folder"))
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(FileSignature.examine(path) == .empty)
        #expect(try failure(path).description.contains("'\(path)': the file is empty"))
        try Data("version https://git-lfs".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try failure(path).description.contains("begins with \"version https://\""))
      }
    }

    @Test("the signature is also found behind a user block")
    func userBlock() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        try file.close()
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/a.h5"))
        #expect(FileSignature.examine(folder + "/a.h5") == .hdf5(superblock: 0))
        let shifted = folder + "/b.h5"
        try (Data(repeating: 32, count: 1024) + data).write(to: URL(fileURLWithPath: shifted))
        #expect(FileSignature.examine(shifted) == .hdf5(superblock: 0))
      }
    }

    @Test("a file cut off anywhere is refused with its name", arguments: [9, 40, 95, 400, 4000])
    func truncated(kept: Int) throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let file = try File.create(path)
        try file.createDataset("x", values: [Double](repeating: 1, count: 1000))
        try file.close()
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try whole.prefix(kept).write(to: URL(fileURLWithPath: path))
        let error = try failure(path)
        #expect(error.description.contains(path))
        #expect(error.description.contains("cut off"), "\(error)")
        #expect(error.remedy?.contains("again") == true, "\(error)")
      }
    }

    @Test("a file is not replaced unless asked to")
    func noReplacement() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try File.create(path).close()
        #expect(throws: HDF5Error.self) { _ = try File.create(path) }
        try File.create(path, replacing: true).close()
        #expect(throws: HDF5Error.self) { _ = try File.create(folder + "/none/a.h5") }
      }
    }

    @Test(
      "a file of HDF5 2 that this library cannot read names the remedy",
      .enabled(if: SampleData.isPresent),
      arguments: [
        ("syn_v010_default.h5", "Survey/Stations/SYN01/sr128_0001/ex"),
        ("syn_v020_default.h5", "Experiment/Standards/summary"),
      ])
    func tooNew(name: String, dataset: String) throws {
      let path = try SampleData.path("mth5/\(name)")
      let file = try File.open(path)
      let error = #expect(throws: HDF5Error.self) { _ = try file.dataset(dataset) }
      // A newer library can read it, and then there is nothing to test.
      guard let error else { return }
      #expect(error.remedy?.contains("run/interop rewrite") == true, "\(error)")
      #expect(error.description.contains(path))
    }
  }
}
