package import Distribution
internal import Estimation
internal import Model

/// One rank's part of a run.
package struct RankRun {
  private let plan: Plan
  private let ports: Ports
  private let limits: RankLimits
  private let costs = CostModel()
  /// Threads of each rank.
  private let threads: [Int]
  private let isStrict: Bool

  /// Prepares a run; a collective call.
  ///
  /// - Parameters:
  ///   - job: On rank 0; what the others pass is not looked at.
  ///   - limits: What this rank may use.
  ///   - isStrict: On rank 0: whether a recording that cannot be read ends the run at once.
  package init<T: Team & ~Copyable>(
    _ job: Job?, ports: Ports, limits: RankLimits, isStrict: Bool = false, team: borrowing T
  ) throws {
    plan = Plan(try team.broadcast(job))
    self.ports = ports
    self.limits = limits
    self.isStrict = isStrict
    threads = try team.allGather(limits.threads)
  }

  /// Does everything that is not on disk yet; a collective call.
  ///
  /// - Returns: On rank 0 what came of it, else `nil`.
  /// - Throws: This rank's own error, `Interrupted` on rank 0, or `TeamError.failedElsewhere`. What is done
  ///   by then is kept.
  package func run<T: Team & ~Copyable>(_ team: borrowing T) throws -> RunReport? {
    var (total, tasksDone) = (Meter(), 0)
    while true {
      let inventories = try takeStock(team)
      let agenda = inventories.map {
        Agenda(plan, costs, $0, largest: limits.memory)
      }
      let (lost, meter, count) = try dispatch(agenda, team)
      total.add(meter)
      tasksDone += count
      let spread = try team.broadcast(agenda?.spread ?? [])
      let isRoundOver = try team.broadcast(lost.isEmpty ? spread.isEmpty : true)
      if isRoundOver {
        return try team.together {
          team.rank == .master ? try RunReport(plan, ports, lost, total, tasksDone: tasksDone) : nil
        }
      }
      try SpreadSolving(plan: plan, ports: ports).solve(spread, agenda?.problemKeys, team)
    }
  }

  /// What is on disk already, on rank 0; every rank looks at its share of the sites.
  private func takeStock<T: Team & ~Copyable>(_ team: borrowing T) throws -> [SiteInventory]? {
    let share = plan.job.survey.sites.indices.filter { $0 % team.size == team.rank.index }
    ports.sites.forgetOpenFiles()
    let mine = try team.together {
      let stocktaking = Stocktaking(plan, ports)
      return try share.map { site in
        if ports.isInterrupted() { throw Interrupted() }
        return try stocktaking.inventory(ofSite: site)
      }
    }
    return try team.gather(mine)?.flatMap(\.self)
  }

  /// Does all tasks of the agenda.
  private func dispatch<T: Team & ~Copyable>(_ agenda: Agenda?, _ team: borrowing T) throws
    -> (lost: [LostRecording], meter: Meter, tasksDone: Int)
  {
    let local = try team.together { try LocalWork(plan, ports, limits, costs) }
    var loop = DispatchLoop(local: local, isInterrupted: ports.isInterrupted)
    guard let agenda else {
      try loop.serve(team)
      try team.together { if let failure = local.failure { throw failure } }
      return ([], Meter(), 0)
    }
    var coordinator = Coordinator(plan, ports, agenda, threads: threads, isStrict: isStrict)
    try loop.lead(&coordinator, team)
    try team.together {
      if let failure = coordinator.failure ?? local.failure { throw failure }
      if isStrict, let lost = coordinator.lost.first { throw lost.problem }
      if loop.wasInterrupted { throw Interrupted() }
    }
    return (coordinator.lost, coordinator.meter, coordinator.tasksDone)
  }
}
