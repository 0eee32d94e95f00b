import Model

/// One line of the table of what agrees with resistics: a product, and how far ours is from it.
struct GoldenRow {
  let product: String
  /// Of the product: which problem, site or case.
  let subject: String
  let difference: Double
  /// `nil` where we differ on purpose, which `remark` explains.
  let limit: Double?
  var remark = ""

  /// Whether the row is as it should be.
  var isKept: Bool { limit.map { difference <= $0 } ?? true }
}

extension [GoldenRow] {
  /// Prints the rows.
  func show(_ title: String) {
    var table = TextTable(title, ["product", "of", "difference", "limit", ""])
    for row in self {
      table.add([
        row.product, row.subject, row.difference.scientific,
        row.limit?.scientific ?? "differs on purpose", row.remark,
      ])
    }
    table.show()
  }

  /// Notes the rows that miss their limits.
  func judge(_ verdict: inout Verdict) {
    for row in self {
      guard let limit = row.limit else { continue }
      verdict.require("\(row.product) of \(row.subject)", row.difference, atMost: limit)
    }
  }
}
