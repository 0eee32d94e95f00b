import Archive
import ComplexModule
import FormatSamples
import Formats
import Foundation
import HDF5
import Model

extension FuzzReader {
  /// Feeds what this program does with the contents of an MTH5 file.
  ///
  /// The bytes of an HDF5 file are the business of the library of that name. So an input says in words what
  /// groups, attributes and datasets there are, and a sound file is made of them.
  static var mth5: FuzzReader {
    FuzzReader(
      name: "mth5", files: ["a.txt"],
      seeds: MTH5Words.seeds.map { SampleFiles("a.txt", text: $0) }
    ) { folder, problems in
      let path = "\(folder)/a.h5"
      let bytes = (try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/a.txt"))) ?? Data()
      guard problems.noting({ try MTH5Words.write(bytes, to: path) }) != nil else { return }
      let listed = problems.noting { try MTH5File(path) }
      for locator in (listed?.recordings ?? []).map(\.locator) {
        problems.noting { try MTH5Recording(locator) }?.readAll(&problems)
      }
      _ = problems.noting { try StoredTransferFunction.readAll(path) }
    }
  }
}

/// An HDF5 file in words: a line makes an attribute or a dataset, with the groups above it.
///
/// `a PATH NAME KIND VALUE` is an attribute, of kind `t` (text), `r` (real), `i` (integer), `b` (truth
/// value), `T` (texts with bars between them) or `R` (reals). `d`, `c`, `i`, `u` with `PATH SHAPE NUMBERS` is
/// a dataset of reals, complex numbers, integers or bytes; `f PATH NUMBERS` a table of frequencies,
/// amplitudes and phases. A line that makes no sense is passed over.
enum MTH5Words {
  /// Lines, and elements of a dataset.
  private static let most = (lines: 200, elements: 4096)

  static func write(_ bytes: Data, to path: String) throws {
    let file = try File.create(path, replacing: true)
    let lines = bytes.split(separator: UInt8(ascii: "\n")).prefix(most.lines)
    for line in lines { try? add(String(decoding: line, as: UTF8.self), to: file) }
    try file.close()
  }

  private static func add(_ line: String, to file: borrowing File) throws {
    let words = line.split(separator: " ", maxSplits: 2).map(String.init)
    guard words.count == 3 else { return }
    switch words[0] {
    case "a": try attribute(words[1], words[2], file)
    case "f": try table(words[1], numbers(words[2]), file)
    default: try dataset(words[0], words[1], words[2], file)
    }
  }

  private static func attribute(
    _ path: String, _ rest: String, _ file: borrowing File
  ) throws {
    let words = rest.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count == 3, let value = value(words[1], String(words[2])) else { return }
    if path == "/" {
      try file.setAttribute(String(words[0]), to: value)
    } else if let dataset = try? file.dataset(path) {
      try dataset.setAttribute(String(words[0]), to: value)
    } else {
      try file.requireGroup(path).setAttribute(String(words[0]), to: value)
    }
  }

  private static func value(_ kind: Substring, _ text: String) -> AttributeValue? {
    switch kind {
    case "t": .text(text)
    case "r": .real(Double(text) ?? .nan)
    case "i": Int64(text).map { .integer($0) }
    case "b": .boolean(text == "1")
    case "T": .texts(text.split(separator: "|", omittingEmptySubsequences: false).map(String.init))
    case "R": .reals(numbers(text))
    default: nil
    }
  }

  private static func numbers(_ text: String) -> [Double] {
    text.split(separator: " ").prefix(most.elements).map { Double($0) ?? .nan }
  }

  private static func table(
    _ path: String, _ numbers: [Double], _ file: borrowing File
  ) throws {
    let rows = stride(from: 0, to: numbers.count - 2, by: 3).map { place in
      numbers[place..<place + 3].map { Cell.real($0) }
    }
    let columns = ["frequency", "amplitude", "phase"].map { Column($0, .real) }
    try file.createTable(path, columns: columns, rows: rows)
  }

  private static func dataset(
    _ kind: String, _ path: String, _ rest: String, _ file: borrowing File
  ) throws {
    let words = rest.split(separator: " ", maxSplits: 1).map(String.init)
    let shape = (words.first ?? "").split(separator: ",").compactMap { Int($0) }
    guard shape.allSatisfy({ (0...most.elements).contains($0) }), shape.count <= 4 else { return }
    let count = shape.reduce(1) { min($0 * $1, most.elements + 1) }
    guard count <= most.elements else { return }
    let given = numbers(words.count > 1 ? words[1] : "")
    // The numbers once more from the beginning where there are too few.
    let values = (0..<count).map { given.isEmpty ? 0 : given[$0 % given.count] }
    switch kind {
    case "d": try file.createDataset(path, values: values, shape: shape)
    case "c": try file.createDataset(path, values: values.map { Complex($0, -$0) }, shape: shape)
    case "i":
      try file.createDataset(
        path, values: values.map { Int64(exactly: $0) ?? .min }, shape: shape)
    case "u":
      try file.createDataset(path, values: values.map { UInt8(exactly: $0) ?? 2 }, shape: shape)
    default: return
    }
  }
}
