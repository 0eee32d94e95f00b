internal import Model

/// What of a job is on disk, and what a run would still do; nothing is changed to find out.
package struct SurveyStatus: Sendable {
  /// In the job's order.
  package let sites: [SiteStatus]

  package var isComplete: Bool { sites.allSatisfy(\.isFinished) }
  package var units: Count { sites.map(\.units).reduce(Count(), +) }
  package var estimates: Count { sites.map(\.estimates).reduce(Count(), +) }
  /// Files of sites.
  package var files: Count {
    let written = sites.filter(\.isWritten)
    return Count(done: written.count(where: \.isFinished), total: written.count)
  }

  /// Looks at all sites, as a run would that is begun now.
  ///
  /// What is there counts as undamaged, so that not every byte has to be read. A run may be going on.
  ///
  /// - Throws: `UserError` if the folder of the work cannot be read.
  package init(_ job: Job, _ ports: StockPorts) throws {
    let plan = Plan(job)
    let stocktaking = Stocktaking(plan, glancingAt: ports)
    let inventories = try plan.job.survey.sites.indices.map(stocktaking.inventory)
    let agenda = Agenda(plan, CostModel(), inventories, largest: .max)
    sites = inventories.map { SiteStatus($0, plan, agenda) }
  }
}

/// What is on disk of a site.
package struct SiteStatus: Sendable {
  package let name: String
  package let recordingCount: Int
  /// Units by level.
  package let levels: [Count]
  package let estimates: Count
  /// Units that a run would do.
  package let missing: [UnitAddress]
  /// Whether the run writes the site's file.
  package let isWritten: Bool
  /// Whether nothing is to be done for the site.
  package let isFinished: Bool

  package var units: Count { levels.reduce(Count(), +) }

  init(_ inventory: SiteInventory, _ plan: Plan, _ agenda: Agenda) {
    let site = plan.job.survey.sites[inventory.site]
    let units = plan.units(ofSite: inventory.site)
    let due = units.filter(agenda.isDue(unit:))
    name = site.name
    recordingCount = site.recordings.count
    missing = due.map { plan.address(of: plan.units[$0]) }
    let depth = units.map { plan.units[$0].level + 1 }.max() ?? 0
    var levels = [Count](repeating: Count(), count: depth)
    for unit in units { levels[plan.units[unit].level].total += 1 }
    for (level, total) in levels.map(\.total).enumerated() { levels[level].done = total }
    for unit in due { levels[plan.units[unit].level].done -= 1 }
    self.levels = levels
    let problems = plan.problems(ofSite: inventory.site)
    estimates = Count(
      done: problems.count - problems.count(where: agenda.isDue(problem:)), total: problems.count)
    isWritten = plan.writtenSites.contains(inventory.site)
    isFinished = inventory.isFinished || !isWritten && due.isEmpty
  }
}
