import Distribution
import Estimation
import Model
import Synchronization
import Synthesis
import TestSupport
import Testing

@testable import Pipeline

@Suite("A forecast")
struct ForecastTests {
  static let constants = CostConstants.reference

  static func cluster(_ ranks: Int, _ threads: Int = 1, memory: Int = 1 << 30) -> Forecast.Cluster {
    Forecast.Cluster(ranks: ranks, threads: threads, memory: memory)
  }

  @Test("counts what its plan has")
  func counts() throws {
    let job = try PlanTests.job(seed: 3)
    let forecast = try Forecast(job, Self.cluster(1), Self.constants)
    let plan = Plan(job)
    #expect(forecast.work.units == plan.units.count)
    #expect(forecast.work.problems == plan.problems.count)
    #expect(forecast.work.sites == job.survey.sites.count)
    #expect(forecast.work.spread == 0)
    // Every unit and problem, and a drawing and a file for each site.
    #expect(
      forecast.graph.count
        == plan.units.count + plan.problems.count + 2 * job.survey.sites.count)
    let spectra = plan.units.indices.reduce(0) { $0 + plan.spectraBytes(of: plan.unit($1)) }
    #expect(forecast.work.spectraBytes == spectra)
  }

  @Test("divides all seconds of its tasks over stages")
  func stages() throws {
    let forecast = try Forecast(try PlanTests.job(seed: 5), Self.cluster(1), Self.constants)
    let sum = forecast.stages.total + forecast.finishingSeconds
    // Sums in another order.
    #expect(abs(sum - forecast.graph.totalSeconds) < 1e-9 * sum)
  }

  @Test("knows the bytes that units leave", arguments: [2048, 4096])
  func bytes(blockSamples: Int) throws {
    let survey = try Fixtures.mixed()
    let job = survey.job(
      [survey.run("A"), survey.run("A", remote: "R")], settings: try Fixtures.settings(),
      blockSamples: blockSamples)
    let (work, sites) = (MemoryWork(), MemorySites())
    _ = try survey.report(job, ports: survey.ports(work, sites))
    let forecast = try Forecast(job, Self.cluster(1), Self.constants)
    let spectra = sites.spectra.values.reduce(0) { $0 + 4 * $1.count }
    #expect(forecast.work.spectraBytes == spectra)
  }

  @Test("finds nothing to do after a run, and takes nothing for done without looking")
  func inventory() throws {
    let survey = try Fixtures.mixed()
    let job = survey.job([survey.run("A")], settings: try Fixtures.settings())
    let ports = survey.ports()
    let before = try Forecast(job, Self.cluster(1), Self.constants, ports: ports.stock)
    #expect(before.work.units == Plan(job).units.count)
    _ = try survey.report(job, ports: ports)
    let after = try Forecast(job, Self.cluster(1), Self.constants, ports: ports.stock)
    #expect(after.isDone && after.work == Forecast.Work())
    #expect(try !Forecast(job, Self.cluster(1), Self.constants).isDone)
  }

  @Test("is never slower for more ranks, but for messages", arguments: [1, 4, 9])
  func ranks(seed: Int) throws {
    let forecast = try Forecast(
      try PlanTests.job(seed: seed, blockSamples: 512), Self.cluster(1), Self.constants)
    var last = Double.infinity
    for ranks in [1, 2, 4, 8] {
      let wall = forecast.outcome(ranks: ranks).wallSeconds
      // List scheduling may lose the last task, and each message takes some microseconds.
      #expect(wall <= last * 1.05 + 1e-3, "\(ranks) ranks")
      last = wall
    }
  }

  @Test("is as much slower as the machine")
  func speed() throws {
    let job = try PlanTests.job(seed: 2)
    let half = Self.constants.scaled(by: MachineSpeed(all: 2))
    let fast = try Forecast(job, Self.cluster(1), Self.constants).outcome().wallSeconds
    let slow = try Forecast(job, Self.cluster(1), half).outcome().wallSeconds
    // Messages are as fast as before.
    #expect(abs(slow / fast - 2) < 0.05)
  }

  @Test("gives threads no more memory together than a rank has")
  func memory() throws {
    let job = try PlanTests.job(seed: 7, blockSamples: 8192)
    let plan = Plan(job)
    let largest = plan.units.indices.map { CostModel().bytes(of: plan.unit($0), plan) }.max() ?? 0
    func peak(_ threads: Int, memory: Int) throws -> Int {
      try Forecast(job, Self.cluster(1, threads, memory: memory), Self.constants).outcome()
        .peakBytes
    }
    let one = try peak(1, memory: 1 << 30)
    #expect(try peak(8, memory: largest) == one)
    #expect(try peak(8, memory: 1 << 30) > one)
  }

  @Test("has all ranks solve together what no rank can hold")
  func spread() throws {
    let job = try PlanTests.job(seed: 1)
    let forecast = try Forecast(job, Self.cluster(2, memory: 1), Self.constants)
    #expect(forecast.work.spread == Plan(job).problems.count)
    #expect(forecast.work.problems == Plan(job).problems.count)
    #expect(forecast.outcome().spreadSeconds > 0)
  }

  @Test("cuts units that last about a second, and that memory and fairness allow")
  func unitSize() throws {
    let survey = try PlanTests.job(seed: 1).survey
    #expect(UnitSize.samples(of: survey, workers: 1, memory: 1 << 30) == 1 << 14)
    var long = survey
    for site in long.sites.indices {
      for index in long.sites[site].recordings.indices {
        long.sites[site].recordings[index].header.sampleCount = 1 << 30
      }
    }
    let free = UnitSize.samples(of: long, workers: 1, memory: 1 << 40)
    #expect(free == 1 << 20)
    #expect(UnitSize.samples(of: long, workers: 1 << 14, memory: 1 << 40) < free)
    #expect(UnitSize.samples(of: long, workers: 1, memory: 1 << 26) < free)
  }

  @Test("measures a machine on as many threads as are asked for")
  func measurement() throws {
    let counter = CountingClock()
    let times = try MachineMeasurement { counter.next() }.times(threads: 1)
    // A second passes from one look to the next.
    #expect(times.spectra == 1 && times.decimation == 1)
    #expect(times.solving == 6)
  }
}

/// Is a second later at each look.
private final class CountingClock: Sendable {
  private let seconds = Atomic(0)

  func next() -> Double { Double(seconds.wrappingAdd(1, ordering: .relaxed).newValue) }
}
