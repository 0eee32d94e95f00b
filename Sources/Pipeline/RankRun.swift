package import Distribution
internal import Model

/// One rank's part of a run: what it keeps and what it works with.
package final class RankRun {
  let plan: Plan
  let ports: Ports
  let pool: ThreadPool
  let solvingPool: ThreadPool
  let rank: Int
  let teamSize: Int
  let schedule: Schedule
  let solvingSchedule: Schedule
  let workers: WorkerStates<Worker>
  let meter: Meter
  var store: RankStore
  var recordings = OpenRecordings()
  private var sinks: [Int: any SiteSink] = [:]
  /// Whether every rank knows that the run has failed.
  private var failureIsShared = false

  /// Prepares a run; a collective call.
  ///
  /// - Parameters:
  ///   - job: On rank 0; what the others pass is not looked at.
  ///   - pool: The threads of this rank.
  ///   - solvingPool: Its threads for solving, where those are others.
  package init<T: Team & ~Copyable>(
    _ job: Job?, ports: Ports, pool: ThreadPool, solvingPool: ThreadPool? = nil,
    team: borrowing T
  ) throws {
    let plan = Plan(try team.broadcast(job))
    let open = ports.open
    self.plan = plan
    self.ports = ports
    self.pool = pool
    self.solvingPool = solvingPool ?? pool
    rank = team.rank.index
    teamSize = team.size
    schedule = Schedule(widths: try team.allGather(pool.width))
    solvingSchedule = Schedule(widths: try team.allGather((solvingPool ?? pool).width))
    workers = pool.states { Worker(plan, open: open) }
    meter = Meter(clock: ports.clock)
    let (rank, size) = (team.rank.index, team.size)
    let owned = plan.recordings.indices.filter {
      plan.owner(ofSite: plan.recordings[$0].site, teamSize: size) == rank
    }
    store = RankStore(plan, owned: Set(owned))
  }

  /// Does everything; a collective call.
  ///
  /// - Returns: On rank 0 all transfer functions, site by site in the survey's order; else `nil`.
  /// - Throws: This rank's own error, or `TeamError.failedElsewhere` where another rank failed. Products
  ///   that were begun are removed on all ranks first.
  package func run<T: Team & ~Copyable>(_ team: borrowing T) throws -> RunReport? {
    do {
      try makeSpectra(team)
      let functions = try solve(team)
      try meter.time(.writing) { try finish(functions, team) }
      return try RunReport.gather(functions, meter, plan, team)
    } catch {
      for sink in sinks.values { sink.discard() }
      // The rank that failed may end the whole job: not before all have removed what they began.
      // A rank that has gone already must not hide this rank's own error.
      if failureIsShared { try? team.barrier() }
      throw error
    }
  }

  func owner(ofRecording recording: Int) -> Int {
    plan.owner(ofSite: plan.recordings[recording].site, teamSize: teamSize)
  }

  func owner(ofRun run: Int) -> Int {
    let site = plan.job.survey.site(named: plan.job.runs[run].outputSite) ?? 0
    return plan.owner(ofSite: site, teamSize: teamSize)
  }

  /// The sink of a site that this rank owns; `nil` where the site's file is left as it is.
  func sink(ofSite site: Int) throws -> (any SiteSink)? {
    if let sink = sinks[site] { return sink }
    let name = plan.job.survey.sites[site].name
    guard plan.job.writtenSites?.contains(name) ?? true else { return nil }
    let sink = try ports.makeSink(plan.job.survey.sites[site])
    sinks[site] = sink
    return sink
  }

  func report(_ progress: Progress) {
    if rank == 0 { ports.progress(progress) }
  }

  /// Hands each site's products over for good, in the order of sites.
  private func finish<T: Team & ~Copyable>(
    _ functions: [Int: LabelledTransferFunction], _ team: borrowing T
  ) throws {
    try sharingFailure(team) {
      for (site, content) in plan.job.survey.sites.enumerated()
      where plan.owner(ofSite: site, teamSize: teamSize) == rank {
        let runs = plan.job.runs.indices.filter { plan.job.runs[$0].outputSite == content.name }
        try sink(ofSite: site)?.finish(runs.compactMap { functions[$0] })
      }
    }
  }

  /// Does something that may fail on this rank alone, and fails on all ranks if it does on any.
  func sharingFailure<R, T: Team & ~Copyable>(_ team: borrowing T, _ body: () throws -> R) throws
    -> R
  {
    do {
      return try team.together {
        if ports.isInterrupted() { throw Interrupted() }
        return try body()
      }
    } catch {
      failureIsShared = true
      throw error
    }
  }
}
