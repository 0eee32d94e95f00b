import CHDF5

/// One entry of a group.
package struct Child: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case group, dataset, other
    /// A soft or external link to something that is not there.
    case missing
  }

  package enum Link: Hashable, Sendable {
    case hard
    case soft(target: String)
    case external(file: String, object: String)
    case other
  }

  package let name: String
  package let kind: Kind
  package let link: Link

  package init(name: String, kind: Kind, link: Link) {
    self.name = name
    self.kind = kind
    self.link = link
  }
}

extension Container where Self: ~Copyable {
  /// The names in this container, in alphabetical order; nothing is opened.
  package borrowing func childNames() throws(HDF5Error) -> [String] {
    let id = identifier
    var information = H5G_info_t()
    let status = unsafe H5Gget_info(id, &information)
    try check(status, "H5Gget_info", place(id))
    var names: [String] = []
    for index in 0..<information.nlinks {
      let name = unsafe textFilled { buffer, size in
        unsafe H5Lget_name_by_idx(
          id, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, skd_default_properties())
      }
      guard let name else {
        throw HDF5Error(capturing: "H5Lget_name_by_idx") { place(id, "entry \(index)") }
      }
      names.append(name)
    }
    return names
  }

  /// What this container holds, in alphabetical order of name, links followed.
  ///
  /// - Throws: `HDF5Error` also where this HDF5 is too old to read one of the objects.
  package borrowing func children() throws(HDF5Error) -> [Child] {
    var children: [Child] = []
    for name in try childNames() {
      let link = try link(name)
      children.append(Child(name: name, kind: try kind(name, reachedBy: link), link: link))
    }
    return children
  }

  /// How a name is bound to its object.
  package borrowing func link(_ name: String) throws(HDF5Error) -> Child.Link {
    let id = identifier
    var type: CInt = 0
    var size = 0
    let status = unsafe skd_link_info(id, name, &type, &size)
    try check(status, "H5Lget_info", place(id, name))
    switch type {
    case CInt(H5L_TYPE_HARD.rawValue): return .hard
    case CInt(H5L_TYPE_SOFT.rawValue):
      let value = try linkValue(name, size)
      return .soft(target: String(decoding: value.prefix { $0 != 0 }, as: UTF8.self))
    case CInt(H5L_TYPE_EXTERNAL.rawValue):
      // One byte of version and flags, then file and object, each ended by a zero.
      let parts = try linkValue(name, size).dropFirst().split(separator: 0)
      guard parts.count >= 2 else { return .other }
      return .external(
        file: String(decoding: parts[parts.startIndex], as: UTF8.self),
        object: String(decoding: parts[parts.startIndex + 1], as: UTF8.self))
    default: return .other
    }
  }

  private borrowing func linkValue(_ name: String, _ size: Int) throws(HDF5Error) -> [UInt8] {
    let id = identifier
    var bytes = [UInt8](repeating: 0, count: size)
    let status = unsafe H5Lget_val(id, name, &bytes, size, skd_default_properties())
    try check(status, "H5Lget_val", place(id, name))
    return bytes
  }

  private borrowing func kind(
    _ name: String, reachedBy link: Child.Link
  ) throws(HDF5Error) -> Child.Kind {
    let id = identifier
    let opened = unsafe H5Oopen(id, name, skd_default_properties())
    if opened < 0, link != .hard { return .missing }
    let object = try Handle(opened, "H5Oopen", place(id, name))
    switch H5Iget_type(object.id) {
    case H5I_GROUP: return .group
    case H5I_DATASET: return .dataset
    default: return .other
    }
  }

  /// Makes a name for a path that is looked up in the same file each time it is used.
  package borrowing func createSoftLink(
    _ path: String, to target: String
  ) throws(HDF5Error) {
    let id = identifier
    let links = try linkCreation(id, path)
    let status = unsafe H5Lcreate_soft(target, id, path, links.id, skd_default_properties())
    try check(status, "H5Lcreate_soft", place(id, path))
  }

  /// Makes a name for an object of another file, which need not exist yet.
  ///
  /// A relative file name is looked up beside the file that holds the link, so a folder of linked
  /// files can be moved as one.
  package borrowing func createExternalLink(
    _ path: String, toFile file: String, object: String
  ) throws(HDF5Error) {
    let id = identifier
    let links = try linkCreation(id, path)
    let status = unsafe H5Lcreate_external(
      file, object, id, path, links.id, skd_default_properties())
    try check(status, "H5Lcreate_external", place(id, path))
  }
}
