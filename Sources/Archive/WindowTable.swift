import HDF5
package import Model

/// A table with a row for each window of a site at one level: a statistic of a run, or which windows a mask
/// excludes.
package struct WindowTable: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A statistic of the run with a label.
    case statistic(String, run: String)
    case mask(String)
  }

  package var kind: Kind
  package var level: DecimationLevel
  /// Of a mask one.
  package var components: [String]
  /// The windows by their global numbers, in the order of the rows.
  package var windows: WindowRanges
  /// When window 0 of the level begins.
  package var reference: Instant
  /// What it was made of and how, in lines.
  package var definition: [String]
  package var stamp: ResultStamp?

  package init(
    kind: Kind, level: DecimationLevel, components: [String], windows: WindowRanges,
    reference: Instant, definition: [String]
  ) {
    self.kind = kind
    self.level = level
    self.components = components
    self.windows = windows
    self.reference = reference
    self.definition = definition
  }

  /// Its path within our own group.
  package var name: String { WindowTable.path(kind, level: level.index) }

  package static func path(_ kind: Kind, level: Int) -> String {
    switch kind {
    case .statistic(let statistic, let run):
      "\(statisticsGroup)/\(MTH5.validName(run))/\(level)/\(MTH5.validName(statistic))"
    case .mask(let mask): "\(masksGroup)/\(MTH5.validName(mask))/\(level)"
    }
  }

  static let statisticsGroup = "statistics"
  static let masksGroup = "masks"
  /// How many windows a mask excludes at each frequency.
  static let maskedCounts = "masked_windows"

  /// `[window, frequency, component]`; of a mask `[window, frequency]`, 1 for what it excludes, else 0.
  var shape: [Int] {
    let shape = [windows.count, level.evaluationFrequencies.count]
    if case .mask = kind { return shape }
    return shape + [components.count]
  }

  var attributes: [String: AttributeValue] {
    [
      "components": .texts(components), "frequencies": .reals(level.evaluationFrequencies),
      "first_windows": .integers(windows.ranges.map { Int64($0.lowerBound) }),
      "window_counts": .integers(windows.ranges.map { Int64($0.count) }),
      "window_size": .integer(Int64(level.windowSize)),
      "window_overlap": .integer(Int64(level.windowOverlap)),
      "sample_rate": .real(level.rate.hertz), "reference_time": .text(reference.iso),
      "definition": .texts(definition),
    ]
  }
}

extension SiteFileWriter {
  /// Makes room for tables, 32-bit floats in one piece each, without writing any.
  func add(_ added: [WindowTable]) throws(UserError) {
    try withFile { file in
      for table in added where !table.windows.isEmpty {
        let name = table.name
        precondition(tables[name] == nil, "a table was planned twice")
        let dataset = try file.createDataset(
          "\(ownPath)/\(name)", of: Float.self, shape: table.shape, options: .reserved)
        try dataset.setAttributes(table.attributes)
        try dataset.setAttributes((table.stamp?.attributes() ?? [:]).mapValues(\.attribute))
        tables[name] = SpectraPlace(
          offset: dataset.fileOffset ?? 0, rows: table.windows.count,
          bytesPerRow: table.shape.dropFirst().reduce(1, *) * MemoryLayout<Float>.size)
      }
    }
  }

  /// Notes with each mask how many windows it excludes at each frequency.
  func countMasked() throws(UserError) {
    let group = "\(ownPath)/\(WindowTable.masksGroup)"
    try withFile { file in
      guard try file.exists(group) else { return }
      for mask in try file.group(group).childNames() {
        for level in try file.group("\(group)/\(mask)").childNames() {
          let dataset = try file.dataset("\(group)/\(mask)/\(level)")
          let frequencies = try dataset.shape[1]
          var counts = [Int64](repeating: 0, count: frequencies)
          for (index, value) in try dataset.read(Float.self).enumerated() where value > 0 {
            counts[index % frequencies] += 1
          }
          try dataset.setAttributes([WindowTable.maskedCounts: .integers(counts)])
        }
      }
    }
  }
}
