internal import Estimation
internal import Model

/// What a program has in memory at most, as the system counts it.
///
/// `CostModel.bytes` are what tasks are allowed for, with room; these are what they are found to hold.
struct MemoryModel {
  /// The program with its libraries, and what HDF5 keeps of each site that a rank has to do with.
  private static let program = 44 << 20
  private static let bytesPerSite = 512 << 10
  /// Of a unit or problem, what plan, agenda and dispatcher have.
  private static let bytesPerTask = 500
  /// What lies between arrays, as a share of what units and problems hold.
  ///
  /// The allocator keeps what is freed, and arrays of the next unit are seldom as large as the holes of the
  /// last. Measured: 0 to 0.6.
  private static let holes = 0.25

  private let tasks: Int
  private let sites: Int
  private let plan: Plan
  /// The largest unit and the largest problem: what each holds, and what it is allowed for.
  private var unit = Size()
  private var problem = Size()
  /// Of the largest unit, the samples that the main thread reads; those of another one lie ready.
  private var readySamples = 0

  private struct Size {
    var held = 0
    var allowed = 0

    /// What so many threads hold that share the memory for the work in hand.
    func held(threads: Int, memory: Int) -> Int {
      held * max(1, min(threads, memory / max(1, allowed)))
    }
  }

  init(_ plan: Plan, _ agenda: Agenda, _ costs: CostModel) {
    tasks = plan.units.count + plan.problems.count
    sites = plan.writtenSites.count
    self.plan = plan
    for order in agenda.orders {
      switch order.work {
      case .unit(let order):
        let unit = plan.unit(order.unit)
        let held = plan.heldBytes(of: unit, keepsSpectra: order.storesSpectra)
        guard held > self.unit.held else { continue }
        self.unit = Size(held: held, allowed: costs.bytes(of: unit, plan))
        readySamples = plan.bytesReadOnMainThread(of: unit)
      case .solve(let index):
        let problem = plan.problems[index]
        let held = plan.heldBytes(of: problem)
        guard held > self.problem.held else { continue }
        self.problem = Size(held: held, allowed: costs.bytes(of: problem, plan))
      case .draw, .finish, .settle, .tables: continue
      }
    }
  }

  /// With so many threads that share the memory for the work in hand.
  ///
  /// Arrays of a problem seldom fit into what those of units have left of the heap, so one counts beside them.
  func peak(threads: Int, memory: Int) -> Int {
    let series = SeriesMemory(plan, memory: memory)
    let units = unit.held(threads: threads, memory: series.left) + problem.held
    let problems = problem.held(threads: threads, memory: series.left)
    let held = readySamples + max(units, problems)
    return series.total + MemoryModel.program + MemoryModel.bytesPerSite * sites
      + MemoryModel.bytesPerTask * tasks + held + Int(MemoryModel.holes * Double(held))
  }
}

extension Plan {
  /// Samples of a unit that a rank's main thread reads for its crew.
  fileprivate func bytesReadOnMainThread(of unit: LevelUnit) -> Int {
    guard unit.level == 0 else { return 0 }
    return unit.inputs.reduce(0) { sum, input in
      guard recordings[input.recording].recording.isForOneThread else { return sum }
      return sum + 8 * input.samples.count * input.channels.count
    }
  }

  /// Samples, cross-powers and decimated samples of a unit, one channel on its way to those, and spectra on
  /// their way to a file.
  fileprivate func heldBytes(of unit: LevelUnit, keepsSpectra: Bool) -> Int {
    let samples = unit.inputs.reduce(0) { $0 + $1.samples.count * $1.channels.count }
    let channel = unit.inputs.first?.samples.count ?? 0
    let recording = recordings[unit.recording]
    let level = recording.levels[unit.level].level
    let spectra = SpectraOnTheirWay.byteCount(
      harmonics: level.harmonicCount, windowCount: unit.windows.count)
    let kept = keepsSpectra ? spectra * recording.channels.count : 0
    return 8 * (samples + channel) + kept + fileBytes(of: unit) + tableBytes(of: unit)
  }

  /// Cross-powers, with a unit's on their way to them, and what the solver needs.
  fileprivate func heldBytes(of problem: Problem) -> Int {
    let run = job.runs[problem.run]
    return 8 * problem.windowCount * run.channelCount * run.channelCount
      + job.solver.makeSolver().workingBytes(
        windows: problem.windowCount, inputs: run.inputs.count, outputs: run.outputs.count,
        references: run.references.count)
  }
}
