import CHDF5

/// Ownership of one HDF5 identifier: file, group, dataset, type, space or property list.
///
/// All HDF5 calls of a process are made from one thread; neither this type nor the library's
/// parallel flavour guards against two.
struct Handle: ~Copyable {
  let id: hid_t

  /// Takes over an identifier that a C function has just returned.
  ///
  /// - Throws: `HDF5Error` if it is not one, that is if the function failed.
  init(_ id: hid_t, _ operation: String, _ place: @autoclosure () -> HDF5Error.Place)
    throws(HDF5Error)
  {
    guard id >= 0 else { throw HDF5Error(capturing: operation, place) }
    self.id = id
  }

  deinit {
    // A failure here has nobody to hear it: `File.close()` tells of it.
    // Identifiers are never used twice, so one that its file has already closed does no harm.
    H5Idec_ref(id)
  }

  /// Gives the identifier up without closing it.
  consuming func release() -> hid_t {
    let id = self.id
    discard self
    return id
  }
}

/// Throws the library's error stack if a C function reported failure by a negative number.
@discardableResult
func check<Status: SignedInteger>(
  _ status: Status, _ operation: String, _ place: @autoclosure () -> HDF5Error.Place
) throws(HDF5Error) -> Status {
  guard status >= 0 else { throw HDF5Error(capturing: operation, place) }
  return status
}

/// Names an object for an error message: its path, what was looked for in it, and its file.
func place(_ id: hid_t, _ name: String = "") -> HDF5Error.Place {
  let object = objectPath(id) ?? "?"
  let file = fileName(id) ?? "?"
  let inside = name.isEmpty ? "" : "'\(name)' in "
  return HDF5Error.Place(file: file, object: "\(inside)'\(object)'")
}

/// The path by which an object was opened.
func objectPath(_ id: hid_t) -> String? {
  unsafe textFilled { buffer, size in unsafe H5Iget_name(id, buffer, size) }
}

/// The file that an object is in.
func fileName(_ id: hid_t) -> String? {
  unsafe textFilled { buffer, size in unsafe H5Fget_name(id, buffer, size) }
}

/// Calls a C function twice that fills a buffer with text: for the length, then for the text.
func textFilled(by call: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> String? {
  let length = call(nil, 0)
  guard length > 0 else { return nil }
  return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: length + 1) { buffer in
    guard unsafe call(buffer.baseAddress, length + 1) >= 0 else { return nil }
    return unsafe buffer.baseAddress.map { unsafe String(cString: $0) }
  }
}
