package import Estimation
package import Model
package import Selection
package import Spectra

/// Everything that decides the numbers of a run; the same on every rank.
package struct Job: Hashable, Sendable {
  package var survey: Survey
  /// For every rate that occurs in the survey; level 0 is always the recorded rate, without evaluation
  /// frequencies where those all lie deeper.
  package private(set) var levels: [SamplingRate: [DecimationLevel]]
  package var spectra: SpectralSettings
  package var solver: SolverSettings
  /// Those that were asked for, and behind them those that masks need and nothing else.
  package var runs: [ProcessingRun]
  /// Masks that are stored, each with what it excludes: those that were asked for, and those of runs.
  package private(set) var masks: [SiteMask]
  /// What statistics leave open.
  package var statistics: StatisticPolicy
  /// Whether the Fourier coefficients are a product, besides the cross-powers.
  package var storesSpectra: Bool
  /// The sites whose files are written; `nil` for all of the survey.
  package var writtenSites: [String]?
  /// Samples of one channel in a unit of work; results do not depend on it.
  package var blockSamples: Int
  /// How far the work shall go.
  package var goal: Goal

  /// What is to be there in the end.
  package enum Goal: UInt8, Hashable, Sendable, CaseIterable {
    /// The spectra, and the cross-powers that the runs need; nothing is estimated.
    case spectra
    /// The same, with statistics of the windows, and masks.
    case statistics
    case transferFunctions
  }

  package init(
    survey: Survey, levels: [SamplingRate: [DecimationLevel]], spectra: SpectralSettings,
    solver: SolverSettings, runs: [ProcessingRun], masks: [SiteMask] = [],
    statistics: StatisticPolicy = .standard, storesSpectra: Bool = true,
    writtenSites: [String]? = nil, blockSamples: Int = 1 << 17, goal: Goal = .transferFunctions
  ) {
    self.survey = survey
    self.levels = levels.mapValues(Job.fromRecordedRate)
    self.spectra = spectra
    self.solver = solver
    self.masks = Job.unique(masks + runs.flatMap(\.selection.masks))
    self.runs = runs
    self.statistics = statistics
    self.storesSpectra = storesSpectra
    self.writtenSites = writtenSites
    self.blockSamples = blockSamples
    self.goal = goal
    addRunsOfMasks()
  }

  private static func unique(_ masks: [SiteMask]) -> [SiteMask] {
    var found: [SiteMask] = []
    for mask in masks where !found.contains(mask) { found.append(mask) }
    return found
  }

  /// Adds a run for each source of a mask's statistics that no run has.
  private mutating func addRunsOfMasks() {
    var known = Set(runs.map { $0.powers.resolved(spectra) })
    for source in masks.flatMap(\.sources)
    where known.insert(source.resolved(spectra)).inserted {
      runs.append(ProcessingRun(source, isSolved: false))
    }
  }

  /// Transfer functions that are estimated; several runs make one where its outputs come from other
  /// recordings.
  package var functionCount: Int {
    Set(runs.filter(\.isSolved).map { [$0.outputSite, $0.label, "\($0.rate)"] }).count
  }

  /// Levels that begin with the recorded rate, from which alone recordings can be read.
  private static func fromRecordedRate(_ levels: [DecimationLevel]) -> [DecimationLevel] {
    guard let first = levels.first, first.factor > 1 else { return levels }
    let recorded = DecimationLevel(
      index: 0,
      rate: SamplingRate(
        samples: first.rate.samples * first.factor, seconds: first.rate.seconds), steps: [],
      factor: 1, evaluationFrequencies: [], windowSize: first.windowSize,
      windowOverlap: first.windowOverlap)
    return [recorded]
      + levels.map {
        DecimationLevel(
          index: $0.index + 1, rate: $0.rate, steps: $0.steps, factor: $0.factor,
          evaluationFrequencies: $0.evaluationFrequencies, windowSize: $0.windowSize,
          windowOverlap: $0.windowOverlap, lastOnly: $0.lastOnly)
      }
  }
}

/// One transfer function to estimate, or statistics alone: whose channels are outputs, inputs and
/// reference.
@dynamicMemberLookup
package struct ProcessingRun: Hashable, Sendable {
  /// Whose cross-powers it takes: its members are the run's as well.
  package var powers: PowerSource
  /// Channels of the run that inputs and outputs are correlated with where there is no remote site.
  ///
  /// Empty for those that the solver takes by itself. An input comes before an output of the same name.
  package var crosses: [Channel]
  /// Stands at the end of the names of products; empty for nothing.
  package var postpend: String
  /// Whether figures show it.
  package var isDrawn: Bool
  /// Whether it is solved, and not only there for statistics.
  package var isSolved: Bool
  /// Statistics of its windows that are stored, by their names.
  package var statistics: [String]
  /// The windows that count for the solver; statistics are of all.
  package var selection: WindowSelection

  package init(
    _ powers: PowerSource, crosses: [Channel] = [], postpend: String = "", isDrawn: Bool = true,
    isSolved: Bool = true, statistics: [String] = [], selection: WindowSelection = .all
  ) {
    self.powers = powers
    self.crosses = crosses
    self.postpend = postpend
    self.isDrawn = isDrawn
    self.isSolved = isSolved
    self.statistics = statistics
    self.selection = selection
  }

  package subscript<Member>(dynamicMember path: WritableKeyPath<PowerSource, Member>) -> Member {
    get { powers[keyPath: path] }
    set { powers[keyPath: path] = newValue }
  }

  /// Whether it takes recordings of a site, or masks made of them.
  func takes(_ site: String) -> Bool { sites.contains(site) }

  /// The sites whose recordings it takes, those of its masks among them.
  package var sites: Set<String> {
    selection.masks.flatMap(\.sources).reduce(powers.sites) { $0.union($1.sites) }
  }

  package var origin: TransferFunction.Origin {
    TransferFunction.Origin(
      output: powers.outputSite, input: powers.inputSite, remote: powers.remoteSite)
  }

  /// Names the run in products: `single`, `remote-R`, `input-B`, `input-B_remote-R`, and its name's
  /// end behind that.
  package var label: String {
    postpend.isEmpty ? powers.label : "\(powers.label)_\(postpend)"
  }
}
