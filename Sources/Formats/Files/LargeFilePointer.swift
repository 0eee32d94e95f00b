import Model

/// The small text that Git LFS leaves in place of a large file that was not fetched.
enum LargeFilePointer {
  private static let begin = Array("version https://git-lfs".utf8)
  /// No pointer is larger.
  private static let longest = 1024

  /// Refuses a file that is one, whatever it was taken for.
  ///
  /// - Throws: A `UserError` that says how to get the data.
  static func refuse(_ path: String, size: Int, bytes: (_ count: Int) throws -> [UInt8]) throws {
    guard size >= begin.count, size <= longest, try bytes(begin.count) == begin else { return }
    throw UserError(
      .data, path, "is a Git LFS pointer, not data",
      remedy: "fetch the data with `git lfs pull` in the repository that the file comes from")
  }
}
