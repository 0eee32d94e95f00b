internal import Glibc

/// What a run on many ranks would take: the dispatcher of a real run, in virtual time.
///
/// A rank has threads, which do tasks, and a main thread, which passes messages on and does exclusive
/// tasks, one at a time and beside the threads; meanwhile it neither reports nor takes orders. Rank 0's
/// main thread answers one message after the other. Tasks start in the order in which they came, as
/// soon as a thread is idle and their memory fits beside that of the running ones, or nothing runs.
package struct ClusterSimulation: Sendable {
  package var ranks: Int
  /// Threads of each rank.
  package var threads: Int
  /// Bytes that the running tasks of a rank may hold together.
  package var memoryPerRank = Int.max
  /// Standard deviation of the logarithm of what tasks take, about what was expected.
  package var spread = 0.0
  /// Chooses what each task takes, if `spread` is not zero.
  package var seed: UInt64 = 1
  /// What rank 0 needs for a message that it receives or sends.
  package var messageSeconds = 5e-6
  /// What rank 0 needs for each task of a message.
  package var taskSeconds = 0.2e-6
  /// The way of a message; rank 0 reaches itself at once.
  package var latencySeconds = 20e-6

  package init(ranks: Int, threads: Int) {
    precondition(ranks > 0 && threads > 0, "\(ranks) ranks of \(threads) threads")
    self.ranks = ranks
    self.threads = threads
  }

  /// What a run took.
  package struct Outcome: Sendable, Equatable {
    /// Seconds until the last task ended.
    package internal(set) var makespan = 0.0
    /// Seconds of all tasks over those of all threads; exclusive tasks may lift it above 1.
    package internal(set) var busyFraction = 0.0
    /// When the first group was complete.
    package internal(set) var firstGroupSeconds = 0.0
    /// Messages that rank 0 received and sent.
    package internal(set) var messages = 0
    /// The most messages that waited for rank 0 at a time, counting the one it answered.
    package internal(set) var longestQueue = 0
    /// The most bytes that the running tasks of a rank held together.
    package internal(set) var peakMemory = 0
    /// Seconds that the main thread of rank 0 spent on messages.
    package internal(set) var masterSeconds = 0.0
  }

  /// Runs all tasks, except those that an earlier run has done.
  ///
  /// The same settings and the same graph give the same outcome.
  package func run(_ graph: TaskGraph, skipping done: some Sequence<Int> = EmptyCollection())
    -> Outcome
  {
    var dispatcher = Dispatcher(graph, threads: Array(repeating: threads, count: ranks))
    dispatcher.skip(done)
    var cluster = SimulatedCluster(self, dispatcher)
    return cluster.run()
  }

  /// The most ranks, of 1, 2, 4 and so on, that are worth their time.
  ///
  /// - Parameters:
  ///   - graph: All tasks of the run.
  ///   - simulation: Threads, memory and times; its number of ranks does not matter.
  ///   - limit: No more ranks than this are tried.
  ///   - efficiency: What one rank takes, over the rank seconds that many take, is at least this.
  package static func largestUsefulRanks(
    for graph: TaskGraph, like simulation: ClusterSimulation, atMost limit: Int,
    efficiency: Double = 0.5
  ) -> Int {
    var simulation = simulation
    simulation.ranks = 1
    let alone = simulation.run(graph).makespan
    // The longest chain bounds the ranks from above, so that few numbers are tried, from there down.
    let bound = alone / (efficiency * max(graph.criticalPath, .leastNormalMagnitude))
    var ranks = 1
    while 2 * ranks <= limit, Double(2 * ranks) <= bound { ranks *= 2 }
    while ranks > 1 {
      simulation.ranks = ranks
      if alone >= efficiency * Double(ranks) * simulation.run(graph).makespan { break }
      ranks /= 2
    }
    return ranks
  }

  /// What a task takes, where `expected` was predicted: log-normal but for its far tails, mean 1.
  func actualSeconds(of task: Int, expected: Double) -> Double {
    guard spread > 0 else { return expected }
    return expected * exp(spread * deviate(task) - spread * spread / 2)
  }

  /// A sum of four even numbers in place of a normal one, of variance 1.
  private func deviate(_ task: Int) -> Double {
    var bits = (seed &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(task)
    // Steele et al. (2014), Fast splittable pseudorandom number generators.
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9 &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    var sum = 0.0
    for part in 0..<4 { sum += Double(bits >> UInt64(16 * part) & 0xFFFF) / 65_535 }
    return (sum - 2) * 3.0.squareRoot()
  }
}
