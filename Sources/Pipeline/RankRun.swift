package import Distribution
internal import Estimation
internal import Model

/// One rank's part of a run.
package struct RankRun {
  private let plan: Plan
  private let ports: Ports
  private let limits: RankLimits
  private let costs = CostModel()
  /// Of each rank, its threads and the name of its computer.
  private let threads: [Int]
  private let hostNames: [String]
  private let isStrict: Bool

  /// How a run ended.
  package enum Outcome: Sendable {
    /// With what came of it, on rank 0; `nil` on the others.
    case done(RunReport?)
    /// It was asked to end before it was done; what is done is kept.
    case interrupted
  }

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
    hostNames = try team.allGather(team.hostName)
  }

  /// Does everything that is not on disk yet; a collective call.
  ///
  /// - Returns: The same case on all ranks.
  /// - Throws: This rank's own error, or `TeamError.failedElsewhere`. What is done by then is kept.
  package func run<T: Team & ~Copyable>(_ team: borrowing T) throws -> Outcome {
    var (total, tasksDone) = (Meter(), 0)
    // A site may be finished in a later round than that in which its spectra were stored.
    var settling = Settling(hostNames: hostNames)
    var isFirst = true
    let left = SeriesMemory(plan, memory: limits.memory).left
    while true {
      let stock = try takeStock(team)
      if try isInterrupted(team) { return .interrupted }
      let agenda = stock.map { Agenda(plan, costs, $0, largest: left) }
      if isFirst, let agenda { ports.found(agenda.found) }
      isFirst = false
      let round = try dispatch(agenda, &settling, team)
      total.add(round.meter)
      tasksDone += round.tasksDone
      let spread = try team.broadcast(agenda?.spread ?? [])
      if try isInterrupted(team) { return .interrupted }
      if try team.broadcast(!round.lost.isEmpty || spread.isEmpty) {
        return .done(
          try team.together {
            guard team.rank == .master else { return nil }
            return try RunReport(
              plan, ports, round.lost, round.faults ?? RunFaults(plan), total, tasksDone: tasksDone)
          })
      }
      let isSolved = try SpreadSolving(plan: plan, ports: ports)
        .solve(spread, agenda?.problemKeys, team)
      if !isSolved { return .interrupted }
    }
  }

  /// Whether any rank was asked to end; a collective call.
  private func isInterrupted<T: Team & ~Copyable>(_ team: borrowing T) throws -> Bool {
    try team.anyRank(ports.isInterrupted())
  }

  /// What is on disk already, on rank 0; every rank looks at its share of the sites.
  private func takeStock<T: Team & ~Copyable>(_ team: borrowing T) throws -> [SiteInventory]? {
    let share = plan.job.survey.sites.indices.filter { $0 % team.size == team.rank.index }
    ports.sites.forgetOpenFiles()
    let mine = try team.together {
      let stocktaking = Stocktaking(plan, ports)
      // A rank that is asked to end stops here, and says so to the others afterwards.
      return try share.prefix { _ in !ports.isInterrupted() }.map {
        try stocktaking.inventory(ofSite: $0)
      }
    }
    return try team.gather(mine)?.flatMap(\.self)
  }

  /// What a round of dispatching came to; on ranks other than 0 nothing.
  private struct Round {
    var lost: [LostRecording] = []
    var faults: RunFaults?
    var meter = Meter()
    var tasksDone = 0
  }

  /// Does all tasks of the agenda, or as many as there was time for.
  private func dispatch<T: Team & ~Copyable>(
    _ agenda: Agenda?, _ settling: inout Settling, _ team: borrowing T
  ) throws -> Round {
    let local = try team.together { try LocalWork(plan, ports, limits, costs) }
    var loop = DispatchLoop(local: local, isInterrupted: ports.isInterrupted)
    guard let agenda else {
      try loop.serve(team)
      try team.together { if let failure = local.failure { throw failure } }
      return Round()
    }
    var coordinator = Coordinator(
      plan, ports, agenda, threads: threads, settling: settling, isStrict: isStrict)
    try loop.lead(&coordinator, team)
    settling = coordinator.settling
    try team.together {
      if let failure = coordinator.failure ?? local.failure { throw failure }
      if isStrict, let lost = coordinator.lost.first { throw lost.problem }
    }
    return Round(
      lost: coordinator.lost, faults: coordinator.faults, meter: coordinator.meter,
      tasksDone: coordinator.tasksDone)
  }
}

extension Team where Self: ~Copyable {
  /// Whether something is true on any rank; a collective call.
  func anyRank(_ value: Bool) throws(TeamError) -> Bool {
    var values = [value ? 1.0 : 0]
    try maximum(&values)
    return values[0] > 0
  }
}
