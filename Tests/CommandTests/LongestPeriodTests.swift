import Foundation
import Testing

/// How far the periods of a run go, and what it says of those that it leaves out.
@Suite("The longest periods")
struct LongestPeriodTests {
  private func synth(gaps: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let result = try Command.run(
      "synth", folder.path + "/s", "--sites", "1", "--rate", "16", "--duration", "7200", "--gaps",
      "\(gaps)")
    #expect(result.code == 0, "\(result.error)")
    return folder
  }

  private func run(_ folder: TemporaryFolder, _ text: String = "") throws -> (
    periods: [Double], said: String
  ) {
    let file = folder.path + "/job.ini"
    try Data(("[Process]\nremotesite = R\n" + text).utf8).write(to: URL(filePath: file))
    let result = try Command.run("run", folder.path + "/s", "--config", file)
    #expect(result.code == 0, "\(result.error)")
    let path = folder.path + "/s/edi/A_remote-R_16Hz.edi"
    let edi = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    let head = try #require(edi.range(of: ">FREQ"))
    let block = edi[head.upperBound...].prefix { $0 != ">" }.split(separator: "\n").dropFirst()
    let numbers = block.joined(separator: " ").split(separator: " ").compactMap { Double($0) }
    return (numbers.map { 1 / $0 }.sorted(), result.error)
  }

  @Test("of pieces of one record are those of the whole")
  func pieces() throws {
    let whole = try run(synth(gaps: 0)).periods
    let pieces = try run(synth(gaps: 9)).periods
    #expect(pieces == whole)
    // Half-octave steps down to two periods in a window of 256 s.
    #expect(abs((whole.last ?? 0) - 128) < 1e-6, "\(whole)")
  }

  @Test(
    "of each recording by itself are fewer, and so are those without longer ones at the last level")
  func choices() throws {
    let folder = try synth(gaps: 9)
    let all = try run(folder).periods
    // Short gaps would be filled.
    let recordings = try run(
      folder, "[Window]\ncountwindows = recording\nmaxmissing = 0\n"
    ).periods
    #expect((recordings.last ?? 0) < 20 && (all.last ?? 0) > 100)
    let plain = try run(folder, "[Frequencies]\nextendlast = no\n").periods
    #expect(plain == all.filter { $0 < 23 })
  }

  @Test("of a remote that shares too few windows are none, and the reason says so")
  func fewShared() throws {
    let folder = try TemporaryFolder()
    let survey = folder.path + "/s"
    // The remote begins when the site has 100 s left: two windows of 32 s that begin every 24 s.
    let made = try Command.run(
      "synth", survey, "--sites", "1", "--rate", "16", "--duration", "600", "--stagger", "500")
    #expect(made.code == 0, "\(made.error)")
    let result = try Command.run("run", survey, "--quiet")
    #expect(result.code == 4)
    #expect(
      result.error.contains("site A: has fewer than 5 windows in common with R: A 2024-03-01"),
      "\(result.error)")
    #expect(FileManager.default.fileExists(atPath: survey + "/edi/A_single_16Hz.edi"))
  }

  @Test("are named once for all runs that end there, with the reason")
  func said() throws {
    let said = try run(synth(gaps: 0)).said
    let line =
      "A single, A remote-R: no periods beyond 128 s: fewer than 5 windows of 2048 s (minwindows), and"
      + " fewer than 2 periods in those of 256 s (minperiods)"
    #expect(said.components(separatedBy: line).count == 2, "\(said)")
  }
}
