import Foundation
import Model

/// The reader that is under test, and the folder in memory that its files are written to.
private struct FuzzSession: Sendable {
  let reader: FuzzReader
  let folder: String

  static let current: FuzzSession = {
    let environment = ProcessInfo.processInfo.environment
    let name = environment["SKINDEPTH_FUZZ_READER"] ?? ""
    guard let reader = FuzzReader.all.first(where: { $0.name == name }) else {
      print("SKINDEPTH_FUZZ_READER must be one of: \(FuzzReader.names)")
      exit(2)
    }
    let base = environment["SKINDEPTH_FUZZ_FOLDER"] ?? NSTemporaryDirectory()
    let folder = "\(base)/fuzz-\(getpid())"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return FuzzSession(reader: reader, folder: folder)
  }()
}

extension FuzzReader {
  fileprivate static var names: String { all.map(\.name).joined(separator: " ") }

  /// Writes the inputs to begin with into a folder of the reader's name.
  fileprivate func writeSeeds(_ parent: String) throws {
    let folder = "\(parent)/\(name)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (number, bytes) in corpus.enumerated() {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/seed\(number)"))
    }
  }
}

/// Called once: if a folder for them is named, writes the inputs to begin with, prints the readers' names,
/// and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzer(
  _ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  guard let folder = ProcessInfo.processInfo.environment["SKINDEPTH_FUZZ_SEEDS"] else { return 0 }
  do {
    for reader in FuzzReader.all { try reader.writeSeeds(folder) }
  } catch {
    print("\(error)")
    exit(1)
  }
  print(FuzzReader.names)
  exit(0)
}

/// Called with each input: whatever it is, reading it ends with its content or an error for the user.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let session = FuzzSession.current
  do { try session.reader.write(input, to: session.folder) } catch {
    print("the input cannot be written: \(error)")
    exit(1)
  }
  var problems = Problems()
  session.reader.read(session.folder, &problems)
  // Problems of the configuration have a type of their own.
  for error in problems.all.compactMap({ $0 as? UserError }) {
    precondition(!error.problem.isEmpty && !error.subject.isEmpty, "an error that says nothing")
  }
  return 0
}
