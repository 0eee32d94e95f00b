internal import ComplexModule
internal import Kernels
internal import Model

/// The spread of estimates over replicates in which windows count by chance more or less.
///
/// The weighted (Bayesian) bootstrap: each window's weight is multiplied with an exponential deviate of mean
/// and variance 1 (Rubin 1981, doi:10.1214/aos/1176345338). To first order it has the spread that windows
/// drawn with replacement have, but no replicate is ever without a direction of the inputs, and a window's
/// factor depends on the problem, the replicate and the window's number alone, so that ranks need not
/// agree on who draws which. Robust weights are held, which is why a replicate costs no more than sums of
/// one pass; that they give way to residuals is made good as in the formula (Salibian-Barrera & Zamar 2002,
/// doi:10.1214/aos/1021379865). Scores are enlarged by their leverage, as the formula's are.
struct ScoreBootstrap<Team: WindowTeam> {
  private let problem: SpreadProblem<Team>
  private let scatters: [ScoreScatter]
  private let elements: PowerElements
  private let numbers: RandomNumbers

  /// - Parameter scatters: Of each output's fit.
  init(_ problem: SpreadProblem<Team>, _ scatters: [ScoreScatter]) {
    self.problem = problem
    self.scatters = scatters
    elements = problem.part.elements(
      for: [], on: problem.inputs, references: problem.references)
    numbers = RandomNumbers(seed: 0, label: "bootstrap \(problem.part.label)")
  }

  /// Replicates whose sums are made, and kept for all groups, at a time.
  private static var batch: Int { 16 }

  /// Mean squared moduli of what replicates differ from the estimate by, `[output][input]`.
  func variances(replicates: Int) throws(Team.Failure) -> [[Double]] {
    let first = try problem.windowsBefore()
    var squares = scatters.map { _ in problem.inputs.map { _ in 0.0 } }
    for start in stride(from: 0, to: replicates, by: Self.batch) {
      let series = start..<min(start + Self.batch, replicates)
      let sums = try problem.totals(width: series.count * scatters.count * width) { group, sums in
        append(group, series, first, to: &sums)
      }
      for place in 0..<series.count * scatters.count {
        let differences = differences(Array(sums[place * width..<(place + 1) * width]))
        for (input, difference) in differences.enumerated() {
          squares[place % scatters.count][input] += difference.lengthSquared
        }
      }
    }
    return squares.map { $0.map { $0 / Double(replicates) } }
  }

  /// Sums of one output in one replicate: of cross-powers, and of both parts of each score.
  private var width: Int { elements.planes.count + 2 * problem.references.count }

  private func append(
    _ group: Range<Int>, _ series: Range<Int>, _ first: Int, to sums: inout [Double]
  ) {
    let scores = scatters.map { $0.weightedScores(windows: group) }
    var factors = [Double](repeating: 0, count: group.count)
    for replicate in series {
      var span = factors.mutableSpan
      numbers.fillExponentials(&span, series: replicate, first: first + group.lowerBound)
      for (scatter, scores) in zip(scatters, scores) {
        let weights = zip(factors, scatter.weights[group]).map { $0 * $1 }
        elements.appendSums(
          weights.span, problem.part.crossPowers, windows: group, to: &sums)
        for score in scores {
          // The scores' own sum is zero, but not that of the enlarged ones.
          sums.append(zip(factors, score).reduce(0) { $0 + ($1.0 - 1) * $1.1 })
        }
      }
    }
  }

  /// What a replicate's row of the transfer function differs from the estimate by.
  private func differences(_ sums: [Double]) -> [Complex<Double>] {
    let powers = elements.matrix(sums)
    guard let instrument = powers.instrument(problem.inputs, problem.references) else { return [] }
    let scores = problem.references.indices.map { reference in
      let place = elements.planes.count + 2 * reference
      return Complex(sums[place], sums[place + 1])
    }
    return (ComplexMatrix([scores]) * instrument).nested[0]
  }
}
