import CHDF5

/// A failed HDF5 operation: which, on what, why by the library's own error stack, and what to do.
package struct HDF5Error: Error, Hashable, Sendable {
  /// One entry of the library's error stack.
  package struct Frame: Hashable, Sendable {
    package let function: String
    package let message: String
  }

  /// Where an operation failed: an object, a file, or an object in a file.
  package struct Place: Hashable, Sendable {
    /// The file's path; empty where none was involved yet.
    package let file: String
    /// The object, as a reader of the message should see it; empty for the file as a whole.
    package let object: String

    init(file: String, object: String = "") {
      self.file = file
      self.object = object
    }
  }

  /// The C function that failed, or the check of ours that did.
  package let operation: String
  /// What it was called on.
  package let place: Place
  /// The error stack, outermost call first.
  package let frames: [Frame]
  /// What the user can do about it, where we know.
  package let remedy: String?

  /// Takes the library's current error stack.
  ///
  /// The place is evaluated last: asking the library for names clears its error stack.
  init(capturing operation: String, _ place: () -> Place) {
    let frames = Self.currentFrames()
    self.operation = operation
    self.frames = frames
    self.place = place()
    remedy = Self.remedy(for: frames)
  }

  /// Reports a failure of which the library told before.
  init(_ operation: String, _ place: Place, frames: [Frame]) {
    self.operation = operation
    self.place = place
    self.frames = frames
    remedy = Self.remedy(for: frames)
  }

  /// Reports a problem that was found by this module and not by the C library.
  init(_ operation: String, _ place: Place, problem: String, remedy: String? = nil) {
    self.operation = operation
    self.place = place
    frames = [Frame(function: operation, message: problem)]
    self.remedy = remedy
  }
}

extension HDF5Error: CustomStringConvertible {
  package var description: String {
    "\(operation) failed for \(place): \(reason)" + (remedy.map { ". \($0)" } ?? "")
  }

  /// The outermost message of the stack and the innermost, which says what really went wrong.
  package var reason: String {
    guard let outer = frames.first, let inner = frames.last else { return "no reason given" }
    return frames.count == 1
      ? outer.message : "\(outer.message) (\(inner.function): \(inner.message))"
  }
}

extension HDF5Error {
  /// The system's number of what kept the library from reading or writing; nil if that was nothing of
  /// the system's, or the library does not tell.
  package var systemCode: Int32? {
    for frame in frames {
      // Drivers of files write `errno = 28, error message = '…'`.
      guard let place = frame.message.firstRange(of: "errno = ") else { continue }
      return Int32(frame.message[place.upperBound...].prefix(while: \.isNumber))
    }
    return nil
  }
}

extension HDF5Error.Place: CustomStringConvertible {
  package var description: String {
    if file.isEmpty { return object }
    return object.isEmpty ? "file '\(file)'" : "\(object) of file '\(file)'"
  }
}

extension HDF5Error.Place: ExpressibleByStringInterpolation {
  package init(stringLiteral value: String) { self.init(file: "", object: value) }
}

extension HDF5Error {
  /// Keeps HDF5 from printing its error stack, which becomes the text of our error instead.
  ///
  /// In a thread-safe build of the library the setting belongs to a thread, so every opening of a
  /// file repeats it.
  ///
  /// Nor does the library get to tidy up when the program ends. It has nothing to save, as files are
  /// closed by their owners, and it crashes over objects that a full disk kept it from closing.
  static func silencePrinting() {
    H5dont_atexit()
    let note: H5E_auto2_t = { _, _ in
      FailedWrites.note(HDF5Error.currentFrames())
      return 0
    }
    _ = unsafe H5Eset_auto2(skd_error_stack(), note, nil)
  }

  static func currentFrames() -> [Frame] {
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
      The file was written by a newer HDF5 than the one of this program. Rewrite it with \
      `run/interop rewrite OLD NEW`, or have it written with libver=("v110", "v110"), \
      which mth5 and h5py accept when they open a file
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
      ["file close degree doesn't match"],
      "This program has the file open for writing at the same time: close it there first"
    ),
    (
      ["unable to open external file"],
      """
      The file that the link leads to is looked for beside the one that holds the link: \
      move or copy both together. It must not be open for writing
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
