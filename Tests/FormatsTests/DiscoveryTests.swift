import FormatSamples
import Formats
import Foundation
import Model
import Testing

@Suite struct DiscoveryTests {
  private let columns = "1 2\n3 4\n"
  private let described = "rate = 1\nstart = 2000-01-01\nchannels = Ex Hy\n"

  @Test("files, folders and links are found in the order of their names; hidden ones are not")
  func mixed() throws {
    let folder = try TemporaryFolder()
    for name in ["c.txt", "a.txt", "sub/x.txt", ".hidden.txt", ".cache/y.txt"] {
      try folder.write("site/" + name, columns)
      try folder.write("site/\(name).ini", described)
    }
    let elsewhere = try ResisticsFolderMaker()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/site/b_linked", withDestinationPath: elsewhere.path)
    let site = folder.path + "/site"
    let found = try TimeSeriesFormats.discover(siteFolder: site)
    #expect(found.problems.isEmpty)
    #expect(
      found.recordings.map { $0.path.dropFirst(site.count) }
        == ["/a.txt", "/b_linked", "/c.txt", "/sub/x.txt"])
    for locator in found.recordings { _ = try TimeSeriesFormats.open(locator) }
  }

  @Test("a site's folder that is itself a recording")
  func siteIsRecording() throws {
    let maker = try ResisticsFolderMaker()
    let found = try TimeSeriesFormats.discover(siteFolder: maker.path)
    #expect(found.recordings == [RecordingLocator(format: "resistics binary", path: maker.path)])
    #expect(try TimeSeriesFormats.files(of: found.recordings[0]).count == 5)
  }

  @Test("what is known and no recording is named for what it is")
  func known() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "site/coil.txt",
      "Serial = 7\nStatic gain = 1\nMagnitude unit = mV/nT\nPhase unit = degrees\nCALIBRATION DATA\n1 2 3\n"
    )
    try folder.write("site/A.edi", ">HEAD\n DATAID=\"A\"\n>INFO\n>FREQ NFREQ=0\n>END\n")
    try folder.write("site/SYN01.TBL", PhoenixMTUSample().table())
    let found = try TimeSeriesFormats.discover(siteFolder: folder.path + "/site")
    #expect(found.recordings.isEmpty)
    #expect(
      found.foreign.map(\.problem) == [
        "is no recording, but a transfer function (EDI)",
        "is no recording, but the calibration of a sensor (calibration text)",
      ])
    #expect(found.problems.count == 1)
    #expect(found.problems.first?.problem.contains("its bands") == true)
    for name in ["coil.txt", "A.edi", "SYN01.TBL"] {
      let error = #expect(throws: UserError.self) {
        try TimeSeriesFormats.discover(folder.path + "/site/" + name)
      }
      #expect(error?.remedy.isEmpty == false)
      #expect(TimeSeriesFormats.problem(withFile: folder.path + "/site/" + name) == error)
    }
  }

  @Test("what nobody recognises is said with what was tried")
  func strangers() throws {
    let folder = try TemporaryFolder()
    try folder.write("empty.dat", "")
    try folder.write("notes.txt", "measured on a rainy day\n")
    try folder.write("picture.png", [0x89, 0x50, 0, 0, 1, 2, 3])
    try folder.write("things/a.bin", [0, 1, 2])
    try folder.write("things/b.bin", [0, 1, 2])
    try folder.write("deep/er/x.txt", columns)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/nowhere", withDestinationPath: "/no/such/file")
    let found = try TimeSeriesFormats.discover(siteFolder: folder.path)
    #expect(found.recordings.isEmpty)
    let texts = found.problems.map(\.description)
    try #require(texts.count == 4)
    #expect(texts[0].contains("/deep: is no recording"))
    #expect(texts[1].contains("/empty.dat: is empty"))
    #expect(texts[2].contains("/nowhere: cannot be read: No such file"))
    #expect(texts[3].contains("/things: is no recording"))
    // Photographs and notes stand apart.
    let foreign = found.foreign.map(\.description)
    try #require(foreign.count == 2)
    #expect(foreign[0].contains("/notes.txt: is no recording"))
    #expect(foreign[1].contains("/picture.png"))
    #expect(
      texts[3].contains(
        "tried: resistics binary, resistics ASCII, ATS, ATSS, SPAM, LEMI-423, LEMI-424, Phoenix MTU, "
          + "Phoenix MTU-5C, channel text, column text"))
    #expect(found.problems.allSatisfy { !$0.remedy.isEmpty })
  }

  @Test("formats may be added from outside")
  func addedFormat() throws {
    enum Everything: TimeSeriesFormat {
      static let name = "everything"
      static func recordings(at path: String) throws -> [RecordingLocator]? {
        path.hasSuffix(".any")
          ? [1, 2].map {
            RecordingLocator(format: name, path: path, member: "\($0)")
          } : nil
      }
      static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
        throw UserError(.data, locator.path, "opened \(locator.member)", remedy: "none")
      }
    }
    let folder = try TemporaryFolder()
    try folder.write("x.any", "?")
    let formats = TimeSeriesFormats.all + [Everything.self]
    let found = try TimeSeriesFormats.discover(siteFolder: folder.path, formats: formats)
    #expect(found.recordings.map(\.member) == ["1", "2"])
    expectUserError("opened 2") {
      _ = try TimeSeriesFormats.open(found.recordings[1], formats: formats)
    }
    expectUserError("`everything`, which is not known", "resistics binary") {
      _ = try TimeSeriesFormats.open(found.recordings[1])
    }
  }

  @Test func missingSiteIsAnError() {
    expectUserError("/no/such/site", "No such file", "check the name") {
      _ = try TimeSeriesFormats.discover(siteFolder: "/no/such/site")
    }
  }

  // Root may read everything, so the test says nothing there.
  @Test(.enabled(if: geteuid() != 0, "root may read every file"))
  func unreadableFileIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.txt", columns)
    try folder.write("a.txt.ini", described)
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    let found = try TimeSeriesFormats.discover(siteFolder: folder.path)
    #expect(found.recordings.isEmpty)
    let problem = try #require(found.problems.first).description
    #expect(problem.contains("/a.txt: cannot be read: Permission denied"))
    #expect(problem.contains("chmod u+r"))
    expectUserError("a.txt", "Permission denied", "chmod u+r") {
      _ = try TimeSeriesFormats.open(RecordingLocator(format: "column text", path: path))
    }
  }
}
