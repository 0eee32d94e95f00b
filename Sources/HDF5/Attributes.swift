import CHDF5

extension HDF5Object where Self: ~Copyable {
  /// The value of an attribute; nil if there is none of that name.
  package borrowing func attribute(_ name: String) throws(HDF5Error) -> AttributeValue? {
    let id = identifier
    let found = unsafe H5Aexists(id, name)
    if try check(found, "H5Aexists", place(id, name)) == 0 { return nil }
    let opened = unsafe H5Aopen(id, name, skd_default_properties())
    let attribute = try Handle(opened, "H5Aopen", place(id, name))
    return try AttributeReader(attribute: attribute, place: place(id, name)).value()
  }

  /// All attributes by name.
  package borrowing func attributes() throws(HDF5Error) -> [String: AttributeValue] {
    var values: [String: AttributeValue] = [:]
    for name in try attributeNames() { values[name] = try attribute(name) }
    return values
  }

  /// The names of all attributes, in alphabetical order.
  package borrowing func attributeNames() throws(HDF5Error) -> [String] {
    let id = identifier
    var names: [String] = []
    let status = unsafe withUnsafeMutablePointer(to: &names) { collected in
      let visit: H5A_operator2_t = { _, name, _, collected in
        guard let name = unsafe name else { return 0 }
        let text = unsafe String(cString: name)
        unsafe collected?.assumingMemoryBound(to: [String].self).pointee.append(text)
        return 0
      }
      return unsafe H5Aiterate2(id, H5_INDEX_NAME, H5_ITER_INC, nil, visit, collected)
    }
    try check(status, "H5Aiterate2", place(id))
    return names
  }

  /// Sets an attribute, replacing one of the same name.
  ///
  /// - Throws: `HDF5Error` if the file cannot be written.
  /// - Precondition: The value is not `.other`.
  package borrowing func setAttribute(
    _ name: String, to value: AttributeValue
  ) throws(HDF5Error) {
    switch value {
    case .integer(let value): try write(name, [value], of: .int64, isList: false)
    case .integers(let values): try write(name, values, of: .int64, isList: true)
    case .real(let value): try write(name, [value], of: .double, isList: false)
    case .reals(let values): try write(name, values, of: .double, isList: true)
    case .boolean(let value): try write(name, [Int8(value ? 1 : 0)], of: .boolean, isList: false)
    case .booleans(let values):
      try write(name, values.map { Int8($0 ? 1 : 0) }, of: .boolean, isList: true)
    case .reference(let value): try write(name, [value.address], of: .reference, isList: false)
    case .text(let value): try writeTexts(name, [value], isList: false)
    case .texts(let values): try writeTexts(name, values, isList: true)
    case .other: preconditionFailure("an attribute of no kind cannot be written")
    }
  }

  /// Sets several attributes, in alphabetical order, so that equal values make equal files.
  package borrowing func setAttributes(
    _ values: [String: AttributeValue]
  ) throws(HDF5Error) {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      try setAttribute(name, to: value)
    }
  }

  private borrowing func write<T>(
    _ name: String, _ values: [T], of kind: AttributeElement, isList: Bool
  ) throws(HDF5Error) {
    let type = try kind.makeType()
    let attribute = try create(name, type, isList ? values.count : nil)
    if values.isEmpty { return }
    let status = unsafe values.withUnsafeBytes { bytes in
      unsafe H5Awrite(attribute.id, type.id, bytes.baseAddress)
    }
    try check(status, "H5Awrite", place(identifier, name))
  }

  private borrowing func writeTexts(
    _ name: String, _ texts: [String], isList: Bool
  ) throws(HDF5Error) {
    let type = try Datatypes.variableText()
    let attribute = try create(name, type, isList ? texts.count : nil)
    if texts.isEmpty { return }
    // One block of memory for all texts, each ended by its zero, and a pointer to each.
    var starts: [Int] = []
    var characters: [UInt8] = []
    for text in texts {
      starts.append(characters.count)
      characters += text.utf8.filter { $0 != 0 } + [0]
    }
    let status = unsafe characters.withUnsafeBytes { bytes in
      let pointers = unsafe starts.map { unsafe bytes.baseAddress?.advanced(by: $0) }
      return unsafe H5Awrite(attribute.id, type.id, pointers)
    }
    try check(status, "H5Awrite", place(identifier, name))
  }

  private borrowing func create(
    _ name: String, _ type: borrowing Handle, _ count: Int?
  ) throws(HDF5Error) -> Handle {
    let id = identifier
    let found = unsafe H5Aexists(id, name)
    if try check(found, "H5Aexists", place(id, name)) > 0 {
      let status = unsafe H5Adelete(id, name)
      try check(status, "H5Adelete", place(id, name))
    }
    let space = try makeSpace(count.map { [$0] } ?? [], for: name)
    let created = unsafe H5Acreate2(
      id, name, type.id, space.id, skd_default_properties(), skd_default_properties())
    return try Handle(created, "H5Acreate2", place(id, name))
  }
}

/// Element types of attributes that are written byte by byte from memory.
private enum AttributeElement {
  case int64, double, boolean, reference

  func makeType() throws(HDF5Error) -> Handle {
    switch self {
    case .int64: try ScalarStorage.int64.makeType()
    case .double: try ScalarStorage.double.makeType()
    case .boolean: try Datatypes.boolean()
    case .reference: try ScalarStorage.copy(skd_object_reference())
    }
  }
}
