import Archive
import ComplexModule
import Foundation
import Inspection
import Kernels
import Model
import Synthesis

/// `skindepth check` on a synthetic survey of six sites: each of the injected faults must be found and named
/// right, and nothing else; the clean survey, and the same with strong cultural noise, give no finding.
struct CheckFaults {
  private let skindepth: String
  private let folder: String

  /// Where the faults are.
  private static let victim = "C"

  init(_ arguments: [String]) throws {
    guard arguments.count == 2 else {
      throw UserError(
        .configuration, "verification check", "needs the program and a folder",
        remedy: "see run/verify, which names them")
    }
    (skindepth, folder) = (arguments[0], arguments[1])
  }

  /// A fault, what is to be found, and how the site's recordings get it.
  private struct Fault: Sendable {
    let name: String
    let kind: Finding.Kind
    let channels: [String]
    let apply: @Sendable (SynthesizedRecording) -> [SynthesizedRecording]
  }

  func verdict() throws -> Verdict {
    var verdict = Verdict()
    print(padded("survey", 34) + padded("expected", 26) + "found")
    for (name, noise) in [
      ("clean", NoiseModel.quiet), ("cultural noise", .outliers), ("noise half the signal", .hard),
    ] {
      let sites = try make(noise)
      let project = "\(folder)/\(name.replacing(" ", with: "-"))"
      for site in sites { try write(site.recordings, site.description, project) }
      let found = try check(project)
      report(name, "nothing", found)
      verdict.require(found.isEmpty, "\(name): \(found.count) findings where there is nothing")
      guard noise == .quiet else { continue }
      for fault in CheckFaults.faults { try inject(fault, sites, project, &verdict) }
    }
    return verdict
  }

  private func inject(
    _ fault: Fault, _ sites: [SynthesizedSite], _ clean: String, _ verdict: inout Verdict
  ) throws {
    let project = "\(folder)/\(fault.name.replacing(" ", with: "-"))"
    for site in sites {
      let name = site.description.name
      if name == CheckFaults.victim {
        try write(site.recordings.flatMap(fault.apply), site.description, project)
      } else {
        try FileManager.default.createDirectory(
          atPath: "\(project)/timeData/\(name)", withIntermediateDirectories: true)
        try FileManager.default.linkItem(
          atPath: path(clean, name), toPath: path(project, name))
      }
    }
    let found = try check(project)
    let expected = ([fault.kind.rawValue] + fault.channels).joined(separator: " ")
    report(fault.name, expected, found)
    let isRight = found.contains {
      $0.site == CheckFaults.victim && $0.kind == fault.kind && $0.channels == fault.channels
    }
    verdict.require(isRight, "\(fault.name): not found as \(expected)")
    verdict.require(
      found.count <= 1, "\(fault.name): \(found.count) findings where there is one fault")
    try FileManager.default.removeItem(atPath: project)
  }

  private func report(_ name: String, _ expected: String, _ found: [Finding]) {
    let texts = found.map { ([$0.site, $0.kind.rawValue] + $0.channels).joined(separator: " ") }
    print(
      padded(name, 34) + padded(expected, 26)
        + (texts.isEmpty ? "nothing" : texts.joined(separator: "; ")))
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private func check(_ project: String) throws -> [Finding] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: skindepth)
    process.arguments = ["check", project, "--json"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    struct Outcome: Decodable { var findings: [Finding] }
    return try JSONDecoder().decode(Outcome.self, from: output).findings
  }

  private func path(_ project: String, _ site: String) -> String {
    "\(project)/timeData/\(site)/\(site).h5"
  }

  private func write(
    _ recordings: [SynthesizedRecording], _ site: Synthesis.SiteDescription, _ project: String
  ) throws {
    try FileManager.default.createDirectory(
      atPath: "\(project)/timeData/\(site.name)", withIntermediateDirectories: true)
    let writer = try SiteFileWriter(
      path(project, site.name),
      Archive.SiteDescription(
        survey: "faults", site: site.name, location: site.location,
        software: .init(name: "skindepth", version: "0")))
    for recording in recordings {
      let run = try writer.add(recording.header, storing: .single(compression: nil))
      for (channel, samples) in recording.samples.sorted(by: { $0.key < $1.key }) {
        try writer.append(samples.span, of: channel, run: run)
      }
    }
    try writer.finish()
  }

  private func make(_ noise: NoiseModel) throws -> [SynthesizedSite] {
    guard let reference = Instant("2024-03-01 00:00:00") else { return [] }
    let description = SurveyDescription(
      seed: 11, reference: reference, rate: SamplingRate(samples: 128, seconds: 1),
      sites: (0..<6).map { index in
        let step = Double(index)
        return Synthesis.SiteDescription(
          String(UnicodeScalar(UInt8(65 + index))),
          location: Location(
            latitude: 48 + 0.05 * step, longitude: 8 + 0.08 * step, elevation: 400),
          start: 7.3 * step, duration: 900, response: CheckFaults.response(step), noise: noise)
      })
    var sites: [SynthesizedSite] = []
    try description.synthesize { sites.append($0) }
    return sites
  }

  private static func response(_ step: Double) -> Response {
    Response(
      .directional(
        along: LayeredGround(
          layers: [
            .init(resistivity: 100 + 50 * step, thickness: 1500),
            .init(resistivity: 10, thickness: 4000),
          ], basement: 500),
        across: LayeredGround(
          layers: [
            .init(resistivity: 300, thickness: 3000 + 1000 * step),
            .init(resistivity: 40, thickness: 8000),
          ], basement: 1000), strike: 20 + 15 * step),
      tipper: .relaxing(x: 0.3, y: 0.2 - 0.1 * step, time: 3))
  }
}

