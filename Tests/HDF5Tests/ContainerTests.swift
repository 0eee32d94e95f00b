import Foundation
import HDF5
import HDF5TestSupport
import Testing

extension HDF5Suite {
  @Suite struct ContainerTests {
    @Test("groups on the way are made, and are found again")
    func groups() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        let inner = try file.createGroup("one/two/drei·ß")
        #expect(inner.path == "/one/two/drei·ß")
        #expect(try file.exists("one/two"))
        #expect(try file.exists("/one/two/drei·ß"))
        #expect(try !file.exists("one/three/four"))
        #expect(try file.requireGroup("one/two").childNames() == ["drei·ß"])
        #expect(try file.requireGroup("one/new").childNames() == [])
        #expect(throws: HDF5Error.self) { try file.createGroup("one/two") }
        try file.remove("one/two")
        #expect(try file.group("one").childNames() == ["new"])
      }
    }

    @Test("children come in order with their kind and link")
    func children() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        try file.createGroup("b")
        try file.createDataset("a", values: [1.0])
        try file.createSoftLink("c", to: "/b")
        try file.createSoftLink("d", to: "/nowhere")
        try file.createExternalLink("e", toFile: "none.h5", object: "/x")
        #expect(
          try file.children() == [
            Child(name: "a", kind: .dataset, link: .hard),
            Child(name: "b", kind: .group, link: .hard),
            Child(name: "c", kind: .group, link: .soft(target: "/b")),
            Child(name: "d", kind: .missing, link: .soft(target: "/nowhere")),
            Child(name: "e", kind: .missing, link: .external(file: "none.h5", object: "/x")),
          ])
        #expect(try file.exists("c"))
        #expect(try !file.exists("d"))
        #expect(try !file.exists("e/below"))
      }
    }

    @Test("a relative external link is followed, also after the folder has moved")
    func externalLink() throws {
      try withTemporaryFolder { folder in
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder + "/old", withIntermediateDirectories: false)
        let target = try File.create(folder + "/old/site.h5")
        try target.createDataset("run/ex", values: [1.0, 2, 3])
        try target.close()
        let survey = try File.create(folder + "/old/survey.h5")
        try survey.createExternalLink("stations/a/run", toFile: "site.h5", object: "/run")
        try survey.close()
        try manager.moveItem(atPath: folder + "/old", toPath: folder + "/new")

        let again = try File.open(folder + "/new/survey.h5")
        #expect(try again.dataset("stations/a/run/ex").read(Double.self) == [1, 2, 3])
        #expect(try again.group("stations/a").children().first?.kind == .group)
        try again.close()
        #expect(File.openObjectCount == 0)
      }
    }

    @Test("object references lead back to their objects")
    func references() throws {
      try withTemporaryFolder { folder in
        let file = try File.create(folder + "/a.h5")
        try file.createDataset("g/x", values: [5.0])
        let dataset = try file.reference(to: "g/x")
        let group = try file.reference(to: "g")
        try file.setAttribute("to group", to: .reference(group))
        try file.close()
        let again = try File.open(folder + "/a.h5")
        #expect(try again.dataset(dataset).read(Double.self) == [5])
        #expect(try again.path(of: dataset) == "/g/x")
        let stored = try #require(try again.attribute("to group")?.reference)
        #expect(try again.group(stored).childNames() == ["x"])
        #expect(throws: HDF5Error.self) { _ = try again.group(dataset) }
        #expect(throws: HDF5Error.self) { _ = try again.dataset(group) }
        #expect(throws: HDF5Error.self) { try again.path(of: .null) }
      }
    }

    @Test("nothing stays open after a file is closed, dropped, or left by an error")
    func nothingLeaks() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let file = try File.create(path)
        try file.createDataset("x", values: [1.0])
        try file.close()
        #expect(File.openObjectCount == 0)
        #expect(throws: HDF5Error.self) {
          let file = try File.open(path)
          let dataset = try file.dataset("x")
          _ = try dataset.read(Double.self)
          _ = try file.group("nope")
        }
        #expect(File.openObjectCount == 0)
        let held = try datasetOfClosedFile(path, .readWrite)
        #expect(File.openObjectCount == 0)
        #expect(throws: HDF5Error.self) { try held.read(Double.self) }
        // A lock or an open file would make this fail.
        _ = try File.open(path, .readWrite)
      }
      #expect(File.openObjectCount == 0)
    }

    @Test("a file that is read is closed with the last object in it")
    func readersShare() throws {
      try withTemporaryFolder { folder in
        try File.create(folder + "/a.h5").close()
        let file = try File.open(folder + "/a.h5", .readWrite)
        try file.createDataset("x", values: [1.0])
        try file.close()
        let held = try datasetOfClosedFile(folder + "/a.h5", .readOnly)
        let again = try File.open(folder + "/a.h5")
        #expect(try again.dataset("x").read(Double.self) == [1])
        #expect(try held.read(Double.self) == [1])
      }
      #expect(File.openObjectCount == 0)
    }

    @Test("a linked file may be open by its own name for reading, not for writing")
    func linkedAndOpen() throws {
      try withTemporaryFolder { folder in
        let target = try File.create(folder + "/site.h5")
        try target.createDataset("ex", values: [1.0, 2])
        let survey = try File.create(folder + "/survey.h5")
        try survey.createExternalLink("ex", toFile: "site.h5", object: "/ex")
        try survey.close()
        let reader = try File.open(folder + "/survey.h5")
        let error = #expect(throws: HDF5Error.self) { _ = try reader.dataset("ex") }
        #expect(error?.remedy?.contains("must not be open for writing") == true)
        try target.close()
        let site = try File.open(folder + "/site.h5")
        #expect(try reader.dataset("ex").read(Double.self) == [1, 2])
        #expect(try site.dataset("ex").read(Double.self) == [1, 2])
      }
    }

    private func datasetOfClosedFile(
      _ path: String, _ access: File.Access
    ) throws -> Dataset {
      let file = try File.open(path, access)
      let dataset = try file.dataset("x")
      try file.close()
      return dataset
    }
  }
}
