import Files
package import Model

/// Phoenix MTU-5C: a folder for each channel with files of a few minutes, at several rates.
///
/// Every rate gives recordings of its own: samples as the converter gave them (`.bin`), decimated ones
/// (`.td_150`, `.td_30`), and decimated segments (`.td_24k` and their like), one recording for each.
package enum MTU5CFormat: TimeSeriesFormat {
  package static let name = "Phoenix MTU-5C"

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    let folder = FileStatus.isFolder(path) ? path : parentFolder(path)
    if folder != path {
      guard let header = try MTU5CHeader(path) else { return nil }
      if !header.hasSamples { return [] }
      return locators(folder, [try MTU5CFile(header)])
    }
    // What cannot be read is reported where the file is looked at for itself.
    let files = try paths(in: path).compactMap { file -> MTU5CFile? in
      guard let header = (try? MTU5CHeader(file)) ?? nil, header.hasSamples else { return nil }
      return try? MTU5CFile(header)
    }
    return files.isEmpty ? nil : locators(path, files)
  }

  /// Files in a folder, and in the folders of channels in it, which have numbers for names.
  private static func paths(in folder: String) throws -> [String] {
    try Folder.names(in: folder).flatMap { name -> [String] in
      let path = joined(folder, name)
      if FileStatus.isFile(path) { return [path] }
      guard Int(name) != nil, FileStatus.isFolder(path) else { return [] }
      return try Folder.names(in: path).map { joined(path, $0) }.filter(FileStatus.isFile)
    }
  }

  private static func locators(_ folder: String, _ files: [MTU5CFile]) -> [RecordingLocator] {
    MTU5CRecording.all(in: files).map { recording in
      let sequences = recording.sequences
      return RecordingLocator(
        format: name, path: folder,
        member:
          "\(recording.kind)/\(recording.start)/\(sequences.lowerBound)/\(sequences.upperBound)")
    }
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    let (recording, _) = try recording(locator)
    let data = recording.channels.flatMap { $0.stretches.map(\.run.path) }
    return try data + MTU5CDescription(folder: locator.path).files
      + MTU5CFolder.besides(locator.path)
  }

  /// The recording that a locator names, with what its files report.
  private static func recording(
    _ locator: RecordingLocator
  ) throws -> (MTU5CRecording, notices: [String]) {
    let fields = locator.member.split(separator: "/").map(String.init)
    let numbers = fields.dropFirst().compactMap { Int($0) }
    var files: [MTU5CFile] = []
    if numbers.count == 3, fields.count == 4 {
      for path in try paths(in: locator.path)
      where MTU5CRecording.kind(path) == fields[0]
        && mayHaveSequence(path, numbers[1]...max(numbers[1], numbers[2]))
      {
        guard let header = try MTU5CHeader(path), header.hasSamples,
          header.sequence >= numbers[1], header.sequence <= numbers[2]
        else { continue }
        files.append(try MTU5CFile(header))
      }
    }
    guard let start = numbers.first,
      let found = MTU5CRecording.all(in: files).first(where: { $0.start == start })
    else {
      throw UserError(
        .data, locator.path, "has no recording \(locator.member)",
        remedy: "look for the recordings again")
    }
    return (
      found, files.flatMap { file in file.notices.map { "\(lastPart(file.header.path)): \($0)" } }
    )
  }

  /// Whether a file's name, which ends with its number, lets it be one of these; its header decides.
  private static func mayHaveSequence(_ path: String, _ wanted: ClosedRange<Int>) -> Bool {
    let digits = nameWithoutEnding(path).split(separator: "_").last ?? ""
    guard digits.count == 8, let number = Int(digits, radix: 16) else { return true }
    // Names of the converter's files count from 1, and their headers from 0.
    return wanted.contains(number) || wanted.contains(number - 1)
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    let (recording, notices) = try recording(locator)
    let description = try MTU5CDescription(folder: locator.path)
    guard let first = recording.channels.first?.stretches.first?.header, let rate = first.rate
    else {
      throw UserError(
        .data, locator.path, "has no samples", remedy: "look for the recordings again")
    }
    let place = first.location
    let common = notices + description.notices + (place.notice.map { [$0] } ?? [])
    let start = Instant(nanoseconds: Int64(LeapSeconds.utc(recording.start)) * 1_000_000_000)
    let files = RunFiles()
    var headers: [ChannelHeader] = []
    var columns: [Channel: any SampleColumn] = [:]
    for samples in recording.channels {
      guard let header = samples.stretches.first?.header else { continue }
      let setting = try description.channel(header)
      headers.append(channelHeader(setting, header, common + samples.notices(recording.count)))
      columns[setting.channel] = try samples.column(setting, files)
    }
    let header = RecordingHeader(
      name: recordingName(start, rate), rate: rate, start: start, sampleCount: recording.count,
      channels: headers, location: place.location, station: description.station)
    return try ColumnRecording(header, path: locator.path, columns: columns)
  }

  private static func channelHeader(
    _ setting: MTU5CDescription.Channel, _ header: MTU5CHeader, _ common: [String]
  ) -> ChannelHeader {
    let isElectric = setting.channel.kind == .electric
    var notices = common
    if !isElectric {
      notices.append("in mV with the responses of the coil and of the low-pass filter")
    } else if setting.dipole == nil {
      notices.append("in mV: without recmeta.json the length of the line is not known")
    }
    notices.append("low-pass filter at \(header.lowPass) Hz, not removed")
    return ChannelHeader(
      setting.channel, azimuth: setting.azimuth, dipoleLength: isElectric ? setting.dipole : nil,
      sensor: setting.sensor, serial: setting.serial, notices: notices)
  }
}
