import CHDF5

/// A failed HDF5 operation: which, on what, why by the library's own error stack, and what to do.
package struct HDF5Error: Error, Hashable, Sendable {
  /// One entry of the library's error stack.
  package struct Frame: Hashable, Sendable {
    package let function: String
    package let message: String
  }

  /// The C function that failed, or the check of ours that did.
  package let operation: String
  /// The object and file it was called on, as a reader of the message should see them.
  package let subject: String
  /// The error stack, outermost call first.
  package let frames: [Frame]
  /// What the user can do about it, where we know.
  package let remedy: String?

  /// Takes the library's current error stack.
  ///
  /// The subject is evaluated last: asking the library for names clears its error stack.
  init(capturing operation: String, _ subject: () -> String) {
    let frames = Self.currentFrames()
    self.operation = operation
    self.frames = frames
    self.subject = subject()
    remedy = Self.remedy(for: frames)
  }

  /// Reports a problem that was found by this module and not by the C library.
  init(_ operation: String, _ subject: String, problem: String, remedy: String? = nil) {
    self.operation = operation
    self.subject = subject
    frames = [Frame(function: operation, message: problem)]
    self.remedy = remedy
  }
}

extension HDF5Error: CustomStringConvertible {
  package var description: String {
    var text = "\(operation) failed for \(subject)"
    if let outer = frames.first { text += ": \(outer.message)" }
    if frames.count > 1, let inner = frames.last {
      text += " (\(inner.function): \(inner.message))"
    }
    if let remedy { text += ". \(remedy)" }
    return text
  }
}

extension HDF5Error {
  /// Keeps HDF5 from printing its error stack, which becomes the text of our error instead.
  ///
  /// In a thread-safe build of the library the setting belongs to a thread, so every opening of a
  /// file repeats it.
  static func silencePrinting() {
    H5Eset_auto2(skd_error_stack(), nil, nil)
  }

  private static func currentFrames() -> [Frame] {
    var frames: [Frame] = []
    unsafe withUnsafeMutablePointer(to: &frames) { collected in
      let visit: H5E_walk2_t = { _, entry, collected in
        guard let entry = unsafe entry?.pointee else { return 0 }
        let frame = unsafe Frame(
          function: entry.func_name.map { unsafe String(cString: $0) } ?? "?",
          message: entry.desc.map { unsafe Frame.oneLine(String(cString: $0)) } ?? "")
        unsafe collected?.assumingMemoryBound(to: [Frame].self).pointee.append(frame)
        return 0
      }
      _ = unsafe H5Ewalk2(skd_error_stack(), H5E_WALK_DOWNWARD, visit, collected)
    }
    return frames
  }

  private static func remedy(for frames: [Frame]) -> String? {
    for (words, remedy) in knownRemedies
    where frames.contains(where: { frame in words.contains(where: frame.message.contains) }) {
      return remedy
    }
    return nil
  }

  /// Words of the library's messages, each list with what a user can do.
  private static let knownRemedies: [(words: [String], remedy: String)] = [
    (
      ["bad version number", "bad superblock version", "unknown version", "wrong version"],
      """
      The file was written by a newer HDF5 than the one of this program. Rewrite it where that \
      newer HDF5 is installed: `h5repack --low=0 --high=2 old.h5 new.h5`; \
      or let mth5 write it with libver=("v110", "v110")
      """
    ),
    (
      ["truncated file", "addr overflow"],
      """
      The file is shorter than its own header says: writing or copying it was cut off. \
      Fetch or make it again
      """
    ),
    (
      ["unable to lock file"],
      """
      Another program has the file open for writing; or its file system has no locks, \
      then set HDF5_USE_FILE_LOCKING=FALSE
      """
    ),
    (
      ["required filter", "filter is not registered"],
      "The data are compressed by a filter that this HDF5 does not have; use gzip"
    ),
  ]
}

extension HDF5Error.Frame {
  /// Messages of file drivers hold line breaks and a time stamp that says nothing.
  fileprivate static func oneLine(_ message: String) -> String {
    message.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
