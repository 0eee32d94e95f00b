internal import Distribution
internal import Estimation
internal import Model

/// The work of one rank: orders that wait, those that its threads are at, and what came of them.
///
/// The main thread gives work to the crew, reads recordings that allow one thread only, and finishes the
/// files of sites; meanwhile the crew computes.
final class LocalWork {
  private let plan: Plan
  private let ports: Ports
  private let limits: RankLimits
  private let costs: CostModel
  private let crew: Crew<CrewOutcome>
  private let workers: WorkerStates<Worker>
  private var sources: OpenRecordings
  /// What is left for work beside whole series.
  private let memory: Int
  /// Formats whose recordings any thread may read.
  private var freeFormats: Set<String> = []
  /// Formats whose samples can be fetched ahead.
  private var fetchableFormats: Set<String> = []

  private var waiting: [Order] = []
  private var running: [Int: Order] = [:]
  private var runningBytes = 0
  /// Sites that are to be settled, or finished as well, which is the main thread's work.
  private var finishing: [Order] = []
  private var done: [Done] = []
  /// The first error that ends the run.
  private(set) var failure: (any Error)?

  /// What a thread of the crew brings back.
  private struct CrewOutcome: Sendable {
    let order: Order
    let meter: Meter
    let result: Result<Value, any Error>

    enum Value: Sendable {
      case unit(faults: [WindowFaults])
      case solve(EstimateOutcome)
      case draw
      case tables
    }
  }

  init(_ plan: Plan, _ ports: Ports, _ limits: RankLimits, _ costs: CostModel) throws {
    self.plan = plan
    self.ports = ports
    self.limits = limits
    self.costs = costs
    let series = SeriesMemory(plan, memory: limits.memory)
    sources = OpenRecordings(seriesLimit: series.kept)
    memory = series.left
    crew = try Crew(width: limits.threads)
    workers = WorkerStates(count: limits.threads) { Worker(plan, ports) }
  }

  var isIdle: Bool { waiting.isEmpty && finishing.isEmpty && running.isEmpty }

  /// Whether there is less to do than there are threads.
  var hasIdleThread: Bool { waiting.isEmpty && running.count < crew.width }

  /// Whether an order waits for a thread.
  var isSupplied: Bool { !waiting.isEmpty }

  func accept(_ orders: [Order]) {
    waiting += orders.filter { !$0.work.isExclusive }
    finishing += orders.filter(\.work.isExclusive)
  }

  /// Forgets what is not begun.
  func dropWaiting() {
    waiting = []
    finishing = []
  }

  /// Takes what the crew has finished, gives it more, and does one piece of the main thread's own work.
  ///
  /// - Returns: What is done since the last call.
  func advance() -> [Done] {
    for outcome in crew.takeFinished() { take(outcome) }
    while let order = nextToStart() { start(order) }
    if failure == nil { finishNext() }
    defer { done = [] }
    return done
  }

  /// Returns when the crew has finished something, or after so long.
  func wait(seconds: Double) { crew.waitForFinished(seconds: seconds) }
}

// Starting.
extension LocalWork {
  /// Pieces of work that lie ready for the crew beyond one a thread: so no thread waits while the main
  /// thread reads samples for the next one, or finishes a site's file.
  private var spare: Int { finishing.isEmpty ? 1 : 1 + crew.width }

  /// The oldest order for which there is a thread and memory.
  private func nextToStart() -> Order? {
    guard failure == nil, running.count < crew.width + spare,
      let place = waiting.firstIndex(where: hasThread)
    else { return nil }
    // One that does not fit waits, and those behind it too, until it does.
    guard runningBytes == 0 || runningBytes + costs.bytes(of: waiting[place], plan) <= memory
    else { return nil }
    return waiting.remove(at: place)
  }

  private func hasThread(_ order: Order) -> Bool {
    let same = running.values.filter { $0.work.kind == order.work.kind }.count
    let limit =
      switch order.work.kind {
      case .unit: limits.spectraThreads
      case .tables: limits.statisticsThreads
      case .other: limits.solvingThreads
      }
    // What lies ready must not get more threads than its kind has.
    return same < (limit == crew.width ? limit + spare : limit)
  }

  private func start(_ order: Order) {
    running[order.task] = order
    runningBytes += costs.bytes(of: order, plan)
    switch order.work {
    case .unit(let unit): start(order, unit)
    case .solve(let problem):
      submit(order) { worker, meter in
        .solve(try worker.solve(worker.plan.problems[problem], &meter))
      }
    case .draw(let site):
      let ports = ports
      submit(order) { worker, meter in
        try meter.time(.writing, ports.clock) {
          let plan = worker.plan
          try ports.sites.draw(
            plan.content(ofSite: site.site),
            plan.functions(ofSite: site.site, storedIn: ports.work, faults: site.faults))
          return .draw
        }
      }
    case .tables(let unit):
      submit(order) { worker, meter in
        try worker.makeTables(ofUnit: unit, &meter)
        return .tables
      }
    case .finish, .settle: preconditionFailure("files are finished on the main thread")
    }
  }

  private func start(_ order: Order, _ unit: UnitOrder) {
    var meter = Meter()
    do {
      let inputs = try meter.time(.reading, ports.clock) {
        try self.inputs(of: plan.unit(unit.unit))
      }
      let spent = meter
      submit(order) { worker, meter in
        meter.add(spent)
        return .unit(faults: try worker.perform(unit, inputs, &meter))
      }
      // It lies ready while all threads are at others.
      if running.count > crew.width { fetch(inputs, of: plan.unit(unit.unit)) }
    } catch {
      end(order, meter, error)
    }
  }

