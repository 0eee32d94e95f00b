import Formats
import Foundation
import Model
import Testing

/// Whatever happens to a file, reading it ends with its content or with an error for the user.
@Suite struct DamageTests {
  /// Changes, cuts or repeats some bytes.
  private func damaged(_ bytes: [UInt8], _ generator: inout Seeded) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      guard !bytes.isEmpty else { return bytes }
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1:
        bytes[place] = Array("0123456789-+.eE/=>#\n ,".utf8).randomElement(using: &generator) ?? 0
      case 2: bytes.remove(at: place)
      case 3: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
      default: bytes.removeLast(bytes.count - place)
      }
    }
    return bytes
  }

  private func readAll(_ folder: TemporaryFolder) throws {
    for locator in try TimeSeriesFormats.discover(siteFolder: folder.path).recordings {
      let source = try TimeSeriesFormats.open(locator)
      for channel in source.header.channels.map(\.channel) { _ = try source.samples(channel) }
    }
  }

  /// Damages one of the files many times and restores it.
  private func damage(_ files: [(name: String, bytes: [UInt8])], in folder: TemporaryFolder) throws
  {
    var generator = Seeded(state: 42)
    for round in 0..<25 {
      for (name, bytes) in files {
        try folder.write(name, damaged(bytes, &generator))
        do {
          try readAll(folder)
        } catch let error as UserError {
          #expect(!error.remedy.isEmpty && !error.subject.isEmpty, "\(name) \(round)")
        }
        try folder.write(name, bytes)
      }
    }
  }

  private func contents(_ folder: TemporaryFolder, _ names: [String]) throws -> [(String, [UInt8])]
  {
    try names.map { name in
      let url = URL(fileURLWithPath: folder.path + "/" + name)
      return (name, Array(try Data(contentsOf: url)))
    }
  }

  @Test(arguments: [("True", false), ("False", false), ("True", true)])
  func resistics(isScaled: String, isText: Bool) throws {
    let maker = try ResisticsFolderMaker(isScaled: isScaled, isText: isText)
    let names = try FileManager.default.contentsOfDirectory(atPath: maker.path).sorted()
    let files = try contents(maker.temporary, names.map { "meas/" + $0 })
    try damage(files, in: maker.temporary)
  }

  @Test func textFiles() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<50).map { "\(Double($0) / 3)\n" }.joined()
    try folder.write("a.ex", "# S ex 0.5 1e9 50 mV/km 1 2 3\n" + lines)
    let by = "# S by 0.5 1e9 50 nT 1 2 3\n" + lines
    try folder.writeGzip("a.by.gz", Array(by.utf8))
    try folder.write("c.txt", (0..<50).map { "\($0), 2.5 \(-$0)e-3\n" }.joined())
    try folder.write(
      "c.txt.ini",
      "rate = 1/8\nstart = 2000-01-01\nchannels = Ex - Hy\nscale.Ex = 2\nlatitude = 3\n")
    try damage(try contents(folder, ["a.ex", "a.by.gz", "c.txt", "c.txt.ini"]), in: folder)
  }

  @Test func transferFunctions() throws {
    let folder = try TemporaryFolder()
    var generator = Seeded(state: 7)
    let own = TransferFunctionWriters.all.map { $0.text(of: complete(), FileNote()) }
    for text in own.map({ Array($0.utf8) }) + [Array(goodZFile.utf8)] {
      for _ in 0..<200 {
        let path = try folder.write("a.tf", damaged(text, &generator))
        do {
          _ = try TransferFunctionFile.read(path)
        } catch let error as UserError {
          #expect(!error.remedy.isEmpty && error.subject == path)
        }
      }
    }
  }

  @Test("several threads read one compressed recording at once")
  func threads() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<200_000).map { "\($0)\n" }.joined()
    try folder.writeGzip("a.ex.gz", Array("# S ex 1 1e9 200000 mV/km 1 2 3\n\(lines)".utf8))
    let locator = try #require(
      try TimeSeriesFormats.discover(siteFolder: folder.path).recordings.first)
    // Its own promise, which this test is about.
    nonisolated(unsafe) let source = try TimeSeriesFormats.open(locator)
    #expect(unsafe source.readsOnAnyThread)
    DispatchQueue.concurrentPerform(iterations: 16) { part in
      let first = part * 7919 % 16 * 12_000
      let slice = unsafe try? source.samples(.ex, first..<first + 12_000)
      #expect(slice == (first..<first + 12_000).map(Double.init))
    }
  }
}
