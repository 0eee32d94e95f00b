/// One line of the table of products: how far ours is from resistics', and how far it may be.
struct GoldenRow {
  let product: String
  /// What was compared, such as `14 levels`.
  let extent: String
  /// Not a number where there is nothing to compare.
  let difference: Double
  /// 0 where both must be the same.
  let limit: Double
  let unit: String

  init(
    _ product: String, _ extent: String, _ difference: Double, limit: Double, unit: String = ""
  ) {
    self.product = product
    self.extent = extent
    self.difference = difference
    self.limit = limit
    self.unit = unit
  }

  /// Where each value has a limit of its own: the one that uses most of its limit.
  init(_ product: String, _ extent: String, _ worst: WorstDifference, unit: String = "") {
    self.init(product, extent, worst.difference, limit: worst.limit, unit: unit)
  }

  /// For numbers that must be the same: how many are not.
  init(_ product: String, _ extent: String, wrong count: Int) {
    self.init(product, extent, Double(count), limit: 0, unit: "unequal")
  }

  /// Something that was to be compared and is not made.
  static func missing(_ product: String, _ reason: String) -> GoldenRow {
    GoldenRow(product, reason, .nan, limit: 0)
  }

  var isMet: Bool { difference <= limit }

  var cells: [String] {
    let shown = limit == 0 && difference.isFinite ? "\(Int(difference))" : difference.scientific
    return [
      product, extent, difference.isNaN ? "none" : shown, limit == 0 ? "exact" : limit.scientific,
      unit, isMet ? "" : "SHORT",
    ]
  }
}

/// The difference that uses most of its own limit.
struct WorstDifference {
  private(set) var difference = 0.0
  private(set) var limit: Double

  /// - Parameter limit: Shown where nothing differs.
  init(limit: Double) {
    self.limit = limit
  }

  mutating func add(_ other: Double, limit otherLimit: Double) {
    guard !difference.isNaN else { return }
    if other.isNaN || other * limit > difference * otherLimit {
      (difference, limit) = (other, otherLimit)
    }
  }
}

/// A place where we differ on purpose.
struct GoldenDeviation {
  let place: String
  let resistics: String
  let ours: String
}

/// A part of the comparison with resistics.
protocol GoldenPart: Sendable {
  func rows(_ golden: GoldenSet) throws -> [GoldenRow]
}
