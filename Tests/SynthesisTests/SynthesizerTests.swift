import ComplexModule
import Kernels
import Model
import RealModule
import Testing

@testable import Synthesis

@Suite struct SynthesizerTests {
  @Test("E is Z H and Hz is T H at every harmonic")
  func responseHoldsAtEveryHarmonic() throws {
    // A recording as long as the source's period, so that its spectrum is the source's.
    let survey = Sample.survey([SiteDescription("a", duration: 60, response: Sample.ground)])
    let source = SourceField(
      survey.source, seed: survey.seed, rate: survey.rate, origin: survey.reference, span: 960)
    let periodic = Sample.survey([
      SiteDescription(
        "a", duration: Double(source.length) / 16, response: Sample.ground)
    ])
    let site = SiteSynthesis(survey: periodic, site: periodic.sites[0], source: source).make()
    let transform = RealTransform(length: source.length)
    let spectra = [Channel.ex, .ey, .hx, .hy, .hz].map {
      transform.spectrum(of: Sample.samples(site, $0))
    }
    for k in 1..<source.length / 2 {
      let values = Sample.ground.values(at: 16 * Double(k) / Double(source.length))
      let (hx, hy) = (spectra[2][k], spectra[3][k])
      #expect(
        (spectra[0][k] - values.xx * hx - values.xy * hy).modulus < 1e-12 * spectra[0][1].modulus)
      #expect(
        (spectra[1][k] - values.yx * hx - values.yy * hy).modulus < 1e-12 * spectra[0][1].modulus)
      #expect(
        (spectra[4][k] - values.zx * hx - values.zy * hy).modulus < 1e-12 * spectra[0][1].modulus)
    }
  }

  @Test(
    "times that cannot be, or are too long to be made, are refused",
    arguments: [
      (Double.nan, 60), (1e300, 60), (-.infinity, 60), (0, .nan), (0, 1e300), (0, .infinity),
      (0, 1e8), (9e8, 60), (0, -1), (0, 0),
    ])
  func impossibleTimes(start: Double, duration: Double) {
    let survey = Sample.survey([
      SiteDescription("a", duration: 60, response: Sample.ground),
      SiteDescription("b", start: start, duration: duration, response: Sample.ground),
    ])
    let error = #expect(throws: UserError.self) { try Sample.made(survey) }
    #expect(error?.kind == .configuration && error?.remedy.isEmpty == false)
  }

  @Test("gaps, spikes and strengths that cannot be are refused")
  func impossibleDisturbances() {
    let gaps: [Gaps] = [
      .listed([.init(start: .nan, length: 1)]), .listed([.init(start: 1, length: 1e300)]),
      .random(count: -1, length: 1...2), .random(count: 1, length: 1...1e300),
    ]
    var surveys = gaps.map {
      Sample.survey([SiteDescription("a", duration: 60, response: Sample.ground, gaps: $0)])
    }
    for perHour in [Double.nan, -1, 1e300] {
      let noise = NoiseModel(electric: ChannelNoise(spikes: Spikes(perHour: perHour, size: 1)))
      surveys.append(
        Sample.survey([SiteDescription("a", duration: 60, response: Sample.ground, noise: noise)]))
    }
    var still = Sample.survey([SiteDescription("a", duration: 60, response: Sample.ground)])
    still.source.modulationTime = 0
    for survey in surveys + [still] {
      #expect(throws: UserError.self) { try Sample.made(survey) }
    }
  }

  @Test("a truth of any duration has a finite list of frequencies", arguments: [0, 1e-300, 1e300])
  func frequenciesOfTruth(duration: Double) throws {
    let site = SiteDescription("a", duration: duration, response: Sample.ground)
    let frequencies = Truth(Sample.survey([site])).frequencies
    #expect(frequencies.count > 1 && frequencies.allSatisfy { $0 > 0 && $0.isFinite })
  }

  @Test("the same description gives the same bits, another seed others")
  func sameDescriptionSameBits() throws {
    let sites = [
      SiteDescription(
        "a", duration: 50, response: Sample.ground, noise: .outliers, gaps: .random(1)),
      SiteDescription("b", start: 3.3, duration: 40, response: Sample.ground, noise: .hard),
    ]
    let first = try Sample.made(Sample.survey(sites))
    let again = try Sample.made(Sample.survey(sites))
    let turned = try Sample.made(Sample.survey(sites.reversed()))
    let other = try Sample.made(Sample.survey(sites, seed: 8))
    for channel in sites[0].channels {
      #expect(Sample.samples(first[0], channel) == Sample.samples(again[0], channel))
      #expect(Sample.samples(first[0], channel) == Sample.samples(turned[1], channel))
      #expect(Sample.samples(first[1], channel) == Sample.samples(turned[0], channel))
      #expect(Sample.samples(first[0], channel) != Sample.samples(other[0], channel))
    }
  }

  @Test("sites with other starts see the same field at the same time")
  func startsBetweenSamples() throws {
    // 2.4 samples later, and 5 whole samples later.
    let survey = Sample.survey([
      SiteDescription("a", duration: 60, response: Sample.ground),
      SiteDescription("b", start: 0.15, duration: 50, response: Sample.ground),
      SiteDescription("c", start: 0.3125, duration: 50, response: Sample.ground),
    ])
    let sites = try Sample.made(survey)
    let source = SourceField(
      survey.source, seed: survey.seed, rate: survey.rate, origin: survey.reference, span: 960)
    let shifted = Sample.samples(sites[1], .hx)
    for j in stride(from: 0, to: 800, by: 37) {
      #expect(abs(shifted[j] - direct(source.x, source.length, at: 2.4 + Double(j))) < 1e-12)
    }
    let whole = zip(Sample.samples(sites[0], .ey).dropFirst(5), Sample.samples(sites[2], .ey))
    #expect(whole.allSatisfy { $0 == $1 })
    let late = sites[1].recordings[0].header.start.nanoseconds - survey.reference.nanoseconds
    #expect(late == 150_000_000)
  }

  /// The field at a time in samples, summed sinusoid by sinusoid.
  private func direct(_ spectrum: Spectrum, _ length: Int, at sample: Double) -> Double {
    (1..<length / 2).reduce(0.0) { sum, k in
      let angle = 2 * Double.pi * Double(k) * sample / Double(length)
      let turned = spectrum[k] * Complex(.cos(angle), .sin(angle))
      return sum + 2 * turned.real / Double(length)
    }
  }

  @Test("the source has the power that its formula gives")
  func powerOfTheSource() {
    let model = SourceModel(deadBand: 0.9, modulationDepth: 0.2)
    let source = SourceField(
      model, seed: 5, rate: SamplingRate(samples: 16, seconds: 1), origin: Sample.reference,
      span: 60_000)
    // Without the covariance, which belongs to this realisation.
    let amplitude = { (k: Int) in
      model.amplitude(at: source.frequency(k)) * (source.step / 2).squareRoot()
        * Double(source.length)
    }
    for band in [200..<2000, 2000..<8000, 8000..<30_000] {
      let power = band.reduce(0.0) { sum, k in
        sum + (source.x[k].lengthSquared + source.y[k].lengthSquared)
          / (2 * amplitude(k) * amplitude(k))
      }
      #expect(abs(power / Double(band.count) - 1) < 0.3)
    }
    #expect(model.amplitude(at: 1.4) < 0.11 * SourceModel().amplitude(at: 1.4))
    #expect(abs(model.amplitude(at: 1e-3) / SourceModel().amplitude(at: 1e-3) - 1) < 1e-6)
  }

  @Test("the polarisation changes with time")
  func thePolarisationChangesWithTime() throws {
    let site = try Sample.made(
      Sample.survey([SiteDescription("a", duration: 600, response: Sample.ground)]))[0]
    let (x, y) = (Sample.samples(site, .hx), Sample.samples(site, .hy))
    // Differences take out the longest periods.
    let ratios = (0..<10).map { block -> Double in
      let range = block * 960 + 1..<(block + 1) * 960
      return rms(range.map { x[$0] - x[$0 - 1] }) / rms(range.map { y[$0] - y[$0 - 1] })
    }
    #expect((ratios.max() ?? 0) / (ratios.min() ?? 1) > 1.3)
  }

  @Test("a site may record the remote field alone")
  func remoteSite() throws {
    let site = try Sample.made(
      Sample.survey([
        SiteDescription("r", duration: 20, channels: [.hy, .hx], response: Sample.ground)
      ]))[0]
    #expect(site.recordings[0].header.channels.map(\.channel) == [.hx, .hy])
    #expect(site.recordings[0].samples.count == 2)
  }

  @Test("descriptions that make no sense are refused")
  func descriptionsThatMakeNoSenseAreRefused() throws {
    let empty = SiteDescription("a", duration: 0, response: Sample.ground)
    #expect(throws: UserError.self) { try Sample.made(Sample.survey([empty])) }
    let twice = SiteDescription("a", duration: 9, response: Sample.ground)
    #expect(throws: UserError.self) { try Sample.made(Sample.survey([twice, twice])) }
    let e1 = try #require(Channel("E1"))
    let endless = SiteDescription(
      "a", duration: 9, response: Sample.ground,
      noise: NoiseModel(electric: ChannelNoise(bursts: Bursts(share: 1, size: 1))))
    #expect(throws: UserError.self) { try Sample.made(Sample.survey([endless])) }
    let unknown = SiteDescription("a", duration: 9, channels: [e1], response: Sample.ground)
    #expect(throws: UserError.self) { try Sample.made(Sample.survey([unknown])) }
  }

  @Test(
    "a scenario has a local site with five channels and a remote one", arguments: Scenario.allCases)
  func scenarios(scenario: Scenario) throws {
    let survey = scenario.survey(
      seed: 1, reference: Sample.reference, rate: SamplingRate(samples: 16, seconds: 1),
      duration: 60,
      remoteDelay: 0.01)
    let sites = try Sample.made(survey)
    #expect(sites.map { $0.recordings[0].samples.count } == [5, 2])
    let exact = try #require(Truth(survey).values(site: "local", at: 0.1))
    #expect([exact.xx, exact.xy, exact.yx, exact.yy].allSatisfy { $0.modulus > 0.1 })
    #expect(exact.xy.degrees > 0 && exact.xy.degrees < 90)
    #expect(exact.yx.degrees < -90)
  }

  @Test("a recording in memory reads like one in a file")
  func recordingInMemory() throws {
    let survey = Sample.survey([SiteDescription("a", duration: 20, response: Sample.ground)])
    let recording = try Sample.made(survey)[0].recordings[0]
    let source = SynthesizedSource(recording)
    var part = [Double](repeating: 0, count: 7)
    var span = part.mutableSpan
    try source.read(.ex, 11..<18, into: &span)
    #expect(part == Array((recording.samples[.ex] ?? [])[11..<18]))
    var more = [Double](repeating: 0, count: 7)
    #expect(throws: UserError.self) {
      var span = more.mutableSpan
      try source.read(.ex, 314..<321, into: &span)
    }
  }

  @Test(
    "fast lengths have small factors only", arguments: [1, 7, 100, 961, 11_612_160, 11_612_161])
  func fastLengthsHaveSmallFactorsOnly(count: Int) {
    let length = fastLength(atLeast: count)
    var rest = length
    for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
    #expect(rest == 1 && length >= count && length % 2 == 0)
    #expect(length < count * 5 / 4 + 2)
  }
}
