import CHDF5

/// Reads one attribute, whatever type and shape its writer chose.
struct AttributeReader: ~Copyable {
  private let attribute: Handle
  private let type: Handle
  private let place: HDF5Error.Place
  private let count: Int
  private let isScalar: Bool

  init(attribute: consuming Handle, place: HDF5Error.Place) throws(HDF5Error) {
    let type = try Handle(H5Aget_type(attribute.id), "H5Aget_type", place)
    let space = try Handle(H5Aget_space(attribute.id), "H5Aget_space", place)
    let count = try check(
      H5Sget_simple_extent_npoints(space.id), "H5Sget_simple_extent_npoints", place)
    self.count = Int(count)
    isScalar = H5Sget_simple_extent_type(space.id) == H5S_SCALAR
    self.attribute = attribute
    self.type = type
    self.place = place
  }

  borrowing func value() throws(HDF5Error) -> AttributeValue {
    switch H5Tget_class(type.id) {
    case H5T_INTEGER:
      let values: [Int64] = try numbers(0)
      return isScalar ? values.first.map { .integer($0) } ?? .other : .integers(values)
    case H5T_FLOAT:
      let values: [Double] = try numbers(0)
      return isScalar ? values.first.map { .real($0) } ?? .other : .reals(values)
    case H5T_ENUM:
      return try enumeration()
    case H5T_STRING:
      let values = H5Tis_variable_str(type.id) > 0 ? try variableTexts() : try fixedTexts()
      return isScalar ? values.first.map { .text($0) } ?? .other : .texts(values)
    case H5T_REFERENCE:
      return try reference()
    default:
      return .other
    }
  }

  private borrowing func numbers<T: HDF5Scalar>(_ zero: T) throws(HDF5Error) -> [T] {
    var values = [T](repeating: zero, count: count)
    let memory = try T.storage.makeType()
    try readBytes(into: &values, memory)
    return values
  }

  private borrowing func enumeration() throws(HDF5Error) -> AttributeValue {
    let values: [Int64] = try numbers(0)
    if Datatypes.isBoolean(type) {
      let truths = values.map { $0 != 0 }
      return isScalar ? truths.first.map { .boolean($0) } ?? .other : .booleans(truths)
    }
    return isScalar ? values.first.map { .integer($0) } ?? .other : .integers(values)
  }

  private borrowing func reference() throws(HDF5Error) -> AttributeValue {
    guard isScalar, H5Tequal(type.id, skd_object_reference()) > 0 else { return .other }
    var address: [UInt64] = [0]
    try readBytes(into: &address, type)
    return .reference(ObjectReference(address: address[0]))
  }

  private borrowing func fixedTexts() throws(HDF5Error) -> [String] {
    let size = H5Tget_size(type.id)
    var bytes = [UInt8](repeating: 0, count: size * count)
    try readBytes(into: &bytes, type)
    return (0..<count).map { Datatypes.decode(bytes[$0 * size..<($0 + 1) * size]) }
  }

  private borrowing func variableTexts() throws(HDF5Error) -> [String] {
    var pointers = unsafe [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    let status = unsafe H5Aread(attribute.id, type.id, &pointers)
    try check(status, "H5Aread", place)
    return unsafe pointers.map { text in
      // The library allocated each text; it is ours to free.
      defer { unsafe H5free_memory(text) }
      return unsafe text.map { unsafe String(cString: $0) } ?? ""
    }
  }

  private borrowing func readBytes<T>(
    into values: inout [T], _ memory: borrowing Handle
  ) throws(HDF5Error) {
    if values.isEmpty { return }
    let status = unsafe values.withUnsafeMutableBytes { bytes in
      unsafe H5Aread(attribute.id, memory.id, bytes.baseAddress)
    }
    try check(status, "H5Aread", place)
  }
}
