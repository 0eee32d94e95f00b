import CHDF5

/// A pointer, stored in a file, to an object of the same file.
///
/// It means nothing in another file.
package struct ObjectReference: Hashable, Sendable {
  package let address: UInt64

  /// The reference to nothing, as in rows of a table that were never filled.
  package static let null = ObjectReference(address: 0)

  var isNull: Bool { address == 0 || address == .max }
}

extension Container where Self: ~Copyable {
  /// Makes a reference to what the path leads to, which must lie in this file.
  package borrowing func reference(to path: String) throws(HDF5Error) -> ObjectReference {
    let id = identifier
    var address: hobj_ref_t = 0
    let status = unsafe H5Rcreate(&address, id, path, H5R_OBJECT, -1)
    try check(status, "H5Rcreate", place(id, path))
    return ObjectReference(address: UInt64(address))
  }

  /// The path of the object referred to.
  ///
  /// - Throws: `HDF5Error` if the reference is null or leads to nothing.
  package borrowing func path(of reference: ObjectReference) throws(HDF5Error) -> String {
    let object = try dereference(reference)
    guard let path = objectPath(object.id) else {
      throw HDF5Error(capturing: "H5Iget_name") { place(object.id) }
    }
    return path
  }

  /// Opens the dataset referred to.
  package borrowing func dataset(_ reference: ObjectReference) throws(HDF5Error) -> Dataset {
    let object = try dereference(reference)
    try require(H5I_DATASET, "dataset", object)
    return Dataset(handle: object)
  }

  /// Opens the group referred to.
  package borrowing func group(_ reference: ObjectReference) throws(HDF5Error) -> Group {
    let object = try dereference(reference)
    try require(H5I_GROUP, "group", object)
    return Group(handle: object)
  }

  private borrowing func dereference(
    _ reference: ObjectReference
  ) throws(HDF5Error) -> Handle {
    let id = identifier
    if reference.isNull {
      throw HDF5Error("H5Rdereference2", place(id), problem: "the reference points to nothing")
    }
    var address = hobj_ref_t(reference.address)
    let object = unsafe H5Rdereference2(id, skd_default_properties(), H5R_OBJECT, &address)
    return try Handle(object, "H5Rdereference2", place(id, "a reference"))
  }

  private borrowing func require(
    _ type: H5I_type_t, _ word: String, _ object: borrowing Handle
  ) throws(HDF5Error) {
    guard H5Iget_type(object.id) == type else {
      throw HDF5Error("H5Rdereference2", place(object.id), problem: "it is no \(word)")
    }
  }
}
