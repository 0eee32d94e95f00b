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
}
