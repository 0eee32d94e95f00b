import Distribution
import Model

/// Simulates a survey like AusLAMP on up to 10 000 ranks of one thread, and judges how busy they are.
struct ScheduleCheck {
  /// Blocks of each thread: of 15 to 75 the best on 10 000 ranks.
  private static let blocksPerThread = 25.0
  /// What tasks take spreads by as much about what was predicted.
  private static let spread = 0.2
  private static let limit = 0.9

  func verdict() -> Verdict {
    var verdict = Verdict()
    showRanks(&verdict)
    showBlocks()
    showLimits()
    return verdict
  }

  private func showRanks(_ verdict: inout Verdict) {
    var table = ScheduleCheck.table("3000 sites of 30.2 million samples of 5 channels")
    for ranks in [100, 1000, 3000, 10_000] {
      let work = SurveyWork(threads: ranks, blocksPerThread: ScheduleCheck.blocksPerThread)
      for spread in [0, ScheduleCheck.spread] {
        let outcome = simulate("", work, ranks, spread, &table)
        verdict.require(
          outcome.busyFraction >= ScheduleCheck.limit,
          "\(ranks) ranks are busy for \(outcome.busyFraction.fixed(3)) of the time where"
            + " \(ScheduleCheck.limit) is wanted")
      }
    }
    table.show()
  }

  private func showBlocks() {
    var table = ScheduleCheck.table("10 000 ranks, by the blocks of each thread")
    for blocks in [15.0, 25, 50, 100] {
      let work = SurveyWork(threads: 10_000, blocksPerThread: blocks)
      _ = simulate("\(blocks.fixed(0)) blocks", work, 10_000, ScheduleCheck.spread, &table)
    }
    table.show()
  }

  /// What would make 10 000 ranks busier.
  private func showLimits() {
    var table = ScheduleCheck.table("10 000 ranks, if something else were")
    let work = SurveyWork(threads: 10_000, blocksPerThread: ScheduleCheck.blocksPerThread)
    let spread = ScheduleCheck.spread
    _ = simulate("as it is", work, 10_000, spread, &table)
    _ = simulate("tasks take 40 % more or less", work, 10_000, 0.4, &table)
    var changed = work
    changed.longestSolve = 0.2
    _ = simulate("solve tasks of at most 0.2 s", changed, 10_000, spread, &table)
    _ = simulate("the same, 40 % more or less", changed, 10_000, 0.4, &table)
    changed = work
    changed.finishSeconds = 0
    _ = simulate("finishing costs nothing", changed, 10_000, spread, &table)
    _ = simulate("free messages", work, 10_000, spread, &table) {
      $0.messageSeconds = 0
      $0.taskSeconds = 0
      $0.latencySeconds = 0
    }
    _ = simulate("157 ranks of 64 threads", work, 157, spread, &table) { $0.threads = 64 }
    table.show()
    showUsefulRanks(work)
  }

  private func showUsefulRanks(_ work: SurveyWork) {
    for sites in [1, 30, 3000] {
      var part = work
      part.sites = sites
      let ranks = ClusterSimulation.largestUsefulRanks(
        for: part.graph(), like: ClusterSimulation(ranks: 1, threads: 1), atMost: 65_536)
      print("largest useful number of ranks for \(sites) of these sites: \(ranks)")
    }
    print("")
  }

  private static func table(_ title: String) -> TextTable {
    TextTable(
      title,
      [
        "ranks", "spread", "block s", "tasks", "total/threads s", "longest chain s", "run s",
        "busy %", "first site s", "messages", "queue", "rank 0 %", "",
      ])
  }

  private func simulate(
    _ title: String, _ work: SurveyWork, _ ranks: Int, _ spread: Double, _ table: inout TextTable,
    change: (inout ClusterSimulation) -> Void = { _ in }
  ) -> ClusterSimulation.Outcome {
    let graph = work.graph()
    var simulation = ClusterSimulation(ranks: ranks, threads: 1)
    simulation.spread = spread
    change(&simulation)
    let outcome = simulation.run(graph)
    let threads = Double(simulation.ranks * simulation.threads)
    let blockSeconds = work.blockSamples * work.channels * work.sampleSeconds
    table.add([
      "\(ranks)", spread.fixed(1), blockSeconds.fixed(2), "\(graph.count)",
      (graph.totalSeconds / threads).fixed(2), graph.criticalPath.fixed(2),
      outcome.makespan.fixed(2), (100 * outcome.busyFraction).fixed(1),
      outcome.firstGroupSeconds.fixed(2), "\(outcome.messages)", "\(outcome.longestQueue)",
      (100 * outcome.masterSeconds / outcome.makespan).fixed(1), title,
    ])
    return outcome
  }
}
