package import Model

/// What a file says of one of its tables of windows, without the values.
package struct StoredTable: Hashable, Sendable {
  /// The label of a run and a statistic's name, or a mask's name.
  package let kind: WindowTable.Kind
  package let level: Int
  package let components: [String]
  /// Hertz, descending.
  package let frequencies: [Double]
  /// The windows by their global numbers, in the order of the rows.
  package let windows: WindowRanges
  /// Of the level.
  package let grid: WindowGrid
  /// What it was made of and how, in lines.
  package let definition: [String]
  /// How many windows a mask excludes at each frequency; empty for statistics.
  package let maskedCounts: [Int]
}

// Statistics and masks.
extension SiteFileReader {
  /// All statistics of the file, by run, level and name.
  package func statistics() throws(UserError) -> [StoredTable] {
    var tables: [StoredTable] = []
    for run in try names(in: WindowTable.statisticsGroup) {
      let group = "\(WindowTable.statisticsGroup)/\(run)"
      for level in try names(in: group).compactMap({ Int($0) }).sorted() {
        for name in try names(in: "\(group)/\(level)") {
          tables.append(try table(.statistic(name, run: run), level: level))
        }
      }
    }
    return tables
  }

  /// All masks of the file, by name and level.
  package func masks() throws(UserError) -> [StoredTable] {
    var tables: [StoredTable] = []
    for mask in try names(in: WindowTable.masksGroup) {
      let levels = try names(in: "\(WindowTable.masksGroup)/\(mask)").compactMap { Int($0) }
      for level in levels.sorted() { tables.append(try table(.mask(mask), level: level)) }
    }
    return tables
  }

  /// The values of a statistic, `[window, frequency, component]`.
  package func values(of table: StoredTable) throws(UserError) -> [Float] {
    try product(WindowTable.path(table.kind, level: table.level), of: Float.self).values
  }

  /// The windows that a mask excludes, for each frequency.
  package func maskedWindows(_ table: StoredTable) throws(UserError) -> [WindowRanges] {
    let values = try values(of: table)
    let (numbers, count) = (table.windows.numbers, table.frequencies.count)
    return table.frequencies.indices.map { frequency in
      WindowRanges(
        numbers.indices.filter { values[$0 * count + frequency] > 0 }.map {
          numbers[$0]..<numbers[$0] + 1
        })
    }
  }

  private func names(in group: String) throws(UserError) -> [String] {
    try hasProduct(group) ? productNames(in: group).sorted() : []
  }

  private func table(_ kind: WindowTable.Kind, level: Int) throws(UserError) -> StoredTable {
    let name = WindowTable.path(kind, level: level)
    let attributes = try attributes(ofProduct: name)
    guard let table = StoredTable(kind, level: level, attributes) else {
      throw UserError(
        .data, path, at: name, "does not say what it holds",
        remedy: "delete the file, which is made again, and run again")
    }
    return table
  }
}

extension StoredTable {
  /// Nil where an attribute is missing.
  fileprivate init?(
    _ kind: WindowTable.Kind, level: Int, _ attributes: [String: ProductValue]
  ) {
    guard case .texts(let components) = attributes["components"],
      case .reals(let frequencies) = attributes["frequencies"],
      case .integers(let firsts) = attributes["first_windows"],
      case .integers(let counts) = attributes["window_counts"], firsts.count == counts.count,
      case .integer(let size) = attributes["window_size"],
      case .integer(let overlap) = attributes["window_overlap"], overlap >= 0, size > overlap,
      case .real(let hertz) = attributes["sample_rate"], let rate = SamplingRate(hertz: hertz),
      case .text(let time) = attributes["reference_time"], let reference = Instant(time),
      case .texts(let definition) = attributes["definition"]
    else { return nil }
    var maskedCounts: [Int] = []
    if case .integers(let found) = attributes[WindowTable.maskedCounts] {
      maskedCounts = found.map { Int($0) }
    }
    self.init(
      kind: kind, level: level, components: components, frequencies: frequencies,
      windows: WindowRanges(zip(firsts, counts).map { Int($0)..<Int($0) + max(0, Int($1)) }),
      grid: WindowGrid(
        reference: reference, rate: rate, size: Int(size), overlap: Int(overlap)),
      definition: definition, maskedCounts: maskedCounts)
  }
}
