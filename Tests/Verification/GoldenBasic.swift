import ComplexModule
import Model
import Pipeline
import TestSupport

/// Against what resistics 0.0.6 makes of the golden project.
struct GoldenBasic {
  /// Of the largest value of the window's channel.
  private static let spectraLimit = 3e-6
  /// Of the norm of the row.
  private static let estimateLimit = 1e-4
  /// The estimates that must agree; the others are judged by the same limit where they were seen to keep it.
  private static let judged: Set<String> = [
    "local_A", "remote_A_R", "local_B", "tipper_A", "intersite_B_A",
  ]

  func verdict() throws -> Verdict {
    let folder = try ReferenceData.path("golden")
    let index = try decodeJSON(GoldenIndex.self, "\(folder)/expected/spectra/main/index.json")
    guard let reference = Instant(index.referenceTime) else {
      throw UserError(.data, "index.json", "has no reference time", remedy: "copy it again")
    }
    let project = try GoldenProject(path: "\(folder)/project", reference: reference)
    var verdict = Verdict()
    compareWindows(index, project, &verdict)
    try compareSpectra(index, project, "\(folder)/expected/spectra/main", &verdict)
    try compareEstimates(project, "\(folder)/expected/transferfunctions", &verdict)
    return verdict
  }

  /// Counts and global numbers of all recordings and levels.
  private func compareWindows(
    _ index: GoldenIndex, _ project: GoldenProject, _ verdict: inout Verdict
  ) {
    var table = TextTable(
      "windows", ["recording", "level", "first", "expected", "count", "expected", ""])
    for (name, level) in index.levels.sorted(by: { $0.key < $1.key }) {
      let planned = project.level(level)
      let ours = [planned?.windows.firstWindow, planned?.windows.count]
      let theirs = [level.globalOffset, level.windowCount]
      let isEqual = ours == theirs
      table.add([
        "\(level.site)/\(level.meas)", "L\(level.level)", text(ours[0]), "\(theirs[0])",
        text(ours[1]), "\(theirs[1])", isEqual ? "equal" : "differs",
      ])
      verdict.require(isEqual, "windows of \(name) differ")
    }
    table.show()
    let ours = project.plan.recordings.reduce(0) { $0 + $1.levels.count }
    verdict.require(
      ours == index.levels.count,
      "there are \(ours) levels where \(index.levels.count) are expected")
  }

  private func text(_ number: Int?) -> String { number.map(String.init) ?? "none" }

  /// The stored windows; levels below the first are made by another filter on purpose, and only shown.
  private func compareSpectra(
    _ index: GoldenIndex, _ project: GoldenProject, _ folder: String, _ verdict: inout Verdict
  ) throws {
    var table = TextTable(
      "spectra: largest difference, of the largest value of the window's channel"
        + " (L1 and deeper: up to a quarter of their rate)",
      ["recording", "level", "difference", "limit"])
    for (name, level) in index.levels.sorted(by: { $0.key < $1.key }) {
      let recording = "\(level.site)/\(level.meas)"
      guard level.meas != "meas_fs16" else {
        table.add([recording, "L\(level.level)", "-", "left out: needs calibration, to come"])
        continue
      }
      let expected = try NumpyArray("\(folder)/\(name)_c64.npy")
      let difference = project.difference(from: expected, level)
      let isJudged = level.level == 0
      table.add([
        recording, "L\(level.level)", difference.scientific,
        isJudged
          ? GoldenBasic.spectraLimit.scientific
          : "shown only: the filter of resistics takes 0.1 dB (1.2 %) off at each step",
      ])
      if isJudged {
        verdict.require(
          "spectra of \(name)", difference, atMost: GoldenBasic.spectraLimit)
      }
    }
    table.show()
  }

  private func compareEstimates(
    _ project: GoldenProject, _ folder: String, _ verdict: inout Verdict
  ) throws {
    var table = TextTable(
      "transfer functions: largest difference, of the norm of the row",
      ["case", "level", "frequencies", "windows", "expected", "difference", "limit"])
    for (name, _) in GoldenProject.cases {
      let expected = try decodeJSON(GoldenFunction.self, "\(folder)/\(name).json")
      for level in Set(expected.level).sorted() {
        let found = GoldenComparison(expected, project.functions[name], level: level)
        let isJudged = level == 0 && GoldenBasic.judged.contains(name)
        table.add([
          name, "L\(level)", "\(found.count)", found.windows, found.expectedWindows,
          found.difference.scientific,
          isJudged ? GoldenBasic.estimateLimit.scientific : "shown only",
        ])
        guard isJudged else { continue }
        verdict.require(
          "Z of \(name)", found.difference, atMost: GoldenBasic.estimateLimit)
        verdict.require(
          found.windows == found.expectedWindows,
          "\(name) has \(found.windows) windows where \(found.expectedWindows) are expected")
      }
    }
    table.show()
  }
}
