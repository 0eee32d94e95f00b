import Model

/// The samples of one channel in a file.
protocol SampleColumn {
  /// Reads samples in the channel's unit; the range was checked and fits the buffer.
  func read(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws

  /// The same, with NaN for values that are no numbers.
  func readKeepingMissing(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws

  /// See `RecordingSource`.
  var samplesPerTurn: Int { get }

  /// See `RecordingSource`.
  var isFetchable: Bool { get }
  func fetch(_ range: Range<Int>)
}

extension SampleColumn {
  /// For columns that cannot have such values.
  func readKeepingMissing(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws {
    try read(range, into: &samples)
  }

  /// For texts, in which the bytes of samples have to be looked for.
  var isFetchable: Bool { false }
  func fetch(_ range: Range<Int>) {}
}

/// A recording whose channels are columns of files.
final class ColumnRecording: RecordingSource {
  let header: RecordingHeader
  /// Every column reads by place and keeps no position.
  let readsOnAnyThread = true
  let channelsLieApart: Bool
  let samplesPerTurn: Int
  private let path: String
  private let columns: [Channel: any SampleColumn]
  /// The columns if they all lie side by side in binary files, else none.
  private let packed: [Channel: PackedColumn]
  private var keepsMissing = false

  init(_ header: RecordingHeader, path: String, columns: [Channel: any SampleColumn]) throws {
    self.header = try header.checked(path)
    self.path = path
    self.columns = columns
    samplesPerTurn = columns.values.map(\.samplesPerTurn).min() ?? 1
    let packed = columns.compactMapValues { $0 as? PackedColumn }
    let areSideBySide =
      packed.count == columns.count
      && packed.values.allSatisfy { packed.values.first?.isSideBySide(with: $0) ?? false }
    self.packed = areSideBySide ? packed : [:]
    channelsLieApart = packed.count == columns.count && !areSideBySide
  }

  func read(
    _ channels: [Channel], _ range: Range<Int>,
    handing hand: (_ channel: Int, _ range: Range<Int>, _ samples: Span<Double>) throws -> Void
  ) throws {
    guard !packed.isEmpty else {
      return try readInTurns(channels, range, handing: hand)
    }
    for channel in channels { _ = try column(channel, range) }
    try PackedColumn.read(
      channels.compactMap { packed[$0] }, range, keepsMissing: keepsMissing, handing: hand)
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    let column = try column(channel, range)
    guard samples.count == range.count else {
      throw UserError(
        .data, path, at: "channel \(channel)",
        "\(range.count) samples were asked for with room for \(samples.count)",
        remedy: "give a buffer of the slice's length")
    }
    if keepsMissing {
      try column.readKeepingMissing(range, into: &samples)
    } else {
      try column.read(range, into: &samples)
    }
  }

  /// - Throws: A `UserError` when there is no such channel, or it has not these samples.
  private func column(_ channel: Channel, _ range: Range<Int>) throws -> any SampleColumn {
    guard let column = columns[channel] else {
      let names = header.channels.map(\.channel.name).joined(separator: ", ")
      throw UserError(
        .data, path, at: "channel \(channel)", "is not in this recording, which has \(names)",
        remedy: "ask for one of these channels")
    }
    guard range.lowerBound >= 0, range.upperBound <= header.sampleCount else {
      throw UserError(
        .data, path, at: "channel \(channel)",
        "samples \(range.lowerBound) to \(range.upperBound - 1) were asked for, but there are only "
          + "0 to \(header.sampleCount - 1)",
        remedy: "ask for a slice inside the recording")
    }
    return column
  }

  func keepMissing() { keepsMissing = true }

  var isFetchable: Bool { columns.values.contains(where: \.isFetchable) }

  func fetch(_ channels: [Channel], _ range: Range<Int>) {
    let range = range.clamped(to: 0..<header.sampleCount)
    // Those side by side come together.
    for channel in packed.isEmpty ? channels[...] : channels.prefix(1) {
      columns[channel]?.fetch(range)
    }
  }
}

/// A channel in a text file.
struct TextColumn: SampleColumn {
  var samplesPerTurn: Int { table.rowsPerBlock }
  let table: TextTable
  let column: Int
  let scale: Double
  let name: String

  func read(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws {
    try table.read(column: column, rows: range, scale: scale, name: name, into: &samples)
  }

  func readKeepingMissing(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws {
    try table.read(
      column: column, rows: range, scale: scale, name: name, keepsMissing: true, into: &samples)
  }
}
