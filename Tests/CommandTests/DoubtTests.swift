import Foundation
import Testing

/// What a run says of estimates that it makes and does not trust.
@Suite("Estimates in doubt")
struct DoubtTests {
  /// The run of an hour of one site and a remote.
  private func run(_ noise: String, rate: Int) throws -> CommandResult {
    let folder = try TemporaryFolder()
    let survey = folder.path + "/s"
    let made = try Command.run(
      "synth", survey, "--sites", "1", "--rate", "\(rate)", "--duration", "3600", "--noise", noise)
    #expect(made.code == 0, "\(made.error)")
    return try Command.run("run", survey, "--verbose")
  }

  @Test("are named in one line a run, and the run ends well")
  func single() throws {
    let result = try run("hard", rate: 16)
    #expect(result.code == 0, "\(result.error)")
    let lines = result.error.split(separator: "\n").filter { $0.contains("in doubt:") }
    let single = lines.filter { $0.contains("site A single: in doubt:") }
    // Noise on H of half of the signal makes the single site a third too small.
    #expect(single.count == 1 && single[0].contains("joint standard errors from remote-R"))
    #expect(lines.count <= 2, "\(lines)")
  }

  @Test("are none in a quiet survey, whose errors are what its bands leave")
  func quiet() throws {
    let result = try run("quiet", rate: 64)
    #expect(result.code == 0 && !result.error.contains("joint standard errors"), "\(result.error)")
    #expect(result.error.contains("site A remote-R: errors are mainly what the band leaves"))
  }

  @Test("name channels with faulty windows, also in the products")
  func faults() throws {
    let folder = try TemporaryFolder()
    let survey = folder.path + "/s"
    _ = try Command.run(
      "synth", survey, "--sites", "1", "--rate", "16", "--duration", "3600", "--noise", "quiet")
    let site = survey + "/timeData/A"
    let recording = try #require(try Self.files(site).first { $0.hasSuffix(".h5") })
    let binary = survey + "/timeData/A/meas"
    #expect(try Command.run("convert", recording, binary, "--format", "binary").code == 0)
    try FileManager.default.removeItem(atPath: recording)
    // A logger that stops for five seconds in every minute.
    let path = try #require(try Self.files(binary).first { $0.hasSuffix("chan_02.dat") })
    var samples = [UInt8](try Data(contentsOf: URL(filePath: path)))
    for second in stride(from: 0, to: 3600, by: 60) {
      for i in second * 64..<(second + 5) * 64 { samples[i] = 0 }
    }
    try Data(samples).write(to: URL(filePath: path))
    let result = try Command.run("run", survey)
    #expect(result.code == 0, "\(result.error)")
    #expect(
      result.error.contains("windows with 32 or more equal samples in a row in Hx of A ("),
      "\(result.error)")
    let text = try String(contentsOfFile: survey + "/edi/A_remote-R_16Hz.edi", encoding: .utf8)
    #expect(text.contains("doubt ExHy = 0.2500 s: 4,"), "\(text.prefix(2000))")
    let figure = try String(
      contentsOfFile: survey + "/figures/A_remote-R_16Hz_impedance.svg", encoding: .utf8)
    #expect(figure.contains("Small open markers: estimates in doubt."))
  }

  private static func files(_ folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).map { folder + "/" + $0 }
  }
}
