package import Distribution
internal import Model

/// What a run would do, and what it would take, without doing any of it.
package struct Forecast: Sendable {
  /// Ranks and what each of them has.
  package struct Cluster: Hashable, Sendable {
    package var ranks: Int
    /// Threads of each rank.
    package var threads: Int
    /// Bytes that each rank has for the work in hand.
    package var memory: Int

    package init(ranks: Int, threads: Int, memory: Int) {
      precondition(ranks > 0 && threads > 0 && memory > 0, "a cluster of nothing")
      self.ranks = ranks
      self.threads = threads
      self.memory = memory
    }
  }

  /// Numbers of what is to be done.
  package struct Work: Hashable, Sendable {
    package internal(set) var sites = 0
    package internal(set) var units = 0
    package internal(set) var problems = 0
    /// Problems that all ranks solve together, as no rank has the memory.
    package internal(set) var spread = 0
    /// Samples of all channels that are read from recordings, those read twice counted twice.
    package internal(set) var samplesRead = 0
    /// Bytes of spectra, and of the files of units.
    package internal(set) var spectraBytes = 0
    package internal(set) var unitBytes = 0
    /// Bytes of the work folder that are read again: decimated series and cross-powers.
    package internal(set) var bytesReadAgain = 0
  }

  /// What a run of some ranks takes.
  package struct Outcome: Hashable, Sendable {
    /// Seconds from the command to its end.
    package internal(set) var wallSeconds = 0.0
    /// Of these, before the first task, and after the last.
    package internal(set) var startSeconds = 0.0
    package internal(set) var spreadSeconds = 0.0
    package internal(set) var endSeconds = 0.0
    /// Seconds of all tasks over those of all threads while tasks are handed out.
    package internal(set) var busyFraction = 0.0
    package internal(set) var firstSiteSeconds = 0.0
    /// Bytes that the program of a rank has at most, about.
    package internal(set) var peakBytes = 0
  }

  package let plan: Plan
  package let work: Work
  /// Seconds of one thread for each stage.
  package let stages: Meter
  /// Seconds of one thread for figures, lists and files of sites.
  package let finishingSeconds: Double
  private let agenda: Agenda
  private let costs: CostModel
  private let stageCosts: StageCosts
  private let cluster: Cluster
  private let memory: MemoryModel

  /// Looks at a job.
  ///
  /// - Parameters:
  ///   - ports: Where to look for what is done; `nil` takes nothing for done.
  /// - Throws: What the stores throw.
  package init(_ job: Job, _ cluster: Cluster, _ constants: CostConstants, ports: StockPorts? = nil)
    throws
  {
    let plan = Plan(job)
    let sites = job.survey.sites.indices
    let stock = ports.map { Stocktaking(plan, glancingAt: $0) }
    let inventories = try sites.map {
      try stock?.inventory(ofSite: $0) ?? SiteInventory.nothing(plan, site: $0)
    }
    self.plan = plan
    self.cluster = cluster
    costs = CostModel(constants)
    stageCosts = StageCosts(plan, constants)
    let left = SeriesMemory(plan, memory: cluster.memory).left
    agenda = Agenda(plan, costs, inventories, largest: left)
    memory = MemoryModel(plan, agenda, costs)
    (work, stages, finishingSeconds) = Forecast.sums(plan, agenda, stageCosts)
  }

  /// All tasks.
  package var graph: TaskGraph { agenda.graph }

  /// Whether nothing is left to do.
  package var isDone: Bool { agenda.orders.isEmpty && agenda.spread.isEmpty }

  private static func sums(_ plan: Plan, _ agenda: Agenda, _ costs: StageCosts) -> (
    Work, Meter, Double
  ) {
    var (work, meter, finishing) = (Work(), Meter(), 0.0)
    for order in agenda.orders {
      switch order.work {
      case .unit(let order):
        let unit = plan.unit(order.unit)
        work.add(unit, plan, keepsSpectra: order.storesSpectra)
        meter.add(costs.meter(of: unit, keepsSpectra: order.storesSpectra))
      case .solve(let problem):
        work.add(plan.problems[problem], plan)
        meter.add(costs.meter(of: plan.problems[problem]))
      case .tables(let unit):
        work.bytesReadAgain += plan.powerBytes(of: plan.unit(unit))
        meter.add(costs.meterOfTables(of: plan.unit(unit)))
      case .draw(let site): finishing += costs.secondsOfDrawing(site.site)
      case .finish(let site):
        work.sites += 1
        finishing += costs.secondsOfFinishing(site.site)
      // Given during a run, not in an agenda.
      case .settle: break
      }
    }
    for problem in agenda.spread {
      work.add(plan.problems[problem], plan)
      work.spread += 1
      meter.add(costs.meter(of: plan.problems[problem]))
    }
    return (work, meter, finishing)
  }
}

