import CHDF5

/// An open dataset: an array of one element type with a shape of any rank.
package struct Dataset: HDF5Object, ~Copyable {
  let handle: Handle
  package var identifier: Int64 { handle.id }
}

/// How a new dataset is stored.
package struct StorageOptions: Hashable, Sendable {
  /// Extents of a chunk; nil stores the array in one piece that can neither grow nor be compressed.
  package var chunk: [Int]?
  /// Dimensions that can grow without limit, counted from 0; needs chunks.
  package var growing: Set<Int> = []
  /// gzip level, 1 (fast) to 9 (small); nil does not compress; needs chunks.
  package var compression: Int?
  /// Whether bytes of equal weight are stored together, which makes numbers compress better.
  package var shuffle = false
  /// Whether the dataset has its place in the file from the beginning, in which nothing is written.
  package var isReserved = false

  /// Stored in one piece.
  package static let contiguous = StorageOptions()

  /// Stored in one piece whose place is known as soon as the dataset is made: `Dataset.fileOffset`.
  ///
  /// What is there before elements are written is up to the file system: zeros where it is new.
  package static let reserved = StorageOptions(isReserved: true)

  /// Stored in chunks that can be compressed and added to.
  package static func chunked(
    _ chunk: [Int], growing: Set<Int> = [], compression: Int? = nil
  ) -> StorageOptions {
    StorageOptions(
      chunk: chunk, growing: growing, compression: compression, shuffle: compression != nil)
  }
}

extension Container where Self: ~Copyable {
  /// Creates a dataset, and the groups above it that do not exist yet.
  ///
  /// - Parameters:
  ///   - path: Its name, or path.
  ///   - shape: Extents in elements; empty for a single value.
  /// - Throws: `HDF5Error` if something of that name exists or the options contradict each other.
  @discardableResult
  package borrowing func createDataset<T: HDF5Scalar>(
    _ path: String, of _: T.Type, shape: [Int], options: StorageOptions = .contiguous
  ) throws(HDF5Error) -> Dataset {
    let type = try T.storage.makeType()
    return try createDataset(path, type: type, shape: shape, options: options)
  }

  /// Creates a dataset that holds the values given, in row-major order.
  ///
  /// - Parameter shape: Its extents; one dimension unless given.
  @discardableResult
  package borrowing func createDataset<T: HDF5Scalar>(
    _ path: String, values: [T], shape: [Int]? = nil, options: StorageOptions = .contiguous
  ) throws(HDF5Error) -> Dataset {
    let dataset = try createDataset(
      path, of: T.self, shape: shape ?? [values.count], options: options)
    try dataset.write(values)
    return dataset
  }

  borrowing func createDataset(
    _ path: String, type: borrowing Handle, shape: [Int], options: StorageOptions
  ) throws(HDF5Error) -> Dataset {
    let id = identifier
    let limits = shape.indices.map { options.growing.contains($0) ? nil : shape[$0] }
    let space = try makeSpace(shape, limits: limits, for: path)
    let creation = try options.makeProperties(for: path)
    let links = try linkCreation(id, path)
    let created = unsafe H5Dcreate2(
      id, path, type.id, space.id, links.id, creation.id, skd_default_properties())
    return Dataset(handle: try Handle(created, "H5Dcreate2", place(id, path)))
  }
}

extension Dataset {
  /// Extents in elements; empty for a single value.
  package var shape: [Int] {
    get throws(HDF5Error) { try extents(of: space()).current }
  }

  /// The extents it can grow to; nil in a dimension means without limit.
  package var maximumShape: [Int?] {
    get throws(HDF5Error) { try extents(of: space()).limits }
  }

