import Archive
import HDF5
import HDF5TestSupport
import Model
import Testing

extension ArchiveSuite {
  @Suite("What made a result") struct ResultStampTests {
    private let stamp = ResultStamp(
      version: "v 1", settings: ["a = 1", "b = 2"], definition: ["remote: R"],
      inputs: ["A": Digest(of: [1]), "R x": Digest(of: [2])], values: Digest(of: [3]))

    private func add(_ ids: [String], to path: String, keeping earlier: String? = nil) throws {
      let writer = try SiteFileWriter(path, SampleProject.site("A"))
      for id in ids {
        var function = SampleProject.transferFunction(output: "A")
        if id.hasPrefix("remote") { function.origin.remote = "R" }
        try writer.add(function, id: id, runs: [], stamp: stamp)
      }
      if let earlier { try writer.keepOthers(of: earlier) }
      try writer.finish()
    }

    @Test("is read as it was written")
    func roundTrip() throws {
      try withTemporaryFolder { folder in
        try add(["single_1Hz"], to: folder + "/a.h5")
        let found = try StoredResult.readAll(folder + "/a.h5")
        #expect(found == [StoredResult(.transferFunction, "single_1Hz", stamp)])
      }
    }

    @Test("differs in what it says")
    func differences() {
      func reason(_ change: (inout ResultStamp) -> Void) -> String? {
        var other = stamp
        change(&other)
        return stamp.difference(from: other)
      }
      #expect(reason { _ in } == nil)
      #expect(reason { $0.version = "v 2" } == "v 1 made it")
      #expect(reason { $0.inputs["A"] = Digest(of: [9]) } == "the data of site A changed")
      #expect(reason { $0.inputs["R x"] = nil } == "it was made with site R x")
      #expect(reason { $0.settings[1] = "b = 3" } == "settings changed: b = 2 before, b = 3 now")
      #expect(reason { $0.definition = [] } == "settings of the run changed: remote: R before")
      #expect(reason { $0.values = nil } != nil)
    }

    @Test("of its values does not change with doubts, which other results cast on it")
    func doubts() {
      let function = SampleProject.transferFunction(output: "A")
      var doubted = function
      doubted.points[0].estimate.doubts = DoubtFlags(ofAll: [1, 0, 0, 0, 0, 0])
      #expect(ResultStamp.values(of: function) == ResultStamp.values(of: doubted))
      doubted.points[0].frequency *= 2
      #expect(ResultStamp.values(of: function) != ResultStamp.values(of: doubted))
    }

    @Test("goes with results that another file of the site takes over, of which one is the default")
    func kept() throws {
      try withTemporaryFolder { folder in
        let (old, new) = (folder + "/old.h5", folder + "/new.h5")
        try add(["single_1Hz", "single_mm_1Hz"], to: old)
        try add(["remote-R_1Hz", "single_1Hz"], to: new, keeping: old)
        let names = ["remote-R_1Hz", "single_1Hz", "single_mm_1Hz"]
        #expect(try StoredTransferFunction.readAll(new).map(\.id) == names)
        #expect(try StoredResult.readAll(new).allSatisfy { $0.stamp == stamp })
        let file = try File.open(new)
        let own = "/skindepth/Harz_2024/A"
        for name in names {
          let group = try file.group("\(own)/transfer_functions/\(name)")
          #expect(try group.attribute("default") == .boolean(name == "remote-R_1Hz"))
        }
        #expect(
          try file.group(own).attribute("default_transfer_function")?.text == "remote-R_1Hz")
        // A station stands once in the table.
        let column = [Column("tf_id", .text(bytes: 30))]
        #expect(
          try file.dataset("/Experiment/tf_summary").rows(column) == [[.text("A_remote-R_1Hz")]])
      }
    }

    @Test("is gone with a result that is removed, and all else stays")
    func removed() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try add(["remote-R_1Hz", "single_1Hz"], to: path)
        let before = try StoredTransferFunction.readAll(path)
        let all = try StoredResult.readAll(path)
        try SiteResults.remove(all.filter { $0.name == "remote-R_1Hz" }, from: path)
        #expect(try StoredTransferFunction.readAll(path) == before.filter { $0.id == "single_1Hz" })
        let column = [Column("tf_id", .text(bytes: 30))]
        let table = try File.open(path).dataset("/Experiment/tf_summary")
        #expect(try table.rows(column) == [[.text("A_single_1Hz")]])
      }
    }
  }
}
