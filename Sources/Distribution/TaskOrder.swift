/// The order in which tasks are handed out as they become ready.
///
/// Groups come in the order of decreasing cost, one after the other: what becomes ready in an early group
/// goes before all of a later one, and later ones fill threads that would idle. So groups finish as the
/// run goes, and what their tasks read stays in the caches of the system. Inside a group the task with
/// the longest chain behind it comes first.
///
/// This order would end badly: the last group alone seldom keeps all threads busy while its chain is
/// followed to its end. So the last groups are one wave, in which the longest chain comes first whatever
/// its group, and short tasks remain for the end. A group is on its own only if the work of all later
/// groups lasts `closingChains` times its longest chain on all other threads; one thread needs no
/// such wave. The exclusive tasks of that wave, with which its groups end, crowd at its end, so it
/// is the shorter the more of the main threads' time such tasks take.
struct TaskOrder: Sendable {
  /// Of 1 to 10, in simulations of surveys on 16 to 10 000 threads: 3 is as good where tasks take what was
  /// expected, 7 where they spread by 30 %; larger ones delay the first results.
  static let closingChains = 4.0
  /// Divides `closingChains` by one more than this times the load of the main threads; 8 is as good.
  static let crowding = 4.0

  /// The place of each task in the order.
  let position: [Int32]
  /// The task at each place.
  let task: [Int32]

  /// - Parameters:
  ///   - threads: Threads of all ranks together.
  ///   - ranks: How many main threads there are.
  init(_ graph: TaskGraph, threads: Int, ranks: Int) {
    let upward = graph.upwardSeconds()
    let load = graph.exclusiveShare * Double(threads) / Double(ranks)
    let chains = TaskOrder.closingChains / (1 + TaskOrder.crowding * load)
    let wave = TaskOrder.waves(graph, upward, closing: Double(threads - 1) * chains)
    var keys = (0..<graph.count).map { task in
      // Chains that differ by rounding alone are equal, and then the lower number is first.
      let shortness = UInt64(UInt32.max - Float(upward[task]).bitPattern)
      return Key(value: UInt64(wave[Int(graph.group[task])]) << 32 | shortness, task: Int32(task))
    }
    keys.sort()
    task = keys.map(\.task)
    var position = [Int32](repeating: 0, count: keys.count)
    for (place, task) in task.enumerated() { position[Int(task)] = Int32(place) }
    self.position = position
  }

  /// The wave of each group; `closing` is the least work after a group on its own, in its longest chains.
  private static func waves(
    _ graph: TaskGraph, _ upward: [Double], closing: Double
  ) -> [Int] {
    var cost = [Double](repeating: 0, count: graph.groupCount)
    var chain = cost
    for task in 0..<graph.count {
      let group = Int(graph.group[task])
      cost[group] += graph.seconds[task]
      chain[group] = max(chain[group], upward[task])
    }
    let order = cost.indices.sorted { (-cost[$0], $0) < (-cost[$1], $1) }
    var wave = [Int](repeating: 0, count: order.count)
    var rest = graph.totalSeconds
    var number = 0
    var isClosing = false
    for group in order {
      rest -= cost[group]
      wave[group] = number
      isClosing = isClosing || rest < closing * chain[group]
      if !isClosing { number += 1 }
    }
    return wave
  }

  private struct Key: Comparable {
    let value: UInt64
    let task: Int32

    static func < (left: Key, right: Key) -> Bool {
      left.value == right.value ? left.task < right.task : left.value < right.value
    }
  }
}
