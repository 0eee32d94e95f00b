import Distribution
import Model
import Pipeline

/// The directions of channels that do not point where their names say, for every site of a survey.
struct SurveyLayout: Wire {
  /// One channel of a site's recordings of one rate; the first recording decides.
  struct Entry: Wire, Hashable {
    let site: String
    let rate: SamplingRate
    let channel: Channel
    /// Degrees clockwise from geographic north.
    let azimuth: Double
    let unit: String

    /// Whether there is nothing to say of it.
    var isNominal: Bool {
      unit == channel.unit && (channel == .hz || azimuth == channel.nominalAzimuth)
    }
  }

  let entries: [Entry]

  init(_ survey: Survey) {
    entries = survey.sites.flatMap { site in
      site.rates.flatMap { rate in
        site.directions(at: rate).sorted { $0.key < $1.key }
          .map { channel, azimuth in
            Entry(
              site: site.name, rate: rate, channel: channel, azimuth: azimuth,
              unit: SurveyLayout.unit(of: channel, site, rate))
          }.filter { !$0.isNominal }
      }
    }
  }

  /// Of the samples of a channel, which are the same in all recordings of a rate.
  private static func unit(of channel: Channel, _ site: SurveySite, _ rate: SamplingRate) -> String
  {
    let headers = site.recordings.filter { $0.header.rate == rate }.flatMap(\.header.channels)
    return headers.first { $0.channel == channel }?.processedUnit ?? channel.unit
  }

  /// The units of the fields of a transfer function.
  func units(of function: TransferFunction) -> FieldUnits {
    func unit(_ site: String, _ channels: [Channel], _ usual: String, _ kind: Channel.Kind)
      -> String
    {
      entries.first {
        $0.site == site && $0.rate == function.rate && $0.channel.kind == kind
          && channels.contains($0.channel.component) && $0.unit != $0.channel.unit
      }?.unit ?? usual
    }
    let usual = FieldUnits()
    return FieldUnits(
      electric: unit(function.origin.output, function.outputs, usual.electric, .electric),
      magnetic: unit(function.origin.input, function.inputs, usual.magnetic, .magnetic))
  }

  /// Where the channels of a transfer function pointed.
  func azimuths(of function: TransferFunction) -> Azimuths {
    func directions(_ site: String, _ channels: [Channel]) -> [Channel: Double] {
      let ours = entries.filter {
        $0.site == site && $0.rate == function.rate && channels.contains($0.channel.component)
          && $0.channel != .hz && $0.azimuth != $0.channel.nominalAzimuth
      }
      return Dictionary(
        (ours.filter { $0.channel == $0.channel.component }
          + ours.filter { $0.channel != $0.channel.component })
          .map { ($0.channel.component, $0.azimuth) }, uniquingKeysWith: { first, _ in first })
    }
    return Azimuths(
      outputs: directions(function.origin.output, function.outputs),
      inputs: directions(function.origin.input, function.inputs))
  }
}

extension SurveyLayout {
  init(reading reader: inout WireReader) throws(WireError) {
    entries = try reader.read()
  }

  func write(to writer: inout WireWriter) {
    writer.write(entries)
  }
}

extension SurveyLayout.Entry {
  init(reading reader: inout WireReader) throws(WireError) {
    site = try reader.read()
    rate = try reader.read()
    channel = try reader.read()
    azimuth = try reader.read()
    unit = try reader.read()
  }

  func write(to writer: inout WireWriter) {
    writer.write(site)
    writer.write(rate)
    writer.write(channel)
    writer.write(azimuth)
    writer.write(unit)
  }
}