// The faults.
extension CheckFaults {
  private static let faults: [Fault] = [
    Fault(name: "rate in header halved", kind: .rate, channels: []) { recording in
      var recording = recording
      recording.header.rate = recording.header.rate.decimated(by: 2)
      return [recording]
    },
    Fault(name: "20 s missing", kind: .gap, channels: []) { parts($0, skipping: 20) },
    Fault(name: "10 s twice", kind: .overlap, channels: []) { parts($0, skipping: -10) },
    Fault(name: "Ex and Ey exchanged", kind: .swapped, channels: ["Ex", "Ey"]) {
      exchanged($0, .ex, .ey)
    },
    Fault(name: "Hx and Hy exchanged", kind: .swapped, channels: ["Hx", "Hy"]) {
      exchanged($0, .hx, .hy)
    },
    Fault(name: "Ex reversed", kind: .reversed, channels: ["Ex"]) { scaled($0, .ex, -1) },
    Fault(name: "Hy reversed", kind: .reversed, channels: ["Hy"]) { scaled($0, .hy, -1) },
    Fault(name: "Hx dead", kind: .dead, channels: ["Hx"]) { scaled($0, .hx, 0) },
    Fault(name: "Ey clipped at its spread", kind: .clipped, channels: ["Ey"]) { recording in
      changed(recording, .ey) { samples in
        let spread = (samples.reduce(0) { $0 + $1 * $1 } / Double(samples.count)).squareRoot()
        return samples.map { min(max($0, -spread), spread) }
      }
    },
    Fault(name: "Ex in uV/km", kind: .unit, channels: ["Ex"]) { scaled($0, .ex, 1000) },
    Fault(name: "Hy with tenfold gain", kind: .gain, channels: ["Hy"]) { scaled($0, .hy, 10) },
    Fault(name: "Hx with its coil's response", kind: .uncalibrated, channels: ["Hx"]) { recording in
      changed(recording, .hx) { filtered($0, recording.header.rate) { $0 } }
    },
    Fault(name: "Hy calibrated twice", kind: .calibratedTwice, channels: ["Hy"]) { recording in
      changed(recording, .hy) { filtered($0, recording.header.rate) { $0.reciprocal ?? .zero } }
    },
    Fault(name: "clock 1.5 s late from the middle", kind: .clock, channels: ["Hx", "Hy"]) {
      recording in
      var recording = recording
      let shift = Int(1.5 * recording.header.rate.hertz)
      for (channel, samples) in recording.samples {
        let half = samples.count / 2
        recording.samples[channel] =
          Array(samples[..<half]) + Array(samples[(half - shift)..<(samples.count - shift)])
      }
      return [recording]
    },
    Fault(name: "date 1024 weeks early", kind: .gpsWeek, channels: []) { recording in
      var recording = recording
      recording.header.start = Instant(
        nanoseconds: recording.header.start.nanoseconds - 1024 * 7 * 86_400 * 1_000_000_000)
      return [recording]
    },
  ]

  private static func changed(
    _ recording: SynthesizedRecording, _ channel: Channel, _ change: ([Double]) -> [Double]
  ) -> [SynthesizedRecording] {
    var recording = recording
    recording.samples[channel] = recording.samples[channel].map(change)
    return [recording]
  }

  private static func scaled(
    _ recording: SynthesizedRecording, _ channel: Channel, _ factor: Double
  ) -> [SynthesizedRecording] {
    changed(recording, channel) { $0.map { $0 * factor } }
  }

  private static func exchanged(
    _ recording: SynthesizedRecording, _ a: Channel, _ b: Channel
  ) -> [SynthesizedRecording] {
    var recording = recording
    (recording.samples[a], recording.samples[b]) = (recording.samples[b], recording.samples[a])
    return [recording]
  }

  /// Two recordings of one; with a negative length they have so many seconds in common.
  private static func parts(
    _ recording: SynthesizedRecording, skipping seconds: Double
  ) -> [SynthesizedRecording] {
    let rate = recording.header.rate
    let half = recording.header.sampleCount / 2
    let skipped = Int(seconds * rate.hertz)
    let first = half + skipped
    return [("part1", 0..<half), ("part2", first..<recording.header.sampleCount)].map {
      name, range in
      var part = recording
      part.header.name = name
      part.header.start = recording.header.start.advanced(bySamples: range.lowerBound, at: rate)
      part.header.sampleCount = range.count
      part.samples = recording.samples.mapValues { Array($0[range]) }
      return part
    }
  }

  /// A series through an induction coil of 800 mV/nT above 4 Hz, or through a function of its response.
  private static func filtered(
    _ samples: [Double], _ rate: SamplingRate, _ change: (Complex<Double>) -> Complex<Double>
  ) -> [Double] {
    let transform = RealTransform(length: samples.count, backward: true)
    var spectrum = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    var span = spectrum.mutableSpan
    transform.forward(samples.span, into: &span)
    for k in 1..<transform.harmonicCount {
      let turns = Complex<Double>(0, Double(k) * rate.hertz / Double(samples.count) / 4)
      let response = (turns / (Complex(1) + turns)).multiplied(by: 800)
      let value = Complex(spectrum[2 * k], spectrum[2 * k + 1]) * change(response)
      (spectrum[2 * k], spectrum[2 * k + 1]) = (value.real, value.imaginary)
    }
    var output = samples
    var result = output.mutableSpan
    transform.backward(spectrum.span, into: &result)
    return output
  }
}
