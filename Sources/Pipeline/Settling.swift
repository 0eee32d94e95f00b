internal import Distribution

/// Sites whose files wait until every host has brought to the disk what it has of their spectra.
///
/// Ranks write spectra themselves, and on file systems that several hosts share a host keeps for a while, and
/// for itself, what its ranks have written: only one of them can have it written out. So before a site is
/// finished one rank of each other host that has stored something of it gets an order to settle it; the order
/// to finish it goes out when all of them have.
struct Settling {
  /// Of each rank the lowest rank on the same host.
  private let hosts: [Int]
  /// Of each site the hosts that have stored something of it.
  private var writers: [Int: Set<Int>] = [:]
  /// Orders to finish that wait, by their tasks.
  private var held: [Int: Held] = [:]
  private var mail: [(rank: Int, order: Order)] = []

  private struct Held {
    let order: Order
    let rank: Int
    var missing: Int
  }

  /// - Parameter hostNames: Of all ranks.
  init(hostNames: [String]) {
    var lowest: [String: Int] = [:]
    hosts = hostNames.enumerated().map { rank, name in
      let first = lowest[name] ?? rank
      lowest[name] = first
      return first
    }
  }

  /// A rank has stored spectra or tables of a site.
  mutating func noteStored(site: Int, by rank: Int) {
    writers[site, default: []].insert(hosts[rank])
  }

  /// Takes an order to finish a site that has to wait.
  ///
  /// - Returns: Whether it does.
  mutating func holds(_ order: Order, of site: Int, for rank: Int) -> Bool {
    let others = (writers.removeValue(forKey: site) ?? []).subtracting([hosts[rank]])
    guard !others.isEmpty else { return false }
    held[order.task] = Held(order: order, rank: rank, missing: others.count)
    mail += others.sorted().map { ($0, Order(task: order.task, work: .settle(site))) }
    return true
  }

  /// A host has settled the site that a task is to finish.
  mutating func settle(_ task: Int) {
    guard var site = held.removeValue(forKey: task) else { return }
    site.missing -= 1
    if site.missing > 0 { held[task] = site } else { mail.append((site.rank, site.order)) }
  }

  /// What is to be sent now, besides what ranks are given for their threads.
  mutating func takeMail() -> [(rank: Int, order: Order)] {
    defer { mail = [] }
    return mail
  }
}
