import ComplexModule
import Model
import Pipeline
import TestSupport
import Testing

@testable import Estimation

/// Windows on several ranks: what one rank with all of them finds, to the bit.
@Suite("Windows spread over ranks")
struct SpreadSolveTests {
  static let names = TransferFunctionSolvers.all.map { $0.name }
  /// So small that few windows make many groups, and medians are found by counting.
  static let groupSize = 16

  @Test("give the same bits, cut between groups", arguments: names, [1, 2, 3, 7])
  func groups(name: String, ranks: Int) throws {
    for (k, synthetic) in Self.cases.enumerated() {
      let problem = synthetic.problem()
      let groups = (problem.windowCount + Self.groupSize - 1) / Self.groupSize
      let cuts = cuts(ranks, upTo: groups, seed: k).map {
        min($0 * Self.groupSize, problem.windowCount)
      }
      try expectSameBits(name, problem, cuts)
    }
  }

  @Test("give the same bits, cut anywhere", arguments: names, [2, 5])
  func anywhere(name: String, ranks: Int) throws {
    for (k, synthetic) in Self.cases.enumerated() {
      let problem = synthetic.problem()
      try expectSameBits(name, problem, cuts(ranks, upTo: problem.windowCount, seed: 50 + k))
    }
  }

  static let choices = [
    SolverOptions(bootstraps: 20), SolverOptions(weights: .andrewsWave, hasIntercept: true),
    SolverOptions(hasIntercept: true, bootstraps: 18, form: .equations),
  ]

  @Test("give the same bits with every option", arguments: names, choices)
  func everyOption(name: String, options: SolverOptions) throws {
    var synthetic = SyntheticProblem(windows: 113, outliers: 0.1)
    synthetic.crosses = [0, 1, 2]
    for problem in [synthetic.problem(), Self.cases[1].problem()] {
      let solver = solver(name, options)
      let expected = try solver.bits(problem, SoleRank(), Self.groupSize)
      for cuts in [[0, 48, 113], [0, 5, 5, 70, 113]] {
        let parts = cuts.ranges.map { problem.with(problem.crossPowers.windows($0)) }
        let outcomes = try PretendRanks.run(parts.count) { rank, team in
          try solver.bits(parts[rank], team, Self.groupSize)
        }
        #expect(outcomes.allSatisfy { $0 == expected }, "\(cuts)")
      }
    }
  }

  @Test("give the same bits with windows that are equal", arguments: names, [false, true])
  func ties(name: String, isRemote: Bool) throws {
    let synthetic = SyntheticProblem(windows: 120, isRemote: isRemote, outliers: 0.1)
    // Each of ten windows a dozen times: medians lie between equals.
    let problem = synthetic.problem(order: (0..<120).map { $0 / 12 })
    try expectSameBits(name, problem, [0, 32, 32, 80, 120])
  }

  @Test("give the same bits when all are on one of the ranks", arguments: names)
  func onOne(name: String) throws {
    let problem = SyntheticProblem(windows: 70).problem()
    try expectSameBits(name, problem, [0, 0, 0, 70])
    try expectSameBits(name, problem, [0, 70, 70])
    // Fewer than a group altogether.
    try expectSameBits(name, SyntheticProblem(windows: 11).problem(), [0, 4, 4, 5, 11])
  }

  @Test("give the same reasons when there is no estimate", arguments: names)
  func reasons(name: String) throws {
    let none = SyntheticProblem(windows: 0).problem()
    try expectSameBits(name, none, [0, 0, 0])
    let matrix = [[Complex<Double>]](
      repeating: [Complex<Double>](repeating: .one, count: 4), count: 4)
    let same = SyntheticProblem.problem(
      [[[Complex<Double>]]](repeating: matrix, count: 40), outputs: 2, references: 0, harmonics: 1)
    #expect(solver(name).solve(same) == .dependentInputs)
    try expectSameBits(name, same, [0, 16, 40])
  }

