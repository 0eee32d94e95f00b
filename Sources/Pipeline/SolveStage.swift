internal import ComplexModule
internal import Distribution
internal import Estimation
internal import Model
internal import Spectra

/// The second half of a run: from cross-powers to transfer functions.
///
/// A unit is one run at one evaluation frequency. The owner of the output site has its cross-powers, sends
/// them to the rank whose turn it is, and gets the outcome back.
extension RankRun {
  /// One problem: a run at one band of one level.
  struct Problem {
    let run: Int
    let level: DecimationLevel
    let band: Int
    let degreesOfFreedom: Double
  }

  /// Solves all problems; a collective call.
  ///
  /// - Returns: The transfer functions of the sites that this rank owns, by run.
  func solve<T: Team & ~Copyable>(_ team: borrowing T) throws -> [Int: LabelledTransferFunction] {
    let problems = problems()
    var outcomes: [Int: [(Problem, EstimateOutcome)]] = [:]
    var done = 0
    for round in solvingSchedule.rounds(count: problems.count) {
      let powers = try meter.time(.solving) { try handOut(round, problems, team) }
      let mine = round.items(of: rank).map { problems[$0] }
      let solved = try meter.time(.solving) {
        try sharingFailure(team) { try solve(mine, powers) }
      }
      for (item, solver) in zip(round.items, round.ranks) {
        let owner = owner(ofRun: problems[item].run)
        let index = round.items(of: rank).firstIndex(of: item)
        if let outcome = try bringBack(index.map { solved[$0] }, from: solver, to: owner, team) {
          outcomes[problems[item].run, default: []].append((problems[item], outcome))
        }
      }
      done += round.items.count
      report(Progress(stage: .solving, done: done, total: problems.count))
    }
    return Dictionary(
      uniqueKeysWithValues: plan.job.runs.indices.filter { owner(ofRun: $0) == rank }.map {
        ($0, transferFunction($0, outcomes[$0] ?? []))
      })
  }

  private func problems() -> [Problem] {
    let runs = plan.units.map { Set($0.flatMap(\.segments).map(\.run)) }
    return plan.job.runs.indices.flatMap { run in
      let definition = plan.job.runs[run]
      let levels = runs.indices.filter { runs[$0].contains(run) }
      return levels.flatMap { index -> [Problem] in
        let level = (plan.job.levels[definition.rate] ?? [])[index]
        let freedoms = plan.job.spectra.degreesOfFreedom(
          of: level, remote: definition.remoteSite != nil)
        return freedoms.enumerated().map {
          Problem(run: run, level: level, band: $0, degreesOfFreedom: $1)
        }
      }
    }
  }

  /// The cross-powers of this rank's problems of a round, which their owners send.
  private func handOut<T: Team & ~Copyable>(
    _ round: Schedule.Round, _ problems: [Problem], _ team: borrowing T
  ) throws -> [CrossPowers] {
    var mine: [CrossPowers] = []
    for (item, solver) in zip(round.items, round.ranks) {
      let owner = owner(ofRun: problems[item].run)
      guard rank == owner || rank == solver else { continue }
      let powers = rank == owner ? crossPowers(of: problems[item]) : nil
      if rank == solver {
        mine.append(try powers ?? received(problems[item], from: owner, team))
      } else if let powers {
        try team.send(values: powers.values, to: Rank(solver), tag: Tags.crossPowers)
      }
    }
    return mine
  }

  private func crossPowers(of problem: Problem) -> CrossPowers {
    store.crossPowers(run: problem.run, level: problem.level.index, band: problem.band)
  }

  private func received<T: Team & ~Copyable>(
    _ problem: Problem, from owner: Int, _ team: borrowing T
  ) throws -> CrossPowers {
    let values = try team.receiveValues(Tags.crossPowers, from: Rank(owner)).values
    let channels = channelCount(problem.run)
    return CrossPowers(
      channelCount: channels, windowCount: values.count / (channels * channels), values: values)
  }

  private func channelCount(_ run: Int) -> Int {
    let run = plan.job.runs[run]
    return run.inputs.count + run.outputs.count + run.references.count
  }

  private func solve(_ problems: [Problem], _ powers: [CrossPowers]) throws -> [EstimateOutcome] {
    let solver = plan.job.solver.makeSolver()
    let tasks = zip(problems, powers).map { problem, powers in
      let run = plan.job.runs[problem.run]
      return RegressionProblem(
        crossPowers: powers.withoutSilentWindows(), inputCount: run.inputs.count,
        outputCount: run.outputs.count,
        referenceCount: run.references.count, degreesOfFreedom: problem.degreesOfFreedom)
    }
    return solvingPool.map(count: tasks.count) { solver.solve(tasks[$0]) }
  }

  private func bringBack<T: Team & ~Copyable>(
    _ outcome: EstimateOutcome?, from solver: Int, to owner: Int, _ team: borrowing T
  ) throws -> EstimateOutcome? {
    if rank == solver, let outcome, rank != owner {
      try team.send(OutcomeMessage(outcome), to: Rank(owner), tag: Tags.outcome)
    }
    guard rank == owner else { return nil }
    return try outcome ?? team.receive(Tags.outcome, from: Rank(solver)).message.outcome
  }

  private func transferFunction(_ run: Int, _ outcomes: [(Problem, EstimateOutcome)])
    -> LabelledTransferFunction
  {
    let definition = plan.job.runs[run]
    var points: [TransferFunction.Point] = []
    var gaps: [EstimateGap] = []
    for (problem, outcome) in outcomes {
      let frequency = problem.level.evaluationFrequencies[problem.band]
      switch outcome {
      case .estimated(let estimate):
        points.append(
          TransferFunction.Point(
            frequency: frequency, level: problem.level.index, estimate: estimate))
      case .tooFewWindows(let have, let need):
        gaps.append(
          EstimateGap(frequency: frequency, reason: "\(have) windows where \(need) are needed"))
      case .dependentInputs:
        gaps.append(EstimateGap(frequency: frequency, reason: "the inputs are not independent"))
      }
    }
    let site = plan.job.survey.sites.first { $0.name == definition.outputSite }
    let function = TransferFunction(
      origin: definition.origin, outputs: definition.outputs, inputs: definition.inputs,
      rate: definition.rate, location: site?.location,
      points: points.sorted { $0.frequency > $1.frequency })
    return LabelledTransferFunction(label: definition.label, function: function, gaps: gaps)
  }
}
