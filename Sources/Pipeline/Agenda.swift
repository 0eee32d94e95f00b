internal import Distribution
internal import Model

/// Everything that is still to be done, as tasks that wait for one another; rank 0 has it.
struct Agenda {
  private(set) var graph = TaskGraph()
  private(set) var orders: [Order] = []
  /// Problems that no rank can hold; all ranks solve them together when the rest is done.
  private(set) var spread: [Int] = []
  /// Of all problems, what an estimate has to be made by.
  private(set) var problemKeys: [Digest]
  /// Units of level 0 that were done before, with what is wrong with their windows.
  let faults: [UnitFaults]

  private let plan: Plan
  private let costs: CostModel
  private let stages: StageCosts
  private let largest: Int
  private var unitKeys: [Digest]
  private var states: [UnitState]
  private var problemsDone: [Bool]
  /// Tasks of units and problems, -1 for those that are not to be done.
  private var unitTasks: [Int]
  private var problemTasks: [Int]
  /// Tasks of tables of units that are there.
  private var tableTasks: [Int]

  /// Finds what is to be done.
  ///
  /// - Parameter largest: The bytes that a rank has for one problem.
  init(_ plan: Plan, _ costs: CostModel, _ inventories: [SiteInventory], largest: Int) {
    self.plan = plan
    self.costs = costs
    stages = StageCosts(plan, costs.constants)
    self.largest = largest
    let none = Digest(high: 0, low: 0)
    unitKeys = [Digest](repeating: none, count: plan.units.count)
    states = [UnitState](repeating: .missing, count: plan.units.count)
    problemKeys = [Digest](repeating: none, count: plan.problems.count)
    problemsDone = [Bool](repeating: false, count: plan.problems.count)
    unitTasks = [Int](repeating: -1, count: plan.units.count)
    problemTasks = [Int](repeating: -1, count: plan.problems.count)
    tableTasks = [Int](repeating: -1, count: plan.units.count)
    faults = inventories.flatMap(\.faults)
    for inventory in inventories { take(inventory) }
    let due = Set(plan.writtenSites).subtracting(inventories.filter(\.isFinished).map(\.site))
    let needed = neededUnits(due)
    addUnits(needed, due)
    for site in due.sorted() { addTables(ofSite: site, needed) }
    if plan.job.goal == .transferFunctions {
      for site in due.sorted() { addProblems(ofSite: site) }
    }
    for inventory in inventories.sorted(by: { $0.site < $1.site })
    where due.contains(inventory.site) {
      addFinish(inventory)
    }
  }

  /// Whether a unit of the plan is still to be done.
  func isDue(unit: Int) -> Bool { unitTasks[unit] >= 0 }

  /// Whether a problem of the plan is still to be solved.
  func isDue(problem: Int) -> Bool { problemTasks[problem] >= 0 || spread.contains(problem) }

  /// Whether rows of tables of a unit that is there are still to be made.
  func isTableDue(unit: Int) -> Bool { tableTasks[unit] >= 0 }

  /// How much an earlier run has done of what this one was asked for.
  var found: Found {
    Found(
      units: Count(done: unitTasks.count { $0 < 0 }, total: unitTasks.count),
      estimates: plan.job.goal != .transferFunctions
        ? Count()
        : Count(done: problemTasks.count { $0 < 0 } - spread.count, total: problemTasks.count))
  }

  private mutating func take(_ inventory: SiteInventory) {
    for (index, unit) in plan.units(ofSite: inventory.site).enumerated() {
      unitKeys[unit] = inventory.unitKeys[index]
      states[unit] = inventory.unitStates[index]
    }
    for (index, problem) in plan.problems(ofSite: inventory.site).enumerated() {
      problemKeys[problem] = inventory.problemKeys[index]
      problemsDone[problem] = inventory.problemsDone[index]
    }
  }

