import Archive
import Foundation
import HDF5TestSupport
import Model
import Testing

/// A disk in memory that is removed with its object.
private final class SmallDisk {
  let path: String

  /// - Returns: Nil where no disk can be mounted.
  init?(kilobytes: Int) {
    path = NSTemporaryDirectory() + "skindepth-disk-\(UUID().uuidString)"
    guard geteuid() == 0, mkdir(path),
      Self.run(["/bin/mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path])
    else { return nil }
  }

  deinit {
    _ = Self.run(["/bin/umount", path])
    try? FileManager.default.removeItem(atPath: path)
  }

  func resize(kilobytes: Int) -> Bool {
    Self.run(["/bin/mount", "-o", "remount,size=\(kilobytes)k", path])
  }

  static let isPossible = SmallDisk(kilobytes: 64) != nil

  private static func run(_ words: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  private func mkdir(_ path: String) -> Bool {
    (try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)) != nil
  }
}

/// A step that a full disk stops, for a process of its own: HDF5 keeps what it could not write, and
/// may not be used any more.
private struct StoppedStep: Codable {
  enum Step: String, Codable {
    case prepare, finish
  }

  let step: Step
  let folder: String
  let compression: Int?

  /// Where a process leaves the step for its child.
  private static func note(for process: Int32) -> URL {
    URL(fileURLWithPath: NSTemporaryDirectory() + "skindepth-step-\(process).json")
  }

  func runInChild() async throws {
    let note = Self.note(for: getpid())
    try JSONEncoder().encode(self).write(to: note)
    defer { try? FileManager.default.removeItem(at: note) }
    await #expect(processExitsWith: .success) {
      let note = try Data(contentsOf: StoppedStep.note(for: getppid()))
      try JSONDecoder().decode(StoppedStep.self, from: note).run()
    }
  }

  private func run() {
    let error = #expect(throws: UserError.self) {
      switch step {
      case .prepare: try SampleProject.prepare("A", folder + "/draft.h5")
      case .finish:
        try SampleProject.finish(
          "A", folder + "/draft.h5", as: folder + "/A.h5", compression: compression)
      }
    }
    expectNoSpace(error)
  }
}

private func expectNoSpace(_ error: UserError?) {
  #expect(error?.kind == .output)
  #expect(error?.description.contains("pace") == true, "\(error as Any)")
}

extension ArchiveSuite {
  @Suite(.enabled(if: SmallDisk.isPossible, "needs root and the right to mount a small disk"))
  struct FullDiskTests {
    @Test("while a draft is prepared leaves nothing", arguments: [8, 40])
    func preparing(kilobytes: Int) async throws {
      let disk = try #require(SmallDisk(kilobytes: kilobytes))
      try await StoppedStep(step: .prepare, folder: disk.path, compression: nil).runInChild()
      #expect(try entries(disk.path) == [])
      try #require(disk.resize(kilobytes: 1000))
      #expect(try !SampleProject.prepare("A", disk.path + "/draft.h5").keepsSpectra)
    }

    @Test("while spectra are written leaves a draft that can be gone on with")
    func writing() throws {
      let disk = try #require(SmallDisk(kilobytes: 2000))
      let draft = disk.path + "/draft.h5"
      let counts = [200, 100]
      try SampleProject.prepare("A", draft, windowCounts: counts)
      try fill(disk, leaving: 8192)
      expectNoSpace(#expect(throws: UserError.self) { try SampleProject.writeSpectra(draft) })
      try FileManager.default.removeItem(atPath: disk.path + "/filler")
      #expect(try SampleProject.prepare("A", draft, windowCounts: counts).keepsSpectra)
      try SampleProject.writeSpectra(draft)
      try expectFinishes(draft, disk, windowCounts: counts)
    }

    @Test(
      "while a file is finished leaves no half target, and a draft that can be gone on with",
      arguments: [(nil, 4096), (nil, 40960), (1, 4096), (1, 40960)])
    func finishing(compression: Int?, left: Int) async throws {
      let disk = try #require(SmallDisk(kilobytes: 1000))
      let draft = disk.path + "/draft.h5"
      try SampleProject.prepare("A", draft)
      try SampleProject.writeSpectra(draft)
      let target = disk.path + "/A.h5"
      try Data("older".utf8).write(to: URL(fileURLWithPath: target))
      try fill(disk, leaving: left)
      let step = StoppedStep(step: .finish, folder: disk.path, compression: compression)
      try await step.runInChild()
      #expect(try bytes(target) == Data("older".utf8))
      #expect(try entries(disk.path) == ["A.h5", "draft.h5", "draft.places", "filler"])
      try FileManager.default.removeItem(atPath: disk.path + "/filler")
      #expect(try SampleProject.prepare("A", draft).keepsSpectra)
      try expectFinishes(draft, disk)
    }

    private func expectFinishes(
      _ draft: String, _ disk: SmallDisk, windowCounts: [Int] = SampleProject.windowCounts
    ) throws {
      try SampleProject.finish("A", draft, as: disk.path + "/A.h5")
      #expect(try entries(disk.path) == ["A.h5"])
      try withTemporaryFolder { folder in
        let path = folder + "/A.h5"
        try SampleProject.writeSite("A", to: path, samples: .none, windowCounts: windowCounts)
        #expect(try bytes(path) == bytes(disk.path + "/A.h5"))
      }
    }

    /// Fills the disk but for some bytes.
    private func fill(_ disk: SmallDisk, leaving bytes: Int) throws {
      let free = try #require(
        try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? Int)
      try Data(count: free - bytes).write(to: URL(fileURLWithPath: disk.path + "/filler"))
    }
  }
}
