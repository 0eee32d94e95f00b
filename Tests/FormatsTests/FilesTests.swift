import Foundation
import Model
import Testing

@testable import Files
@testable import Formats

@Suite struct GzipTests {
  /// 10 MB that compress badly enough for several marks: hexadecimal noise in lines.
  private func noise() -> [UInt8] {
    var state: UInt64 = 88_172_645_463_325_252
    let digits = Array("0123456789abcdef".utf8)
    var bytes = [UInt8](repeating: UInt8(ascii: "\n"), count: 10 << 20)
    for start in stride(from: 0, to: bytes.count, by: 16) {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      for i in 0..<15 { bytes[start + i] = digits[Int(truncatingIfNeeded: state >> (4 * i)) & 15] }
    }
    return bytes
  }

  @Test("any slice of a large file, in any order, and of joined members")
  func randomSlices() throws {
    let folder = try TemporaryFolder()
    let bytes = noise()
    // Two members joined at a place that is no block's end.
    let cut = 5_300_001
    try folder.writeGzip("a.gz", Array(bytes[..<cut]))
    let path = try folder.writeGzip("a.gz", Array(bytes[cut...]), append: true)
    let source = try openBytes(path)
    var buffer = [UInt8](repeating: 0, count: 100_000)
    for offset in [9 << 20, 0, cut - 50_000, 5 << 20, 8 << 20, 100, bytes.count - 7, 4 << 20] {
      let got = try source.read(at: offset, into: &buffer, from: 0)
      let expected = bytes[offset...].prefix(100_000)
      #expect(got == expected.count)
      #expect(buffer.prefix(got).elementsEqual(expected), "at \(offset)")
    }
    #expect(try source.read(at: bytes.count + 10, into: &buffer, from: 0) == 0)
  }

  @Test("bytes after the last member are padding")
  func padding() throws {
    let folder = try TemporaryFolder()
    let path = try folder.writeGzip("a.gz", Array("hello\n".utf8))
    let packed = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    try folder.write("a.gz", packed + [0, 0, 0, 0])
    var buffer = [UInt8](repeating: 0, count: 20)
    #expect(try openBytes(path).read(at: 0, into: &buffer, from: 0) == 6)
  }
}

@Suite struct PendingFolderTests {
  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  @Test(
    "a folder is made and replaced whole, with nothing left beside it, on any file system",
    arguments: [true, false])
  func replaces(exchangesNames: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/meas"
    for name in ["one", "two"] {
      var pending = PendingFolder(path)
      pending.exchangesNames = exchangesNames
      try pending.write(mayReplace: true) { inner in
        #expect(try names(folder.path).contains("meas") == (name == "two"))
        try AtomicFile.write("\(inner)/\(name)", name)
      }
    }
    #expect(try names(folder.path) == ["meas"])
    #expect(try names(path) == ["two"])
  }

  @Test("an older folder stays as it was where writing fails, and where it must not be replaced")
  func fails() throws {
    struct Broken: Error {}
    let folder = try TemporaryFolder()
    let path = folder.path + "/meas"
    try PendingFolder(path).write { try AtomicFile.write("\($0)/one", "1") }
    #expect(throws: Broken.self) {
      try PendingFolder(path).write(mayReplace: true) { _ in throw Broken() }
    }
    #expect(throws: UserError.self) { try PendingFolder(path).write { _ in } }
    #expect(try names(folder.path) == ["meas"])
    #expect(try names(path) == ["one"])
  }
}

@Suite struct AtomicFileTests {
  @Test("a file is made and replaced, and nothing else is left")
  func replaces() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/out.edi"
    try AtomicFile.write(path, "one")
    try AtomicFile.write(path, "two")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "two")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.edi"])
  }

  @Test("what a killed program left is removed when the file is written again")
  func leftOver() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/out.edi"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/true")
    try process.run()
    process.waitUntilExit()
    let own = ".\(ProcessInfo.processInfo.processIdentifier)."
    let half = lastPart(PendingFile(path).temporary)
      .replacing(own, with: ".\(process.processIdentifier).")
    try folder.write(half, "half")
    try AtomicFile.write(path, "whole")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.edi"])
  }

  @Test func missingFolderIsNamed() {
    expectUserError("/no/such/out.edi", "No such file", "create the folder /no/such", kind: .output)
    {
      try AtomicFile.write("/no/such/out.edi", "x")
    }
  }

  @Test("where the rename fails, the unfinished file is removed")
  func removesUnfinished() throws {
    let folder = try TemporaryFolder()
    try folder.write("taken/inside", "x")
    expectUserError("taken", "cannot be written", kind: .output) {
      try AtomicFile.write(folder.path + "/taken", "x")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken"])
  }

  // The device that is always full exists on Linux.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func fullDiskSaysWhatToDo() throws {
    let device = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    expectUserError("site.edi", "No space left", "free space", kind: .output) {
      try PendingFile.write([1, 2, 3], to: device.fileDescriptor, for: "site.edi")
    }
  }
}

@Suite struct PathTests {
  @Test func parts() {
    #expect(lastPart("/a/b/") == "b" && lastPart("b") == "b")
    #expect(parentFolder("/a/b") == "/a" && parentFolder("/b") == "/" && parentFolder("b") == ".")
    #expect(nameWithoutEnding("/x.y/a.2024.asc.gz") == "a.2024")
    #expect(nameWithoutEnding("a") == "a" && nameWithoutEnding(".a") == ".a")
    #expect(joined("/a/", "b") == "/a/b" && joined("/a", "b") == "/a/b")
  }

  @Test func aPipeOrAFolderIsNoFile() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path + "/pipe"
    let made = unsafe mkfifo(pipe, 0o600)
    #expect(made == 0)
    for path in [pipe, folder.path] {
      expectUserError(path, "not a plain file") { _ = try InputFile(path) }
    }
  }

  @Test func aLinkToItselfIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/loop"
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    expectUserError(path, "symbolic links", "mend the symbolic link") { _ = try InputFile(path) }
  }
}
