internal import Distribution
internal import Estimation
internal import Model

/// What rank 0 knows of a run: who has which orders, what is done, and what went wrong.
struct Coordinator {
  private let plan: Plan
  private let ports: Ports
  private let agenda: Agenda
  private let isStrict: Bool
  private var dispatcher: Dispatcher
  private var watch: ChannelWatch
  private(set) var faults: RunFaults
  private(set) var settling: Settling
  private(set) var tasksDone = 0
  private var doneSeconds = 0.0
  private var doneSites: Int
  private let totalSeconds: Double

  private(set) var lost: [LostRecording] = []
  /// Sites whose files would hold what was made with a lost recording.
  private var spoiltSites: Set<Int> = []
  private(set) var meter = Meter()
  /// Nothing more is handed out: the run was interrupted, or failed.
  private(set) var isEnding = false
  /// Why estimates could not be kept.
  private(set) var failure: (any Error)?

  init(
    _ plan: Plan, _ ports: Ports, _ agenda: Agenda, threads: [Int], settling: Settling,
    isStrict: Bool
  ) {
    self.plan = plan
    self.ports = ports
    self.agenda = agenda
    self.isStrict = isStrict
    dispatcher = Dispatcher(agenda.graph, threads: threads)
    watch = ChannelWatch(plan)
    faults = RunFaults(plan)
    self.settling = settling
    totalSeconds = agenda.graph.seconds.reduce(0, +)
    let unfinished = agenda.orders.filter { if case .finish = $0.work { true } else { false } }
      .count
    doneSites = plan.writtenSites.count - unfinished
    for found in agenda.faults { takeUnit(found.unit, found.values) }
  }

  /// Whether nothing is under way and nothing can be begun.
  var isDone: Bool {
    dispatcher.outstandingCount == 0 && (isEnding || dispatcher.readyCount == 0)
  }

  /// A rank that something has become ready for.
  var waitingRank: Int? { isEnding ? nil : dispatcher.waitingRank }

  /// What a rank shall do next.
  mutating func orders(for rank: Int) -> [Order] {
    guard !isEnding else { return [] }
    var orders: [Order] = []
    while true {
      let tasks = dispatcher.orders(for: rank)
      let moot = tasks.filter(isMoot)
      for task in moot { dispatcher.abandon(task) }
      for task in tasks where !moot.contains(task) {
        let order = withFaults(agenda.orders[task])
        if case .finish(let site) = order.work, settling.holds(order, of: site.site, for: rank) {
          continue
        }
        orders.append(order)
      }
      // The rank has threads for others in their place.
      if moot.isEmpty { return orders }
    }
  }

  /// What ranks are to be sent besides, now.
  mutating func takeMail() -> [(rank: Int, order: Order)] {
    isEnding ? [] : settling.takeMail()
  }

  /// Whether a task makes a product for the user that the next plan makes differently.
  private func isMoot(_ task: Int) -> Bool {
    switch agenda.orders[task].work {
    case .unit, .solve, .tables, .settle: false
    case .draw(let order), .finish(let order): spoiltSites.contains(order.site)
    }
  }

  /// Hands out nothing more; what the ranks have not begun comes back undone.
  mutating func end() { isEnding = true }

  /// Takes what a rank has done.
  mutating func take(_ done: [Done], from rank: Int) {
    var estimates: [Int: [StoredEstimate]] = [:]
    for item in done {
      meter.add(item.meter)
      switch item.outcome {
      case .unit(let faults):
        if case .unit(let order) = agenda.orders[item.task].work,
          plan.units[order.unit].level == 0
        {
          takeUnit(order.unit, faults)
        }
        noteStored(item.task, by: rank)
      case .tables: noteStored(item.task, by: rank)
      case .solve(let outcome):
        guard case .solve(let problem) = agenda.orders[item.task].work else { continue }
        let (site, estimate) = stored(outcome, problem)
        estimates[site, default: []].append(estimate)
      case .finish: doneSites += 1
      case .lost(let recording, let problem):
        lose(LostRecording(recording: recording, problem: problem))
        dispatcher.abandon(item.task)
        continue
      case .failed:
        dispatcher.abandon(item.task)
        end()
        continue
      case .settled(let worked):
        if worked { settling.settle(item.task) } else { end() }
        continue
      case .draw: break
      }
      tasksDone += 1
      doneSeconds += agenda.graph.seconds[item.task]
    }
    // Estimates are on disk before the site that needs them is handed out.
    do {
      for (site, estimates) in estimates.sorted(by: { $0.key < $1.key }) {
        try ports.work.append(estimates, ofSite: plan.job.survey.sites[site].name)
      }
    } catch {
      if failure == nil { failure = error }
      return end()
    }
    for item in done where item.outcome.isSuccess { dispatcher.finish(item.task) }
    if !done.isEmpty { report() }
  }

  /// Takes what a unit of level 0 found.
  private mutating func takeUnit(_ unit: Int, _ found: [WindowFaults]) {
    faults.take(unit, found)
    if let dead = watch.take(unit, found) { lose(dead) }
  }

  /// An order as it is given: a site's products say what is wrong with its windows.
  private func withFaults(_ order: Order) -> Order {
    switch order.work {
    case .draw(var site):
      site.faults = faults.ofRuns(ofSite: site.site)
      return Order(task: order.task, work: .draw(site))
    case .finish(var site):
      site.faults = faults.ofRuns(ofSite: site.site)
      return Order(task: order.task, work: .finish(site))
    case .unit, .solve, .settle, .tables: return order
    }
  }

  private mutating func noteStored(_ task: Int, by rank: Int) {
    switch agenda.orders[task].work {
    case .unit(let order) where order.storesSpectra || order.storesTables:
      settling.noteStored(site: site(ofUnit: order.unit), by: rank)
    case .tables(let unit): settling.noteStored(site: site(ofUnit: unit), by: rank)
    case .unit, .solve, .draw, .finish, .settle: break
    }
  }

  private func site(ofUnit unit: Int) -> Int {
    plan.recordings[plan.units[unit].recording].site
  }

  private func stored(_ outcome: EstimateOutcome, _ index: Int) -> (Int, StoredEstimate) {
    let problem = plan.problems[index]
    let estimate = plan.stored(outcome, of: problem, madeBy: agenda.problemKeys[index])
    return (plan.site(ofRun: problem.run), estimate)
  }

  private mutating func lose(_ recording: LostRecording) {
    guard !lost.contains(where: { $0.recording == recording.recording }) else { return }
    lost.append(recording)
    let name = plan.job.survey.sites[plan.recordings[recording.recording].site].name
    for run in plan.job.runs where run.takes(name) {
      if let site = plan.job.survey.site(named: run.outputSite) { spoiltSites.insert(site) }
    }
    spoiltSites.insert(plan.recordings[recording.recording].site)
    if isStrict { end() }
  }

  private func report() {
    ports.progress(
      Progress(
        done: doneSeconds, total: totalSeconds, sitesDone: doneSites,
        sitesTotal: plan.writtenSites.count, isComplete: dispatcher.isFinished))
  }
}

extension Done.Outcome {
  var isSuccess: Bool {
    switch self {
    case .unit, .solve, .draw, .finish, .tables: true
    case .lost, .failed, .settled: false
    }
  }
}
