import Foundation
import Model

/// Data to verify against, which are not part of the repository.
enum ReferenceData {
  /// The path of a file or folder of the reference data.
  ///
  /// - Throws: An error in one line when it is not there: nothing is verified without it.
  static func path(_ name: String) throws -> String {
    let given = ProcessInfo.processInfo.environment["SKINDEPTH_DATA"] ?? ""
    let folder = given.isEmpty ? "../shared/data" : given
    let path = folder + "/" + name
    guard FileManager.default.fileExists(atPath: path) else {
      throw MissingData(path: path)
    }
    return path
  }
}

struct MissingData: Error, CustomStringConvertible {
  let path: String

  var description: String {
    "reference data \(path) are not there: set SKINDEPTH_DATA to the folder that has them"
  }
}

/// The bytes of a file.
func contents(of path: String) throws -> Data {
  guard let data = FileManager.default.contents(atPath: path) else {
    throw UserError(.data, path, "cannot be read", remedy: "check that it is there")
  }
  return data
}

/// Decodes a file of JSON.
func decodeJSON<T: Decodable>(_ type: T.Type, _ path: String) throws -> T {
  do {
    return try JSONDecoder().decode(type, from: contents(of: path))
  } catch let error as DecodingError {
    throw UserError(.data, path, "is not as expected: \(error)", remedy: "copy it again")
  }
}
