import Foundation
import Kernels
import Model
import Synthesis
import Testing

@testable import Inspection

@Suite struct SampleCheckTests {
  private let noise = (0..<4096).map { Double(($0 * 7919) % 4099) - 2049 }

  @Test("lively samples are neither dead nor clipped")
  func lively() {
    let checks = SampleChecks([noise])
    #expect(!checks.isDead && !checks.isClipped)
  }

  @Test("a channel that stands still is dead, and not clipped")
  func dead() {
    #expect(SampleChecks([[Double](repeating: 0, count: 4096)]).isDead)
    let late = SampleChecks([Array(noise.prefix(3000)) + [Double](repeating: 5, count: 1096)])
    #expect(late.isDead && !late.isClipped)
  }

  @Test("samples that pile up at an end are clipped")
  func clipped() {
    let slow = (0..<4096).map { 100 * Foundation.sin(Double($0) / 40) }
    #expect(SampleChecks([slow.map { min(max($0, -80), 80) }]).isClipped)
    #expect(!SampleChecks([slow]).isClipped)
  }
}

@Suite struct CorrelationTests {
  private let random = RandomNumbers(seed: 5, label: "correlation")

  private func noise(_ label: String, _ count: Int) -> [Double] {
    let branch = random.branch(label)
    return (0..<count).map { branch.normalPair($0).0 }
  }

  @Test("the lag of a series behind another is found, with its sign", arguments: [0, 1, 37, -200])
  func lag(expected: Int) throws {
    let all = noise("a", 2048)
    let (first, second) = (Array(all[512 - expected..<1536 - expected]), Array(all[512..<1536]))
    let correlation = try #require(Correlation([(first, second)]))
    #expect(correlation.lag == expected)
    // What does not overlap, and the taper, take away.
    #expect(correlation.height > 0.25)
  }

  @Test("series that have nothing in common have no lag")
  func unrelated() throws {
    let correlation = try #require(Correlation([(noise("a", 1024), noise("b", 1024))]))
    // The largest of 1024 values of spread 1/√819 lies near 0.12.
    #expect(correlation.height < ClockCheck.enough)
  }
}

@Suite struct HeaderCheckTests {
  private func entry(
    _ site: String, start: String, count: Int = 1000, notices: [String] = []
  ) throws -> HeaderChecks.Entry {
    HeaderChecks.Entry(
      site: site,
      header: RecordingHeader(
        name: "run \(start)", rate: SamplingRate(samples: 1, seconds: 1),
        start: try #require(Instant(start)), sampleCount: count,
        channels: [ChannelHeader(.hx, notices: notices)]))
  }

  @Test("recordings that follow each other, at sites of one time, give no finding")
  func clean() throws {
    let checks = HeaderChecks([
      try entry("A", start: "2024-06-01 00:00:00"), try entry("A", start: "2024-06-01 00:16:40"),
      try entry("B", start: "2024-06-03 00:00:00"),
    ])
    #expect(checks.findings().isEmpty)
  }

  @Test("gaps and overlaps are told with their length")
  func spans() throws {
    let findings = HeaderChecks([
      try entry("A", start: "2024-06-01 00:00:00"), try entry("A", start: "2024-06-01 00:17:00"),
      try entry("A", start: "2024-06-01 00:33:30"),
    ]).findings()
    #expect(findings.map(\.kind) == [.gap, .overlap])
    #expect(findings[0].evidence.contains("20.0 s") && findings[1].evidence.contains("10.0 s"))
  }

  @Test("a date 1024 weeks too early is told where most sites disagree")
  func week() throws {
    let findings = HeaderChecks([
      try entry("A", start: "2024-06-01 00:00:00"), try entry("B", start: "2004-10-17 00:00:00"),
      try entry("C", start: "2024-06-02 00:00:00"),
    ]).findings()
    #expect(findings.map(\.kind) == [.gpsWeek] && findings.map(\.site) == ["B"])
    #expect(findings.first?.remedy.contains("add 1024 weeks") == true)
  }

  @Test("what the reader says of a coil's response is passed on")
  func response() throws {
    let findings = HeaderChecks([
      try entry("A", start: "2024-06-01", notices: ["in mV with the response of the coil"])
    ]).findings()
    #expect(findings.map(\.kind) == [.uncalibrated] && findings.map(\.severity) == [.note])
  }
}

