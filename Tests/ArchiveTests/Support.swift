import Foundation
import Model
import Testing

/// Every suite of this module is nested in this one, so that HDF5 is used by one test at a time.
@Suite(.serialized, .aloneWithHDF5) struct ArchiveSuite {}

/// Keeps tests of other modules away too: not every build of the HDF5 library has locks of its own.
struct AloneWithHDF5: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
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
  static var aloneWithHDF5: Self { Self() }
}

/// Runs a test in a folder of its own that is removed afterwards.
func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("skindepth-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// The folder of sample files, if this machine has one: named by SKINDEPTH_DATA, or beside us.
enum SampleData {
  static let folder: String? = {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared/data").path
    let named = ProcessInfo.processInfo.environment["SKINDEPTH_DATA"]
    return [named, beside].compactMap { $0 }.first(where: FileManager.default.fileExists)
  }()

  static var isPresent: Bool { folder != nil }

  static func path(_ name: String) throws -> String {
    try #require(folder) + "/formats/\(name)"
  }
}

extension RecordingSource {
  /// The samples of a range as an array.
  func samples(_ channel: Channel, _ range: Range<Int>) throws -> [Double] {
    var values = [Double](repeating: .nan, count: range.count)
    var span = values.mutableSpan
    try read(channel, range, into: &span)
    return values
  }
}

/// The folder's entries, hidden ones included.
func entries(_ folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}
