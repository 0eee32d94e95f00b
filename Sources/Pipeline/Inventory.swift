internal import Distribution
internal import Model

/// What is on disk of a site, and what each of its products has to be made by.
struct SiteInventory: Sendable {
  let site: Int
  /// What the finished site would be made by.
  let madeBy: Digest
  let isFinished: Bool
  /// Of the site's units, in the plan's order.
  let unitKeys: [Digest]
  let unitStates: [UnitState]
  /// Of the problems of the site's runs, in the plan's order.
  let problemKeys: [Digest]
  let problemsDone: [Bool]
  /// The units of level 0 that are done, and what is wrong with their windows.
  let faults: [UnitFaults]

  /// Of a site of which nothing is on disk.
  static func nothing(_ plan: Plan, site: Int) -> SiteInventory {
    let none = Digest(high: 0, low: 0)
    let units = plan.units(ofSite: site).count
    let problems = plan.problems(ofSite: site).count
    return SiteInventory(
      site: site, madeBy: none, isFinished: false,
      unitKeys: [Digest](repeating: none, count: units),
      unitStates: [UnitState](repeating: .missing, count: units),
      problemKeys: [Digest](repeating: none, count: problems),
      problemsDone: [Bool](repeating: false, count: problems), faults: [])
  }
}

/// How much of a unit is on disk.
enum UnitState: UInt8, Comparable {
  case missing
  /// Series and cross-powers; spectra were not looked at.
  case products
  /// The spectra as well, where the site's file needs them.
  case withoutTables
  /// The rows of tables as well.
  case complete

  static func < (a: UnitState, b: UnitState) -> Bool { a.rawValue < b.rawValue }
}

struct UnitFaults: Sendable {
  let unit: Int
  let values: [WindowFaults]
}

/// Looks at what an earlier run left, site by site; on the main thread.
struct Stocktaking {
  let plan: Plan
  let keys: Keys
  private let stock: StockPorts
  /// Where room is made for what is to be done; `nil` for a glance, which looks only at what units say of
  /// themselves, reads no products and makes nothing.
  private let making: Ports?
  private var isGlance: Bool { making == nil }

  init(_ plan: Plan, _ ports: Ports) {
    self.init(plan, ports.stock, making: ports)
  }

  init(_ plan: Plan, glancingAt stock: StockPorts) {
    self.init(plan, stock, making: nil)
  }

  private init(_ plan: Plan, _ stock: StockPorts, making: Ports?) {
    self.plan = plan
    self.stock = stock
    self.making = making
    keys = Keys(plan)
  }

  /// Looks at a site, makes room for its spectra where its file is still to be written, and removes units that
  /// are not planned.
  func inventory(ofSite site: Int) throws -> SiteInventory {
    let units = plan.units(ofSite: site)
    let (unitKeys, problemKeys) = productKeys(ofSite: site, units)
    let content = plan.content(ofSite: site)
    let isWritten = plan.writtenSites.contains(site)
    let estimates = try stock.work.estimates(ofSite: plan.job.survey.sites[site].name)
    let problemsDone = problemsDone(ofSite: site, problemKeys, estimates)
    var madeBy = Digest(high: 0, low: 0)
    var isFinished = false
    // A file that has more than is asked for stays as it is.
    for goal in Job.Goal.allCases.reversed()
    where !isFinished && goal.rawValue >= plan.job.goal.rawValue {
      let isEstimated = goal == .transferFunctions
      madeBy = keys.digest(
        ofSite: site, units: unitKeys, estimates: isEstimated ? problemKeys : [],
        tables: goal == .spectra ? [] : plan.allTables(ofSite: site), extras: stock.sites.extras)
      // Without its estimates a site's files cannot be told to be complete.
      guard isWritten, !isEstimated || problemsDone.allSatisfy(\.self) else { continue }
      let functions = isEstimated ? try plan.allFunctions(ofSite: site, estimates) : []
      isFinished = try stock.sites.isFinished(content, functions, madeBy: madeBy)
    }
    let isDue = isWritten && !isFinished
    if let making {
      try removeOthers(than: units, ofSite: site, making)
      if isDue { try making.sites.prepare(content) }
    }
    var states: [UnitState] = []
    var faults: [UnitFaults] = []
    for (unit, key) in zip(units, unitKeys) {
      let stored = try stock.work.unit(at: plan.address(of: plan.units[unit]))
      guard let stored, stored.madeBy == key else {
        states.append(.missing)
        continue
      }
      states.append(isDue ? try state(of: unit, stored) : .products)
      if plan.units[unit].level == 0, states.last != .missing {
        faults.append(UnitFaults(unit: unit, values: stored.faults))
      }
    }
    return SiteInventory(
      site: site, madeBy: madeBy, isFinished: isFinished, unitKeys: unitKeys, unitStates: states,
      problemKeys: problemKeys, problemsDone: problemsDone, faults: faults)
  }

