import CHDF5

/// Anything in an HDF5 file that can carry attributes: a file's root, a group, a dataset.
package protocol HDF5Object: ~Copyable {
  /// The library's identifier. Only this module can make one, and owns it.
  var identifier: Int64 { get }
}

/// Anything that holds groups and datasets by name: a file (its root group) or a group.
///
/// A path is relative to the container, or absolute from the file's root; it may lead through
/// soft and external links.
package protocol Container: HDF5Object, ~Copyable {}

/// An open group.
package struct Group: Container, ~Copyable {
  let handle: Handle
  package var identifier: Int64 { handle.id }
}

extension HDF5Object where Self: ~Copyable {
  /// The path by which this object was opened, from the root of its file.
  package var path: String { objectPath(identifier) ?? "?" }
}

extension Container where Self: ~Copyable {
  /// Opens a group.
  ///
  /// - Throws: `HDF5Error` if there is none at the path.
  package borrowing func group(_ path: String) throws(HDF5Error) -> Group {
    let id = identifier
    let opened = unsafe H5Gopen2(id, path, skd_default_properties())
    return Group(handle: try Handle(opened, "H5Gopen2", place(id, path)))
  }

  /// Creates a group, and the groups above it that do not exist yet.
  ///
  /// - Throws: `HDF5Error` if something of that name exists.
  @discardableResult
  package borrowing func createGroup(_ path: String) throws(HDF5Error) -> Group {
    let id = identifier
    let links = try linkCreation(id, path)
    let created = unsafe H5Gcreate2(
      id, path, links.id, skd_default_properties(), skd_default_properties())
    return Group(handle: try Handle(created, "H5Gcreate2", place(id, path)))
  }

  /// Opens a group, creating it first where there is none.
  @discardableResult
  package borrowing func requireGroup(_ path: String) throws(HDF5Error) -> Group {
    try exists(path) ? try group(path) : try createGroup(path)
  }

  /// Opens a dataset.
  ///
  /// - Throws: `HDF5Error` if there is none at the path, or if this HDF5 is too old to read it.
  package borrowing func dataset(_ path: String) throws(HDF5Error) -> Dataset {
    let id = identifier
    let opened = unsafe H5Dopen2(id, path, skd_default_properties())
    return Dataset(handle: try Handle(opened, "H5Dopen2", place(id, path)))
  }

  /// Opens a dataset of which every chunk is read once: those that are not compressed come straight to where
  /// they are wanted, and are not kept.
  package borrowing func datasetKeepingNoChunks(_ path: String) throws(HDF5Error) -> Dataset {
    let id = identifier
    let place = place(id, path)
    let properties = try Handle(H5Pcreate(skd_dataset_access()), "H5Pcreate", place)
    try check(H5Pset_chunk_cache(properties.id, 1, 0, 1), "H5Pset_chunk_cache", place)
    let opened = unsafe H5Dopen2(id, path, properties.id)
    return Dataset(handle: try Handle(opened, "H5Dopen2", place))
  }

  /// Whether the path leads to an object; a link that leads nowhere does not.
  package borrowing func exists(_ path: String) throws(HDF5Error) -> Bool {
    let id = identifier
    var walked = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      walked += walked.isEmpty || walked.hasSuffix("/") ? String(part) : "/\(part)"
      let linked = unsafe H5Lexists(id, walked, skd_default_properties())
      if try check(linked, "H5Lexists", place(id, walked)) == 0 { return false }
      // A link into a file that is not there is an error to HDF5, and to us just "no".
      if unsafe H5Oexists_by_name(id, walked, skd_default_properties()) <= 0 { return false }
    }
    return true
  }

  /// Copies a group with all that is in it, or a dataset, attributes included.
  ///
  /// - Parameters:
  ///   - path: What is copied.
  ///   - target: Where to; it may be in another file, and then object references become null.
  ///   - name: The path of the copy there.
  package borrowing func copy(
    _ path: String, to target: borrowing some Container & ~Copyable, as name: String
  ) throws(HDF5Error) {
    let (id, other) = (identifier, target.identifier)
    let links = try linkCreation(other, name)
    let status = unsafe H5Ocopy(id, path, other, name, skd_default_properties(), links.id)
    try check(status, "H5Ocopy", place(id, path))
  }

  /// Removes a link.
  ///
  /// The space of an object that nothing links to any more stays lost in the file.
  package borrowing func remove(_ path: String) throws(HDF5Error) {
    let id = identifier
    let status = unsafe H5Ldelete(id, path, skd_default_properties())
    try check(status, "H5Ldelete", place(id, path))
  }
}

/// Properties of a new link: groups missing on the way are made, and names are UTF-8.
func linkCreation(_ id: hid_t, _ path: String) throws(HDF5Error) -> Handle {
  let links = try Handle(H5Pcreate(skd_link_creation()), "H5Pcreate", place(id, path))
  try check(
    H5Pset_create_intermediate_group(links.id, 1), "H5Pset_create_intermediate_group",
    place(id, path))
  // Marking a plain ASCII name as UTF-8 would only turn old-style groups into new-style ones.
  if !path.utf8.allSatisfy({ $0 < 128 }) {
    try check(
      H5Pset_char_encoding(links.id, H5T_CSET_UTF8), "H5Pset_char_encoding", place(id, path))
  }
  return links
}
