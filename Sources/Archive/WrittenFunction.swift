import HDF5
import Model

/// A transfer function that a site's file has, as its tables need it.
struct WrittenFunction {
  let id: String
  /// Its name in MTH5's tree; nil where that has no place for it.
  let common: String?
  let function: TransferFunction
  /// Whether it says what made it, as all do but those of older versions.
  let isStamped: Bool

  /// What goes before what as the site's default: what other programs can read, a remote reference
  /// before a single site, own inputs before another site's, all windows and the usual solver,
  /// which have the shortest names, and the highest rate.
  private var rank: [Int] {
    let origin = function.origin
    let end =
      (origin.remote?.utf8.count ?? 0)
      + (origin.input == origin.output ? 0 : origin.input.utf8.count)
    return [
      common == nil ? 1 : 0, isStamped ? 0 : 1, origin.remote == nil ? 1 : 0,
      origin.input == origin.output ? 0 : 1,
      withoutRate.utf8.count - end, -(function.rate.samples * 1000 / max(1, function.rate.seconds)),
    ]
  }

  private var withoutRate: Substring {
    id.lastIndex(of: "_").map { id[..<$0] } ?? id[...]
  }

  /// The one that a reader takes who asks for none by name.
  static func standard(_ all: [WrittenFunction]) -> WrittenFunction? {
    all.min { a, b in
      let (first, second) = (a.rank, b.rank)
      return first == second ? a.id < b.id : first.lexicographicallyPrecedes(second)
    }
  }
}

extension SiteFileWriter {
  /// Marks the default among the transfer functions.
  ///
  /// - Returns: The rows of the table of transfer functions, in which each station stands once.
  func markDefault(_ file: borrowing File) throws(HDF5Error) -> [[Cell]] {
    guard let standard = WrittenFunction.standard(functions) else { return [] }
    for function in functions {
      try file.group("\(ownPath)/transfer_functions/\(function.id)")
        .setAttribute("default", to: .boolean(function.id == standard.id))
    }
    try file.group(ownPath).setAttribute("default_transfer_function", to: .text(standard.id))
    guard let common = standard.common else { return [] }
    let place = "\(stationPath)/Transfer_Functions/\(common)"
    let row: [Cell] =
      [.text(MTH5.validName(site.site)), .text(MTH5.validName(site.survey))] + site.placeCells
      + MTH5TransferFunction.summary(standard.function, id: common)
    return [
      row + [
        .reference(try file.reference(to: place)), .reference(try file.reference(to: stationPath)),
      ]
    ]
  }
}
