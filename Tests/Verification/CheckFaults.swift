import Archive
import Foundation
import Inspection
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
  struct Fault: Sendable {
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
      // Cultural noise has spikes, which are told as what they are.
      let isSpiked = noise.electric.spikes != nil
      report(name, isSpiked ? "nothing, or spikes of E" : "nothing", found)
      let wrong = found.filter { finding in
        !isSpiked || finding.kind != .spikes || finding.channels.contains { !$0.hasPrefix("E") }
      }
      verdict.require(wrong.isEmpty, "\(name): \(wrong.count) findings where there is nothing")
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
    defer { fflush(nil) }
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
