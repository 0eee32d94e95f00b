import CHDF5

/// How a table's row lies in memory: its fields in order, without gaps, little-endian.
struct RowLayout {
  let columns: [Column]
  private let offsets: [Int]
  let size: Int

  init(_ columns: [Column]) {
    var end = 0
    offsets = columns.map { column in
      defer { end += column.kind.size }
      return end
    }
    self.columns = columns
    size = end
  }

  func makeType() throws(HDF5Error) -> Handle {
    let type = try Handle(H5Tcreate(H5T_COMPOUND, size), "H5Tcreate", "a table row")
    for (column, offset) in zip(columns, offsets) {
      let field = try column.kind.makeType()
      let status = unsafe H5Tinsert(type.id, column.name, offset, field.id)
      try check(status, "H5Tinsert", "column '\(column.name)' of a table row")
    }
    return type
  }

  /// - Precondition: One cell a column, of the column's kind.
  func pack(_ row: [Cell]) -> [UInt8] {
    precondition(row.count == columns.count, "a row must have one cell for each column")
    return zip(row, columns).flatMap { cell, column in cell.bytes(as: column) }
  }

  func unpack(_ bytes: [UInt8], row: Int) -> [Cell] {
    zip(columns, offsets).map { column, offset in
      let start = row * size + offset
      return Cell(bytes[start..<start + column.kind.size], as: column.kind)
    }
  }
}

extension Column.Kind {
  fileprivate var size: Int {
    switch self {
    case .text(let bytes): bytes
    case .real, .integer, .reference: 8
    case .boolean: 1
    }
  }

  fileprivate func makeType() throws(HDF5Error) -> Handle {
    switch self {
    case .text(let bytes): try Datatypes.fixedText(bytes: bytes)
    case .real: try ScalarStorage.copy(skd_little_endian_double())
    case .integer: try ScalarStorage.copy(skd_little_endian_int64())
    case .boolean: try Datatypes.boolean()
    case .reference: try ScalarStorage.copy(skd_object_reference())
    }
  }
}

extension Cell {
  fileprivate func bytes(as column: Column) -> [UInt8] {
    switch (self, column.kind) {
    case (.text(let text), .text(let bytes)): Datatypes.encode(text, bytes: bytes)
    case (.real(let value), .real): Self.littleEndian(value.bitPattern)
    case (.integer(let value), .integer): Self.littleEndian(UInt64(bitPattern: value))
    case (.boolean(let value), .boolean): [value ? 1 : 0]
    case (.reference(let value), .reference): Self.littleEndian(value.address)
    default: preconditionFailure("\(self) does not belong in column \(column)")
    }
  }

  fileprivate init(_ bytes: ArraySlice<UInt8>, as kind: Column.Kind) {
    switch kind {
    case .text: self = .text(Datatypes.decode(bytes))
    case .real: self = .real(Double(bitPattern: Self.number(bytes)))
    case .integer: self = .integer(Int64(bitPattern: Self.number(bytes)))
    case .boolean: self = .boolean(bytes.first != 0)
    case .reference: self = .reference(ObjectReference(address: Self.number(bytes)))
    }
  }

  private static func littleEndian(_ bits: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