  private func removeOthers(than units: [Int], ofSite site: Int, _ making: Ports) throws {
    try making.work.removeUnits(
      besides: units.map { plan.address(of: plan.units[$0]) },
      ofSite: plan.job.survey.sites[site].name)
  }

  /// Whether what a unit left is undamaged, and its spectra where they belong.
  private func state(of index: Int, _ stored: any StoredUnit) throws -> UnitState {
    guard try isGlance || stored.isWhole() else { return .missing }
    let unit = plan.unit(index)
    guard !unit.windows.isEmpty else { return .complete }
    guard try !plan.job.storesSpectra || hasSpectra(unit, stored) else { return .products }
    return try hasTables(unit, stored) ? .complete : .withoutTables
  }

  /// Whether the spectra of a unit are where they belong.
  private func hasSpectra(_ unit: LevelUnit, _ stored: any StoredUnit) throws -> Bool {
    let channels = plan.recordings[unit.recording].channels
    guard stored.spectraDigests.count == channels.count else { return false }
    for (channel, digest) in zip(channels, stored.spectraDigests) {
      let place = plan.spectraPlace(of: unit, channel)
      let count = isGlance ? 0 : unit.windows.count
      let present = try stock.sites.digest(of: place, windowCount: count)
      guard isGlance ? present != nil : present == digest else { return false }
    }
    return true
  }

  /// Whether the rows that a unit adds to tables are where they belong.
  private func hasTables(_ unit: LevelUnit, _ stored: any StoredUnit) throws -> Bool {
    let tables = plan.tableRows(of: unit)
    guard !tables.isEmpty else { return true }
    guard stored.tableDigests.count == tables.count + 1,
      stored.tableDigests[0] == keys.tableDigest(of: unit)
    else { return false }
    for (rows, digest) in zip(tables, stored.tableDigests.dropFirst()) {
      let count = isGlance ? 0 : rows.windows.count
      let present = try stock.sites.digest(of: plan.place(of: rows, unit), rowCount: count)
      guard isGlance ? present != nil : present == digest else { return false }
    }
    return true
  }

  /// What the units and the problems of a site have to be made by.
  private func productKeys(ofSite site: Int, _ units: [Int]) -> (
    units: [Digest], problems: [Digest]
  ) {
    // For each run and level the segments that it has, in the order of units.
    var segments: [Int: [Int: [Digest]]] = [:]
    let unitKeys = units.map { index in
      let unit = plan.unit(index)
      let digests = keys.digests(of: unit)
      for (segment, digest) in zip(unit.segments, digests.segments) {
        segments[segment.run, default: [:]][unit.level, default: []].append(digest)
      }
      return digests.unit
    }
    var ofMasks: [Int: [Int: [Digest]]] = [:]
    let problemKeys = plan.problems(ofSite: site).map { index in
      let problem = plan.problems[index]
      let level = problem.level.index
      let masks = plan.maskSources(of: problem).flatMap { run in
        let known = ofMasks[run]?[level] ?? segmentDigests(ofRun: run, level: level)
        ofMasks[run, default: [:]][level] = known
        return known
      }
      let own = segments[plan.source(ofRun: problem.run)]?[level] ?? []
      return keys.digest(of: problem, segments: own, masks: masks)
    }
    return (unitKeys, problemKeys)
  }

  /// Of the segments that have a run's cross-powers at a level, which may be of another site.
  private func segmentDigests(ofRun run: Int, level: Int) -> [Digest] {
    plan.units(ofRun: run, level: level).flatMap { index in
      let unit = plan.unit(index)
      return zip(unit.segments, keys.digests(of: unit).segments)
        .filter { $0.0.run == plan.source(ofRun: run) }.map(\.1)
    }
  }

  private func problemsDone(ofSite site: Int, _ keys: [Digest], _ estimates: [StoredEstimate])
    -> [Bool]
  {
    let stored = Dictionary(
      estimates.map { (EstimateName($0), $0.madeBy) }, uniquingKeysWith: { $1 })
    return zip(plan.problems(ofSite: site), keys).map { index, key in
      return stored[plan.estimateName(plan.problems[index])] == key
    }
  }
}
