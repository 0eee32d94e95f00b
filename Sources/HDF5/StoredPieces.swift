import CHDF5

/// A dataset of one dimension whose elements lie in a file as they are, not packed by a filter: whoever has
/// their places reads them without HDF5, which is for one thread at a time.
package struct StoredPieces: Hashable, Sendable {
  /// The file, which is another one than was opened where an external link leads to the dataset.
  package let path: String
  /// An element in the file; real, and in this machine's byte order.
  package let element: ScalarStorage
  /// Elements of each piece; of the last one, perhaps, not all are used.
  package let length: Int
  /// The bytes of the file at which the pieces begin, in the order of their elements.
  package let offsets: [Int]

  /// Calls with the parts of a range that follow one another in the file, and the byte where each begins.
  package func forEachPart(
    of elements: Range<Int>, _ body: (_ elements: Range<Int>, _ offset: Int) throws -> Void
  ) rethrows {
    var next = elements.lowerBound
    while next < elements.upperBound {
      let (piece, skipped) = next.quotientAndRemainder(dividingBy: length)
      let end = min(elements.upperBound, (piece + 1) * length)
      try body(next..<end, offsets[piece] + skipped * element.byteCount)
      next = end
    }
  }
}

extension Dataset {
  /// More pieces take HDF5 too long to find, as it looks at all of them for each.
  private static var mostPieces: Int { 512 }

  /// A damaged file may say anything; none is so large that its places could not be computed with.
  private static var mostElements: Int { 1 << 56 }
  private static var lastOffset: Int { 1 << 60 }

  /// Whether there is nothing against `pieces`, but perhaps that not all is written.
  package var hasPieces: Bool {
    get throws(HDF5Error) {
      guard try realElement() != nil else { return false }
      return try pieceLength() != nil
    }
  }

  /// Where the elements are.
  ///
  /// - Returns: Nil where they must be read by HDF5: they are packed, of another type or byte order, not all
  ///   written (so some have the fill value), not in the file itself, in more than one dimension or in too many
  ///   pieces.
  package borrowing func pieces() throws(HDF5Error) -> StoredPieces? {
    guard let element = try realElement(), let length = try pieceLength(),
      let path = fileName(identifier), let offsets = try offsets(ofPiecesOf: length)
    else { return nil }
    return StoredPieces(path: path, element: element, length: length, offsets: offsets)
  }

  /// - Returns: Nil where something is in the way of reading pieces.
  private borrowing func pieceLength() throws(HDF5Error) -> Int? {
    let id = identifier
    let creation = try Handle(H5Dget_create_plist(id), "H5Dget_create_plist", place(id))
    guard H5Pget_nfilters(creation.id) == 0, H5Pget_external_count(creation.id) == 0,
      try !hasUserBlock()
    else { return nil }
    let shape = try shape
    guard shape.count == 1, shape[0] > 0, shape[0] < Self.mostElements else { return nil }
    switch H5Pget_layout(creation.id) {
    case H5D_CONTIGUOUS: return shape[0]
    case H5D_CHUNKED:
      guard let length = try chunk?.first, length > 0, shape[0] / length < Self.mostPieces else {
        return nil
      }
      return length
    default: return nil
    }
  }

  /// - Returns: Nil where a piece was never written.
  private borrowing func offsets(ofPiecesOf length: Int) throws(HDF5Error) -> [Int]? {
    guard try chunk != nil else {
      return fileOffset.flatMap { $0 <= Self.lastOffset ? [$0] : nil }
    }
    let id = identifier
    var offsets: [Int] = []
    for first in stride(from: 0, to: try shape[0], by: length) {
      var corner = hsize_t(first)
      var (address, size, mask) = (haddr_t(0), hsize_t(0), CUnsignedInt(0))
      let status = unsafe H5Dget_chunk_info_by_coord(id, &corner, &mask, &address, &size)
      try check(status, "H5Dget_chunk_info_by_coord", place(id))
      guard address != skd_undefined_address(), address <= Self.lastOffset else { return nil }
      offsets.append(Int(address))
    }
    return offsets
  }

  /// The type of the elements; nil if it is none that this machine computes with.
  private borrowing func realElement() throws(HDF5Error) -> ScalarStorage? {
    let id = identifier
    let type = try Handle(H5Dget_type(id), "H5Dget_type", place(id))
    for candidate in ScalarStorage.realCases {
      let native = try candidate.makeType()
      if H5Tequal(type.id, native.id) > 0 { return candidate }
    }
    return nil
  }

  /// Whether something else precedes HDF5's bytes in the file, from which its versions count differently.
  private borrowing func hasUserBlock() throws(HDF5Error) -> Bool {
    let id = identifier
    let file = try Handle(H5Iget_file_id(id), "H5Iget_file_id", place(id))
    let creation = try Handle(H5Fget_create_plist(file.id), "H5Fget_create_plist", place(id))
    var bytes: hsize_t = 0
    let status = unsafe H5Pget_userblock(creation.id, &bytes)
    try check(status, "H5Pget_userblock", place(id))
    return bytes > 0
  }
}

extension ScalarStorage {
  fileprivate static let realCases: [ScalarStorage] = [
    .double, .float, .int32, .int16, .int64, .uint32, .uint16, .uint8, .int8, .uint64,
  ]

  /// Bytes of an element.
  package var byteCount: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float: 4
    case .int64, .uint64, .double, .complexFloat: 8
    case .complexDouble: 16
    }
  }
}
