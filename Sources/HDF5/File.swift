import CHDF5

/// An open HDF5 file, which is also its root group.
///
/// Dropping it closes it; only `close()` can tell whether everything reached the disk.
///
/// A file that can be written is closed with whatever is still open inside it, so that no group or
/// dataset forgotten on an error path keeps it from being complete; using such a left-over object
/// throws. HDF5 then lets nobody else in this process open it, nor follow an external link to it.
/// A file that is only read may be open several times, and is closed when the last object in it
/// goes.
package struct File: Container, ~Copyable {
  package enum Access: Sendable {
    case readOnly, readWrite
  }

  private let handle: Handle
  package let path: String

  package var identifier: Int64 { handle.id }

  /// Opens an existing file.
  ///
  /// - Throws: `HDF5Error` naming the path if there is no such file, if it is empty, of another
  ///   kind, cut off, locked, or written by a newer HDF5 than this one.
  package static func open(
    _ path: String, _ access: Access = .readOnly
  ) throws(HDF5Error) -> File {
    HDF5Error.silencePrinting()
    try FileSignature.examine(path).requireHDF5(path)
    let properties = try accessProperties(path, isWritable: access == .readWrite)
    if access == .readWrite { FailedWrites.forget() }
    let flags = access == .readOnly ? skd_open_read_only() : skd_open_read_write()
    let id = unsafe H5Fopen(path, flags, properties.id)
    return File(handle: try Handle(id, "H5Fopen", HDF5Error.Place(file: path)), path: path)
  }

  /// Creates a file.
  ///
  /// - Throws: `HDF5Error` if it cannot be made, or if it exists and may not be replaced.
  package static func create(
    _ path: String, replacing: Bool = false
  ) throws(HDF5Error) -> File {
    HDF5Error.silencePrinting()
    let properties = try accessProperties(path, isWritable: true)
    FailedWrites.forget()
    let flags = replacing ? skd_create_replacing() : skd_create_new()
    let id = unsafe H5Fcreate(path, flags, skd_default_properties(), properties.id)
    return File(handle: try Handle(id, "H5Fcreate", HDF5Error.Place(file: path)), path: path)
  }

  /// Creates a file in memory, of which `image()` gives the bytes.
  ///
  /// For small files that are put together by `copy`, which crashes where a disk is full.
  ///
  /// - Parameter path: The file's name in messages; nothing of that name is touched.
  package static func createInMemory(_ path: String) throws(HDF5Error) -> File {
    HDF5Error.silencePrinting()
    let properties = try accessProperties(path, isWritable: true)
    let place = HDF5Error.Place(file: path)
    try check(H5Pset_fapl_core(properties.id, 1 << 20, false), "H5Pset_fapl_core", place)
    let id = unsafe H5Fcreate(
      path, skd_create_replacing(), skd_default_properties(), properties.id)
    return File(handle: try Handle(id, "H5Fcreate", place), path: path)
  }

  /// The bytes that the file has on a disk, all that was written so far included.
  package borrowing func image() throws(HDF5Error) -> [UInt8] {
    let place = HDF5Error.Place(file: path)
    try check(H5Fflush(handle.id, H5F_SCOPE_LOCAL), "H5Fflush", place)
    let size = try check(H5Fget_file_image(handle.id, nil, 0), "H5Fget_file_image", place)
    var bytes = [UInt8](repeating: 0, count: size)
    let id = handle.id
    let read = unsafe bytes.withUnsafeMutableBytes {
      unsafe H5Fget_file_image(id, $0.baseAddress, size)
    }
    try check(read, "H5Fget_file_image", place)
    return bytes
  }

  /// Writes everything out and closes the file.
  ///
  /// - Throws: `HDF5Error` if the last bytes could not be written, for example to a full disk.
  package consuming func close() throws(HDF5Error) {
    let path = self.path
    let id = handle.release()
    try check(H5Fclose(id), "H5Fclose", HDF5Error.Place(file: path))
    if let frames = FailedWrites.take() {
      throw HDF5Error("H5Fclose", HDF5Error.Place(file: path), frames: frames)
    }
  }

  /// How many files, groups, datasets, types and attributes HDF5 holds open in this process.
  package static var openObjectCount: Int {
    H5Fget_obj_count(skd_every_file(), skd_every_object())
  }

  /// Formats from the earliest to those of HDF5 1.10, which every reader in use understands.
  private static func accessProperties(
    _ path: String, isWritable: Bool
  ) throws(HDF5Error) -> Handle {
    let place = HDF5Error.Place(file: path)
    let properties = try Handle(H5Pcreate(skd_file_access()), "H5Pcreate", place)
    try check(
      H5Pset_libver_bounds(properties.id, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110),
      "H5Pset_libver_bounds", place)
    let degree = isWritable ? H5F_CLOSE_STRONG : H5F_CLOSE_WEAK
    try check(H5Pset_fclose_degree(properties.id, degree), "H5Pset_fclose_degree", place)
    return properties
  }
}
