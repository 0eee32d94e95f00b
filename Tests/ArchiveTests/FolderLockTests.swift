import Files
import Foundation
import Model
import Testing

@Suite struct FolderLockTests {
  @Test func `a folder is locked for one at a time, and free when that one is gone`() throws {
    let folder = NSTemporaryDirectory() + "lock-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var first = try FolderLock.lock(folder)
    #expect(first != nil)
    #expect(try FolderLock.lock(folder) == nil)
    first = nil
    #expect(try FolderLock.lock(folder) != nil)
  }

  @Test func `a folder that is not there cannot be locked, and the error names it`() throws {
    let error = #expect(throws: UserError.self) { try FolderLock.lock("/nowhere/at/all") }
    #expect(error?.kind == .output && error?.subject.hasPrefix("/nowhere/at/all") == true)
  }
}
