import ComplexModule
import Kernels
import Model
import Testing

@testable import Synthesis

@Suite struct NoiseTests {
  /// A site with noise less the same site without.
  private func noise(
    _ model: NoiseModel, duration: Double, channel: Channel
  ) throws -> (signal: [Double], noise: [Double]) {
    var site = SiteDescription(
      "a", duration: duration, channels: [channel], response: Sample.ground)
    let signal = Sample.samples(try Sample.made(Sample.survey([site]))[0], channel)
    site.noise = model
    let both = Sample.samples(try Sample.made(Sample.survey([site]))[0], channel)
    return (signal, zip(both, signal).map { $0 - $1 })
  }

  @Test(
    "Gaussian noise has the asked ratio in every band",
    arguments: [(Channel.ex, 10.0), (.hy, 2), (.hz, 2)])
  func signalToNoiseInEveryBand(channel: Channel, ratio: Double) throws {
    let model = NoiseModel(
      electric: ChannelNoise(signalToNoise: ratio...ratio),
      magnetic: ChannelNoise(signalToNoise: ratio...ratio))
    let (signal, noise) = try noise(model, duration: 1024, channel: channel)
    let transform = RealTransform(length: signal.count)
    // Differences whiten, so that the leakage of the long periods does not fill the short ones.
    let spectra = [signal, noise].map { series in
      transform.spectrum(of: zip(series, series.dropFirst()).map { $1 - $0 } + [0])
    }
    for band in [100..<1000, 1000..<3000, 3000..<8000] {
      let powers = spectra.map { spectrum in
        band.reduce(0.0) { $0 + spectrum[$1].lengthSquared }
      }
      // The signal's own strength varies from time to time and band to band.
      #expect(abs((powers[0] / powers[1]).squareRoot() / ratio - 1) < 0.1)
    }
  }

  @Test("a floor has no colour, and the asked ratio in the middle of the dead band")
  func floor() throws {
    let model = NoiseModel(magnetic: ChannelNoise(floor: 20))
    let (signal, noise) = try noise(model, duration: 4096, channel: .hx)
    let transform = RealTransform(length: signal.count)
    let spectra = [signal, noise].map { transform.spectrum(of: $0) }
    func power(_ spectrum: Spectrum, _ hertz: ClosedRange<Double>) -> Double {
      let harmonics = Int(hertz.lowerBound * 4096)...Int(hertz.upperBound * 4096)
      return harmonics.reduce(0) { $0 + spectrum[$1].lengthSquared } / Double(harmonics.count)
    }
    // Means over some 800 harmonics spread by 3.5 %, the signal's strength from time to time by more.
    let ratio = (power(spectra[0], 1.3...1.5) / power(spectra[1], 1.3...1.5)).squareRoot()
    #expect(abs(ratio / 20 - 1) < 0.1)
    let colour = power(spectra[1], 0.1...0.3) / power(spectra[1], 6...6.2)
    #expect(abs(colour - 1) < 0.15)
  }

  @Test("quiet channels draw their ratio from the range")
  func quietChannelsDrawTheirRatio() throws {
    var quiet = NoiseModel.quiet
    quiet.electric.floor = nil
    quiet.magnetic.floor = nil
    for channel in [Channel.ex, .ey, .hx, .hy] {
      let (signal, noise) = try noise(quiet, duration: 256, channel: channel)
      let steps = [signal, noise].map { series in
        rms(zip(series, series.dropFirst()).map { $1 - $0 })
      }
      #expect((90...220).contains(steps[0] / steps[1]))
    }
  }

  @Test("bursts take their share of the time and have their size")
  func shareAndSizeOfBursts() throws {
    let model = NoiseModel(electric: ChannelNoise(bursts: Bursts(share: 0.2, size: 10)))
    let (signal, noise) = try noise(model, duration: 4096, channel: .ex)
    let active = noise.filter { abs($0) > 1e-9 }
    #expect(abs(Double(active.count) / Double(noise.count) - 0.2) < 0.04)
    // Below 100 s the signal has less than all of its power, so bursts are smaller than 10 times all.
    let ratio = rms(active) / rms(signal)
    #expect(ratio > 1 && ratio < 10)
    let (_, none) = try self.noise(model, duration: 64, channel: .hx)
    #expect(none.allSatisfy { $0 == 0 })
  }

