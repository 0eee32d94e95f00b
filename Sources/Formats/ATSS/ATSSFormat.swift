import Files
package import Model

/// Metronix ATSS: for each channel a file of doubles without a header (`.atss`) and a JSON file.
///
/// Files in a folder with the same logger, rate and start are one recording.
package enum ATSSFormat: TimeSeriesFormat {
  package static let name = "ATSS"

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    guard FileStatus.isFolder(path) else {
      guard let channel = try ATSSChannel(path) else { return nil }
      return [locator(parentFolder(path), [lastPart(channel.data)])]
    }
    var groups: [(key: [String], names: [String])] = []
    for name in try Folder.names(in: path) where name.lowercased().hasSuffix(".atss") {
      // What cannot be read is reported where the file is looked at for itself.
      guard let channel = try? ATSSChannel(joined(path, name)) else { continue }
      if let same = groups.firstIndex(where: { $0.key == channel.recordingKey }) {
        groups[same].names.append(name)
      } else {
        groups.append((channel.recordingKey, [name]))
      }
    }
    return groups.isEmpty ? nil : groups.map { locator(path, $0.names) }
  }

  private static func locator(_ folder: String, _ names: [String]) -> RecordingLocator {
    RecordingLocator(format: name, path: folder, member: names.joined(separator: "/"))
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    let names = try Folder.names(in: locator.path)
    return locator.member.split(separator: "/").flatMap { data in
      // The description, and a mask that other programs keep beside it.
      let stem = nameWithoutEnding(String(data)).lowercased()
      let others = names.filter { [stem + ".json", stem + ".atmm"].contains($0.lowercased()) }
      return [joined(locator.path, String(data))] + others.map { joined(locator.path, $0) }
    }
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    let files = try locator.member.split(separator: "/").compactMap {
      try ATSSChannel(joined(locator.path, String($0)))
    }
    guard let first = files.first else {
      throw UserError(
        .data, locator.path, "names no ATSS files", remedy: "look for the recordings again")
    }
    let count = files.map(\.sampleCount).min() ?? 0
    let header = RecordingHeader(
      name: recordingName(first.start, first.rate), rate: first.rate, start: first.start,
      sampleCount: count, channels: files.map { $0.channelHeader(recording: count) },
      location: first.location.location, station: first.station)
    let store = RunFiles()
    var columns: [Channel: any SampleColumn] = [:]
    for file in files {
      let run = PackedRun(path: file.data, offset: 0, count: count, scanLength: 8)
      columns[file.channel] = try PackedColumn(
        file.channel.name, [.init(run: run, scale: SampleScale(factor: file.unit.factor))],
        element: .float64, placeInScan: 0, scanLength: 8, files: store)
    }
    return try ColumnRecording(header, path: locator.path, columns: columns)
  }
}

/// A channel's file with its description.
private struct ATSSChannel {
  let data: String
  let channel: Channel
  let rate: SamplingRate
  let start: Instant
  let size: Int
  /// What turns samples into the field's unit, or into mV.
  let unit: (factor: Double, notice: String?)
  private let description: JSONText
  private let logger: String

  var sampleCount: Int { size / 8 }
  var recordingKey: [String] { [logger, "\(rate)", start.iso] }

  /// - Parameter path: That of the samples or of the description.
  /// - Returns: `nil` when the file is not one of this format.
  /// - Throws: A `UserError` for what is missing or wrong.
  init?(_ path: String) throws {
    guard let data = try ATSSChannel.data(path) else { return nil }
    self.data = data
    let name = try ATSSName(data)
    (channel, rate, logger) = (name.channel, name.rate, name.logger)
    let json = try ATSSChannel.description(of: data)
    let bytes = try InputFile.contents(of: json, limit: 8 << 20)
    guard let description = JSONText(utf8: bytes), description.object != nil else {
      throw UserError(
        .data, json, "is no JSON text", remedy: "copy the file again from its source")
    }
    self.description = description
    start = try ATSSChannel.start(description, json)
    unit = try ATSSChannel.unit(description["units"]?.string ?? "", name.channel, json)
    guard case .file(let size) = try FileStatus.of(data), size >= 8 else {
      throw UserError(.data, data, "holds no sample", remedy: "copy it again from its source")
    }
    self.size = size
  }

  /// The start: `datetime`, or in older files `date`, `time` and `fracs`, the fraction of a second.
  private static func start(_ description: JSONText, _ path: String) throws -> Instant {
    guard let day = description["date"]?.string, description["datetime"] == nil else {
      guard let text = description["datetime"]?.string, let start = Instant(text) else {
        throw UserError(
          .data, path, at: "key `datetime`", "is no time",
          remedy: "write the start of the recording as 2024-06-01T12:00:00")
      }
      return start
    }
    let fraction = description["fracs"]?.number ?? 0
    guard let time = description["time"]?.string, let start = Instant("\(day)T\(time)"),
      (0..<1).contains(fraction)
    else {
      throw UserError(
        .data, path, at: "keys `date`, `time` and `fracs`", "are no time",
        remedy:
          "write the start of the recording as 2024-06-01, 12:00:00 and a fraction of a second")
    }
    return Instant(nanoseconds: start.nanoseconds + Int64((fraction * 1e9).rounded()))
  }

