import Foundation
import HDF5
import Testing

/// Every suite of this module is nested in this one, so that HDF5 is used by one test at a time.
@Suite(.serialized, .aloneWithHDF5) struct HDF5Suite {}

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

  static func mth5(_ name: String) throws -> String {
    try #require(folder) + "/formats/mth5/\(name)"
  }
}

/// The output of an HDF5 command-line tool; nil where it is not installed.
func output(of tool: String, _ arguments: [String]) throws -> String? {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [tool] + arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return process.terminationStatus == 0 ? text : nil
}

/// A repeatable source of random numbers.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
