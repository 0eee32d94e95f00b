import CHDF5

extension Container where Self: ~Copyable {
  /// Creates a dataset with the type and shape of another, which may be in another file.
  ///
  /// Nothing is copied yet: see `Dataset.copyRows(of:atATime:)`.
  ///
  /// - Parameter options: How it is stored; as the other unless given.
  @discardableResult
  package borrowing func createDataset(
    _ path: String, like source: borrowing Dataset, options: StorageOptions? = nil
  ) throws(HDF5Error) -> Dataset {
    let type = try source.elementType()
    if let options {
      return try createDataset(path, type: type, shape: source.shape, options: options)
    }
    let (id, other) = (identifier, source.identifier)
    let space = try source.space()
    let creation = try Handle(H5Dget_create_plist(other), "H5Dget_create_plist", place(other))
    let links = try linkCreation(id, path)
    let created = unsafe H5Dcreate2(
      id, path, type.id, space.id, links.id, creation.id, skd_default_properties())
    return Dataset(handle: try Handle(created, "H5Dcreate2", place(id, path)))
  }
}

extension Dataset {
  /// Fills it with the elements of another dataset of the same shape and type.
  ///
  /// The elements must be of fixed size: numbers, and compounds of them.
  ///
  /// - Parameter count: How many rows are in memory at a time.
  /// - Throws: `HDF5Error` if the other cannot be read or this one not be written.
  package borrowing func copyRows(
    of source: borrowing Dataset, atATime count: Int
  ) throws(HDF5Error) {
    let type = try source.elementType()
    let shape = try source.shape
    let size = shape.dropFirst().reduce(H5Tget_size(type.id), *)
    var bytes = [UInt8](repeating: 0, count: min(count, shape[0]) * size)
    for first in stride(from: 0, to: shape[0], by: count) {
      let rows = Hyperslab(rows: first..<min(first + count, shape[0]), of: shape)
      try source.read(into: &bytes, type, rows)
      try write(bytes, type, rows)
    }
  }

  private borrowing func read(
    into bytes: inout [UInt8], _ type: borrowing Handle, _ slab: Hyperslab
  ) throws(HDF5Error) {
    let selection = try select(slab)
    let status = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe fill(buffer.baseAddress, type, selection)
    }
    try check(status, "H5Dread", place(identifier))
  }

  private borrowing func write(
    _ bytes: [UInt8], _ type: borrowing Handle, _ slab: Hyperslab
  ) throws(HDF5Error) {
    let selection = try select(slab)
    let status = unsafe bytes.withUnsafeBytes { buffer in
      unsafe store(buffer.baseAddress, type, selection)
    }
    try check(status, "H5Dwrite", place(identifier))
  }

  /// The elements' own type.
  borrowing func elementType() throws(HDF5Error) -> Handle {
    let id = identifier
    return try Handle(H5Dget_type(id), "H5Dget_type", place(id))
  }
}
