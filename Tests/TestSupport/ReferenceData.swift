package import ComplexModule
package import Foundation

/// The reference data beside the checkout: `SKINDEPTH_DATA`, or `shared/data` in a folder above.
package enum ReferenceData {
  /// What a test that is skipped for want of them says.
  package static let absence: String =
    "no reference data: set SKINDEPTH_DATA, or put them into ../shared/data beside the checkout"

  /// The folder, if it is there.
  package static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["SKINDEPTH_DATA"], !path.isEmpty {
      // A test may look from another folder, as through a link.
      return URL(filePath: path).absoluteURL
    }
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let candidate = folder.appending(path: "shared/data")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
    }
    return nil
  }()

  /// Whether results of resistics are there.
  package static let hasGolden: Bool =
    folder.map {
      FileManager.default.fileExists(atPath: $0.appending(path: "golden/expected").path)
    } ?? false

  /// The path of a file or folder of the reference data.
  ///
  /// - Throws: An error in one line when it is not there.
  package static func path(_ name: String) throws -> String {
    let path = folder?.appending(path: name).path ?? name
    guard folder != nil, FileManager.default.fileExists(atPath: path) else {
      throw Missing(path: path)
    }
    return path
  }

  /// Reference data that are not there.
  package struct Missing: Error, CustomStringConvertible {
    let path: String

    package var description: String { "\(path) is not there: \(ReferenceData.absence)" }
  }

  /// Reads a JSON file of `golden/expected`.
  package static func json<T: Decodable>(_ path: String, as type: T.Type = T.self) throws -> T {
    try JSONDecoder().decode(type, from: contents(path))
  }

  /// Reads a NumPy file of `golden/expected` that holds complex numbers of two doubles.
  package static func complexArray(_ path: String) throws -> NumPyArray {
    try NumPyArray([UInt8](contents(path)), path: path)
  }

  private static func contents(_ path: String) throws -> Data {
    guard let folder else { throw NumPyArray.Unreadable(path: path, reason: absence) }
    return try Data(contentsOf: folder.appending(path: "golden/expected").appending(path: path))
  }
}

/// A complex number as the reference files write it: `[re, im]`.
package struct Pair: Decodable, Sendable {
  package let value: Complex<Double>

  package init(from decoder: any Decoder) throws {
    let parts = try decoder.singleValueContainer().decode([Double].self)
    guard parts.count == 2 else { throw NumPyArray.Unreadable(path: "pair", reason: "\(parts)") }
    value = Complex(parts[0], parts[1])
  }
}

/// An array of complex doubles from a file of NumPy's format 1.0, little-endian, C order.
package struct NumPyArray: Sendable {
  /// A file that is not what this reader understands.
  package struct Unreadable: Error {
    let path: String
    let reason: String
  }

  package let shape: [Int]
  package let values: [Complex<Double>]

  init(_ bytes: [UInt8], path: String) throws {
    guard bytes.count > 10, Array(bytes[1..<6]) == Array("NUMPY".utf8) else {
      throw Unreadable(path: path, reason: "no NumPy file")
    }
    let length = Int(bytes[8]) + 256 * Int(bytes[9])
    let header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
    guard header.contains("'<c16'"), header.contains("'fortran_order': False"),
      let open = header.firstIndex(of: "("), let close = header.firstIndex(of: ")")
    else { throw Unreadable(path: path, reason: header) }
    let shape = header[open..<close].dropFirst().split(separator: ",").compactMap {
      Int($0.filter(\.isNumber))
    }
    let body = bytes[(10 + length)...]
    guard body.count == 16 * shape.reduce(1, *) else {
      throw Unreadable(path: path, reason: "\(body.count) bytes for shape \(shape)")
    }
    func double(at start: Int) -> Double {
      var bits: UInt64 = 0
      for byte in 0..<8 { bits |= UInt64(body[start + byte]) << (8 * UInt64(byte)) }
      return Double(bitPattern: bits)
    }
    self.shape = shape
    values = stride(from: body.startIndex, to: body.endIndex, by: 16).map {
      Complex(double(at: $0), double(at: $0 + 8))
    }
  }
}
