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
  }

  let entries: [Entry]

  init(_ survey: Survey) {
    entries = survey.sites.flatMap { site in
      site.rates.flatMap { rate in
        site.directions(at: rate).sorted { $0.key < $1.key }
          .filter { $0.key != .hz && $0.value != $0.key.nominalAzimuth }
          .map { Entry(site: site.name, rate: rate, channel: $0.key, azimuth: $0.value) }
      }
    }
  }

  /// Where the channels of a transfer function pointed.
  func azimuths(of function: TransferFunction) -> Azimuths {
    func directions(_ site: String, _ channels: [Channel]) -> [Channel: Double] {
      let ours = entries.filter {
        $0.site == site && $0.rate == function.rate && channels.contains($0.channel.component)
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
  }

  func write(to writer: inout WireWriter) {
    writer.write(site)
    writer.write(rate)
    writer.write(channel)
    writer.write(azimuth)
  }
}
