import Archive
import Files
import Foundation
import HDF5TestSupport
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
        let unfinished = try entries(folder)
        #expect(unfinished.count == 1)
        #expect(unfinished.allSatisfy { $0.hasPrefix(".a.h5.") && $0.hasSuffix(".partial") })
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

    @Test("what a killed program left is removed when the file is written again")
    func leftOver() throws {
      try withTemporaryFolder { folder in
        let half = unfinishedByAnother(folder + "/a.h5", process: try endedProcess())
        try Data("half a file".utf8).write(to: URL(fileURLWithPath: half))
        try SampleProject.writeSite("A", to: folder + "/a.h5", samples: .none)
        #expect(try entries(folder) == ["a.h5"])
        #expect(try StoredTransferFunction.readAll(folder + "/a.h5").count == 2)
      }
    }

    /// The name under which another process of this host writes a file.
    private func unfinishedByAnother(_ path: String, process: Int32) -> String {
      PendingFile(path).temporary.replacing(
        ".\(ProcessInfo.processInfo.processIdentifier).", with: ".\(process).")
    }

    /// The number of a process that is no more.
    private func endedProcess() throws -> Int32 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/true")
      try process.run()
      process.waitUntilExit()
      return process.processIdentifier
    }

    @Test("a file that a living process is writing is left alone, and so are others' files")
    func othersAtWork() throws {
      try withTemporaryFolder { folder in
        let others = [
          unfinishedByAnother(folder + "/a.h5", process: 1),
          unfinishedByAnother(folder + "/a.h5.b", process: try endedProcess()),
          folder + "/.a.h5.12.another-host.partial", folder + "/.a.h5.x.partial",
        ]
        for path in others { try Data("half".utf8).write(to: URL(fileURLWithPath: path)) }
        try SampleProject.writeSite("A", to: folder + "/a.h5", samples: .none)
        let names = others.map { String($0.dropFirst(folder.count + 1)) }
        #expect(try entries(folder) == (names + ["a.h5"]).sorted())
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
