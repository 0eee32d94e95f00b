import Archive
import Foundation
import Model
import Testing

extension ArchiveSuite {
  @Suite struct AtomicityTests {
    @Test("a file has its name only when it is finished, and then no other")
    func visibility() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        let writer = try SiteFileWriter(path, SampleProject.site("A"))
        try writer.add(SampleProject.recording)
        #expect(try entries(folder) == [".a.h5.partial"])
        try writer.finish()
        #expect(try entries(folder) == ["a.h5"])
        #expect(MTH5File.recognizes(path))
      }
    }

    @Test("a writer that is given up leaves nothing, and the older file as it was")
    func givenUp() throws {
      try withTemporaryFolder { folder in
        let path = folder + "/a.h5"
        try SampleProject.writeSite("A", to: path, samples: .none)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: UserError.self) {
          let writer = try SiteFileWriter(path, SampleProject.site("B"))
          try writer.add(SampleProject.recording)
          try writer.append([1.0].span, of: .ex, run: "no such run")
        }
        #expect(try entries(folder) == ["a.h5"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
      }
    }

    @Test("what an interrupted program left is written over")
    func leftOver() throws {
      try withTemporaryFolder { folder in
        let half = folder + "/.a.h5.partial"
        try Data("half a file".utf8).write(to: URL(fileURLWithPath: half))
        try SampleProject.writeSite("A", to: folder + "/a.h5", samples: .none)
        #expect(try entries(folder) == ["a.h5"])
        #expect(try StoredTransferFunction.readAll(folder + "/a.h5").count == 2)
      }
    }

    @Test("a survey file that cannot be completed leaves the older one")
    func survey() throws {
      try withTemporaryFolder { folder in
        _ = try SampleProject(in: folder)
        let path = folder + "/survey.h5"
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        try Data("no site file".utf8).write(to: URL(fileURLWithPath: folder + "/C.h5"))
        let error = #expect(throws: UserError.self) {
          try SurveyFileWriter.write(
            path, over: ["A", "C"].map { "\(folder)/\($0).h5" }, software: SampleProject.software)
        }
        #expect(error?.subject == folder + "/C.h5")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        #expect(try entries(folder) == ["A.h5", "B.h5", "C.h5", "survey.h5"])
      }
    }

    @Test("a folder that does not exist is named")
    func noFolder() {
      let error = #expect(throws: UserError.self) {
        _ = try SiteFileWriter("/nonexistent/a.h5", SampleProject.site("A"))
      }
      #expect(error?.kind == .output)
      #expect(error?.description.contains("No such file or directory") == true)
    }
  }
}
