import Archive
import Formats
import Foundation
import Model

/// Writes what a conversion found.
struct ConversionWriter {
  let target: ConversionTarget
  let digits: Int
  let mayReplace: Bool
  /// What was converted, for the file's own record.
  let origin: String

  /// - Returns: A line on each file that was made.
  func write(_ contents: ConversionContents) throws -> [String] {
    switch target.kind {
    case .transferFunction(let writer):
      return try paths(contents.functions.map(\.fileName)) { index in
        writer.ending(for: contents.functions[index].function)
      }.enumerated().map { try write(contents.functions[$0.offset], writer, to: $0.element) }
    case .resistics(let kind):
      return try paths(contents.recordings.map(\.plainName)) { _ in nil }.enumerated().map {
        try write(contents.recordings[$0.offset], kind, to: $0.element)
      }
    case .mth5:
      let stations = try StationContents.all(contents)
      return try paths(stations.map(\.name)) { _ in "h5" }.enumerated().map {
        try write(stations[$0.offset], to: $0.element)
      }
    }
  }

  /// The target for one thing, or paths in the folder that it then is for several.
  private func paths(_ names: [String], ending: (Int) -> String?) throws -> [String] {
    guard names.count > 1 else {
      try checkAbsence(target.path)
      return [target.path]
    }
    guard !target.isNamedByEnding else {
      throw UserError(
        .configuration, target.path,
        "is one file, and there are \(names.count) things to write: "
          + names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : ""),
        remedy: "choose one with --select, or name a folder and give --format")
    }
    let paths = names.indices.map { target.path(of: names[$0], ending: ending($0)) }
    if let twin = Dictionary(grouping: paths, by: { $0 }).values.first(where: { $0.count > 1 }) {
      throw UserError(
        .configuration, twin[0], "would be written twice", remedy: "convert them one by one")
    }
    for path in paths { try checkAbsence(path) }
    try makeFolder(target.path)
    return paths
  }

  private func checkAbsence(_ path: String) throws {
    guard !mayReplace, FileManager.default.fileExists(atPath: path) else { return }
    throw UserError(
      .output, path, "is there already", remedy: "choose another name, or give --force")
  }

  private func write(
    _ named: NamedFunction, _ writer: any TransferFunctionWriter.Type, to path: String
  ) throws -> String {
    let note = FileNote(provenance: ["converted from \(origin)"], digits: digits)
    try writer.write(named.function, to: path, note)
    let (count, all) = (writer.points(named.function).count, named.function.points.count)
    if count < all {
      Terminal.printError(
        "skindepth: notice: \(path): \(all - count) of \(all) periods are left out: \(writer.name) cannot"
          + " say that a value is missing there, or holds other channels")
    }
    if writer.key == ZFile.key, ZFile.lacksCross(named.function) {
      Terminal.printError(
        "skindepth: notice: \(path): the covariances of Ex and Ey with Hz are not known and stand as 0"
      )
    }
    return "\(path): \(writer.name), \(counted(count, "period"))"
  }

  private func write(
    _ locator: RecordingLocator, _ kind: ResisticsWriter.Kind, to path: String
  ) throws -> String {
    let source = try SurveyReader.open(locator)
    // Nothing but a recording is replaced by one.
    let isRecording = FileManager.default.fileExists(atPath: "\(path)/global.hdr")
    try ResisticsWriter(kind).write(
      source, to: path, notes: ["Samples keep sign and mean"],
      mayReplace: mayReplace && isRecording)
    for channel in source.header.channels {
      guard let filters = channel.response?.filters.map(\.name) else { continue }
      Terminal.printError(
        "skindepth: notice: \(path): \(channel.channel): the format cannot say that the samples have passed"
          + " filters: \(filters.joined(separator: ", "))")
    }
    return "\(path): \(target.name), \(summary(source.header))"
  }

  private func write(_ station: StationContents, to path: String) throws -> String {
    let writer = try SiteFileWriter(
      path,
      Archive.SiteDescription(
        survey: station.survey, site: station.name, location: station.location,
        software: .init(name: "skindepth", version: Version.text)))
    for source in station.sources { try write(source, with: writer) }
    for named in station.functions {
      try writer.add(named.function, id: String((named.id ?? "tf").prefix(28)), runs: [])
    }
    try writer.finish()
    let parts = [
      station.sources.count == 1
        ? summary(station.sources[0].header)
        : station.sources.isEmpty ? nil : counted(station.sources.count, "recording"),
      station.functions.isEmpty ? nil : counted(station.functions.count, "transfer function"),
    ]
    return "\(path): MTH5, \(parts.compactMap(\.self).joined(separator: ", "))"
  }

  /// Copies a recording, a block of samples of each channel after the other.
  private func write(_ source: any RecordingSource, with writer: SiteFileWriter) throws {
    let header = source.header
    var units: [Channel: String] = [:]
    for channel in header.channels where channel.sampleUnit != channel.channel.unit {
      units[channel.channel] = channel.sampleUnit == "mV" ? "milliVolt" : channel.sampleUnit
    }
    let run = try writer.add(header, storing: .double(compression: nil), units: units)
    let channels = header.channels.map(\.channel)
    var rows = channels.map { _ in [Double]() }
    func append(_ index: Int) throws {
      let row = rows[index]
      try writer.append(row.span, of: channels[index], run: run)
      rows[index] = []
    }
    try source.read(channels, 0..<header.sampleCount) { index, _, values in
      unsafe values.withUnsafeBufferPointer { unsafe rows[index].append(contentsOf: $0) }
      if rows[index].count >= usualSamplesPerTurn { try append(index) }
    }
    for index in rows.indices { try append(index) }
  }

  private func summary(_ header: RecordingHeader) -> String {
    "\(header.channels.count) channels of \(header.sampleCount) samples at \(header.rate.hertz) Hz"
  }
}

/// What goes into the MTH5 file of one station.
private struct StationContents {
  let survey: String
  let name: String
  let location: Location?
  var sources: [any RecordingSource] = []
  var functions: [NamedFunction] = []

  /// By station, in the order of their names.
  static func all(_ contents: ConversionContents) throws -> [StationContents] {
    var stations: [String: StationContents] = [:]
    for locator in contents.recordings {
      let source = try SurveyReader.open(locator)
      let name = source.header.station ?? locator.plainName
      stations[name, default: StationContents(name, source.header.location)].sources.append(source)
    }
    for named in contents.functions {
      let name = named.station
      stations[name, default: StationContents(name, named.function.location)].functions
        .append(named)
    }
    return stations.values.sorted { $0.name < $1.name }
  }

  private init(_ name: String, _ location: Location?) {
    var short = name
    while short.utf8.count > Archive.SiteDescription.longestName { short.removeLast() }
    self.name = short
    self.location = location
    survey = "converted"
  }
}
