import ArgumentParser
import Configuration
import Figures
import Model
import Pipeline

struct ViewTime: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "time", abstract: "Time series, a panel a channel; gaps are grey.",
    discussion: """
      Where there are more than 20 000 samples, bands from the least to the largest of so many are drawn; \
      recordings are read in blocks, so that their length does not matter.

      EXAMPLES
        skindepth view time demo
        skindepth view time demo --site A --from "2024-03-01 00:02:00" --to "2024-03-01 00:04:00"
        skindepth view time demo --site A,R --together --channels Hx,Hy
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var range: ViewRange

  @Option(help: "Only recordings at this sampling rate, Hz.")
  var rate: Double?

  @Flag(help: "All sites in one figure.")
  var together = false

  func run() throws {
    let project = try view.survey()
    let settings = try project.settings(file: view.config, overrides: [])
    let survey = try SurveyReader(project: project, isForEstimates: false).read(settings).survey
    let sites = try view.chosen(survey.sites.map(\.name)).compactMap { survey.site(named: $0) }
      .map { survey.sites[$0] }
    let groups = together ? [sites] : sites.map { [$0] }
    try view.write(try groups.compactMap(figure))
  }

  /// Nil where nothing was recorded that is asked for, if there are other sites.
  private func figure(_ sites: [SurveySite]) throws -> NamedFigure? {
    let chosen = try sites.flatMap { site in
      try recordings(of: site).map { (site: site.name, recording: $0) }
    }
    let headers = chosen.map(\.recording.header)
    guard let first = headers.map(\.start).min(), let last = headers.map(\.end).max() else {
      let names = sites.map(\.name).joined(separator: ", ")
      throw UserError(
        .configuration, view.project, "site \(names) recorded nothing of what is asked for",
        remedy: "see `skindepth info \(view.project)`")
    }
    let (start, end) = (range.from ?? first, range.to ?? last)
    let reader = SeriesReader(start: start, end: end)
    let panels = try range.chosen(headers.flatMap { $0.channels.map(\.channel) }).flatMap {
      channel in
      try self.panels(channel, chosen, reader)
    }
    let rates = Set(headers.map(\.rate)).sorted(by: >).map(rateText).joined(separator: " and ")
    let names = sites.map(\.name).joined(separator: ", ")
    let figure = TimeSeriesFigure(
      title: "Site \(names), \(rates)",
      subtitle: "Time series from \(shortText(start)) to \(shortText(end)) UTC", start: start,
      end: end, panels: panels)
    return NamedFigure(["time", sites.map(\.name).joined(separator: "+")], svg: figure.svg)
  }

  private func recordings(of site: SurveySite) throws -> [SurveyRecording] {
    let known = site.recordings.map(\.header.name)
    let names = try range.recording.map {
      try Selection("recording", $0).chosen(from: known, in: "site \(site.name)")
    }
    return site.recordings.filter { recording in
      let header = recording.header
      return names?.contains(header.name) ?? true
        && rate.map { abs($0 - header.rate.hertz) < 1e-6 * $0 } ?? true
        && range.from.map { header.end > $0 } ?? true && range.to.map { header.start < $0 } ?? true
    }
  }

  /// Recordings whose samples are in different units have panels of their own.
  private func panels(
    _ channel: Channel, _ chosen: [(site: String, recording: SurveyRecording)],
    _ reader: SeriesReader
  ) throws -> [TimeSeriesFigure.Panel] {
    let having = chosen.filter { $0.recording.header.has(channel) }
    let units = Set(having.map { $0.recording.header.unit(of: channel) }).sorted()
    guard units.count > 1 else {
      return [try panel(channel, units.first ?? channel.unit, having, reader)]
    }
    return try units.map { unit in
      let some = having.filter { $0.recording.header.unit(of: channel) == unit }
      return try panel(channel, unit, some, reader)
    }
  }

  private func panel(
    _ channel: Channel, _ unit: String, _ having: [(site: String, recording: SurveyRecording)],
    _ reader: SeriesReader
  ) throws -> TimeSeriesFigure.Panel {
    let total = having.reduce(0) { $0 + reader.samples(of: $1.recording.header).count }
    let samplesPerValue = TimeSeriesPiece.samplesPerValue(of: total)
    var curves: [TimeSeriesFigure.Curve] = []
    let hasSites = together
    for (site, recording) in having {
      let rate = rateText(recording.header.rate)
      let name = hasSites ? "\(site), \(rate)" : rate
      let piece = try reader.read(channel, of: recording, samplesPerValue: samplesPerValue)
      if let index = curves.firstIndex(where: { $0.name == name }) {
        curves[index].pieces.append(piece)
      } else {
        curves.append(.init(name, [piece]))
      }
    }
    return .init(channel, unit: unit, curves: curves)
  }
}

/// Reads what lies between two instants, a block at a time.
struct SeriesReader {
  let start: Instant
  let end: Instant

  private static let block = 1 << 16

  /// The samples of a recording that lie in the range.
  func samples(of header: RecordingHeader) -> Range<Int> {
    let hertz = header.rate.hertz
    func place(_ instant: Instant, _ rule: FloatingPointRoundingRule) -> Int {
      let samples = (instant.seconds(since: header.start) * hertz).rounded(rule)
      return Int(min(max(samples, 0), Double(header.sampleCount)))
    }
    let first = place(start, .up)
    // The instant of the end belongs to the range.
    let last = min(place(end, .down) + (end >= header.start ? 1 : 0), header.sampleCount)
    return first..<max(first, last)
  }

  func read(
    _ channel: Channel, of recording: SurveyRecording, samplesPerValue: Int
  ) throws -> TimeSeriesPiece {
    let header = recording.header
    let range = samples(of: header)
    var piece = TimeSeriesPiece(
      start: header.start.advanced(bySamples: range.lowerBound, at: header.rate),
      rate: header.rate, sampleCount: range.count, samplesPerValue: samplesPerValue)
    guard !range.isEmpty else { return piece }
    let source = try SurveyReader.open(recording)
    for first in stride(from: range.lowerBound, to: range.upperBound, by: SeriesReader.block) {
      let some = first..<min(first + SeriesReader.block, range.upperBound)
      var samples = [Double](repeating: 0, count: some.count)
      var span = samples.mutableSpan
      try source.read(channel, some, into: &span)
      piece.append(samples.span)
    }
    return piece
  }
}

extension RecordingHeader {
  /// The unit of a channel's samples: mV where the response of the coil is still in them.
  fileprivate func unit(of channel: Channel) -> String {
    guard let header = channels.first(where: { $0.channel == channel }) else { return channel.unit }
    // Some files do not tell.
    let isDoubtful =
      header.response == nil
      && header.notices.contains { $0.hasPrefix(ChannelHeader.coilNotice + ",") }
    return isDoubtful ? "\(channel.unit) or mV" : header.sampleUnit
  }
}
