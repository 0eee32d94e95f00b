internal import Distribution
internal import Estimation
package import Model
internal import RealModule
internal import Spectra

extension ProcessingRun {
  /// Tells the run from the others of its site: of other sites, another rate, other channels or windows.
  var storedName: String {
    let lists =
      [powers.outputs, powers.inputs, powers.references] + (crosses.isEmpty ? [] : [crosses])
    let channels = lists.map { $0.map(\.name).joined(separator: " ") }
    let name =
      "\(powers.label) \(powers.rate.samples)/\(powers.rate.seconds) \(channels.joined(separator: ", "))"
    guard powers.smoothing != nil || !selection.isEmpty else { return name }
    var writer = WireWriter()
    writer.write(powers.smoothing)
    writer.write(selection)
    return "\(name), \(Digest(of: writer.bytes))"
  }
}

extension Plan {
  /// Under which the estimates of a run are kept: those of another solver stay beside them.
  private func journalName(ofRun run: Int) -> String {
    let name = job.runs[run].storedName
    guard job.solver != SolverSettings() else { return name }
    var writer = WireWriter()
    writer.write(job.solver)
    return "\(name), solver \(Digest(of: writer.bytes))"
  }

  /// Which estimate a problem asks for.
  func estimateName(_ problem: Problem) -> EstimateName {
    EstimateName(
      run: journalName(ofRun: problem.run), level: problem.level.index, band: problem.band)
  }

  /// An estimate on its way to the disk.
  func stored(_ outcome: EstimateOutcome, of problem: Problem, madeBy: Digest) -> StoredEstimate {
    var writer = WireWriter()
    writer.write(OutcomeMessage(outcome))
    return StoredEstimate(
      madeBy: madeBy, run: journalName(ofRun: problem.run), level: problem.level.index,
      band: problem.band, payload: writer.bytes)
  }

  /// The transfer functions of a site's runs, from the estimates of a journal; none where only spectra
  /// are wanted, as they may be of other spectra.
  ///
  /// - Parameter faults: What is wrong with the windows of those runs.
  package func functions(
    ofSite site: Int, _ estimates: [StoredEstimate], faults: [RunFault]
  ) throws -> [LabelledTransferFunction] {
    guard job.goal == .transferFunctions else { return [] }
    let functions = try allFunctions(ofSite: site, estimates)
    return zip(jointRuns(ofSite: site), functions).map { runs, labelled in
      var labelled = labelled
      labelled.doubts = doubts(
        of: labelled.function, among: functions, faults.filter { runs.contains($0.run) })
      labelled.function = EstimateDoubts.flagged(labelled.function, labelled.doubts)
      return labelled
    }
  }

  /// What speaks against a function, given the others of its site.
  private func doubts(
    of function: TransferFunction, among all: [LabelledTransferFunction], _ faults: [RunFault]
  ) -> [EstimateDoubt] {
    // A single site is held against the same channels with a remote reference, which has less to go
    // wrong.
    let references =
      function.origin.remote != nil
      ? []
      : all.filter {
        $0.function.origin.remote != nil && $0.function.origin.input == function.origin.input
          && $0.function.rate == function.rate
      }
    return EstimateDoubts.errorsAboveValues(function) + EstimateDoubts.gainChanges(function)
      + references.flatMap {
        EstimateDoubts.disagreements(of: function, with: $0.function, called: $0.label)
      }
      + faults.map {
        .faultyWindows($0.kind, site: $0.site, channel: $0.channel, share: $0.share)
      }
  }

  /// The solved runs of a site, those together whose outputs are of one transfer function: of one
  /// name, with the same inputs and other outputs, which come from other recordings.
  func jointRuns(ofSite site: Int) -> [[Int]] {
    var groups: [[Int]] = []
    for run in solvedRuns(ofSite: site) {
      let known = groups.firstIndex { group in group.allSatisfy { areParts($0, run) } }
      if let known { groups[known].append(run) } else { groups.append([run]) }
    }
    return groups
  }

  private func areParts(_ a: Int, _ b: Int) -> Bool {
    let (one, other) = (job.runs[a], job.runs[b])
    return one.label == other.label && one.rate == other.rate && one.inputs == other.inputs
      && one.references == other.references && one.crosses == other.crosses
      && one.selection == other.selection && Set(one.outputs).isDisjoint(with: other.outputs)
      && servingRecordings(ofRun: a) != servingRecordings(ofRun: b)
  }

  /// The recordings that have a run's outputs.
  private func servingRecordings(ofRun run: Int) -> [Int] {
    recordings(ofSite: site(ofRun: run)).filter {
      recordings[$0].header.rate == job.runs[run].rate
        && recordings[$0].serves(job.runs[run].outputs)
    }
  }

