import ComplexModule
import Kernels
package import Model
import RealModule

/// A site's data.
package struct SynthesizedSite: Sendable {
  package var description: SiteDescription
  package var recordings: [SynthesizedRecording]
}

/// An uninterrupted part of a site's data.
package struct SynthesizedRecording: Sendable {
  package var header: RecordingHeader
  /// mV/km and nT; each channel has the header's `sampleCount`.
  package var samples: [Channel: [Double]]
}

extension SurveyDescription {
  /// Makes the samples of the survey and hands them over site by site.
  ///
  /// All sites record the one source field at their own times. `E = Z·H` and `Hz = T·H` hold at every
  /// harmonic of the period of the source, before noise is added. What a site's noise is depends on
  /// the seed, on the names of the site and the channel, and on the period; not on the other sites.
  ///
  /// - Complexity: Memory for two spectra of the source, the channels of one site, and two series.
  package func synthesize(_ body: (SynthesizedSite) throws -> Void) throws {
    try check()
    let source = makeSource()
    for site in sites {
      try body(SiteSynthesis(survey: self, site: site, source: source).make())
    }
  }

  /// The field over the time from the first start to the last end.
  private func makeSource() -> SourceField {
    let starts = sites.map { $0.start(after: reference) }
    let origin = starts.min() ?? reference
    let ends = zip(sites, starts).map { site, start in
      Int((start.seconds(since: origin) * rate.hertz).rounded(.up)) + site.sampleCount(at: rate)
    }
    return SourceField(source, seed: seed, rate: rate, origin: origin, span: ends.max() ?? 0)
  }
}

/// The making of one site.
struct SiteSynthesis {
  let survey: SurveyDescription
  let site: SiteDescription
  let source: SourceField

  private var random: RandomNumbers { RandomNumbers(seed: survey.seed, label: "site \(site.name)") }

  func make() -> SynthesizedSite {
    let count = site.sampleCount(at: survey.rate)
    let ranges = site.gaps.recordings(
      sampleCount: count, rate: survey.rate, random: random.branch("gaps"))
    var recordings = ranges.enumerated().map { index, range in
      SynthesizedRecording(header: header(index, range), samples: [:])
    }
    let transform = RealTransform(length: source.length, backward: true)
    for channel in site.channels {
      let (first, series) = make(channel, count: count, transform)
      for (index, range) in ranges.enumerated() {
        recordings[index].samples[channel] =
          Array(series[first + range.lowerBound..<first + range.upperBound])
      }
    }
    return SynthesizedSite(description: site, recordings: recordings)
  }

  private func header(_ index: Int, _ samples: Range<Int>) -> RecordingHeader {
    let number = String(index + 1)
    return RecordingHeader(
      name: "run" + String(repeating: "0", count: max(0, 3 - number.count)) + number,
      rate: survey.rate,
      start: site.start(after: survey.reference)
        .advanced(bySamples: samples.lowerBound, at: survey.rate),
      sampleCount: samples.count,
      channels: site.channels.map {
        ChannelHeader($0, dipoleLength: $0.kind == .electric ? 100 : nil, sensor: "synthetic")
      },
      location: site.location, station: site.name)
  }

  /// A period of the channel, and where in it the site's first sample is.
  private func make(
    _ channel: Channel, count: Int, _ transform: RealTransform
  ) -> (first: Int, series: [Double]) {
    let (first, fraction) = source.position(of: site.start(after: survey.reference))
    let own = random.branch(channel.name)
    let noise = site.noise.of(channel)
    let (spectrum, unit) = spectrum(
      channel, ratio: noise.signalToNoise.map { own.branch("ratio").logUniform(0, in: $0) },
      floor: noise.floor, random: own.branch("noise"), later: fraction)
    var series = transform.series(of: spectrum)
    noise.disturb(&series, first..<first + count, rate: survey.rate, unit: unit, random: own)
    return (first, series)
  }

  /// The channel's spectrum with its Gaussian noise, and the root mean square of the signal at
  /// periods below 100 s.
  ///
  /// - Parameters:
  ///   - ratio: Of the amplitudes of signal and noise; `nil` for no noise.
  ///   - floor: The same for white noise, in the middle of the dead band.
  ///   - fraction: How much later than the source's samples those of the site are, in samples.
  private func spectrum(
    _ channel: Channel, ratio: Double?, floor: Double?, random: RandomNumbers,
    later fraction: Double
  ) -> (Spectrum, Double) {
    var spectrum = Spectrum(length: source.length)
    guard let response = site.response.row(of: channel) else { return (spectrum, 0) }
    let turn = 2 * Double.pi * fraction / Double(source.length)
    let white = floor.map { whiteAmplitude(response, $0) } ?? 0
    var power = 0.0
    for k in spectrum.inner {
      let frequency = source.frequency(k)
      let row = response(frequency)
      var value = row.x * source.x[k] + row.y * source.y[k]
      if frequency > 0.01 { power += 2 * value.lengthSquared }
      let shaped = ratio.map { source.expectedAmplitude(Double(k), row) / $0 } ?? 0
      let size = (shaped * shaped + white * white).squareRoot()
      if size > 0 { value += random.complexNormal(k).multiplied(by: size) }
      let angle = turn * Double(k)
      spectrum[k] = fraction == 0 ? value : value * Complex(.cos(angle), .sin(angle))
    }
    return (spectrum, power.squareRoot() / Double(source.length))
  }

  /// The root mean square of a harmonic of white noise, from its ratio to the signal in the dead band.
  private func whiteAmplitude(_ response: (Double) -> ResponseValues.Row, _ ratio: Double) -> Double
  {
    let center = SourceModel.deadBandCenter
    return source.expectedAmplitude(center / source.step, response(center)) / ratio
  }
}
