import CHDF5

extension Dataset {
  /// Reads a slab, or everything, converted to the type asked for, in row-major order.
  ///
  /// - Throws: `HDF5Error` if the slab does not fit, if the elements are no numbers of that kind,
  ///   or if the bytes cannot be read or unpacked.
  package borrowing func read<T: HDF5Scalar>(
    _: T.Type = T.self, _ slab: Hyperslab? = nil
  ) throws(HDF5Error) -> [T] {
    let selection = try select(slab)
    let type = try T.storage.makeType()
    let id = identifier
    var status: herr_t = 0
    let values = unsafe [T](unsafeUninitializedCapacity: selection.count) { buffer, filled in
      status = unsafe fill(buffer.baseAddress, type, selection)
      filled = status < 0 ? 0 : selection.count
    }
    try check(status, "H5Dread", place(id))
    return values
  }

  /// Reads a slab into memory of the caller.
  ///
  /// - Parameters:
  ///   - values: Filled in row-major order; must be as long as the slab has elements.
  /// - Throws: As `read(_:_:)`.
  package borrowing func read<T: HDF5Scalar>(
    into values: inout MutableSpan<T>, _ slab: Hyperslab? = nil
  ) throws(HDF5Error) {
    let selection = try select(slab)
    precondition(values.count == selection.count, "buffer and slab differ in length")
    let type = try T.storage.makeType()
    let status = unsafe values.withUnsafeMutableBufferPointer { buffer in
      unsafe fill(buffer.baseAddress, type, selection)
    }
    try check(status, "H5Dread", place(identifier))
  }

  /// Writes a slab, or everything, from values in row-major order.
  ///
  /// - Throws: `HDF5Error` if the slab does not fit, if the dataset holds another kind of element,
  ///   or if the file cannot be written.
  package borrowing func write<T: HDF5Scalar>(
    _ values: Span<T>, _ slab: Hyperslab? = nil
  ) throws(HDF5Error) {
    let selection = try select(slab)
    precondition(values.count == selection.count, "values and slab differ in length")
    let type = try T.storage.makeType()
    let id = identifier
    let status = unsafe values.withUnsafeBufferPointer { buffer in
      unsafe store(buffer.baseAddress, type, selection)
    }
    try check(status, "H5Dwrite", place(id))
  }

  /// Writes a slab, or everything, from an array in row-major order.
  package borrowing func write<T: HDF5Scalar>(
    _ values: [T], _ slab: Hyperslab? = nil
  ) throws(HDF5Error) {
    try write(values.span, slab)
  }

  /// Adds rows at the end of a dataset whose first dimension can grow.
  ///
  /// - Parameter values: Whole rows, in row-major order.
  package borrowing func append<T: HDF5Scalar>(_ values: Span<T>) throws(HDF5Error) {
    var shape = try self.shape
    let perRow = shape.dropFirst().reduce(1, *)
    precondition(perRow > 0 && values.count % perRow == 0, "not whole rows")
    let rows = shape[0]..<(shape[0] + values.count / perRow)
    shape[0] = rows.upperBound
    try resize(to: shape)
    try write(values, Hyperslab(rows: rows, of: shape))
  }

  borrowing func fill(
    _ memory: UnsafeMutableRawPointer?, _ type: borrowing Handle, _ selection: borrowing Selection
  ) -> herr_t {
    // HDF5 wants a place to put even nothing.
    guard selection.count > 0, let memory = unsafe memory else { return 0 }
    return unsafe H5Dread(
      identifier, type.id, selection.memory.id, selection.file.id, skd_default_properties(), memory)
  }

  borrowing func store(
    _ memory: UnsafeRawPointer?, _ type: borrowing Handle, _ selection: borrowing Selection
  ) -> herr_t {
    guard selection.count > 0, let memory = unsafe memory else { return 0 }
    return unsafe H5Dwrite(
      identifier, type.id, selection.memory.id, selection.file.id, skd_default_properties(), memory)
  }
}