  @Test("count without the silent ones, which each rank leaves out", arguments: names)
  func silent(name: String) throws {
    let problem = SyntheticProblem(windows: 100, outliers: 0.1, outputs: 1).problem()
    var powers = problem.crossPowers
    var draws = Draws("silent")
    for w in 0..<100 where draws.uniform() < 0.3 || (20..<45).contains(w) {
      for plane in 0..<9 { powers.values[plane * 100 + w] = 0 }
    }
    let parts = [0, 20, 45, 60, 100].ranges.map { range in
      let part = powers.windows(range).withoutSilentWindows()
      return problem.with(part)
    }
    #expect(parts[1].windowCount == 0)
    let whole = problem.with(powers.withoutSilentWindows())
    let expected = try solver(name).bits(whole, SoleRank(), Self.groupSize)
    let outcomes = try PretendRanks.run(parts.count) { rank, team in
      try solver(name).bits(parts[rank], team, Self.groupSize)
    }
    #expect(outcomes.allSatisfy { $0 == expected })
  }

  @Test("of full groups give the same bits", arguments: ["ols", "mestimate"], [2, 3])
  func fullGroups(name: String, ranks: Int) throws {
    let synthetic = SyntheticProblem(windows: 2600, harmonics: 1, outputs: 1)
    let problem = synthetic.problem()
    let solver = solver(name, SolverOptions(maximumPasses: 3))
    let expected = String(describing: solver.solve(problem))
    let parts = [[0, 1024, 2600], [0, 700, 2048, 2600]][ranks - 2].ranges.map {
      problem.with(problem.crossPowers.windows($0))
    }
    let outcomes = try PretendRanks.run(ranks) { rank, team in
      String(describing: try solver.solve(part: parts[rank], with: team))
    }
    #expect(outcomes.allSatisfy { $0 == expected })
  }

  @Test("end in an error of the team, if there is one", arguments: names)
  func failure(name: String) {
    for calls in [0, 1, 2, 5] {
      let team = BreakingTeam(calls: calls)
      #expect(throws: BreakingTeam.Broken.self) {
        try solver(name).solve(part: SyntheticProblem().problem(), with: team)
      }
    }
  }

  /// Single site and remote, one to three outputs, outliers and bursts, and relations without noise.
  static let cases: [SyntheticProblem] = [
    SyntheticProblem(windows: 150, outliers: 0.1, outputs: 3),
    SyntheticProblem(windows: 113, isRemote: true, outliers: 0.1, bursts: 0.1, outputs: 2),
    SyntheticProblem(windows: 112, isRemote: true, signalToNoise: nil, remoteNoise: 0, outputs: 1),
    SyntheticProblem(windows: 97, signalToNoise: nil, outputs: 2),
  ]

  private func cuts(_ ranks: Int, upTo count: Int, seed: Int) -> [Int] {
    var draws = Draws("cuts", seed: seed + ranks)
    let inner = (1..<ranks).map { _ in draws.integer(in: 0...count) }
    return [0] + inner.sorted() + [count]
  }

  private func expectSameBits(
    _ name: String, _ problem: RegressionProblem, _ cuts: [Int],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try solver(name).bits(problem, SoleRank(), Self.groupSize)
    let parts = cuts.ranges.map { problem.with(problem.crossPowers.windows($0)) }
    let outcomes = try PretendRanks.run(parts.count) { rank, team in
      try solver(name).bits(parts[rank], team, Self.groupSize)
    }
    for outcome in outcomes {
      #expect(outcome == expected, "\(cuts)", sourceLocation: location)
    }
  }
}

/// A team that fails after so many calls.
private final class BreakingTeam: WindowTeam {
  struct Broken: Error {}

  private var calls: Int

  init(calls: Int) {
    self.calls = calls
  }

  func carried(_ values: [Double], _ change: (inout [Double]) -> Void) throws(Broken) -> [Double] {
    calls -= 1
    if calls < 0 { throw Broken() }
    return SoleRank().carried(values, change)
  }
}

extension [Int] {
  /// The ranges between cuts.
  fileprivate var ranges: [Range<Int>] { zip(self, dropFirst()).map { $0..<$1 } }
}

extension CrossPowers {
  fileprivate func windows(_ range: Range<Int>) -> CrossPowers {
    let values = (0..<channelCount * channelCount).flatMap { plane in
      self.values[plane * windowCount + range.lowerBound..<plane * windowCount + range.upperBound]
    }
    return CrossPowers(channelCount: channelCount, windowCount: range.count, values: values)
  }
}

extension TransferFunctionSolver {
  /// The outcome as text, which tells all bits of a number from all others.
  fileprivate func bits<Team: WindowTeam>(
    _ part: RegressionProblem, _ team: Team, _ groupSize: Int
  ) throws -> String {
    String(describing: try solve(SpreadProblem(part, team: team, groupSize: groupSize)))
  }
}
