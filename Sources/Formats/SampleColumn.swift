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
  let samplesPerTurn: Int
  private let path: String
  private let columns: [Channel: any SampleColumn]
  private var keepsMissing = false

  init(_ header: RecordingHeader, path: String, columns: [Channel: any SampleColumn]) throws {
    self.header = try header.checked(path)
    self.path = path
    self.columns = columns
    samplesPerTurn = columns.values.map(\.samplesPerTurn).min() ?? 1
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
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

  func keepMissing() { keepsMissing = true }

  var isFetchable: Bool { columns.values.contains(where: \.isFetchable) }

  func fetch(_ channels: [Channel], _ range: Range<Int>) {
    let range = range.clamped(to: 0..<header.sampleCount)
    for channel in channels { columns[channel]?.fetch(range) }
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
