internal import Distribution
internal import Estimation
package import Model

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
  /// An estimate on its way to the disk.
  func stored(_ outcome: EstimateOutcome, of problem: Problem, madeBy: Digest) -> StoredEstimate {
    var writer = WireWriter()
    writer.write(OutcomeMessage(outcome))
    return StoredEstimate(
      madeBy: madeBy, run: job.runs[problem.run].storedName, level: problem.level.index,
      band: problem.band, payload: writer.bytes)
  }

  /// The transfer functions of a site's runs, from the estimates of a journal; none where only spectra
  /// are wanted, as they may be of other spectra.
  package func functions(ofSite site: Int, _ estimates: [StoredEstimate]) throws
    -> [LabelledTransferFunction]
  {
    guard job.goal == .transferFunctions else { return [] }
    return try allFunctions(ofSite: site, estimates)
  }

  /// The same, whatever the goal is.
  func allFunctions(ofSite site: Int, _ estimates: [StoredEstimate]) throws
    -> [LabelledTransferFunction]
  {
    let table = Dictionary(
      estimates.map { (EstimateName($0), $0) }, uniquingKeysWith: { $1 })
    return try solvedRuns(ofSite: site).map { run in
      let outcomes = try problems(ofRun: run).map { problems[$0] }.compactMap { problem in
        try table[EstimateName(job.runs[run], problem)].map { (problem, try outcome(of: $0)) }
      }
      return transferFunction(run, outcomes)
    }
  }

  func functions(ofSite site: Int, storedIn work: any WorkStore) throws
    -> [LabelledTransferFunction]
  {
    try functions(ofSite: site, work.estimates(ofSite: job.survey.sites[site].name))
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
      case .dependentInputs:
        let reason = "the inputs are not independent"
        gaps.append(EstimateGap(frequency: problem.frequency, reason: reason))
      }
    }
    let site = job.survey.sites.first { $0.name == definition.outputSite }
    let function = TransferFunction(
      origin: definition.origin, outputs: definition.outputs, inputs: definition.inputs,
      rate: definition.rate, location: site?.location,
      points: points.sorted { $0.frequency > $1.frequency })
    return LabelledTransferFunction(
      label: definition.label, function: function, gaps: gaps, postpend: definition.postpend,
      isDrawn: definition.isDrawn)
  }
}

/// Which estimate of a site it is.
struct EstimateName: Hashable {
  let run: String
  let level: Int
  let band: Int

  init(_ estimate: StoredEstimate) {
    (run, level, band) = (estimate.run, estimate.level, estimate.band)
  }

  init(_ run: ProcessingRun, _ problem: Problem) {
    (self.run, level, band) = (run.storedName, problem.level.index, problem.band)
  }
}
