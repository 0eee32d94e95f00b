package import Model

/// Names a table of the windows of a site at one level: a statistic, or which of them a mask excludes.
///
/// The rate is in the names of run and mask, see `LabelledNames`.
package struct TableName: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A statistic by its name, of the run with a label.
    case statistic(String, run: String)
    case mask(String)
  }

  package let kind: Kind
  package let rate: SamplingRate
  package let level: Int

  package init(kind: Kind, rate: SamplingRate, level: Int) {
    self.kind = kind
    self.rate = rate
    self.level = level
  }
}

/// Where rows of a table of a site belong.
package struct TablePlace: Hashable, Sendable {
  package let site: String
  package let table: TableName
  /// Counted from the table's first window.
  package let firstRow: Int

  package init(site: String, table: TableName, firstRow: Int) {
    self.site = site
    self.table = table
    self.firstRow = firstRow
  }
}

/// A table as the plan knows it.
package struct PlannedTable: Hashable, Sendable {
  package let name: TableName
  package let level: DecimationLevel
  /// Of a mask one, which is 1 for windows that it excludes and 0 for others.
  package let components: [String]
  /// The windows by their global numbers, one row each.
  package let windows: WindowRanges
  /// When window 0 of the level begins.
  package let reference: Instant
  package let origin: ResultOrigin

  /// How it was made, in lines for the reader.
  package var definition: [String] { origin.definition }
}

/// A run whose statistics are stored, under which label, and how many components each has.
struct StoredStatistics: Sendable {
  let run: Int
  let label: String
  let componentCounts: [Int]
}

/// Which rows of a table are a unit's.
struct TablePart: Sendable {
  let table: TableName
  /// Of the unit, that a statistic is of; a mask may look at several.
  let segment: Int?
  /// Global numbers, all of them windows of the table.
  let windows: Range<Int>
  let componentCount: Int
  let bandCount: Int

  var byteCount: Int {
    windows.count * bandCount * componentCount * MemoryLayout<Float>.size
  }

  init(
    _ table: TableName, segment: Int?, _ windows: Range<Int>, componentCount: Int, bands: Int
  ) {
    self.table = table
    self.segment = segment
    self.windows = windows
    self.componentCount = componentCount
    bandCount = bands
  }
}