  /// Extents of a chunk; nil where it is stored in one piece.
  package var chunk: [Int]? {
    get throws(HDF5Error) {
      let id = identifier
      let creation = try Handle(H5Dget_create_plist(id), "H5Dget_create_plist", place(id))
      guard H5Pget_layout(creation.id) == H5D_CHUNKED else { return nil }
      var extents = [hsize_t](repeating: 0, count: try shape.count)
      let rank = unsafe H5Pget_chunk(creation.id, CInt(extents.count), &extents)
      try check(rank, "H5Pget_chunk", place(id))
      return extents.map { Int(clamping: $0) }
    }
  }

  /// The byte of the file at which its elements begin; nil where it has no place of its own, as in
  /// chunks, or as long as there is nothing to hold.
  package var fileOffset: Int? {
    let offset = H5Dget_offset(identifier)
    return offset == skd_undefined_address() ? nil : Int(exactly: offset)
  }

  /// Makes it larger (or smaller: what is outside is lost) in its growing dimensions.
  ///
  /// - Throws: `HDF5Error` if a dimension cannot grow that far.
  package borrowing func resize(to shape: [Int]) throws(HDF5Error) {
    let id = identifier
    let status = unsafe H5Dset_extent(id, shape.map(hsize_t.init))
    try check(status, "H5Dset_extent", place(id))
  }

  borrowing func space() throws(HDF5Error) -> Handle {
    let id = identifier
    return try Handle(H5Dget_space(id), "H5Dget_space", place(id))
  }

  borrowing func extents(
    of space: borrowing Handle
  ) throws(HDF5Error) -> (current: [Int], limits: [Int?]) {
    let id = identifier
    let rank = try check(
      H5Sget_simple_extent_ndims(space.id), "H5Sget_simple_extent_ndims", place(id))
    var current = [hsize_t](repeating: 0, count: Int(rank))
    var limits = current
    let status = unsafe H5Sget_simple_extent_dims(space.id, &current, &limits)
    try check(status, "H5Sget_simple_extent_dims", place(id))
    let unlimited = skd_unlimited()
    // A damaged file may say anything; what is too much is refused where it is to be read.
    return (
      current.map { Int(clamping: $0) }, limits.map { $0 == unlimited ? nil : Int(clamping: $0) }
    )
  }
}

/// Makes the space of a new dataset or attribute.
func makeSpace(
  _ shape: [Int], limits: [Int?]? = nil, for name: String
) throws(HDF5Error) -> Handle {
  if shape.isEmpty { return try Handle(H5Screate(H5S_SCALAR), "H5Screate", "'\(name)'") }
  let limits = (limits ?? shape).map { $0.map(hsize_t.init) ?? skd_unlimited() }
  let space = unsafe H5Screate_simple(CInt(shape.count), shape.map(hsize_t.init), limits)
  return try Handle(space, "H5Screate_simple", "'\(name)'")
}

extension StorageOptions {
  fileprivate func makeProperties(for name: String) throws(HDF5Error) -> Handle {
    let place: HDF5Error.Place = "'\(name)'"
    let properties = try Handle(H5Pcreate(skd_dataset_creation()), "H5Pcreate", place)
    if let chunk {
      let status = unsafe H5Pset_chunk(
        properties.id, CInt(chunk.count), chunk.map(hsize_t.init))
      try check(status, "H5Pset_chunk", place)
    }
    // Times of creation would make two files with the same content differ.
    try check(H5Pset_obj_track_times(properties.id, false), "H5Pset_obj_track_times", place)
    if isReserved {
      try check(
        H5Pset_alloc_time(properties.id, H5D_ALLOC_TIME_EARLY), "H5Pset_alloc_time", place)
      try check(H5Pset_fill_time(properties.id, H5D_FILL_TIME_NEVER), "H5Pset_fill_time", place)
    }
    if shuffle { try check(H5Pset_shuffle(properties.id), "H5Pset_shuffle", place) }
    if let compression {
      try check(H5Pset_deflate(properties.id, CUnsignedInt(compression)), "H5Pset_deflate", place)
    }
    return properties
  }
}
