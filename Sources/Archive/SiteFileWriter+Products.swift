package import HDF5
package import Model

extension SiteFileWriter {
  /// Writes an array of our own beside the tree of MTH5, whose readers pass over it.
  ///
  /// - Parameters:
  ///   - name: Its path within our group, for example `cross_powers/0/1.5`.
  ///   - shape: Extents of the row-major `values`.
  ///   - compression: gzip's level; nil does not compress.
  package func addProduct<T: HDF5Scalar>(
    _ name: String, values: [T], shape: [Int]? = nil,
    attributes: [String: ProductValue] = [:], compression: Int? = nil
  ) throws(UserError) {
    let shape = shape ?? [values.count]
    let isStored = !values.isEmpty && compression != nil
    try withFile { file in
      let dataset = try file.createDataset(
        "\(ownPath)/\(name)", values: values, shape: shape,
        options: isStored ? .chunked(shape, compression: compression) : .contiguous)
      try dataset.setAttributes(attributes.mapValues(\.attribute))
    }
  }

  /// Sets attributes of our own group, or of one within it, which is made if need be.
  package func setAttributes(
    _ attributes: [String: ProductValue], ofGroup name: String = ""
  ) throws(UserError) {
    let path = "\(ownPath)" + (name.isEmpty ? "" : "/\(name)")
    try withFile { file in
      try file.requireGroup(path).setAttributes(attributes.mapValues(\.attribute))
    }
  }
}
