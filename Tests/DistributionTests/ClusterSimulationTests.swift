import Distribution
import Testing

@Suite("Simulated cluster", .timeLimit(.minutes(3)))
struct ClusterSimulationTests {
  @Test(
    "without overheads no run beats its bounds, and none takes twice as long",
    arguments: [1, 2, 5, 16, 100], 1...6)
  func bounds(ranks: Int, seed: Int) {
    let graph = TaskGraphs.random(seed: UInt64(seed), tasks: 600)
    let outcome = free(ranks, threads: 1).run(graph)
    let bound = max(graph.criticalPath, graph.totalSeconds / Double(ranks))
    // Sums in another order differ by rounding.
    #expect(outcome.makespan >= bound * (1 - 1e-12))
    // Graham (1969), Bounds on multiprocessing timing anomalies, for any list scheduling.
    #expect(outcome.makespan <= bound * (2 - 1 / Double(ranks)) * (1 + 1e-12))
    let busy = graph.totalSeconds / (outcome.makespan * Double(ranks))
    #expect(abs(outcome.busyFraction - busy) < 1e-12)
  }

  @Test("the same settings give the same outcome, another seed another one")
  func determinism() {
    let graph = TaskGraphs.random(seed: 3, tasks: 1000, exclusive: true)
    var simulation = ClusterSimulation(ranks: 12, threads: 3)
    simulation.spread = 0.3
    let first = simulation.run(graph)
    #expect(simulation.run(graph) == first)
    simulation.seed = 2
    #expect(simulation.run(graph) != first)
  }

  @Test("durations spread about what was expected", arguments: [0.1, 0.5])
  func spread(sigma: Double) {
    var graph = TaskGraph()
    for _ in 0..<4000 { graph.add(seconds: 1, group: 0) }
    var simulation = free(1, threads: 1)
    simulation.spread = sigma
    // Four standard deviations of a mean of 4000 that each deviate by about sigma.
    #expect(abs(simulation.run(graph).makespan / 4000 - 1) < 5 * sigma / 4000.0.squareRoot())
  }

  @Test("one long recording keeps 16 ranks busy")
  func longRecording() {
    let graph = TaskGraphs.pyramids(groups: 1, blocks: 320, blockSeconds: 0.1)
    #expect(ClusterSimulation(ranks: 16, threads: 1).run(graph).busyFraction > 0.9)
  }

  @Test("eight equal sites keep two threads busy, whichever rank has them")
  func equalSites() {
    let graph = TaskGraphs.pyramids(groups: 8, blocks: 16, blockSeconds: 0.1)
    #expect(ClusterSimulation(ranks: 2, threads: 1).run(graph).busyFraction > 0.97)
    let outcome = ClusterSimulation(ranks: 1, threads: 2).run(graph)
    #expect(outcome.busyFraction > 0.97)
    #expect(outcome.firstGroupSeconds < 0.2 * outcome.makespan)
  }

  @Test("a survey of a hundred sites keeps 1000 ranks busy, and its first site is done early")
  func manyRanks() {
    let graph = TaskGraphs.pyramids(groups: 100, blocks: 64, blockSeconds: 0.2)
    let outcome = ClusterSimulation(ranks: 200, threads: 5).run(graph)
    #expect(outcome.busyFraction > 0.8)
    #expect(outcome.makespan > graph.totalSeconds / 1000 * 0.98)
    #expect(outcome.messages < 2 * graph.count)
  }

  @Test("tasks that run together fit the memory, and one that never fits runs alone")
  func memory() {
    let fitting = TaskGraphs.pyramids(groups: 4, blocks: 16, blockSeconds: 0.1, memory: 300)
    var simulation = ClusterSimulation(ranks: 2, threads: 8)
    let unbound = simulation.run(fitting)
    #expect(unbound.peakMemory == 8 * 300)
    simulation.memoryPerRank = 1000
    let bound = simulation.run(fitting)
    #expect(bound.peakMemory == 900)
    #expect(bound.makespan > unbound.makespan)
    simulation.memoryPerRank = 100
    #expect(simulation.run(fitting).peakMemory == 300)
  }

  @Test("exclusive tasks run one at a time on each rank, beside the threads")
  func exclusiveTasks() {
    var graph = TaskGraph()
    for _ in 0..<40 { graph.add(seconds: 0.1, group: 0, isExclusive: true) }
    for _ in 0..<80 { graph.add(seconds: 0.1, group: 0) }
    let one = free(1, threads: 2).run(graph)
    #expect(one.makespan >= 4 - 1e-9 && one.makespan < 4.5)
    let four = free(4, threads: 2).run(graph)
    // Three ranks do the 4 s: rank 0 stays free for messages.
    #expect(four.makespan >= 4.0 / 3 - 1e-9 && four.makespan < 1.5)
  }

  @Test("rank 0 limits a run when its messages are slow")
  func slowMessages() {
    var graph = TaskGraph()
    for _ in 0..<1000 { graph.add(seconds: 0.1, group: 0) }
    var simulation = ClusterSimulation(ranks: 200, threads: 1)
    let fast = simulation.run(graph)
    simulation.messageSeconds = 5e-3
    let slow = simulation.run(graph)
    #expect(fast.busyFraction > 0.9)
    #expect(slow.makespan > slow.masterSeconds * 0.9 && slow.makespan > 5)
    #expect(slow.longestQueue > 100)
  }

  @Test("what an earlier run has done takes no time")
  func skipping() {
    let graph = TaskGraphs.pyramids(groups: 2, blocks: 8, blockSeconds: 1)
    let simulation = ClusterSimulation(ranks: 2, threads: 1)
    let rest = simulation.run(graph, skipping: 0..<graph.count / 2)
    let all = simulation.run(graph)
    #expect(rest.makespan < 0.7 * all.makespan)
    #expect(rest.firstGroupSeconds == rest.makespan)
    #expect(simulation.run(graph, skipping: 0..<graph.count).makespan == 0)
  }

  @Test("the largest useful number of ranks follows the work that can be done at a time")
  func usefulRanks() {
    func useful(_ graph: TaskGraph, atMost limit: Int = 4096, efficiency: Double = 0.5) -> Int {
      ClusterSimulation.largestUsefulRanks(
        for: graph, like: ClusterSimulation(ranks: 1, threads: 1), atMost: limit,
        efficiency: efficiency)
    }
    var chain = TaskGraph()
    var even = TaskGraph()
    for task in 0..<64 {
      chain.add(seconds: 1, group: 0, after: max(0, task - 1)..<task)
      even.add(seconds: 1, group: 0)
    }
    // Two ranks take as long as one.
    #expect(useful(chain) == 2)
    #expect(useful(chain, efficiency: 0.51) == 1)
    // 64 ranks are all busy; of 128, half are, less what messages take.
    #expect(useful(even) == 64)
    #expect(useful(even, atMost: 50) == 32)
    #expect(useful(TaskGraph()) == 1)
  }

  /// Messages that cost nothing.
  private func free(_ ranks: Int, threads: Int) -> ClusterSimulation {
    var simulation = ClusterSimulation(ranks: ranks, threads: threads)
    simulation.messageSeconds = 0
    simulation.taskSeconds = 0
    simulation.latencySeconds = 0
    return simulation
  }
}
