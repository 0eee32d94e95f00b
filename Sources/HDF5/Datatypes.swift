import CHDF5

/// The HDF5 types of attributes and table columns that are no plain numbers.
enum Datatypes {
  /// Text of any length, UTF-8, ended by a zero.
  static func variableText() throws(HDF5Error) -> Handle {
    let type = try ScalarStorage.copy(skd_c_string())
    try check(H5Tset_size(type.id, skd_variable_length()), "H5Tset_size", "a text type")
    try check(H5Tset_cset(type.id, H5T_CSET_UTF8), "H5Tset_cset", "a text type")
    return type
  }

  /// Text of a fixed number of bytes, filled up with zeros, as NumPy's `S` types.
  static func fixedText(bytes: Int) throws(HDF5Error) -> Handle {
    let type = try ScalarStorage.copy(skd_c_string())
    try check(H5Tset_size(type.id, bytes), "H5Tset_size", "a text type")
    try check(H5Tset_strpad(type.id, H5T_STR_NULLPAD), "H5Tset_strpad", "a text type")
    return type
  }

  /// A truth value as h5py stores it: `ENUM {FALSE = 0, TRUE = 1}` in one byte.
  static func boolean() throws(HDF5Error) -> Handle {
    let type = try Handle(H5Tenum_create(skd_native_int8()), "H5Tenum_create", "a boolean type")
    for (name, value) in [("FALSE", Int8(0)), ("TRUE", Int8(1))] {
      var value = value
      let status = unsafe H5Tenum_insert(type.id, name, &value)
      try check(status, "H5Tenum_insert", "a boolean type")
    }
    return type
  }

  /// Whether an enumeration means a truth value.
  static func isBoolean(_ type: borrowing Handle) -> Bool {
    guard H5Tget_class(type.id) == H5T_ENUM, H5Tget_nmembers(type.id) == 2 else { return false }
    return memberName(type, 0).uppercased() == "FALSE"
      && memberName(type, 1).uppercased() == "TRUE"
  }

  /// The name of a member of an enumeration or compound.
  static func memberName(_ type: borrowing Handle, _ index: Int) -> String {
    guard let name = unsafe H5Tget_member_name(type.id, CUnsignedInt(index)) else { return "" }
    defer { unsafe H5free_memory(name) }
    return unsafe String(cString: name)
  }

  /// Decodes text that ends at a zero or at the end of its field; blanks that fill it up go.
  static func decode(_ field: some Sequence<UInt8>) -> String {
    var bytes = Array(field.prefix { $0 != 0 })
    while bytes.last == 0x20 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Encodes text into exactly `bytes` bytes; what does not fit is cut off between characters.
  static func encode(_ text: String, bytes count: Int) -> [UInt8] {
    var kept: [UInt8] = []
    for character in text.unicodeScalars where character != "\0" {
      let encoded = Array(String(character).utf8)
      if kept.count + encoded.count > count { break }
      kept += encoded
    }
    return kept + [UInt8](repeating: 0, count: count - kept.count)
  }
}
