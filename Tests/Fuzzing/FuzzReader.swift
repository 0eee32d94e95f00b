import FormatSamples
import Foundation
import Model

/// A reader that the fuzzer feeds: the names of the files that an input becomes, and what to do with them.
struct FuzzReader: Sendable {
  /// Parts an input into files; no file of any format has these bytes by chance.
  static let separator: [UInt8] = [0xf5, 0x0d, 0xf7, 0x0a]

  let name: String
  let files: [String]
  let seeds: [SampleFiles]
  /// Reads what is in a folder and notes what was wrong with it.
  let read: @Sendable (_ folder: String, _ problems: inout Problems) -> Void

  static let all: [FuzzReader] = timeSeries + calibrations + transferFunctions + [mth5] + texts

  /// The files of an input, which may be fewer than there are names: where nothing is said, there is none.
  func write(_ input: [UInt8], to folder: String) throws {
    var rest = input[...]
    for file in files {
      let end = Self.separatorStart(rest)
      let url = URL(fileURLWithPath: "\(folder)/\(file)")
      if rest[..<end].isEmpty {
        try? FileManager.default.removeItem(at: url)
      } else {
        try Data(rest[..<end]).write(to: url)
      }
      rest = rest[min(end + Self.separator.count, rest.endIndex)...]
    }
  }

  private static func separatorStart(_ bytes: ArraySlice<UInt8>) -> Int {
    var next = bytes.startIndex
    while next + separator.count <= bytes.endIndex {
      if bytes[next] == separator[0], bytes[next...].starts(with: separator) { return next }
      next += 1
    }
    return bytes.endIndex
  }

  /// Inputs to begin with.
  var corpus: [[UInt8]] {
    seeds.map { seed in
      Array(files.map { seed[$0] }.joined(separator: FuzzReader.separator))
    }
  }
}

/// What was wrong with files that were read.
struct Problems {
  private(set) var all: [any Error] = []

  /// Does a part of the reading; the others go on when it fails.
  mutating func noting<R>(_ work: () throws -> R) -> R? {
    do { return try work() } catch {
      all.append(error)
      return nil
    }
  }

  mutating func note(_ problems: [UserError]) { all += problems }
}

extension SampleFiles {
  /// Files by their names.
  init(_ pairs: (String, [UInt8])...) {
    self.init()
    for (name, bytes) in pairs { self[name] = bytes }
  }

  init(_ name: String, text: String) {
    self.init((name, Array(text.utf8)))
  }
}