extension Forecast.Work {
  fileprivate mutating func add(_ unit: LevelUnit, _ plan: Plan, keepsSpectra: Bool) {
    units += 1
    let samples = unit.inputs.reduce(0) { $0 + $1.samples.count * $1.channels.count }
    if unit.level == 0 { samplesRead += samples } else { bytesReadAgain += 8 * samples }
    unitBytes += plan.fileBytes(of: unit)
    if keepsSpectra { spectraBytes += plan.spectraBytes(of: unit) }
  }

  fileprivate mutating func add(_ problem: Problem, _ plan: Plan) {
    problems += 1
    let channels = plan.job.runs[problem.run].channelCount
    bytesReadAgain += 8 * problem.windowCount * channels * channels
  }
}

// Simulation.
extension Forecast {
  /// What the run takes on the cluster that the work was cut for.
  package func outcome() -> Outcome { outcome(ranks: cluster.ranks) }

  /// What the same work takes on another number of ranks.
  package func outcome(ranks: Int) -> Outcome {
    var outcome = Outcome()
    let simulated = simulation(ranks: ranks).run(graph)
    outcome.startSeconds = stageCosts.secondsOfStart + stocktakingSeconds(ranks: ranks)
    outcome.spreadSeconds = secondsOfSpread(ranks: ranks)
    outcome.endSeconds = isDone ? 0 : stageCosts.secondsOfEnd
    // A rank has as many cores as threads: its main thread takes turns with them.
    let cores = Double(ranks * cluster.threads)
    let seconds = max(simulated.makespan, graph.totalSeconds / cores)
    outcome.wallSeconds =
      outcome.startSeconds + seconds + outcome.spreadSeconds + outcome.endSeconds
    outcome.busyFraction = seconds > 0 ? graph.totalSeconds / (seconds * cores) : 1
    outcome.firstSiteSeconds = outcome.startSeconds + simulated.firstGroupSeconds
    outcome.peakBytes = memory.peak(threads: cluster.threads, memory: cluster.memory)
    return outcome
  }

  /// The most ranks, of 1, 2, 4 and so on, that are worth their time.
  package func largestUsefulRanks(atMost limit: Int) -> Int {
    graph.count == 0
      ? 1
      : ClusterSimulation.largestUsefulRanks(for: graph, like: simulation(ranks: 1), atMost: limit)
  }

  private func simulation(ranks: Int) -> ClusterSimulation {
    var simulation = ClusterSimulation(ranks: ranks, threads: cluster.threads)
    simulation.memoryPerRank = cluster.memory
    return simulation
  }

  /// Every rank looks at its share of the sites; the one with most of it counts.
  private func stocktakingSeconds(ranks: Int) -> Double {
    var shares = [Double](repeating: 0, count: ranks)
    for site in plan.job.survey.sites.indices {
      shares[site % ranks] += stageCosts.secondsOfStocktaking(site)
    }
    return shares.max() ?? 0
  }

  /// One after the other, each by one thread of all ranks.
  private func secondsOfSpread(ranks: Int) -> Double {
    agenda.spread.reduce(0) {
      $0 + stageCosts.meter(of: plan.problems[$1]).total / Double(ranks)
    }
  }
}
