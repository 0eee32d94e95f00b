import Model
import Synthesis
import Testing

@testable import Inspection

// Directions that headers state.
extension RecordingInspectionTests {
  private func turn(
    _ recording: inout SynthesizedRecording, _ channel: Channel, to azimuth: Double
  ) throws {
    let place = try #require(recording.header.channels.firstIndex { $0.channel == channel })
    recording.header.channels[place].azimuth = azimuth
  }

  @Test("a channel that was laid out the other way, and says so, is not reversed")
  func statedDirection() throws {
    for (channel, azimuth) in [(Channel.ey, 270.0), (.ex, 180), (.hy, -90), (.hx, 180)] {
      let findings = try inspect { recording in
        recording.samples[channel] = recording.samples[channel]?.map { -$0 }
        try turn(&recording, channel, to: azimuth)
      }
      #expect(findings.isEmpty, "\(channel): \(findings)")
      // What is stated and not so is a finding.
      let wrong = try inspect { try turn(&$0, channel, to: azimuth) }
      #expect(wrong.map(\.kind) == [.reversed], "\(channel)")
      #expect(wrong.first?.remedy.contains("--channel \(channel) polarity=reversed") == true)
    }
  }

  @Test("a site that was laid out along other axes goes with its neighbours")
  func otherAxes() throws {
    func lieEast(_ recording: inout SynthesizedRecording) throws {
      for (x, y) in [(Channel.ex, Channel.ey), (.hx, .hy)] {
        // x to the east, y to the south.
        let (north, east) = (recording.samples[x], recording.samples[y])
        recording.samples[x] = east
        recording.samples[y] = north?.map { -$0 }
        try turn(&recording, x, to: 90)
        try turn(&recording, y, to: 180)
      }
    }
    #expect(try inspect(lieEast).isEmpty)
    let reversed = try inspect { recording in
      try lieEast(&recording)
      recording.samples[.hx] = recording.samples[.hx]?.map { -$0 }
    }
    #expect(reversed.map(\.kind) == [.reversed] && reversed.first?.channels == ["Hx"])
  }

  @Test("two channels along one line are a finding, and are not judged by their fields")
  func oneLine() throws {
    var recording = try #require(RecordingInspectionTests.sites.first?.recordings.first)
    try turn(&recording, .ey, to: 180)
    recording.samples[.ey] = recording.samples[.ex]?.map { -$0 }
    let headers = HeaderChecks([.init(site: "A", header: recording.header)]).findings()
    #expect(headers.map(\.kind) == [.azimuth] && headers.first?.channels == ["Ex", "Ey"])
    #expect(headers.first?.remedy.contains("--channel Ey azimuth=") == true)
    #expect(try inspect { $0 = recording }.isEmpty)
  }
}

// Single samples and times.
extension RecordingInspectionTests {
  private func spiked(every step: Int, _ size: Double) throws -> [Finding] {
    try inspect { recording in
      var samples = try #require(recording.samples[.ex])
      let change = zip(samples, samples.dropFirst()).map { abs($0 - $1) }.reduce(0, +)
      let mean = change / Double(samples.count)
      for index in stride(from: 100, to: samples.count - 100, by: step) {
        samples[index] += size * mean
      }
      recording.samples[.ex] = samples
    }
  }

  @Test("spikes in many windows, and single ones that outweigh their window, are told")
  func spikes() throws {
    let many = try spiked(every: 1000, 60)
    #expect(many.map(\.kind) == [.spikes] && many.first?.channels == ["Ex"])
    #expect(many.first?.evidence.contains("windows looked at have spikes") == true)
    let large = try spiked(every: 100_000, 50_000)
    #expect(large.map(\.kind) == [.spikes])
    #expect(large.first?.evidence.contains("outweighs") == true)
    #expect(large.first?.remedy.contains("datetimes") == true)
    #expect(try spiked(every: 100_000, 40).isEmpty)
  }

  @Test("runs of zeros in many windows are told though most samples move")
  func zeros() throws {
    let findings = try inspect { recording in
      for index in stride(from: 0, to: 16_000, by: 1500) {
        for place in index..<index + 40 { recording.samples[.ey]?[place] = 0 }
      }
    }
    #expect(findings.map(\.kind) == [.dead] && findings.map(\.severity) == [.warning])
    #expect(findings.first?.remedy.contains("remzeros") == true)
  }

  @Test("a clock that slips and is set right again")
  func slip() throws {
    let findings = try inspect { recording in
      for (channel, samples) in recording.samples {
        let (first, last) = (samples.count * 5 / 16, samples.count * 9 / 16)
        recording.samples[channel] =
          Array(samples[..<first]) + Array(samples[first - 64..<last - 64])
          + Array(samples[last...])
      }
    }
    #expect(findings.map(\.kind) == [.clock])
    #expect(findings.first?.evidence.contains("2.000 s from about") == true, "\(findings)")
  }
}