/// Three sites over dykes, 32 Hz for four minutes.
@Suite struct RecordingInspectionTests {
  static let sites: [SynthesizedSite] = {
    let description = SurveyDescription(
      seed: 3, reference: Instant(nanoseconds: 0), rate: SamplingRate(samples: 32, seconds: 1),
      sites: ["A", "B", "C"].map { name in
        Synthesis.SiteDescription(
          name, duration: 512, channels: [.ex, .ey, .hx, .hy],
          response: Response(
            .directional(
              along: LayeredGround(
                layers: [.init(resistivity: 100, thickness: 1500)], basement: 10),
              across: LayeredGround(
                layers: [.init(resistivity: 300, thickness: 3000)], basement: 40),
              strike: 30)),
          noise: .quiet)
      })
    var sites: [SynthesizedSite] = []
    try? description.synthesize { sites.append($0) }
    return sites
  }()

  final class Source: RecordingSource {
    let header: RecordingHeader
    let readsOnAnyThread = true
    private let samples: [Channel: [Double]]

    init(_ recording: SynthesizedRecording) {
      header = recording.header
      samples = recording.samples
    }

    func read(
      _ channel: Channel, _ range: Range<Int>, into output: inout MutableSpan<Double>
    ) throws {
      let values = try #require(samples[channel])
      for (i, place) in range.enumerated() { output[i] = values[place] }
    }
  }

  func inspect(
    _ change: (inout SynthesizedRecording) throws -> Void = { _ in }
  ) throws -> [Finding] {
    let sites = RecordingInspectionTests.sites
    try #require(sites.count == 3)
    var changed = sites[0].recordings[0]
    try change(&changed)
    let plan = try #require(ExcerptPlan(sampleCount: changed.header.sampleCount))
    func excerpt(_ recording: SynthesizedRecording, _ site: String) throws -> Excerpt {
      try Excerpt(
        Source(recording), site: site, plan: plan, start: changed.header.start,
        rate: changed.header.rate)
    }
    var inspection = RecordingInspection(
      try excerpt(changed, "A"),
      neighbours: try [1, 2].map {
        try excerpt(sites[$0].recordings[0], sites[$0].description.name)
      },
      plan: plan)
    return inspection.inspect()
  }

  @Test("good recordings give no finding")
  func clean() throws {
    #expect(try inspect().isEmpty)
  }

  @Test("exchanged channels", arguments: [(Channel.ex, Channel.ey), (.hx, .hy)])
  func swapped(a: Channel, b: Channel) throws {
    let findings = try inspect { recording in
      (recording.samples[a], recording.samples[b]) = (recording.samples[b], recording.samples[a])
    }
    #expect(findings.map(\.kind) == [.swapped] && findings.first?.channels == [a.name, b.name])
  }

  @Test("a wrong sign", arguments: [Channel.ex, .ey, .hx, .hy])
  func reversed(channel: Channel) throws {
    let findings = try inspect { $0.samples[channel] = $0.samples[channel]?.map { -$0 } }
    #expect(findings.map(\.kind) == [.reversed] && findings.first?.channels == [channel.name])
  }

  @Test("factors", arguments: [(Channel.hx, 10.0, Finding.Kind.gain), (.ey, 1000, .unit)])
  func factor(channel: Channel, factor: Double, kind: Finding.Kind) throws {
    let findings = try inspect { $0.samples[channel] = $0.samples[channel]?.map { $0 * factor } }
    #expect(findings.map(\.kind) == [kind] && findings.first?.channels == [channel.name])
  }

  @Test("what is known of a channel's response is no fault of it")
  func response() throws {
    func passed(_ recording: inout SynthesizedRecording, _ channel: Channel) throws {
      recording.samples[channel] = recording.samples[channel]?.map { -10 * $0 }
      let place = try #require(recording.header.channels.firstIndex { $0.channel == channel })
      recording.header.channels[place].response = ChannelResponse(
        frequencies: [], amplitudes: [], phases: [], source: "file.h5",
        filters: [FilterStage("amplifier", gain: -10, response: .scalar)])
    }
    #expect(try inspect { try passed(&$0, .hx) }.isEmpty)
    #expect(try inspect { try passed(&$0, .ey) }.isEmpty)
  }

  @Test("a clock that jumps by a second, and when")
  func clock() throws {
    let findings = try inspect { recording in
      for (channel, samples) in recording.samples {
        let half = samples.count / 2
        recording.samples[channel] =
          Array(samples[..<half]) + Array(samples[(half - 32)..<(samples.count - 32)])
      }
    }
    #expect(findings.map(\.kind) == [.clock])
    #expect(findings.first?.evidence.contains("0.000 s before and 1.000 s after") == true)
  }
}
