internal import Distribution
internal import Estimation
internal import Model

/// Something to do, which rank 0 hands out.
struct Order: Sendable, Hashable {
  /// The number of the task among those of the run.
  let task: Int
  let work: Work

  enum Work: Sendable, Hashable {
    case unit(UnitOrder)
    /// A problem by its number in the plan.
    case solve(Int)
    /// A site's figures and lists.
    case draw(SiteOrder)
    case finish(SiteOrder)
    /// What this host has of a site, by its number in the survey, goes to the disk: for the task that finishes
    /// the site on another one.
    case settle(Int)
    /// Rows of tables of a unit that has its cross-powers, by its number in the plan.
    case tables(Int)
  }
}

struct UnitOrder: Sendable, Hashable {
  /// In the plan's list.
  let unit: Int
  let madeBy: Digest
  /// Whether there is room for its spectra, and they are wanted.
  let storesSpectra: Bool
  /// Whether there is room for its rows of tables.
  let storesTables: Bool
}

struct SiteOrder: Sendable, Hashable {
  /// In the survey's list.
  let site: Int
  let madeBy: Digest
  /// What is wrong with the windows of its runs; filled in when the order is given.
  var faults: [RunFault] = []
}

/// What came of an order.
struct Done: Sendable {
  let task: Int
  let meter: Meter
  let outcome: Outcome

  enum Outcome: Sendable {
    /// What is wrong with the windows of each channel of each input, at level 0.
    case unit(faults: [WindowFaults])
    case solve(EstimateOutcome)
    case draw
    case finish
    case tables
    /// Whether it worked; if not, the rank that sends this has the error itself.
    case settled(Bool)
    /// A recording cannot be read, so what needs it cannot be done.
    case lost(recording: Int, UserError)
    /// The run cannot go on; the rank that sends this has the error itself.
    case failed
  }
}

/// From rank 0 to another rank.
struct OrderMessage: Sendable {
  var orders: [Order]
  /// Nothing more will come: what is not begun shall be forgotten, what is begun be finished.
  var isLast: Bool
}

/// From another rank to rank 0.
struct ReportMessage: Sendable {
  var done: [Done]
  /// The rank was asked to stop.
  var isInterrupted: Bool
  /// The rank has nothing left to do and sends nothing more.
  var isLast: Bool
}
