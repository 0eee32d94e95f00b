import CHDF5

/// A column of a table: a named field of every row.
package struct Column: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Text of at most so many bytes of UTF-8.
    case text(bytes: Int)
    case real
    case integer
    case boolean
    case reference
  }

  package let name: String
  package let kind: Kind

  package init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

/// One field of one row.
package enum Cell: Hashable, Sendable {
  case text(String)
  case real(Double)
  case integer(Int64)
  case boolean(Bool)
  case reference(ObjectReference)
}

extension Container where Self: ~Copyable {
  /// Creates a table, a one-dimensional dataset of compounds to which rows can be added.
  ///
  /// - Parameters:
  ///   - path: Its name, or path.
  ///   - columns: In the order of the fields of a row.
  ///   - rows: Each with one cell of the right kind a column. Text too long for its column is cut.
  @discardableResult
  package borrowing func createTable(
    _ path: String, columns: [Column], rows: [[Cell]] = []
  ) throws(HDF5Error) -> Dataset {
    let layout = RowLayout(columns)
    let type = try layout.makeType()
    let dataset = try createDataset(
      path, type: type, shape: [rows.count], options: .chunked([20], growing: [0]))
    try dataset.writeRows(rows, layout)
    return dataset
  }
}

extension Dataset {
  /// The columns of a table.
  ///
  /// Those of a kind that `Column.Kind` does not know are left out.
  ///
  /// - Throws: `HDF5Error` if the dataset is no table.
  package borrowing func columns() throws(HDF5Error) -> [Column] {
    let id = identifier
    let type = try Handle(H5Dget_type(id), "H5Dget_type", place(id))
    guard H5Tget_class(type.id) == H5T_COMPOUND else {
      throw HDF5Error("H5Tget_class", place(id), problem: "it is no table")
    }
    var columns: [Column] = []
    for index in 0..<Int(H5Tget_nmembers(type.id)) {
      let member = try Handle(
        H5Tget_member_type(type.id, CUnsignedInt(index)), "H5Tget_member_type", place(id))
      guard let kind = Column.Kind(member) else { continue }
      columns.append(Column(Datatypes.memberName(type, index), kind))
    }
    return columns
  }

  /// Reads the rows of a table.
  ///
  /// - Parameter columns: Those wanted, found by name; all unless given.
  /// - Returns: One array of cells a row, in the order of `columns`.
  package borrowing func rows(_ columns: [Column]? = nil) throws(HDF5Error) -> [[Cell]] {
    let wanted = if let columns { columns } else { try self.columns() }
    let layout = RowLayout(wanted)
    let type = try layout.makeType()
    let selection = try select(nil)
    var bytes = [UInt8](repeating: 0, count: selection.count * layout.size)
    let status = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe fill(buffer.baseAddress, type, selection)
    }
    try check(status, "H5Dread", place(identifier))
    return (0..<selection.count).map { layout.unpack(bytes, row: $0) }
  }

  /// Adds rows at the end of a table.
  package borrowing func append(
    rows: [[Cell]], columns: [Column]
  ) throws(HDF5Error) {
    let old = try shape[0]
    try resize(to: [old + rows.count])
    try writeRows(rows, RowLayout(columns), Hyperslab(start: [old], count: [rows.count]))
  }

  borrowing func writeRows(
    _ rows: [[Cell]], _ layout: RowLayout, _ slab: Hyperslab? = nil
  ) throws(HDF5Error) {
    let bytes = rows.flatMap(layout.pack)
    let type = try layout.makeType()
    let selection = try select(slab)
    let status = unsafe bytes.withUnsafeBytes { buffer in
      unsafe store(buffer.baseAddress, type, selection)
    }
    try check(status, "H5Dwrite", place(identifier))
  }
}

extension Column.Kind {
  fileprivate init?(_ type: borrowing Handle) {
    switch H5Tget_class(type.id) {
    case H5T_INTEGER: self = .integer
    case H5T_FLOAT: self = .real
    case H5T_ENUM where Datatypes.isBoolean(type): self = .boolean
    case H5T_REFERENCE where H5Tequal(type.id, skd_object_reference()) > 0: self = .reference
    case H5T_STRING where H5Tis_variable_str(type.id) == 0:
      self = .text(bytes: H5Tget_size(type.id))
    default: return nil
    }
  }
}
