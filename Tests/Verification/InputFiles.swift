import Foundation
import Model

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

func fileExists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
