import Foundation
import Model

/// The reader that is under test, and the folder in memory that its files are written to.
private struct FuzzSession: Sendable {
  let reader: FuzzReader
  let folder: String

  static let current: FuzzSession = {
    let name = ProcessInfo.processInfo.environment["SKINDEPTH_FUZZ_READER"] ?? ""
    guard let reader = FuzzReader.all.first(where: { $0.name == name }) else {
      let names = FuzzReader.all.map(\.name).joined(separator: " ")
      print("SKINDEPTH_FUZZ_READER must be one of: \(names)")
      exit(2)
    }
    let base =
      ProcessInfo.processInfo.environment["SKINDEPTH_FUZZ_FOLDER"] ?? NSTemporaryDirectory()
    let folder = "\(base)/fuzz-\(getpid())"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return FuzzSession(reader: reader, folder: folder)
  }()
}

/// Called once: writes the inputs to begin with, if a folder for them is named, and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzer(
  _ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?
)
  -> CInt
{
  guard let corpus = ProcessInfo.processInfo.environment["SKINDEPTH_FUZZ_SEEDS"] else { return 0 }
  for reader in FuzzReader.all {
    let folder = "\(corpus)/\(reader.name)"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (number, bytes) in reader.corpus.enumerated() {
      try? Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/seed\(number)"))
    }
  }
  exit(0)
}

/// Called with each input: whatever it is, reading it ends with its content or an error for the user.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let session = FuzzSession.current
  do {
    try session.reader.write(input, to: session.folder)
    try session.reader.read(session.folder)
  } catch let error as UserError {
    precondition(!error.problem.isEmpty && !error.subject.isEmpty, "an error that says nothing")
  } catch {
    // Problems of the configuration have a type of their own.
  }
  return 0
}
