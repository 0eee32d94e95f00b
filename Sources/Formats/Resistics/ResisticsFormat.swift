package import Model

/// The internal format of resistics 0.0.6: a folder with a binary file for each channel.
package enum ResisticsBinaryFormat: TimeSeriesFormat {
  package static let name = "resistics binary"

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    try ResisticsKind.of(path) == .binary ? [RecordingLocator(format: name, path: path)] : nil
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    try ResisticsKind.files(of: locator)
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    try ResisticsFolder(locator.path).recording { file, header in
      let isScaled = try isScaled(file.header)
      return try PackedColumn(
        wholeFile: file.data, element: isScaled ? .float32 : .int32,
        sampleCount: header.sampleCount,
        scale: isScaled ? 1 : try scale(file), name: file.channel.name)
    }
  }

  /// Whether samples are floats in the field's units; else they are counts.
  private static func isScaled(_ header: KeyedText) throws -> Bool {
    switch try header.text("scaling_applied").lowercased() {
    case "true": return true
    case "false": return false
    default:
      throw header.wrong("scaling_applied", "is neither True nor False", "write True or False")
    }
  }

  /// What turns counts into mV/km, or into mV for magnetic channels.
  private static func scale(_ file: ResisticsFolder.ChannelFile) throws -> Double {
    let millivolts = try file.header.number("ts_lsb")
    guard millivolts != 0 else {
      throw file.header.wrong("ts_lsb", "is 0", "write the mV of one count")
    }
    let scale = file.channel.kind == .electric ? millivolts * 1000 / (try dipole(file)) : millivolts
    guard SampleScale(factor: scale).isUsable else {
      throw file.header.wrong(
        "ts_lsb", "gives \(scale) \(file.channel.unit) a count", "write the mV of one count")
    }
    return scale
  }

  private static func dipole(_ file: ResisticsFolder.ChannelFile) throws -> Double {
    let dipole = try file.dipoleLength()
    guard dipole > 0 else {
      throw file.header.wrong(
        "pos_x1", "and the other positions give a dipole of 0 m for channel \(file.channel)",
        "write the positions of the electrodes in metres")
    }
    return dipole
  }
}

/// The ASCII format of resistics 0.0.6: as the internal one, with one number a line in a file for
/// each channel, already in the field's units.
package enum ResisticsTextFormat: TimeSeriesFormat {
  package static let name = "resistics ASCII"

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    try ResisticsKind.of(path) == .text ? [RecordingLocator(format: name, path: path)] : nil
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    try ResisticsKind.files(of: locator)
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    try ResisticsFolder(locator.path).recording { file, header in
      let table = try TextTable(file.data, columnCount: 1)
      try table.checkRowCount(header.sampleCount, channel: file.channel)
      return TextColumn(
        table: table, column: 0, scale: 1, name: file.channel.name)
    }
  }
}

/// Which of the two formats a folder has.
private enum ResisticsKind {
  case binary
  case text

  /// Judged as resistics does, by the headers and whether there are `.ascii` files.
  static func of(_ path: String) throws -> ResisticsKind? {
    guard FileStatus.isFolder(path) else { return nil }
    let names = try Folder.names(in: path)
    guard names.contains(where: { $0 == "global.hdr" || isChannelHeader($0) }) else { return nil }
    return names.contains { $0.lowercased().hasSuffix(".ascii") } ? .text : .binary
  }

  private static func isChannelHeader(_ name: String) -> Bool {
    name.hasPrefix("chan_") && name.hasSuffix(".hdr")
  }

  static func files(of locator: RecordingLocator) throws -> [String] {
    let folder = try ResisticsFolder(locator.path)
    return [folder.global.path] + folder.channels.flatMap { [$0.header.path, $0.data] }
  }
}

extension TextTable {
  /// - Throws: A `UserError` that names both numbers when the file has not `expected` rows.
  func checkRowCount(_ expected: Int, channel: Channel) throws {
    guard rowCount != expected else { return }
    let which = rowCount < expected ? "fewer" : "more"
    throw UserError(
      .data, path, at: "channel \(channel)",
      "has \(rowCount) samples, \(which) than the \(expected) its header says",
      remedy: "copy the file again from its source, or correct the number in the header")
  }
}

extension ResisticsFolder {
  /// The recording, with the column that is made of each channel's file.
  fileprivate func recording(
    _ column: (ChannelFile, RecordingHeader) throws -> any SampleColumn
  ) throws -> any RecordingSource {
    let header = try recordingHeader()
    var columns: [Channel: any SampleColumn] = [:]
    for file in channels { columns[file.channel] = try column(file, header) }
    return try ColumnRecording(header, path: path, columns: columns)
  }
}

extension PackedColumn {
  /// A channel in a file of samples and nothing else.
  ///
  /// - Throws: A `UserError` naming both sizes when the file has not `sampleCount` samples.
  fileprivate init(
    wholeFile path: String, element: PackedElement, sampleCount: Int, scale: Double, name: String
  ) throws {
    let size = try InputFile(path).size
    let (expected, isTooLarge) = sampleCount.multipliedReportingOverflow(by: element.size)
    guard !isTooLarge, size == expected else {
      let wanted = isTooLarge ? "\(element.size) × \(sampleCount)" : "\(expected)"
      throw UserError(
        .data, path, at: "channel \(name)",
        "has \(size) bytes, expected \(wanted) (\(sampleCount) samples of \(element.size) bytes)",
        remedy: "copy the file again from its source, or correct num_samples in its header")
    }
    let run = PackedRun(path: path, offset: 0, count: sampleCount, scanLength: element.size)
    try self.init(
      name, [.init(run: run, scale: SampleScale(factor: scale))], element: element,
      placeInScan: 0, scanLength: element.size, files: RunFiles())
  }
}
