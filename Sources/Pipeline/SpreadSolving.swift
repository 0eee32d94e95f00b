internal import Distribution
internal import Estimation
internal import Model

/// Problems that no rank can hold: all ranks solve them together, one after the other.
struct SpreadSolving {
  let plan: Plan
  let ports: Ports

  /// Solves problems and keeps their estimates; a collective call.
  ///
  /// - Parameter keys: On rank 0: what the estimates of all problems have to be made by.
  /// - Returns: Whether all are solved, and no rank was asked to end before.
  func solve<T: Team & ~Copyable>(_ problems: [Int], _ keys: [Digest]?, _ team: borrowing T) throws
    -> Bool
  {
    for index in problems {
      if try team.anyRank(ports.isInterrupted()) { return false }
      let problem = plan.problems[index]
      let (part, gains) = try team.together {
        let parts = share(of: plan.parts(of: problem), rank: team.rank.index, of: team.size)
        let (powers, rows) = try StoredCrossPowers(plan, ports.work)
          .valuesByRecording(of: problem, in: parts)
        return (plan.regression(problem, powers), RecordingGains(powers, rows))
      }
      let solver = plan.job.solver.makeSolver()
      var outcome = try team.withWindowTeam { try solver.solve(part: part, with: $0) }
      if case .estimated(var estimate) = outcome {
        let ratios = try team.gather(gains.ratios(estimate)) ?? []
        estimate.gainChanges = RecordingGains.changes(
          ratios.flatMap(\.self), outputs: estimate.values.count)
        outcome = .estimated(estimate)
      }
      try team.together {
        guard team.rank == .master, let keys else { return }
        let estimate = plan.stored(outcome, of: problem, madeBy: keys[index])
        try ports.work.append([estimate], ofSite: plan.job.runs[problem.run].outputSite)
      }
    }
    return true
  }

  /// The consecutive windows of one rank, cut where groups of windows end.
  func share(of parts: [ProblemPart], rank: Int, of size: Int) -> [ProblemPart] {
    let count = parts.reduce(0) { $0 + $1.windowCount }
    let groups = (count + WindowGroups.size - 1) / WindowGroups.size
    let first = groups * rank / size * WindowGroups.size
    let end = min(groups * (rank + 1) / size * WindowGroups.size, count)
    var place = 0
    return parts.compactMap { part in
      defer { place += part.windowCount }
      let own = (first - place..<max(first, end) - place).clamped(to: part.windows)
      guard !own.isEmpty else { return nil }
      return ProblemPart(unit: part.unit, segment: part.segment, windows: own)
    }
  }
}