  @Test("spikes are as many as asked and single")
  func countOfSpikes() throws {
    let model = NoiseModel(magnetic: ChannelNoise(spikes: Spikes(perHour: 60, size: 30)))
    let (_, noise) = try noise(model, duration: 1800, channel: .hx)
    let spikes = noise.map(abs).filter { $0 > 1e-9 }
    #expect((28...30).contains(spikes.count))
    #expect((spikes.max() ?? 0) < 1.001 * (spikes.min() ?? 0))
  }

  @Test("the power line is a sine wave")
  func thePowerLineIsASineWave() throws {
    let line = PowerLine(hertz: 5, size: 0.5)
    let (_, noise) = try noise(
      NoiseModel(electric: ChannelNoise(line: line)), duration: 64, channel: .ex)
    let spectrum = RealTransform(length: noise.count).spectrum(of: noise)
    let total = (1..<noise.count / 2).reduce(0.0) { $0 + spectrum[$1].lengthSquared }
    #expect(spectrum[320].lengthSquared / total > 0.999999)
  }

  @Test("listed gaps split a site into recordings")
  func listedGapsSplitASiteIntoRecordings() throws {
    let gaps = Gaps.listed([.init(start: 30, length: 5), .init(start: 10, length: 3)])
    let site = SiteDescription("a", start: 0.01, duration: 60, response: Sample.ground)
    var split = site
    split.gaps = gaps
    let whole = try Sample.made(Sample.survey([site]))[0]
    let parts = try Sample.made(Sample.survey([split]))[0]
    #expect(parts.recordings.map(\.header.name) == ["run001", "run002", "run003"])
    #expect(parts.recordings.map(\.header.sampleCount) == [160, 272, 400])
    let start = parts.recordings[2].header.start.seconds(since: whole.recordings[0].header.start)
    #expect(start == 35)
    #expect(
      Sample.samples(parts, .hz, recording: 1) == Array(Sample.samples(whole, .hz)[208..<480]))
  }

  @Test("random gaps are in their parts and long enough")
  func randomGaps() throws {
    let rate = SamplingRate(samples: 16, seconds: 1)
    let ranges = Gaps.random(4).recordings(
      sampleCount: 16 * 2000, rate: rate, random: RandomNumbers(seed: 4, label: "gaps"))
    #expect(ranges.count == 5)
    for (before, after) in zip(ranges, ranges.dropFirst()) {
      let length = after.lowerBound - before.upperBound
      #expect(length >= 47 && length <= 16 * 120 + 1)
    }
  }

  @Test("noise on H of half its signal lowers a single site by a fifth, a remote site mends it")
  func noiseOnHBiasesSingleSites() throws {
    let response = Response(
      .constant(xx: .zero, xy: Complex(2, 1), yx: Complex(-3, -1), yy: .zero))
    var noise = NoiseModel.hard
    noise.electric.bursts = nil
    noise.magnetic.bursts = nil
    noise.electric.floor = nil
    noise.magnetic.floor = nil
    let sites = try Sample.made(
      Sample.survey([
        SiteDescription("local", duration: 2048, response: response, noise: noise),
        SiteDescription("remote", duration: 2048, response: response, noise: .clean),
      ]))
    let single = slope(sites[0], reference: sites[0])
    let remote = slope(sites[0], reference: sites[1])
    // 1 / (1 + 1/2²); the two polarisations are not quite equally strong.
    #expect(abs(single / 5.0.squareRoot() - 0.8) < 0.04)
    #expect(abs(remote / 5.0.squareRoot() - 1) < 0.02)
  }

  /// |Zxy| by least squares over all harmonics above 0.1 Hz, with the reference's field conjugated.
  private func slope(_ site: SynthesizedSite, reference: SynthesizedSite) -> Double {
    let count = Sample.samples(site, .ex).count
    let transform = RealTransform(length: count)
    let spectrum = { (site: SynthesizedSite, channel: Channel) in
      let series = Sample.samples(site, channel)
      return transform.spectrum(of: zip(series, series.dropFirst()).map { $1 - $0 } + [0])
    }
    let e = spectrum(site, .ex)
    let (x, y) = (spectrum(site, .hx), spectrum(site, .hy))
    let (rx, ry) = (spectrum(reference, .hx), spectrum(reference, .hy))
    let sum = { (a: Spectrum, b: Spectrum) in
      (count / 160..<count / 2).reduce(Complex<Double>.zero) { $0 + a[$1] * b[$1].conjugate }
    }
    let determinant = sum(x, rx) * sum(y, ry) - sum(x, ry) * sum(y, rx)
    return ((sum(x, rx) * sum(e, ry) - sum(x, ry) * sum(e, rx)) / determinant).modulus
  }
}
