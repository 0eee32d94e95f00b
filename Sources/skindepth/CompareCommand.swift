import Archive
import ArgumentParser
import ComplexModule
import Formats
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
      transfer functions, with the one of the same site and name.

      EXAMPLES
        skindepth compare demo
        skindepth compare demo --compact           every site's runs side by side
        skindepth compare demo/edi/A_single.edi other.edi
        skindepth compare demo other/survey.h5
        skindepth compare test1.zss --resistivity 100 --from 4.65 --to 410
      """)

  @Argument(help: "A survey's folder, or a file of transfer functions.")
  var estimate: String

  @Argument(help: "A file of transfer functions, a survey's folder, or a truth.json.")
  var reference: String?

  @Option(help: "Name of the set of spectra, where a survey has several.")
  var specdir = "spectra"

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

  func run() throws {
    if compact { return try showCompact() }
    let references = try references()
    for estimate in try TransferFunctions(estimate, set: specdir).all {
      let reference = try reference(for: estimate, references)
      let comparison = try selected(Comparison(estimate.function, to: reference))
      print("\(estimate.name)")
      guard !comparison.rows.isEmpty else {
        print("  nothing to compare in this range of periods")
        continue
      }
      print(summary ? comparison.summary.text : comparison.table)
    }
  }

  private func showCompact() throws {
    let project = Project(estimate, set: specdir)
    guard FileManager.default.fileExists(atPath: project.surveyFile) else {
      throw ValidationError("--compact needs a survey's folder that has been processed.")
    }
    let references = try references()
    let functions = try StoredTransferFunction.readAll(project.surveyFile)
    for site in Set(functions.map(\.station)).sorted() {
      // Shorter names first, so that single site stands before remote reference.
      let ours = functions.filter { $0.station == site }
        .sorted { ($0.id.count, $0.id) < ($1.id.count, $1.id) }
      let columns = try ours.map { stored in
        let reference = try reference(for: NamedFunction(stored), references)
        return (
          name: stored.id, comparison: try selected(Comparison(stored.function, to: reference))
        )
      }
      print(CompactComparison(site: site, columns: columns).text)
    }
  }

  /// What the second argument names; nil where it is no transfer function.
  private func references() throws -> TransferFunctions? {
    guard resistivity == nil, let reference, !reference.hasSuffix(".json") else { return nil }
    return try TransferFunctions(reference)
  }

  private func reference(
    for estimate: NamedFunction, _ references: TransferFunctions?
  ) throws -> ComparisonReference {
    let function = estimate.function
    if let resistivity { return uniform(resistivity, like: function) }
    if let references { return try references.counterpart(of: estimate).interpolated }
    let path = reference ?? Project(self.estimate).truthFile
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UserError(
        .data, path, "is not there",
        remedy: "name a file to compare with, or use --resistivity; see `skindepth compare --help`")
    }
    return try Truth(json: data, path: path).reference(site: function.origin.output)
  }

  /// A uniform ground in the sign convention of the data: which of the antidiagonal elements is negative
  /// is taken from the estimate.
  private func uniform(_ resistivity: Double, like function: TransferFunction)
    -> ComparisonReference
  {
    let ground = ImpedanceModel.uniform(resistivity)
    let isTurned =
      function.element(.ex, .hy).map { element in
        let reals = function.points.map { $0.estimate.values[element.output][element.input].real }
        return reals.filter { $0 < 0 }.count * 2 > reals.count
      } ?? false
    return { output, input, hertz in
      guard let value = ground.values(at: hertz).element(output, input) else { return nil }
      return isTurned ? -value : value
    }
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
