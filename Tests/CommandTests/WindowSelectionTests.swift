import Foundation
import Testing

@Suite("Masks and times of a run")
struct WindowSelectionTests {
  private func survey(remote: Bool = false) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let result = try Command.run(
      "synth", folder.path + "/s", "--sites", "2", "--rate", "16", "--duration", "600",
      remote ? "--remote" : "--no-remote")
    #expect(result.code == 0, "\(result.error)")
    return folder
  }

  private func run(_ folder: TemporaryFolder, _ text: String, quiet: Bool = true) throws
    -> CommandResult
  {
    let file = folder.path + "/job.ini"
    try Data(("[Window]\nminwindowsize = 128\nminoverlapsize = 32\n" + text).utf8)
      .write(to: URL(filePath: file))
    return quiet
      ? try Command.run("run", folder.path + "/s", "--config", file, "--quiet")
      : try Command.run("run", folder.path + "/s", "--config", file)
  }

  private func impedances(_ folder: TemporaryFolder, _ name: String) throws -> Substring {
    let data = try Data(contentsOf: URL(filePath: "\(folder.path)/s/edi/A_\(name)_16Hz.edi"))
    let text = String(decoding: data, as: UTF8.self)
    return text[(try #require(text.range(of: ">FREQ"))).lowerBound...]
  }

  @Test("change the estimates of the runs that name them, and of no other")
  func masked() throws {
    let folder = try survey()
    let result = try run(
      folder,
      """
      [Mask good]
      constraint = coherence cohExHy 0.8 1.0 inside
      [Process all]
      [Process good]
      masks = good,
      [Process early]
      times = 00:00:00 to 00:05:00,
      """)
    #expect(result.code == 0, "\(result.error)")
    let all = try impedances(folder, "single_all")
    #expect(try impedances(folder, "single_good") != all)
    #expect(try impedances(folder, "single_early") != all)
    let plain = try survey()
    #expect(try run(plain, "[Process all]").code == 0)
    #expect(try impedances(plain, "single_all") == all)
  }

  @Test("of local coherence are warned of where there is a remote reference, once a mask")
  func biased() throws {
    let folder = try survey(remote: true)
    let mask = "[Mask good]\nconstraint = coherence cohExHy 0.5 1\n"
    let result = try run(
      folder, mask + "[Process]\nmasks = good,\nremotesite = R\n", quiet: false)
    #expect(result.code == 0, "\(result.error)")
    let warning = "mask good chooses windows of remote-reference estimates (site A remote-R"
    #expect(result.error.components(separatedBy: warning).count == 2, "\(result.error)")
    let single = try run(folder, mask + "[Process]\nmasks = good,\n", quiet: false)
    #expect(!single.error.contains("mask good"), "\(single.error)")
  }

  @Test("that name what a statistic does not have are refused with what it has")
  func unknownComponent() throws {
    let folder = try survey()
    let result = try run(
      folder,
      "[Mask bad]\nsites = A,\nconstraint = coherence cohExHz 0.8 1\n[Process]\nmasks = bad,")
    #expect(result.code == 2)
    #expect(
      result.error.contains(
        "[Mask bad]: site A, 16.0 Hz: coherence has no component cohExHz; it has cohExHx, cohExHy"))
  }
}
