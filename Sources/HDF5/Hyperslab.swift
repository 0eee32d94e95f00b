import CHDF5

/// A regular selection of a dataset's elements, in the order of its dimensions.
package struct Hyperslab: Hashable, Sendable {
  package let start: [Int]
  package let count: [Int]
  /// Distance between selected elements; 1 everywhere for a plain block.
  package let stride: [Int]

  /// - Precondition: As many starts as counts and strides, none negative, strides at least 1.
  package init(start: [Int], count: [Int], stride: [Int]? = nil) {
    let stride = stride ?? start.map { _ in 1 }
    precondition(start.count == count.count && start.count == stride.count, "ranks differ")
    precondition(start.allSatisfy { $0 >= 0 } && count.allSatisfy { $0 >= 0 }, "negative extent")
    precondition(stride.allSatisfy { $0 >= 1 }, "a stride below 1")
    self.start = start
    self.count = count
    self.stride = stride
  }

  /// A range of a one-dimensional dataset, or of the rows of a larger one with all that is in them.
  ///
  /// - Parameters:
  ///   - rows: Indices of the first dimension.
  ///   - shape: The dataset's shape.
  package init(rows: Range<Int>, of shape: [Int]) {
    self.init(
      start: [rows.lowerBound] + shape.dropFirst().map { _ in 0 },
      count: [rows.count] + shape.dropFirst())
  }

  package var elementCount: Int { count.reduce(1, *) }

  /// The count, or nil where it is more than memory holds, as a damaged file may claim.
  fileprivate var boundedCount: Int? {
    // Far more than is ever moved at once: 16 GiB of complex numbers.
    let largest = 1 << 30
    var product = 1
    for extent in count {
      let (next, isTooLarge) = product.multipliedReportingOverflow(by: extent)
      if isTooLarge || next > largest { return nil }
      product = next
    }
    return product
  }
}

/// The elements of one transfer, as HDF5 wants them: where in the file, and how many in memory.
struct Selection: ~Copyable {
  let file: Handle
  let memory: Handle
  let count: Int
}

extension Dataset {
  /// Selects a slab, or everything.
  ///
  /// - Throws: `HDF5Error` if the slab has another rank than the dataset or reaches beyond it.
  borrowing func select(_ slab: Hyperslab?) throws(HDF5Error) -> Selection {
    let id = identifier
    let file = try space()
    let slab = if let slab { slab } else { Hyperslab.all(of: try extents(of: file).current) }
    let rank = try check(
      H5Sget_simple_extent_ndims(file.id), "H5Sget_simple_extent_ndims", place(id))
    guard slab.start.count == Int(rank) else {
      throw HDF5Error(
        "H5Sselect_hyperslab", place(id),
        problem: "a selection of \(slab.start.count) dimensions of a dataset with \(rank)")
    }
    if rank > 0 {
      let status = unsafe H5Sselect_hyperslab(
        file.id, H5S_SELECT_SET, slab.start.map(hsize_t.init), slab.stride.map(hsize_t.init),
        slab.count.map(hsize_t.init), nil)
      try check(status, "H5Sselect_hyperslab", place(id))
      guard H5Sselect_valid(file.id) > 0 else {
        throw HDF5Error(
          "H5Sselect_hyperslab", place(id),
          problem: "start \(slab.start), count \(slab.count) reaches beyond shape \(try shape)")
      }
    }
    guard let count = slab.boundedCount else {
      throw HDF5Error(
        "H5Sselect_hyperslab", place(id), problem: "\(slab.count) elements are more than can be")
    }
    // Memory of the slab's own shape: for any other HDF5 walks element by element, many times slower.
    let extents = rank > 0 ? slab.count.map(hsize_t.init) : [1]
    let memory = unsafe H5Screate_simple(max(1, rank), extents, nil)
    return Selection(
      file: file, memory: try Handle(memory, "H5Screate_simple", place(id)),
      count: count)
  }
}

extension Hyperslab {
  fileprivate static func all(of shape: [Int]) -> Hyperslab {
    Hyperslab(start: shape.map { _ in 0 }, count: shape)
  }
}
