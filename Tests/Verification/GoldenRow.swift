/// One product of the golden set beside ours.
struct GoldenRow {
  let product: String
  /// The largest that was found, in the measure of the tolerance.
  let difference: Double
  /// `nil` where the difference is only shown.
  let tolerance: Double?
  /// What differs on purpose, and why; how it was measured.
  var remark = ""

  var isWithin: Bool { tolerance.map { difference <= $0 } ?? true }
}
