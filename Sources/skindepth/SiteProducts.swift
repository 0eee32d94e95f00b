import Archive
import Model
import Pipeline

/// Writes the products of one site to its file.
///
/// The coefficients are kept in memory until all is there, and nothing is on the disk before.
final class SiteProducts: SiteSink {
  private let path: String
  private let site: SurveySite
  private let settings: SharedSettings
  private var blocks: [SpectraBlock] = []
  private var values: [SpectraPlaces.Key: [Float]] = [:]

  /// Begins the file of a site.
  init(path: String, site: SurveySite, settings: SharedSettings) throws {
    self.path = path
    self.site = site
    self.settings = settings
  }

  func store(_ block: ComputedSpectra) throws {
    let recording = site.recordings.firstIndex { $0.header.name == block.recording.name }
    guard let recording else { return }
    let level = block.level
    if !blocks.contains(where: { $0.recording == recording && $0.level.index == level.index }) {
      blocks.append(
        SpectraBlock(
          recording: recording, level: level, start: block.start, windowCount: block.windowCount,
          channels: block.recording.channels.map(\.channel), taper: settings.taper,
          prewhitens: settings.prewhitens))
    }
    let key = SpectraPlaces.Key(recording: recording, level: level.index, channel: block.channel)
    values[key, default: []] += block.values
  }

  func finish(_ transferFunctions: [LabelledTransferFunction]) throws {
    let draft = path + ".draft"
    do {
      try write(transferFunctions, draft)
    } catch {
      try? SiteDraft.remove(draft)
      throw error
    }
  }

  private func write(_ transferFunctions: [LabelledTransferFunction], _ draft: String) throws {
    let madeBy = Digest(of: Array(settings.provenance.utf8))
    let description = SiteDescription(
      survey: settings.survey, site: site.name, location: site.location,
      software: .init(name: "skindepth", version: Version.text))
    let places = try SiteDraft.prepare(
      draft, description, recordings: site.recordings.map(\.header), spectra: blocks,
      attributes: ["settings": .text(settings.provenance)], madeBy: madeBy
    ).places
    let file = try SpectraFile(draft, places)
    for (key, values) in values {
      guard let place = places.places[key] else { continue }
      _ = try file.write(values, at: place, firstRow: 0)
    }
    let level = settings.compression == 0 ? nil : settings.compression
    try SiteDraft.finish(draft, as: path, madeBy: madeBy, compression: level) {
      (writer) throws(UserError) in
      for labelled in transferFunctions where !labelled.function.points.isEmpty {
        let used = site.recordings.indices.filter {
          site.recordings[$0].header.rate == labelled.function.rate
        }
        try writer.add(
          labelled.function, id: labelled.identifier(at: site), runs: used.map { places.runs[$0] })
      }
    }
  }

  func discard() {
    values = [:]
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
