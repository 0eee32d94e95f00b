import Model

/// Lines of cells in aligned columns.
struct TextTable {
  private let title: String
  private var rows: [[String]]

  init(_ title: String, _ head: [String]) {
    self.title = title
    rows = [head]
  }

  mutating func add(_ cells: [String]) {
    rows.append(cells)
  }

  /// Prints the title, the head and the rows; numbers to the right, words to the left.
  func show() {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.compactMap { column < $0.count ? $0[column].count : nil }.max() ?? 0
    }
    print(title)
    for row in rows {
      let cells = row.enumerated().map { column, cell in
        let spaces = String(repeating: " ", count: widths[column] - cell.count)
        return isNumeric(column) ? spaces + cell : cell + spaces
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      print("  " + line)
    }
    print("")
  }

  /// Whether most cells under the head begin like a number.
  private func isNumeric(_ column: Int) -> Bool {
    let cells = rows.dropFirst().compactMap { column < $0.count ? $0[column] : nil }
    let numbers = cells.count { cell in
      cell.first.map { $0.isNumber || $0 == "-" || $0 == "+" || $0 == "." } ?? false
    }
    return 2 * numbers > cells.count
  }
}

extension Double {
  /// With two digits and a power of ten, such as `3.1e-06`.
  var scientific: String {
    guard isFinite, self != 0 else { return self == 0 ? "0" : "-" }
    var power = 0
    var mantissa = abs(self)
    while mantissa >= 9.95 { (mantissa, power) = (mantissa / 10, power + 1) }
    while mantissa < 0.995 { (mantissa, power) = (mantissa * 10, power - 1) }
    let sign = self < 0 ? "-" : ""
    return "\(sign)\(mantissa.fixed(1))e\(power < 0 ? "-" : "+")\(abs(power))"
  }

  /// A period with about four digits that count.
  var period: String { fixed(self < 1 ? 4 : self < 10 ? 3 : self < 100 ? 2 : 1) }
}

/// The middle value, or the mean of the two in the middle; not a number of nothing.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
