import Files
import HDF5
import Model

extension UserError {
  /// Puts an error of the HDF5 wrapper into the words of this program.
  init(_ error: HDF5Error, _ kind: Kind, path: String) {
    // The library tells of a full disk at length.
    if kind == .output, let code = error.systemCode {
      self = .unwritable(path, code)
      return
    }
    let advice =
      kind == .output
      ? "Check the free space and the permissions of the folder"
      : "Check that the file is complete: `h5dump -H` lists what can be read of it"
    self.init(
      kind, path, at: error.place.object, "\(error.operation): \(error.reason)",
      remedy: error.remedy ?? advice)
  }
}

/// Runs code that uses a file, and throws whatever goes wrong as an error that names the file.
func naming<R: ~Copyable>(
  _ kind: UserError.Kind, _ path: String, _ body: () throws -> R
) throws(UserError) -> R {
  do {
    return try body()
  } catch let error as UserError {
    throw error
  } catch let error as HDF5Error {
    throw UserError(error, kind, path: path)
  } catch {
    throw UserError(kind, path, "\(error)", remedy: "")
  }
}