  /// The same, whatever the goal is.
  func allFunctions(ofSite site: Int, _ estimates: [StoredEstimate]) throws
    -> [LabelledTransferFunction]
  {
    let table = Dictionary(
      estimates.map { (EstimateName($0), $0) }, uniquingKeysWith: { $1 })
    return try jointRuns(ofSite: site).map { runs in
      let parts = try runs.map { run in
        let outcomes = try problems(ofRun: run).map { problems[$0] }.compactMap { problem in
          try table[estimateName(problem)].map { (problem, try outcome(of: $0)) }
        }
        return transferFunction(run, outcomes)
      }
      var whole = parts.count == 1 ? parts[0] : LabelledTransferFunction(joining: parts)
      // Lines with numbers stand for the components that the site has no channel of.
      let outputs = whole.function.outputs.map(\.component)
      if Set(outputs).count == outputs.count { whole.function.outputs = outputs }
      return whole
    }
  }

  func functions(ofSite site: Int, storedIn work: any WorkStore, faults: [RunFault]) throws
    -> [LabelledTransferFunction]
  {
    try functions(
      ofSite: site, work.estimates(ofSite: job.survey.sites[site].name), faults: faults)
  }

  private func outcome(of estimate: StoredEstimate) throws -> EstimateOutcome {
    var reader = WireReader(estimate.payload)
    let message: OutcomeMessage = try reader.read()
    return message.outcome
  }

  private func transferFunction(_ run: Int, _ outcomes: [(Problem, EstimateOutcome)])
    -> LabelledTransferFunction
  {
    let definition = job.runs[run]
    var points: [TransferFunction.Point] = []
    var gaps: [EstimateGap] = []
    for (problem, outcome) in outcomes {
      switch outcome {
      case .estimated(let estimate):
        points.append(
          TransferFunction.Point(
            frequency: problem.frequency, level: problem.level.index, estimate: estimate))
      case .tooFewWindows(let have, let need):
        let reason = "\(have) windows where \(need) are needed"
        gaps.append(EstimateGap(frequency: problem.frequency, reason: reason))
      case .illConditioned(let condition):
        let reason =
          "the inputs are nearly dependent: the condition number of the scaled normal matrix is"
          + " \(condition.roundedText), where \(EstimateOutcome.largestCondition.roundedText) is allowed"
        gaps.append(EstimateGap(frequency: problem.frequency, reason: reason))
      case .dependentInputs:
        let reason = "the inputs are not independent"
        gaps.append(EstimateGap(frequency: problem.frequency, reason: reason))
      }
    }
    let site = job.survey.sites.first { $0.name == definition.outputSite }
    let function = TransferFunction(
      origin: definition.origin, outputs: definition.outputs, inputs: definition.inputs,
      rate: definition.rate, location: site?.location,
      points: floored(points.sorted { $0.frequency > $1.frequency }, definition))
    var labelled = LabelledTransferFunction(
      label: definition.label, function: function, gaps: gaps, isDrawn: definition.isDrawn)
    labelled.origin = origin(ofRun: run)
    return labelled
  }
}

extension LabelledTransferFunction {
  /// Parts of one function with other outputs each; what one lacks is said with its outputs.
  fileprivate init(joining parts: [LabelledTransferFunction]) {
    let gaps = parts.flatMap { part in
      let names = part.function.outputs.map(\.name).joined(separator: ", ")
      return part.gaps.map {
        EstimateGap(frequency: $0.frequency, reason: "\(names): \($0.reason)")
      }
    }
    self.init(
      label: parts[0].label, function: TransferFunction(joining: parts.map(\.function)), gaps: gaps,
      isDrawn: parts[0].isDrawn)
    origin = ResultOrigin(
      definition: parts.flatMap(\.origin.definition),
      inputs: parts.map(\.origin.inputs).reduce([:]) { $0.merging($1) { first, _ in first } })
  }
}

extension Double {
  /// As a power of ten with one digit, such as `3e9`.
  fileprivate var roundedText: String {
    guard isFinite, self > 0 else { return "infinite" }
    let power = Double.log10(self).rounded(.down)
    return "\((self / .pow(10, power)).fixed(0))e\(power.fixed(0))"
  }
}

// Errors that no window shows.
extension Plan {
  /// The points with what their bands leave of error, where bands follow the power; else as they are, as for
  /// weights of equations, whose errors are resistics'.
  private func floored(_ points: [TransferFunction.Point], _ run: ProcessingRun)
    -> [TransferFunction.Point]
  {
    guard job.solver.options.form == .windows, job.solver.method != ChatterjeeMachler.name else {
      return points
    }
    let smoothing = run.powers.smoothing(job.spectra)
    var spreads: [Int: [Double?]] = [:]
    let found = points.map { point -> Double? in
      guard let level = job.levels[run.rate]?[point.level],
        let band = level.evaluationFrequencies.firstIndex(of: point.frequency)
      else { return nil }
      let known = spreads[level.index] ?? job.spectra.bandVariances(of: level, smoothing)
      spreads[level.index] = known
      return known[band]
    }
    return BandError.floored(points, spreads: found)
  }
}

/// Which estimate of a site it is.
struct EstimateName: Hashable {
  let run: String
  let level: Int
  let band: Int

  init(run: String, level: Int, band: Int) {
    (self.run, self.level, self.band) = (run, level, band)
  }

  init(_ estimate: StoredEstimate) {
    (run, level, band) = (estimate.run, estimate.level, estimate.band)
  }
}
