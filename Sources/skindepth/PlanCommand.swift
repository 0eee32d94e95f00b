import Archive
import ArgumentParser
import Configuration
import Distribution
import Logging
import Model
import Pipeline

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Tell what a run would do, how long it would take and how much memory and disk.",
    discussion: """
      Reads headers alone and keeps nothing. What earlier runs have done counts as done; give the same \
      options as to `run`. The machine is measured for about a second, and the run is then simulated with \
      its own scheduler: for the machine that this command runs on, so on a cluster call it where the \
      run will be, or say how fast that is with --speed.

      EXAMPLES
        skindepth plan survey
        skindepth plan survey --remote R --ranks 4 --ncores 2
        skindepth plan survey --ranks 64 --ncores 48 --memory 100G --fresh
        skindepth plan survey --speed 1.5          a machine half as fast again as the reference
      """)

  @OptionGroup var selection: RunSelection

  @Option(help: "Ranks; on a cluster usually one a node.")
  var ranks = 1

  @Option(help: "Threads of each rank, such as the cores of a node (default: as in a run here).")
  var ncores: Int?

  @Option(help: "Memory of each rank for the work in hand, such as 512M or 2G.")
  var memory = MemorySize(bytes: 1 << 30)

  @Flag(help: "Plan everything, also what earlier runs have done.")
  var fresh = false

  @Option(help: "Speed of the machine, 1 for the reference machine (default: measured here).")
  var speed: Double?

  @Option(help: ArgumentHelp("Samples of a unit of work.", visibility: .hidden))
  var blockSamples: Int?

  @Flag(name: .shortAndLong, help: "Also show the speed that was measured.")
  var verbose = false

  func validate() throws {
    guard (1...100_000).contains(ranks) else {
      throw ValidationError("--ranks goes from 1 to 100000.")
    }
    if let ncores, !(1...4096).contains(ncores) {
      throw ValidationError("--ncores goes from 1 to 4096.")
    }
    if let speed, !(0.001...1000).contains(speed) {
      throw ValidationError("--speed goes from 0.001 to 1000.")
    }
    if let blockSamples, blockSamples < 1 { throw ValidationError("a block has samples") }
  }

  func run() throws {
    let logger = Logger(label: "skindepth") { _ in RankLog(rank: nil, logLevel: .warning) }
    var preparation = try Preparation(options, workers: ranks, logger)
    let threads = preparation.threads ?? ThreadCount.standard()
    let job = try preparation.job(logger)
    // As a run would refuse it.
    try SeriesMemory(Plan(job), memory: memory.bytes).check(memory.bytes)
    let planned = PlannedRun(
      job: job, preparation: preparation, project: preparation.project,
      cluster: .init(ranks: ranks, threads: threads, memory: memory.bytes), isFresh: fresh)
    let speed = try speed.map { MachineSpeed(all: 1 / $0) } ?? measured(threads)
    let text = PlanText(try planned.forecasts(.reference.scaled(by: speed)), files: planned.files())
    text.show()
    if verbose { PlanText.show(speed) }
  }

  /// The speed of this machine, with as many threads as it has and a rank is to have.
  private func measured(_ threads: Int) throws -> MachineSpeed {
    let measurement = MachineMeasurement { Terminal.threadClock() }
    var speed = try measurement.speed(threads: min(threads, ThreadCount.allowed()))
    let files = StoreMeasurement(folder: options.project.path)
    speed.storing = files.speed() ?? speed.spectra
    return speed
  }

  private var options: SurveyRun.Options {
    SurveyRun.Options(
      project: Project(selection.project), configuration: selection.config,
      overrides: selection.overrides(ncores: ncores), verbosity: .normal, isStrict: false,
      memory: memory.bytes, blockSamples: blockSamples)
  }
}
