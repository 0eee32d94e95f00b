import HDF5

/// The tables by which readers find what is in an MTH5 file without walking through it.
///
/// Columns, order and widths are those of mth5: readers compare them.
enum SummaryTables {
  static let channels: [Column] =
    [
      Column("survey", .text(bytes: 30)), Column("station", .text(bytes: 30)),
      Column("run", .text(bytes: 20)),
    ] + place + [
      Column("component", .text(bytes: 20)), Column("start", .text(bytes: 36)),
      Column("end", .text(bytes: 36)), Column("n_samples", .integer),
      Column("sample_rate", .real), Column("measurement_type", .text(bytes: 30)),
      Column("azimuth", .real), Column("tilt", .real), Column("units", .text(bytes: 60)),
      Column("has_data", .boolean), Column("hdf5_reference", .reference),
      Column("run_hdf5_reference", .reference), Column("station_hdf5_reference", .reference),
    ]

  static let spectra: [Column] =
    [
      Column("survey", .text(bytes: 30)), Column("station", .text(bytes: 30)),
      Column("run", .text(bytes: 20)), Column("decimation_level", .text(bytes: 44)),
    ] + place + [
      Column("component", .text(bytes: 20)), Column("start", .text(bytes: 36)),
      Column("end", .text(bytes: 36)), Column("n_samples", .integer),
      Column("sample_rate", .real), Column("measurement_type", .text(bytes: 30)),
      Column("units", .text(bytes: 60)), Column("hdf5_reference", .reference),
      Column("decimation_level_reference", .reference), Column("run_hdf5_reference", .reference),
      Column("station_hdf5_reference", .reference),
    ]

  static let transferFunctions: [Column] =
    [Column("station", .text(bytes: 30)), Column("survey", .text(bytes: 50))] + place + [
      Column("tf_id", .text(bytes: 30)), Column("units", .text(bytes: 60)),
      Column("has_impedance", .boolean), Column("has_tipper", .boolean),
      Column("has_covariance", .boolean), Column("period_min", .real),
      Column("period_max", .real), Column("hdf5_reference", .reference),
      Column("station_hdf5_reference", .reference),
    ]

  private static let place = ["latitude", "longitude", "elevation"].map { Column($0, .real) }

  /// Longest name of a run that fits.
  static let longestRunName = 20
}

/// Rows of the three tables, gathered while a file is written.
struct SummaryRows {
  var channels: [[Cell]] = []
  var spectra: [[Cell]] = []
  var transferFunctions: [[Cell]] = []

  /// Writes the tables.
  ///
  /// mth5 marks an empty one by a single row of zeros, and expects it.
  func write(to file: borrowing File) throws(HDF5Error) {
    try Self.write(
      Self.sorted(channels, by: [0, 1, 2, 6]), SummaryTables.channels, "channel_summary", file)
    try Self.write(
      Self.sorted(spectra, by: [0, 1, 2, 3, 7]), SummaryTables.spectra, "fc_summary", file)
    try Self.write(
      Self.sorted(transferFunctions, by: [1, 0, 5]), SummaryTables.transferFunctions, "tf_summary",
      file)
  }

  /// Rows in the order in which mth5 finds the objects when it makes the tables itself.
  ///
  /// - Parameter columns: Those with the names of the groups, outermost first.
  private static func sorted(_ rows: [[Cell]], by columns: [Int]) -> [[Cell]] {
    let keyed = rows.map { row in (key: columns.flatMap { row[$0].sortingBytes }, row: row) }
    return keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.row)
  }

  private static func write(
    _ rows: [[Cell]], _ columns: [Column], _ name: String, _ file: borrowing File
  ) throws(HDF5Error) {
    let rows = rows.isEmpty ? [columns.map(\.kind.zero)] : rows
    let table = try file.createTable("/Experiment/\(name)", columns: columns, rows: rows)
    try table.setAttributes(["type": "summary table", "last_updated": "date_time"])
  }

  /// Reads a table back, without the row that stands for none.
  static func read(
    _ file: borrowing File, _ name: String, _ columns: [Column]
  ) throws(HDF5Error) -> [[Cell]] {
    let zero = columns.map(\.kind.zero)
    return try file.dataset("/Experiment/\(name)").rows(columns).filter { $0 != zero }
  }
}

extension Column.Kind {
  fileprivate var zero: Cell {
    switch self {
    case .text: .text("")
    case .real: .real(0)
    case .integer: .integer(0)
    case .boolean: .boolean(false)
    case .reference: .reference(.null)
    }
  }
}

extension Cell {
  /// HDF5 orders names byte by byte, and not as a language would.
  fileprivate var sortingBytes: [UInt8] {
    if case .text(let text) = self { Array(text.utf8) + [0] } else { [] }
  }
}
