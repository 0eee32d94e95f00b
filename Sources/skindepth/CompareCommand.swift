import Archive
import ArgumentParser
import Foundation
import Model
import Synthesis

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare transfer functions with a truth or with another file, period by period.",
    discussion: """
      An estimate is a survey's folder, or an EDI, Z or MTH5 file. It is compared with the survey's \
      truth.json, with --resistivity of a uniform ground, or with another file; where that has several \
      transfer functions, with the one of the same site and name. What it is compared with is turned to its \
      axes, which are told; with --rotate both are turned.

      EXAMPLES
        skindepth compare demo
        skindepth compare demo --compact           every site's runs side by side
        skindepth compare demo/edi/A_single_128Hz.edi other.edi
        skindepth compare demo other/survey.h5
        skindepth compare test1.zss --resistivity 100 --from 4.65 --to 410
      """)

  @Argument(help: "A survey's folder, or a file of transfer functions.")
  var estimate: String

  @Argument(help: "A file of transfer functions, a survey's folder, or a truth.json.")
  var reference: String?

  @Option(
    help:
      "Name of the set of spectra, where a survey has several (default: as its configuration says)."
  )
  var specdir: String?

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  @Option(help: "Compare with a uniform ground of so many Ωm, whatever the sign of the data.")
  var resistivity: Double?

  @Option(help: "Shortest period, s.")
  var from: Double?

  @Option(help: "Longest period, s.")
  var to: Double?

  @Option(help: "Only these elements, for example xy,yx.")
  var elements: String?

  @Option(help: "At least so many windows.")
  var windows = 0

  @Flag(help: "Only the summary.")
  var summary = false

  @Flag(help: "A survey's runs side by side: xy and yx, a line a period.")
  var compact = false

  @Option(help: "Turn both to x at so many degrees clockwise from geographic north.")
  var rotate: Double?

  func validate() throws { try checkAngle(rotate) }

  func run() throws {
    if compact { return try showCompact() }
    let target = try target()
    let functions = try TransferFunctions(estimate, set: specdir, configuration: config)
    for estimate in functions.all {
      let pair = try target.pair(estimate)
      let comparison = try selected(Comparison(pair.estimate, to: pair.reference))
      print("\(estimate.name)\n  axes: \(pair.axes)")
      guard !comparison.rows.isEmpty else {
        print("  nothing to compare in this range of periods")
        continue
      }
      print(summary ? comparison.summary.text : comparison.table)
    }
  }

  private func showCompact() throws {
    let project = try Project.of(estimate, set: specdir, configuration: config)
    guard FileManager.default.fileExists(atPath: project.surveyFile) else {
      throw ValidationError("--compact needs a survey's folder that has been processed.")
    }
    let target = try target()
    let functions = try StoredTransferFunction.readAll(project.surveyFile)
    for site in Set(functions.map(\.station)).sorted() {
      // Shorter names first, so that single site stands before remote reference.
      let ours = functions.filter { $0.station == site }
        .sorted { ($0.id.count, $0.id) < ($1.id.count, $1.id) }
      let columns = try ours.map { stored in
        let pair = try target.pair(NamedFunction(stored))
        return CompactComparison.Column(
          name: stored.id, axes: pair.axes,
          comparison: try selected(Comparison(pair.estimate, to: pair.reference)))
      }
      print(CompactComparison(site: site, columns: columns).text)
    }
  }

  private func target() throws -> ComparisonTarget {
    if let resistivity {
      return ComparisonTarget(kind: .uniform(resistivity: resistivity), angle: rotate)
    }
    if let reference, !reference.hasSuffix(".json") {
      return ComparisonTarget(kind: .functions(try TransferFunctions(reference)), angle: rotate)
    }
    let path = reference ?? Project(self.estimate).truthFile
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UserError(
        .data, path, "is not there",
        remedy: "name a file to compare with, or use --resistivity; see `skindepth compare --help`")
    }
    return ComparisonTarget(kind: .truth(try Truth(json: data, path: path)), angle: rotate)
  }

  private func selected(_ comparison: Comparison) throws -> Comparison {
    var chosen = comparison
    chosen.rows = chosen.rows.filter { row in
      row.period >= (from ?? 0) * (1 - 1e-6) && row.period <= (to ?? .infinity) * (1 + 1e-6)
        && row.windowCount >= windows
    }
    guard let elements else { return chosen }
    let wanted = elements.split(separator: ",").map { $0.lowercased() }
    chosen.rows = chosen.rows.filter { row in
      wanted.contains(String((row.output.name.suffix(1) + row.input.name.suffix(1)).lowercased()))
    }
    return chosen
  }
}
