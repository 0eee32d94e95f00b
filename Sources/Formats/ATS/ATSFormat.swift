import Files
package import Model

/// Metronix ATS: a file for each channel of a run, with an XML file of the recorder's job beside them.
///
/// Files in a folder with the same logger, rate and start are one recording.
package enum ATSFormat: TimeSeriesFormat {
  package static let name = "ATS"

  package static func recordings(at path: String) throws -> [RecordingLocator]? {
    guard FileStatus.isFolder(path) else {
      guard try ATSHeader(path) != nil else { return nil }
      return [locator(parentFolder(path), [lastPart(path)])]
    }
    var groups: [(key: [Int], names: [String])] = []
    for name in try Folder.names(in: path) {
      // What cannot be read is reported where the file is looked at for itself.
      let file = joined(path, name)
      guard FileStatus.isFile(file), let header = try? ATSHeader(file) else { continue }
      if let same = groups.firstIndex(where: { $0.key == header.recordingKey }) {
        groups[same].names.append(name)
      } else {
        groups.append((header.recordingKey, [name]))
      }
    }
    return groups.isEmpty ? nil : groups.map { locator(path, $0.names) }
  }

  /// The members of a locator are the names of the files: opening needs no search for them.
  private static func locator(_ folder: String, _ names: [String]) -> RecordingLocator {
    RecordingLocator(format: name, path: folder, member: names.joined(separator: "/"))
  }

  package static func files(of locator: RecordingLocator) throws -> [String] {
    try data(of: locator) + jobFiles(in: locator.path)
  }

  private static func data(of locator: RecordingLocator) -> [String] {
    locator.member.split(separator: "/").map { joined(locator.path, String($0)) }
  }

  private static func jobFiles(in folder: String) throws -> [String] {
    try Folder.names(in: folder).filter { $0.lowercased().hasSuffix(".xml") }
      .map { joined(folder, $0) }
  }

  package static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    let headers = try data(of: locator).map { path in
      guard let header = try ATSHeader(path) else {
        throw UserError(
          .data, path, "is no ATS file any more", remedy: "look for the recordings again")
      }
      try header.check()
      return header
    }
    guard let first = headers.first else {
      throw UserError(
        .data, locator.path, "names no ATS files", remedy: "look for the recordings again")
    }
    let (jobs, notices) = try jobs(in: locator.path)
    let files = headers.map { header in
      ATSChannel(header: header, job: jobs.lazy.compactMap { $0.channel(of: header.path) }.first)
    }
    let count = headers.map(\.sampleCount).min() ?? 0
    let channels = try files.map { try $0.channelHeader(recording: count, notices) }
    let station = first.siteName.isEmpty ? jobs.compactMap(\.siteName).first : first.siteName
    let rate = try first.rate()
    let header = RecordingHeader(
      name: recordingName(first.start, rate), rate: rate, start: first.start, sampleCount: count,
      channels: channels, location: first.location.0, station: station)
    let store = RunFiles()
    var columns: [Channel: any SampleColumn] = [:]
    for file in files { columns[try file.header.channel()] = try file.column(count, store) }
    return try ColumnRecording(header, path: locator.path, columns: columns)
  }

  /// The jobs that a folder has files of, and what is to be said of them.
  private static func jobs(in folder: String) throws -> ([ATSJob], notices: [String]) {
    var jobs: [ATSJob] = []
    var notices: [String] = []
    for path in try jobFiles(in: folder) {
      do {
        if let job = try ATSJob(path) { jobs.append(job) }
      } catch let error as UserError {
        notices.append("\(lastPart(path)) is not used: \(error.place): \(error.problem)")
      }
    }
    return (jobs, notices)
  }
}

/// A channel's file with what the job says of it.
private struct ATSChannel {
  let header: ATSHeader
  let job: ATSJob.Channel?

  func channelHeader(recording count: Int, _ common: [String]) throws -> ChannelHeader {
    let channel = try header.channel()
    var notices = common + header.countNotices
    notices += job.map { $0.differences(from: header) } ?? ["no XML file speaks of it"]
    if header.sampleCount > count {
      notices.append("cut from \(header.sampleCount) samples to the \(count) of another channel")
    }
    notices += header.location.notice.map { [$0] } ?? []
    let line = channel.kind == .electric ? try electrodes(channel) : nil
    if line == nil { notices.append("in mV with the response of the coil") }
    notices += line?.notices ?? []
    return ChannelHeader(
      channel, azimuth: line?.azimuth, dipoleLength: line?.length,
      sensor: header.sensor.isEmpty ? job?.sensor ?? "" : header.sensor,
      serial: header.sensorSerial == 0 ? job?.serial ?? "" : "\(header.sensorSerial)",
      resisticsSign: -1, notices: notices,
      chopper: channel.kind == .magnetic ? header.chopper ?? job?.chopper : nil)
  }

  func column(_ count: Int, _ files: RunFiles) throws -> PackedColumn {
    let channel = try header.channel()
    var factor = header.millivoltsPerCount
    if channel.kind == .electric { factor *= 1000 / (try electrodes(channel).length) }
    let size = header.element.size
    let run = PackedRun(
      path: header.path, offset: header.headerLength, count: count, scanLength: size)
    return try PackedColumn(
      channel.name, [.init(run: run, scale: SampleScale(factor: factor))],
      element: header.element, placeInScan: 0, scanLength: size, files: files)
  }

  /// The dipole by the electrodes' places, in the file or the job, or by the length that is stated.
  private func electrodes(
    _ channel: Channel
  ) throws -> (length: Double, azimuth: Double?, notices: [String]) {
    for places in [header.positions, job?.positions ?? []] where places.count == 6 {
      let line = ElectrodeLine(channel, from: Array(places[..<3]), to: Array(places[3...]))
      guard line.length.isFinite, line.length > 0 else { continue }
      let notice = "its electrodes are listed from its far end: the polarity is taken as meant"
      return (line.length, line.azimuth, line.isReversed ? [notice] : [])
    }
    guard header.statedDipole.isFinite, header.statedDipole > 0 else {
      throw header.wrong(
        "channel \(channel), positions of electrodes (byte 0x030)",
        "give a dipole of 0 m, and no length is stated (byte 0x048)",
        "write the positions in metres, in the file or in the XML file beside it")
    }
    return (header.statedDipole, nil, ["no positions of electrodes: the stated length is taken"])
  }
}