  /// The samples that a path means: its own, or those beside a description.
  private static func data(_ path: String) throws -> String? {
    let name = lastPart(path).lowercased()
    if name.hasSuffix(".atss") { return path }
    guard name.hasSuffix(".json") else { return nil }
    let folder = parentFolder(path)
    let wanted = nameWithoutEnding(path).lowercased() + ".atss"
    return try Folder.names(in: folder).first { $0.lowercased() == wanted }
      .map { joined(folder, $0) }
  }

  private static func description(of data: String) throws -> String {
    let folder = parentFolder(data)
    let wanted = nameWithoutEnding(data).lowercased() + ".json"
    guard let name = try Folder.names(in: folder).first(where: { $0.lowercased() == wanted }) else {
      throw UserError(
        .data, data, "has no JSON file beside it",
        remedy:
          "copy \(nameWithoutEnding(data)).json into the folder: it has the start and the unit")
    }
    return joined(folder, name)
  }

  private static func unit(
    _ text: String, _ channel: Channel, _ path: String
  ) throws -> (factor: Double, notice: String?) {
    let isElectric = channel.kind == .electric
    switch (text.lowercased(), isElectric) {
    case ("mv/km", true), ("nt", false): return (1, nil)
    case ("mv", false): return (1, "in mV with the response of the coil")
    case ("v", false): return (1000, "in mV with the response of the coil")
    case ("mv", true): return (1, "in mV: the file gives no length of the dipole")
    default:
      throw UserError(
        .data, path, at: "key `units`", "cannot be \"\(text)\" for channel \(channel)",
        remedy: "known are mV/km and mV for electric, nT, mV and V for magnetic channels")
    }
  }

  private func number(_ key: String) -> Double? {
    description[key]?.number.flatMap { $0.isFinite ? $0 : nil }
  }

  var location: (location: Location?, notice: String?) {
    guard let latitude = number("latitude"), let longitude = number("longitude"),
      latitude != 0 || longitude != 0
    else { return (nil, nil) }
    return Formats.location(latitude, longitude, number("elevation") ?? 0)
  }

  /// The folder above that of the run, in the maker's tree of surveys.
  var station: String? {
    let folders = data.split(separator: "/").dropLast()
    guard let run = folders.last, run.lowercased().hasPrefix("run_") else { return nil }
    return folders.dropLast().last.map(String.init)
  }

  func channelHeader(recording count: Int) -> ChannelHeader {
    var notices = [unit.notice, location.notice].compactMap { $0 }
    if size % 8 != 0 { notices.append("its last sample is cut off") }
    if sampleCount > count {
      notices.append("cut from \(sampleCount) samples to the \(count) of another channel")
    }
    let calibration = description["sensor_calibration"]
    return ChannelHeader(
      channel, azimuth: channel == .hz ? nil : number("azimuth") ?? number("angle"),
      tilt: channel == .hz ? nil : number("tilt") ?? number("dip"),
      sensor: calibration?["sensor"]?.string ?? "",
      serial: calibration?["serial"]?.number.flatMap { Int(exactly: $0) }
        .flatMap { $0 == 0 ? nil : "\($0)" } ?? "",
      notices: notices, chopper: channel.kind == .magnetic ? chopper(calibration) : nil)
  }

  /// The state of the chopper; `nil` where the description does not tell.
  private func chopper(_ calibration: JSONText?) -> Bool? {
    let value = calibration?["chopper"]
    return value?.boolean ?? value?.number.flatMap { [0: false, 1: true][$0] }
  }
}

/// What an ATSS file's name says: `099_ADU-07e_C002_THx_128Hz.atss`.
private struct ATSSName {
  let channel: Channel
  let rate: SamplingRate
  let logger: String

  /// - Throws: A `UserError` that names the part of the name that is missing.
  init(_ path: String) throws {
    let parts = nameWithoutEnding(path).split(separator: "_").map(String.init)
    func wrong(_ problem: String) -> UserError {
      UserError(
        .data, path, at: "name", problem,
        remedy: "name it as the recorder does: 099_ADU-07e_C002_THx_128Hz.atss")
    }
    guard
      let channel = parts.lazy.compactMap({
        $0.uppercased().hasPrefix("T") ? Channel(String($0.dropFirst())) : nil
      }).first
    else { throw wrong("has no channel in it, such as _THx_") }
    guard let rate = parts.last.flatMap(ATSSName.rate) else {
      throw wrong("does not end with a rate in Hz or a period in s")
    }
    self.channel = channel
    self.rate = rate
    logger = parts.prefix(2).joined(separator: "_")
  }

  private static func rate(_ text: String) -> SamplingRate? {
    let lower = text.lowercased()
    if lower.hasSuffix("hz") { return SamplingRate(text: String(text.dropLast(2))) }
    guard lower.hasSuffix("s") else { return nil }
    return SamplingRate(text: "1/" + text.dropLast())
  }
}
