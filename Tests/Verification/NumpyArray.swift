import Foundation
import Model

/// An array from a NumPy file: format 1.0, little endian, C order, `<c8`, `<c16` or `<f8`.
struct NumpyArray {
  let shape: [Int]
  let isComplex: Bool
  /// Real and imaginary parts in turn where complex.
  let values: [Double]

  init(_ path: String) throws {
    let bytes = [UInt8](try contents(of: path))
    guard bytes.count > 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes[6] == 1 else {
      throw NumpyArray.problem(path, "is no NumPy file of format 1")
    }
    let end = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    guard bytes.count >= end else { throw NumpyArray.problem(path, "ends in its header") }
    let header = String(decoding: bytes[10..<end], as: UTF8.self)
    guard let type = NumpyArray.value("'descr': '", "'", header),
      let dimensions = NumpyArray.value("'shape': (", ")", header),
      header.contains("'fortran_order': False"), let size = NumpyArray.sizes[type]
    else { throw NumpyArray.problem(path, "has a header that is not known here: \(header)") }
    isComplex = type.hasPrefix("<c")
    shape = dimensions.split(separator: ",").compactMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    let count = shape.reduce(isComplex ? 2 : 1, *)
    guard bytes.count == end + count * size else {
      throw NumpyArray.problem(path, "has \(bytes.count - end) bytes for \(count) numbers")
    }
    values = (0..<count).map { NumpyArray.number(bytes, at: end + $0 * size, size: size) }
  }

  /// Bytes of one real number of each type.
  private static let sizes = ["<c8": 4, "<f4": 4, "<c16": 8, "<f8": 8]

  private static func number(_ bytes: [UInt8], at start: Int, size: Int) -> Double {
    let bits = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    return size == 4
      ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Double(bitPattern: bits)
  }

  private static func value(_ before: String, _ after: String, _ text: String) -> String? {
    guard let start = text.range(of: before)?.upperBound,
      let end = text.range(of: after, range: start..<text.endIndex)?.lowerBound
    else { return nil }
    return String(text[start..<end])
  }

  private static func problem(_ path: String, _ text: String) -> UserError {
    UserError(.data, path, text, remedy: "copy it again")
  }
}