  /// How the thread that takes a unit will come by its samples: they are read here where recordings must not be
  /// read on another thread.
  private func inputs(of unit: LevelUnit) throws -> [InputSamples] {
    guard unit.level == 0 else { return unit.inputs.map { _ in .withinReach([:]) } }
    return try unit.inputs.map { input in
      do {
        return try samples(of: input)
      } catch let problem as UserError {
        throw LostRecording(recording: input.recording, problem: problem)
      }
    }
  }

  private func samples(of input: UnitInput) throws -> InputSamples {
    let recording = plan.recordings[input.recording].recording
    let format = recording.locator.format
    let keepsSeries = recording.header.keptSeriesBytes > 0
    if freeFormats.contains(format), !keepsSeries { return .withinReach([:]) }
    let open = try sources.recording(recording, open: ports.open)
    guard open.source.readsOnAnyThread else {
      return .read(try open.source.series(input))
    }
    if open.source.isFetchable { fetchableFormats.insert(format) }
    if open.places.isEmpty { freeFormats.insert(format) }
    return .withinReach(open.places)
  }

  /// Has the system bring a unit's samples from the disk.
  private func fetch(_ inputs: [InputSamples], of unit: LevelUnit) {
    guard unit.level == 0 else { return }
    for (samples, input) in zip(inputs, unit.inputs) {
      let recording = plan.recordings[input.recording].recording
      guard case .withinReach = samples, fetchableFormats.contains(recording.locator.format) else {
        continue
      }
      // What is wrong with it is said by the thread that reads it.
      let open = try? sources.recording(recording, open: ports.open)
      open?.source.fetch(input.channels, input.samples)
    }
  }

  private func submit(
    _ order: Order,
    _ body: @escaping @Sendable (Worker, inout Meter) throws -> CrewOutcome.Value
  ) {
    let workers = workers
    crew.submit { thread in
      workers.use(thread) { worker in
        var meter = Meter()
        let result = Result { try body(worker, &meter) }
        return CrewOutcome(order: order, meter: meter, result: result)
      }
    }
  }
}

// Ending.
extension LocalWork {
  private func take(_ outcome: CrewOutcome) {
    switch outcome.result {
    case .success(.unit(let faults)):
      end(outcome.order, outcome.meter, .unit(faults: faults))
    case .success(.solve(let estimate)): end(outcome.order, outcome.meter, .solve(estimate))
    case .success(.draw): end(outcome.order, outcome.meter, .draw)
    case .success(.tables): end(outcome.order, outcome.meter, .tables)
    case .failure(let error): end(outcome.order, outcome.meter, error)
    }
  }

  /// Does one of the main thread's orders for which the disk is ready: while it works, the thread reads for
  /// the crew.
  private func finishNext() {
    for (place, order) in finishing.enumerated() {
      var meter = Meter()
      do {
        guard let outcome = try finish(order, &meter) else { continue }
        end(order, meter, outcome)
      } catch {
        end(order, meter, error)
      }
      finishing.remove(at: place)
      return
    }
  }

  /// - Returns: What came of it; nil while the disk works.
  private func finish(_ order: Order, _ meter: inout Meter) throws -> Done.Outcome? {
    switch order.work {
    case .settle(let site): return try settle(site) ? .settled(true) : nil
    case .finish(let site):
      guard try settle(site.site) else { return nil }
      try meter.time(.writing, ports.clock) {
        try ports.sites.finish(
          plan.content(ofSite: site.site),
          plan.functions(ofSite: site.site, storedIn: ports.work, faults: site.faults),
          madeBy: site.madeBy)
      }
      return .finish
    case .unit, .solve, .draw, .tables: preconditionFailure("work for a thread")
    }
  }

  private func settle(_ site: Int) throws -> Bool {
    try ports.sites.settle(plan.job.survey.sites[site].name)
  }

  private func end(_ order: Order, _ meter: Meter, _ outcome: Done.Outcome) {
    if running.removeValue(forKey: order.task) != nil {
      runningBytes -= costs.bytes(of: order, plan)
    }
    done.append(Done(task: order.task, meter: meter, outcome: outcome))
  }

  private func end(_ order: Order, _ meter: Meter, _ error: any Error) {
    if let lost = error as? LostRecording {
      return end(order, meter, .lost(recording: lost.recording, lost.problem))
    }
    if failure == nil { failure = error }
    if case .settle = order.work { return end(order, meter, .settled(false)) }
    end(order, meter, .failed)
  }
}

extension Order.Work {
  /// Whether it needs the main thread.
  var isExclusive: Bool {
    switch self {
    case .finish, .settle: true
    case .unit, .solve, .draw, .tables: false
    }
  }

  /// What has a number of threads of its own.
  enum Kind {
    case unit, tables, other
  }

  var kind: Kind {
    switch self {
    case .unit: .unit
    case .tables: .tables
    case .solve, .draw, .finish, .settle: .other
    }
  }
}

extension Done {
  /// Whether rank 0 should hear of it at once.
  var isUrgent: Bool {
    switch outcome {
    case .finish, .settled, .lost, .failed: true
    case .unit, .solve, .draw, .tables: false
    }
  }
}
