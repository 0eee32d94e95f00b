import Foundation
package import Testing

/// Keeps tests of other modules away too: not every build of the HDF5 library has locks of its own.
package struct AloneWithHDF5: SuiteTrait, TestTrait, TestScoping {
  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    // The test program is the one file that all modules of a test run share; nothing is written.
    let descriptor = unsafe open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 { try await Task.sleep(for: .milliseconds(2)) }
    try await function()
  }
}

extension Trait where Self == AloneWithHDF5 {
  package static var aloneWithHDF5: Self { Self() }
}

/// Runs a test in a folder of its own that is removed afterwards.
package func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("skindepth-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// The folder of sample files, if this machine has one: named by SKINDEPTH_DATA, or beside us.
package enum SampleData {
  package static let folder: String? = {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared/data").path
    let named = ProcessInfo.processInfo.environment["SKINDEPTH_DATA"]
    return [named, beside].compactMap { $0 }.first(where: FileManager.default.fileExists)
  }()

  package static var isPresent: Bool { folder != nil }

  package static func path(_ name: String) throws -> String {
    try #require(folder) + "/formats/\(name)"
  }
}
