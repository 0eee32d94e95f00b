import HDF5
import Model

/// Turns the group of a run into a recording: all its channels over the time they share.
struct RunReader {
  enum Outcome {
    case recording(MTH5File.Recording)
    case passedOver(reason: String)
  }

  let path: String
  let survey: String
  let station: String
  let location: Location?
  let library: FilterLibrary

  func read(_ run: borrowing Group, named name: String) throws -> Outcome {
    var channels: [RunChannel] = []
    let children = try run.children()
    if let lost = children.first(where: { $0.kind == .missing }) {
      return .passedOver(reason: "\(lost.name) is a link to \(lost.target), which is not there")
    }
    for child in children where child.kind == .dataset {
      guard let channel = try read(run.dataset(child.name), named: child.name),
        !channels.contains(where: { $0.header.channel == channel.header.channel })
      else { continue }
      channels.append(channel)
    }
    guard let first = channels.first else { return .passedOver(reason: "no samples of a field") }
    if let other = channels.first(where: { $0.rate != first.rate }) {
      throw UserError(
        .data, path, at: run.path,
        "\(first.header.channel) has \(first.rate.hertz) Hz and \(other.header.channel) has "
          + "\(other.rate.hertz) Hz",
        remedy: "Split the run into one for each sampling rate")
    }
    return try combine(&channels, run.attribute("id")?.text ?? name, at: run.path)
  }

  /// A channel of the field; nil for other datasets and for channels without samples.
  private func read(
    _ dataset: borrowing Dataset, named name: String
  ) throws -> RunChannel? {
    let attributes = try dataset.attributes()
    let component = attributes["component"]?.text ?? name
    guard let channel = Channel(component) ?? Channel(name), try dataset.shape.count == 1,
      let hertz = attributes["sample_rate"]?.real, hertz != 0, try dataset.shape[0] > 1
    else { return nil }
    let count = try dataset.shape[0]
    guard let rate = SamplingRate(hertz: hertz) else {
      throw complaint(dataset.path, "sample_rate", "\(hertz)", "a positive number of hertz")
    }
    let startText = attributes["time_period.start"]?.text ?? ""
    guard let start = Instant(startText) else {
      throw complaint(dataset.path, "time_period.start", startText, "a time in UTC")
    }
    let scaling = SampleScaling(
      channel, units: attributes["units"]?.text ?? "",
      dipoleLength: attributes["dipole_length"]?.real, applied: AppliedFilter.list(attributes),
      library: library)
    if let (name, problem) = scaling.broken {
      throw UserError(
        .data, path, at: "\(dataset.path), filter \(name)", problem,
        remedy: "Correct the filter, for example with mth5, or set its `applied` to false")
    }
    return RunChannel(
      header: header(channel, attributes, scaling), rate: rate, start: start, count: count,
      path: dataset.path, factor: scaling.factor, hasPieces: try dataset.hasPieces)
  }

  private func header(
    _ channel: Channel, _ attributes: [String: AttributeValue], _ scaling: SampleScaling
  ) -> ChannelHeader {
    let (sensor, serial) = (attributes["sensor.model"]?.text, attributes["sensor.id"]?.text)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return ChannelHeader(
      channel, azimuth: attributes["measurement_azimuth"]?.real,
      tilt: attributes["measurement_tilt"]?.real,
      dipoleLength: attributes["dipole_length"]?.real.flatMap { $0 > 0 ? $0 : nil },
      sensor: sensor ?? "", serial: serial ?? "", notices: scaling.notices,
      isCalibrated: channel.kind == .magnetic ? scaling.isField : nil,
      response: scaling.response(name, sensor: sensor ?? "", serial: serial ?? ""))
  }

  private func complaint(
    _ place: String, _ attribute: String, _ value: String, _ wanted: String
  ) -> UserError {
    UserError(
      .data, path, at: "\(place), attribute \(attribute)", "\"\(value)\" is not \(wanted)",
      remedy: "Correct the attribute, for example with mth5")
  }

  /// Cuts all channels to the time they share.
  private func combine(
    _ channels: inout [RunChannel], _ name: String, at place: String
  ) throws -> Outcome {
    let (rate, start) = (channels[0].rate, channels.map(\.start).max() ?? channels[0].start)
    for index in channels.indices {
      channels[index].offset = Int(
        (start.seconds(since: channels[index].start) * rate.hertz).rounded(.toNearestOrEven))
    }
    let sampleCount = channels.map { $0.count - $0.offset }.min() ?? 0
    guard sampleCount > 0 else { return .passedOver(reason: "its channels share no time") }
    let header = try RecordingHeader(
      name: name, rate: rate, start: start, sampleCount: sampleCount,
      channels: channels.map { withNotice($0, start, rate) }, location: location, station: station
    ).checked(path, at: place)
    let member = "\(survey)/\(station)/\(name)"
    return .recording(
      MTH5File.Recording(
        survey: survey, station: station, header: header,
        locator: RecordingLocator(format: MTH5.format, path: path, member: member),
        channels: Dictionary(uniqueKeysWithValues: channels.map { ($0.header.channel, $0) })))
  }

  /// Adds a notice where a channel's samples do not fall on those of the recording.
  private func withNotice(
    _ channel: RunChannel, _ start: Instant, _ rate: SamplingRate
  ) -> ChannelHeader {
    var header = channel.header
    let nearest = channel.start.advanced(bySamples: channel.offset, at: rate)
    let rest = start.nanoseconds - nearest.nanoseconds
    if abs(rest) > 1000 {
      header.notices.append("samples lie \(Double(rest) * 1e-3) µs before the recording's")
    }
    return header
  }
}

extension Child {
  /// Where a link leads, for the user.
  fileprivate var target: String {
    switch link {
    case .soft(let target): target
    case .external(let file, _): "file \(file)"
    case .hard, .other: "nothing"
    }
  }
}
