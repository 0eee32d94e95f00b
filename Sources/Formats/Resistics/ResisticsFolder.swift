import Files
import Model

/// The headers of a recording that resistics 0.0.6 wrote: a folder with `global.hdr` and, for each
/// channel, `chan_NN.hdr` and its data file.
struct ResisticsFolder {
  struct ChannelFile {
    var header: KeyedText
    var channel: Channel
    /// Path of the samples.
    var data: String
  }

  let path: String
  let global: KeyedText
  private(set) var channels: [ChannelFile] = []
  /// Lines of comments.txt, in which resistics notes what was done to the samples.
  private let comments: [String]

  /// Reads the headers and checks that they agree.
  ///
  /// - Throws: A `UserError` for a file or a key that is missing or wrong, or channels of unequal
  ///   rate, start or length.
  init(_ path: String) throws {
    self.path = path
    let name = joined(path, "global.hdr")
    guard FileStatus.isFile(name) else {
      throw UserError(
        .data, path, "has no global.hdr beside its channel headers",
        remedy: "copy the whole folder again from its source")
    }
    global = try ResisticsFolder.header(name)
    comments = ResisticsFolder.comments(path)
    for number in 0..<(try channelCount()) {
      channels.append(try channelFile(number))
    }
  }

  /// Remarks for people: what cannot be read of them is left alone.
  private static func comments(_ path: String) -> [String] {
    let name = joined(path, "comments.txt")
    guard FileStatus.isFile(name),
      let bytes = try? InputFile.contents(of: name, limit: 1 << 20)
    else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.trimmed.lowercased() }
  }

  private func channelCount() throws -> Int {
    let count = try global.count("meas_channels")
    guard (1...100).contains(count) else {
      throw global.wrong("meas_channels", "cannot be \(count)", "write 1 to 100")
    }
    return count
  }

  private static func header(_ path: String) throws -> KeyedText {
    let header = try KeyedText(path)
    guard header["HEADER"] != nil else {
      throw UserError(
        .data, path, at: "line 1", "does not begin with `HEADER =`: no header of resistics",
        remedy: "check that this is the right file")
    }
    return header
  }

  private func channelFile(_ number: Int) throws -> ChannelFile {
    let name = number < 10 ? "chan_0\(number)" : "chan_\(number)"
    let header = try ResisticsFolder.header(joined(path, name + ".hdr"))
    let type = try header.text("channel_type")
    guard let channel = Channel(type) else {
      throw header.wrong(
        "channel_type", "is no channel that is known: \(type)",
        "known are: \(Channel.known.map(\.name).joined(separator: ", "))")
    }
    for key in ["sample_freq", "num_samples", "start_date", "start_time"] {
      try checkAgreement(key, header, channel)
    }
    let data = joined(path, try header.text("ats_data_file"))
    return ChannelFile(header: header, channel: channel, data: data)
  }

  private func checkAgreement(_ key: String, _ header: KeyedText, _ channel: Channel) throws {
    let (here, there) = (try header.text(key), try global.text(key))
    guard here != there else { return }
    // `128` and `128.0` are the same rate.
    if let a = DecimalNumber.parse(here), a == DecimalNumber.parse(there) { return }
    let problem =
      key == "num_samples"
      ? "channel \(channel) has \(here) samples where the recording has \(there): unequal lengths"
      : "channel \(channel) has \(here) where the recording has \(there)"
    throw header.wrong(
      key, problem,
      "cut the channels to the same span, or correct the header (global.hdr beside it)")
  }

  /// The instant of the first sample.
  func start() throws -> Instant {
    let (date, time) = (try global.text("start_date"), try global.text("start_time"))
    guard let start = Instant("\(date) \(time)") else {
      throw global.wrong(
        "start_date", "with start_time is no instant: \(date) \(time)",
        "write start_date = YYYY-MM-DD and start_time = HH:MM:SS.ffffff")
    }
    return start
  }

  /// The recording's header with what each channel's header says.
  func recordingHeader() throws -> RecordingHeader {
    RecordingHeader(
      name: lastPart(path), rate: try global.rate("sample_freq"), start: try start(),
      sampleCount: try global.count("num_samples"), channels: try channels.map(channelHeader),
      conditioning: isConditioned ? Conditioning([]) : nil)
  }

  /// Whether the samples have been through this program's conditioning.
  private var isConditioned: Bool { global["conditioned"]?.value.lowercased() == "true" }

  private func channelHeader(_ file: ChannelFile) throws -> ChannelHeader {
    let isElectric = file.channel.kind == .electric
    let isCalibrated = isElectric ? nil : isCalibrated(file)
    var notices: [String] = []
    if !isElectric && isCalibrated != true {
      let doubt = isCalibrated == nil ? ", unless it was written after calibration" : ""
      notices = [ChannelHeader.coilNotice + doubt]
    }
    let dipole = isElectric ? try file.dipoleLength() : 0
    return ChannelHeader(
      file.channel, dipoleLength: dipole > 0 ? dipole : nil, sensor: file.words("sensor_type"),
      serial: file.words("sensor_sernum"), notices: notices,
      chopper: isElectric ? nil : file.flag("hchopper"), isCalibrated: isCalibrated)
  }

  /// Whether a magnetic channel is in nT: as its header says, else as a comment of resistics does.
  ///
  /// Counts are never calibrated, and the theoretical calibration of resistics changes nothing.
  private func isCalibrated(_ file: ChannelFile) -> Bool? {
    if let flag = file.flag("calibrated") { return flag }
    let isText = file.data.lowercased().hasSuffix(".ascii")
    if !isText, file.flag("scaling_applied") == false { return false }
    let channel = "channel \(file.channel.name.lowercased()) "
    let isNoted = comments.contains {
      $0.contains(channel + "calibrated with calibration data")
    }
    return isNoted ? true : nil
  }
}

extension ResisticsFolder.ChannelFile {
  /// What a key says, where the writer's `None` and an absent key both say nothing.
  func words(_ key: String) -> String {
    let text = header[key]?.value ?? ""
    return text == "None" ? "" : text
  }

  /// What a key says of a switch; `nil` where it says nothing.
  func flag(_ key: String) -> Bool? {
    switch words(key).lowercased() {
    case "1", "true", "on": true
    case "0", "false", "off": false
    default: nil
    }
  }

  /// The distance of the electrodes in metres, 0 where the header does not tell.
  ///
  /// As resistics has it for Ex and Ey: the sum of the distances from the origin along the axis.
  func dipoleLength() throws -> Double {
    let (x1, x2) = (try position("pos_x1"), try position("pos_x2"))
    let (y1, y2) = (try position("pos_y1"), try position("pos_y2"))
    switch channel {
    case .ex: return abs(x1) + abs(x2)
    case .ey: return abs(y1) + abs(y2)
    default: return ((x1 - x2) * (x1 - x2) + (y1 - y2) * (y1 - y2)).squareRoot()
    }
  }

  private func position(_ key: String) throws -> Double {
    words(key).isEmpty ? 0 : try header.number(key)
  }
}