/// Recordings of one site beside each other.
@Suite struct RecordingChangeTests {
  private func sketch(_ name: String, electric factor: Double) throws -> ImpedanceSketch {
    var recording = try #require(RecordingInspectionTests.sites.first?.recordings.first)
    recording.header.name = name
    for channel in [Channel.ex, .ey] {
      recording.samples[channel] = recording.samples[channel]?.map { factor * $0 }
    }
    let plan = try #require(ExcerptPlan(sampleCount: recording.header.sampleCount))
    let excerpt = try Excerpt(
      RecordingInspectionTests.Source(recording), site: "A", plan: plan,
      start: recording.header.start, rate: recording.header.rate)
    return try #require(RecordingInspection(excerpt, neighbours: [], plan: plan).sketch)
  }

  @Test("an electric field of three times the gain is named with its recordings and the ratio")
  func gain() throws {
    #expect(
      GainChecks([try sketch("a", electric: 1), try sketch("b", electric: 1.1)]).findings().isEmpty)
    let pair = GainChecks([try sketch("a", electric: 1), try sketch("b", electric: 3)]).findings()
    #expect(pair.map(\.kind) == [.gain] && pair.first?.channels == ["Ex", "Ey"])
    #expect(pair.first?.recording == "b" && pair.first?.evidence.contains("Ex 3.00 times") == true)
    #expect(pair.first?.evidence.contains("what a says") == true)
    #expect(pair.first?.remedy.contains("--channel Ex,Ey gain=3") == true)
    let three = GainChecks([
      try sketch("a", electric: 1), try sketch("b", electric: 3), try sketch("c", electric: 1),
    ]).findings()
    #expect(three.map(\.recording) == ["b"])
  }

  private func changes(_ change: (inout ChannelHeader) -> Void) -> [Finding] {
    let channels = [Channel.ex, .ey, .hx, .hy].map { channel in
      ChannelHeader(
        channel, dipoleLength: channel.kind == .electric ? 50 : nil, sensor: "MFS", serial: "1")
    }
    let rate = SamplingRate(samples: 1, seconds: 1)
    return HeaderChecks(
      ["a", "b"].enumerated().map { index, name in
        var channels = channels
        if index == 1 { for place in channels.indices { change(&channels[place]) } }
        return .init(
          site: "A",
          header: RecordingHeader(
            name: name, rate: rate, start: Instant(nanoseconds: Int64(index) * 1_000_000_000_000),
            sampleCount: 1000, channels: channels))
      }
    ).findings()
  }

  @Test("what headers of a site say differently is named, and what is divided out is not")
  func headers() throws {
    #expect(changes { _ in }.isEmpty)
    let turned = changes { $0.azimuth += 30 }
    #expect(turned.map(\.kind) == [.change] && turned.first?.recording == "b")
    #expect(turned.first?.channels == ["Ex", "Ey", "Hx", "Hy"])
    #expect(turned.first?.evidence.contains("Ex points to 30.0°, not 0.0°") == true)
    #expect(changes { $0.azimuth += 0.5 }.isEmpty && changes { $0.azimuth += 360 }.isEmpty)
    let sensor = changes { if $0.channel.kind == .magnetic { $0.serial = "2" } }
    #expect(sensor.first?.evidence.contains("Hx has sensor MFS 2, not MFS 1") == true)
    let dipole = changes { if $0.channel == .ex { $0.dipoleLength = nil } }
    #expect(dipole.first?.channels == ["Ex"])
    // Each length is divided out by the reader.
    #expect(changes { if $0.channel == .ex { $0.dipoleLength = 100 } }.isEmpty)
    #expect(
      changes { channel in
        if channel.channel == .hx { channel.isCalibrated = true }
      }.first?.channels == ["Hx"])
  }

  @Test("a gap that the configuration fills is none")
  func filledGap() throws {
    let rate = SamplingRate(samples: 1, seconds: 1)
    let entries = [0, 1100].map { second in
      HeaderChecks.Entry(
        site: "A",
        header: RecordingHeader(
          name: "\(second)", rate: rate, start: Instant(nanoseconds: second * 1_000_000_000),
          sampleCount: 1000, channels: [ChannelHeader(.hx)]))
    }
    #expect(HeaderChecks(entries).findings().map(\.kind) == [.gap])
    #expect(HeaderChecks(entries, longestGap: 100).findings().isEmpty)
    #expect(HeaderChecks(entries, longestGap: 99).findings().map(\.kind) == [.gap])
  }
}
