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
  private var sources = OpenRecordings()
  /// Formats whose recordings any thread may read.
  private var freeFormats: Set<String> = []

  private var waiting: [Order] = []
  private var running: [Int: Order] = [:]
  private var runningBytes = 0
  private var drawn: [Drawn] = []
  private var done: [Done] = []
  /// The first error that ends the run.
  private(set) var failure: (any Error)?

  /// A site whose figures are made and whose file is to be finished.
  private struct Drawn {
    let order: Order
    let site: SiteOrder
    let functions: [LabelledTransferFunction]
    var meter: Meter
  }

  /// What a thread of the crew brings back.
  private struct CrewOutcome: Sendable {
    let order: Order
    let meter: Meter
    let result: Result<Value, any Error>

    enum Value: Sendable {
      case unit(constants: [Double?])
      case solve(EstimateOutcome)
      case draw([LabelledTransferFunction])
    }
  }

  init(_ plan: Plan, _ ports: Ports, _ limits: RankLimits, _ costs: CostModel) throws {
    self.plan = plan
    self.ports = ports
    self.limits = limits
    self.costs = costs
    crew = try Crew(width: limits.threads)
    workers = WorkerStates(count: limits.threads) { Worker(plan, ports) }
  }

  /// Orders that are not done.
  var holding: Int { waiting.count + running.count }

  var isIdle: Bool { holding == 0 }

  func accept(_ orders: [Order]) { waiting += orders }

  /// Forgets what is not begun.
  func dropWaiting() { waiting = [] }

  /// Takes what the crew has finished, gives it more, and does one piece of the main thread's own work.
  ///
  /// - Returns: What is done since the last call.
  func advance() -> [Done] {
    for outcome in crew.takeFinished() { take(outcome) }
    while let order = nextToStart() { start(order) }
    if !drawn.isEmpty { finish(drawn.removeFirst()) }
    defer { done = [] }
    return done
  }

  /// Returns when the crew has finished something, or after so long.
  func wait(seconds: Double) { crew.waitForFinished(seconds: seconds) }
}

// Starting.
extension LocalWork {
  /// The oldest order for which there is a thread and memory.
  private func nextToStart() -> Order? {
    guard failure == nil, running.count - drawn.count < crew.width,
      let place = waiting.firstIndex(where: hasThread)
    else { return nil }
    // One that does not fit waits, and those behind it too, until it does.
    guard runningBytes == 0 || runningBytes + costs.bytes(of: waiting[place], plan) <= limits.memory
    else { return nil }
    return waiting.remove(at: place)
  }

  private func hasThread(_ order: Order) -> Bool {
    let same = running.values.filter { $0.work.isUnit == order.work.isUnit }.count
    return same < (order.work.isUnit ? limits.spectraThreads : limits.solvingThreads)
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
    case .finish(let site):
      let ports = ports
      submit(order) { worker, meter in
        try meter.time(.writing, ports.clock) {
          let plan = worker.plan
          let functions = try plan.functions(
            ofSite: site.site, ports.work.estimates(ofSite: plan.job.survey.sites[site.site].name))
          try ports.sites.draw(plan.content(ofSite: site.site), functions)
          return .draw(functions)
        }
      }
    }
  }

  private func start(_ order: Order, _ unit: UnitOrder) {
    var meter = Meter()
    do {
      let samples = try meter.time(.reading, ports.clock) {
        try readIfSerial(plan.unit(unit.unit))
      }
      let spent = meter
      submit(order) { worker, meter in
        meter.add(spent)
        return .unit(constants: try worker.perform(unit, samples: samples, &meter))
      }
    } catch {
      end(order, meter, error)
    }
  }

  /// Reads a unit on the main thread when one of its recordings must not be read on another.
  private func readIfSerial(_ unit: LevelUnit) throws -> UnitSamples? {
    guard unit.level == 0 else { return nil }
    let locators = unit.inputs.map { plan.recordings[$0.recording].recording.locator }
    var isFree = true
    for (input, locator) in zip(unit.inputs, locators) where !freeFormats.contains(locator.format) {
      do {
        let source = try sources.recording(locator, open: ports.open)
        if source.readsOnAnyThread { freeFormats.insert(locator.format) } else { isFree = false }
      } catch let problem as UserError {
        throw LostRecording(recording: input.recording, problem: problem)
      }
    }
    if isFree { return nil }
    return try unit.inputs.map { try sources.samples($0, plan, ports.open) }
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
    case .success(.unit(let constants)): end(outcome.order, outcome.meter, .unit(constants: constants))
    case .success(.solve(let estimate)): end(outcome.order, outcome.meter, .solve(estimate))
    case .success(.draw(let functions)):
      guard case .finish(let site) = outcome.order.work else { return }
      drawn.append(
        Drawn(order: outcome.order, site: site, functions: functions, meter: outcome.meter))
    case .failure(let error): end(outcome.order, outcome.meter, error)
    }
  }

  private func finish(_ site: Drawn) {
    var meter = site.meter
    do {
      try meter.time(.writing, ports.clock) {
        try ports.sites.finish(
          plan.content(ofSite: site.site.site), site.functions, madeBy: site.site.madeBy)
      }
      end(site.order, meter, .finish)
    } catch {
      end(site.order, meter, error)
    }
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
    end(order, meter, .failed)
  }
}

extension Order.Work {
  var isUnit: Bool {
    if case .unit = self { return true }
    return false
  }
}
