import Archive
import ComplexModule
import Model
import Pipeline

/// Writes the products of one site to its file.
///
/// The file is made under a temporary name, in which a run that is stopped leaves nothing of its own.
final class SiteProducts: SiteSink {
  private let path: String
  private let site: SurveySite
  private let settings: SharedSettings
  private let storage: SpectraStorage
  private var writer: SiteFileWriter?
  /// The name in the file of each recording.
  private var runs: [String: String] = [:]
  private var prepared: Set<String> = []

  /// Begins the file of a site.
  init(path: String, site: SurveySite, settings: SharedSettings) throws {
    self.path = path
    self.site = site
    self.settings = settings
    storage = SpectraStorage(compression: settings.compression == 0 ? nil : settings.compression)
    let description = SiteDescription(
      survey: settings.survey, site: site.name, location: site.location,
      software: .init(name: "skindepth", version: Version.text))
    let writer = try SiteFileWriter(path, description)
    self.writer = writer
    for recording in site.recordings {
      runs[recording.header.name] = try writer.add(recording.header)
    }
    try writer.setAttributes(["settings": .text(settings.provenance)])
  }

  func store(_ block: ComputedSpectra) throws {
    guard let writer, let run = runs[block.recording.name] else { return }
    let level = "\(run) \(block.level.index)"
    if prepared.insert(level).inserted {
      try writer.add(
        SpectraBlock(
          run: run, level: block.level, start: block.start, windowCount: block.windowCount,
          channels: block.recording.channels.map(\.channel), taper: settings.taper,
          prewhitens: settings.prewhitens), storage)
    }
    let values = stride(from: 0, to: block.values.count, by: 2).map {
      Complex(block.values[$0], block.values[$0 + 1])
    }
    try writer.append(values.span, of: block.channel, run: run, level: block.level.index)
  }

  func finish(_ transferFunctions: [LabelledTransferFunction]) throws {
    guard let writer else { return }
    for labelled in transferFunctions where !labelled.function.points.isEmpty {
      let rate = labelled.function.rate
      let used = site.recordings.filter { $0.header.rate == rate }.compactMap {
        runs[$0.header.name]
      }
      try writer.add(labelled.function, id: labelled.identifier(at: site), runs: used)
    }
    try writer.finish()
    self.writer = nil
  }

  func discard() {
    // The writer takes its unfinished file with it.
    writer = nil
  }
}

extension LabelledTransferFunction {
  /// A name for files and groups: the run's label, with the rate where the site has several.
  func identifier(at site: SurveySite) -> String {
    site.rates.count > 1 ? "\(label)_\(rateText)" : label
  }

  /// The rate as `128Hz`, or `32s` where a sample is longer than a second.
  private var rateText: String {
    let rate = function.rate
    return rate.seconds == 1 || rate.samples > rate.seconds
      ? "\(plain(rate.hertz))Hz" : "\(plain(rate.interval))s"
  }

  private func plain(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}