  /// The units to be done: what sites lack, and what those units lack in turn.
  private func neededUnits(_ due: Set<Int>) -> [Bool] {
    var needed = [Bool](repeating: false, count: plan.units.count)
    for site in due {
      for unit in plan.units(ofSite: site) { needed[unit] = states[unit] < .withoutTables }
      for problem in plan.problems(ofSite: site) where !problemsDone[problem] {
        for unit in maskUnits(of: plan.problems[problem]) where states[unit] == .missing {
          needed[unit] = true
        }
      }
    }
    // What a unit needs has a lower number.
    for unit in plan.units.indices.reversed() where needed[unit] && plan.units[unit].level > 0 {
      for before in plan.predecessors(of: plan.unit(unit)) where states[before] == .missing {
        needed[before] = true
      }
    }
    return needed
  }

  /// The units that a problem's masks look at, also of other sites.
  private func maskUnits(of problem: Problem) -> [Int] {
    plan.maskSources(of: problem).flatMap { plan.units(ofRun: $0, level: problem.level.index) }
  }

  /// Rows of tables that can be made of cross-powers that are there.
  private mutating func addTables(ofSite site: Int, _ needed: [Bool]) {
    for index in plan.units(ofSite: site) where !needed[index] && states[index] == .withoutTables {
      let unit = plan.unit(index)
      tableTasks[index] = add(
        .tables(index), stages.meterOfTables(of: unit).total, costs.bytesOfTables(of: unit, plan),
        site, after: [])
    }
  }

  private mutating func addUnits(_ needed: [Bool], _ due: Set<Int>) {
    for index in plan.units.indices where needed[index] {
      let unit = plan.unit(index)
      let site = plan.recordings[unit.recording].site
      let order = UnitOrder(
        unit: index, madeBy: unitKeys[index],
        storesSpectra: plan.job.storesSpectra && due.contains(site),
        storesTables: due.contains(site))
      let before = unit.level == 0 ? [] : plan.predecessors(of: unit)
      unitTasks[index] = add(
        .unit(order), stages.meter(of: unit, keepsSpectra: order.storesSpectra).total,
        costs.bytes(of: unit, plan), site,
        after: before.map { unitTasks[$0] })
    }
  }

  private mutating func addProblems(ofSite site: Int) {
    for index in plan.problems(ofSite: site) where !problemsDone[index] {
      let problem = plan.problems[index]
      let bytes = costs.bytes(of: problem, plan)
      guard bytes <= largest else {
        spread.append(index)
        continue
      }
      let units =
        plan.units(ofRun: problem.run, level: problem.level.index) + maskUnits(of: problem)
      problemTasks[index] = add(
        .solve(index), stages.meter(of: problem).total, bytes, site,
        after: units.map { unitTasks[$0] })
    }
  }

  /// A site with a problem for all ranks is finished in a later round.
  private mutating func addFinish(_ inventory: SiteInventory) {
    let problems = plan.problems(ofSite: inventory.site)
    guard Set(spread).isDisjoint(with: problems) else { return }
    let order = SiteOrder(site: inventory.site, madeBy: inventory.madeBy)
    let recorded = plan.units(ofSite: inventory.site).filter { plan.units[$0].level == 0 }
    let drawings =
      plan.job.goal != .transferFunctions
      ? []
      : [
        add(
          .draw(order), stages.secondsOfDrawing(inventory.site), costs.bytesOfFinishing,
          inventory.site,
          after: problems.map { problemTasks[$0] } + recorded.map { unitTasks[$0] })
      ]
    _ = add(
      .finish(order), stages.secondsOfFinishing(inventory.site), costs.bytesOfFinishing,
      inventory.site,
      after: drawings
        + plan.units(ofSite: inventory.site).flatMap { [unitTasks[$0], tableTasks[$0]] })
  }

  private mutating func add(
    _ work: Order.Work, _ seconds: Double, _ bytes: Int, _ site: Int, after: [Int]
  ) -> Int {
    let task = graph.add(
      seconds: seconds, memory: bytes, group: site, isExclusive: work.isExclusive,
      after: after.filter { $0 >= 0 })
    orders.append(Order(task: task, work: work))
    return task
  }
}
