import Archive
import Formats
import Foundation
import Model
import Pipeline

/// A run that is only planned: its forecasts for the ranks that are asked for and for others.
struct PlannedRun {
  let job: Job
  let preparation: Preparation
  let project: Project
  let cluster: Forecast.Cluster
  let isFresh: Bool

  /// What one number of ranks would take.
  struct Row {
    let cluster: Forecast.Cluster
    let blockSamples: Int
    let outcome: Forecast.Outcome
  }

  struct Forecasts {
    /// For the ranks that are asked for.
    let chosen: Forecast
    let row: Row
    /// For 1, 2, 4 … ranks.
    let rows: [Row]
    /// The most ranks that are worth their time.
    let useful: Row
  }

  /// Input files: how many, and their bytes.
  struct Files {
    var count = 0
    var bytes = 0
  }

  private static let mostRanks = 1 << 14

  func forecasts(_ constants: CostConstants) throws -> Forecasts {
    let chosen = try forecast(cluster.ranks, constants)
    let useful = chosen.largestUsefulRanks(atMost: PlannedRun.mostRanks)
    var rows: [Row] = []
    var ranks = 1
    while ranks <= max(2 * useful, cluster.ranks), ranks <= PlannedRun.mostRanks {
      rows.append(try row(ranks, constants, chosen))
      ranks *= 2
    }
    let best = try rows.last { $0.cluster.ranks == useful } ?? row(useful, constants, chosen)
    return Forecasts(
      chosen: chosen, row: try row(cluster.ranks, constants, chosen), rows: rows, useful: best)
  }

  /// The work is cut for as many ranks, unless an earlier run has cut it.
  private func row(_ ranks: Int, _ constants: CostConstants, _ chosen: Forecast) throws -> Row {
    let blockSamples = try preparation.blockSamples(workers: ranks)
    let isSame = blockSamples == chosen.plan.job.blockSamples
    let forecast = isSame ? chosen : try forecast(ranks, constants)
    var cluster = cluster
    cluster.ranks = ranks
    return Row(
      cluster: cluster, blockSamples: blockSamples, outcome: forecast.outcome(ranks: ranks))
  }

  private func forecast(_ ranks: Int, _ constants: CostConstants) throws -> Forecast {
    var job = job
    job.blockSamples = try preparation.blockSamples(workers: ranks)
    var cluster = cluster
    cluster.ranks = ranks
    return try Forecast(job, cluster, constants, ports: isFresh ? nil : ports())
  }

  /// Where to look for what is done; `nil` where no run has been.
  private func ports() throws -> StockPorts? {
    guard FileManager.default.fileExists(atPath: project.workFolder) else { return nil }
    return try StockPorts(glancingAt: project, preparation.shared(job))
  }

  /// The files of all recordings.
  func files() -> Files {
    let locators = job.survey.sites.flatMap(\.recordings).map(\.locator)
    let paths = Set(
      locators.flatMap {
        (try? TimeSeriesFormats.files(of: $0, formats: SurveyReader.formats)) ?? [$0.path]
      })
    return paths.reduce(into: Files()) { files, path in
      files.count += 1
      let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      let attributes = try? FileManager.default.attributesOfItem(atPath: target)
      files.bytes += (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
  }
}
