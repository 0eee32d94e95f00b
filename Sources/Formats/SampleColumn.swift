import Model

/// The samples of one channel in a file.
protocol SampleColumn {
  /// Reads samples in the channel's unit; the range was checked and fits the buffer.
  func read(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws

  /// The same, with NaN for values that are no numbers.
  func readKeepingMissing(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
}

extension SampleColumn {
  /// For columns that cannot have such values.
  func readKeepingMissing(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws {
    try read(range, into: &samples)
  }
}

/// A recording whose channels are columns of files.
final class ColumnRecording: RecordingSource {
  let header: RecordingHeader
  /// Every column reads by place and keeps no position.
  let readsOnAnyThread = true
  private let path: String
  private let columns: [Channel: any SampleColumn]
  private var keepsMissing = false

  init(_ header: RecordingHeader, path: String, columns: [Channel: any SampleColumn]) throws {
    self.header = try header.checked(path)
    self.path = path
    self.columns = columns
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
}

/// A channel in a text file.
struct TextColumn: SampleColumn {
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

/// A channel in a file of 32-bit samples, least significant byte first, without a header.
struct BinaryColumn: SampleColumn {
  enum Element {
    case float32
    case int32
  }

  /// Samples that are read at a time.
  private static let blockLength = 1 << 14

  let file: InputFile
  let element: Element
  let scale: Double
  let name: String

  /// - Throws: A `UserError` naming both sizes when the file has not `sampleCount` samples.
  init(_ path: String, element: Element, sampleCount: Int, scale: Double, name: String) throws {
    file = try InputFile(path)
    self.element = element
    self.scale = scale
    self.name = name
    let (expected, isTooLarge) = sampleCount.multipliedReportingOverflow(by: 4)
    guard !isTooLarge, file.size == expected else {
      let wanted = isTooLarge ? "4 × \(sampleCount)" : "\(expected)"
      throw UserError(
        .data, path, at: "channel \(name)",
        "has \(file.size) bytes, expected \(wanted) (\(sampleCount) samples of 4 bytes)",
        remedy: "copy the file again from its source, or correct num_samples in its header")
    }
  }

  func read(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws {
    try read(range, keepsMissing: false, into: &samples)
  }

  func readKeepingMissing(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws {
    try read(range, keepsMissing: true, into: &samples)
  }

  private func read(
    _ range: Range<Int>, keepsMissing: Bool, into samples: inout MutableSpan<Double>
  ) throws {
    var block = [UInt8]()
    var first = range.lowerBound
    while first < range.upperBound {
      let count = min(range.upperBound - first, BinaryColumn.blockLength)
      if block.count != 4 * count { block = [UInt8](repeating: 0, count: 4 * count) }
      guard try file.read(at: 4 * first, into: &block, from: 0) == block.count else {
        throw UserError(
          .data, file.path, at: "byte \(4 * first)", "ends before its \(file.size) bytes",
          remedy: "do not write to the file while it is processed, then run again")
      }
      try convert(block.span, first, range.lowerBound, keepsMissing, &samples)
      first += count
    }
  }

  /// Converts a block whose first sample is `first` into the buffer that begins with `origin`.
  private func convert(
    _ block: Span<UInt8>, _ first: Int, _ origin: Int, _ keepsMissing: Bool,
    _ samples: inout MutableSpan<Double>
  ) throws {
    for i in 0..<block.count / 4 {
      let bits =
        UInt32(block[4 * i]) | UInt32(block[4 * i + 1]) << 8 | UInt32(block[4 * i + 2]) << 16
        | UInt32(block[4 * i + 3]) << 24
      let raw: Double
      switch element {
      case .float32: raw = Double(Float(bitPattern: bits))
      case .int32: raw = Double(Int32(bitPattern: bits))
      }
      let value = raw * scale
      guard value.isFinite || keepsMissing else {
        throw notFinite(file.path, channel: name, sample: first + i)
      }
      samples[first - origin + i] = value.isFinite ? value : .nan
    }
  }
}
