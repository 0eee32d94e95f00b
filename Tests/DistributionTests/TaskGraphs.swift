import Distribution
import TeamContract

/// Graphs that tests share.
enum TaskGraphs {
  /// Tasks of random cost, of which most need some of the last thirty before them.
  static func random(seed: UInt64, tasks: Int, exclusive: Bool = false) -> TaskGraph {
    var chance = Chance(seed: seed)
    var graph = TaskGraph()
    for task in 0..<tasks {
      let needs = task == 0 ? 0 : Int(chance.next() % 4)
      let after = (0..<needs).map { _ in task - 1 - Int(chance.next() % UInt64(min(task, 30))) }
      let isLong = chance.next() % 8 == 0
      graph.add(
        seconds: Double(chance.next() % 1000) * (isLong ? 1e-3 : 1e-4),
        memory: Int(chance.next() % 1000), group: Int(chance.next() % 5),
        isExclusive: exclusive && chance.next() % 10 == 0, after: after)
    }
    return graph
  }

  /// Groups of equal blocks in levels, of which each has an eighth of the blocks of the one below it and
  /// needs eight of them, then tasks that need a whole level, and one that needs all these.
  static func pyramids(
    groups: Int, blocks: Int, blockSeconds: Double, memory: Int = 1, endsExclusively: Bool = true
  ) -> TaskGraph {
    var graph = TaskGraph()
    for group in 0..<groups {
      var ends: [Int] = []
      var below: [Int] = []
      repeat {
        let count = below.isEmpty ? blocks : (below.count + 7) / 8
        let level = (0..<count).map { block in
          let needs = below[min(8 * block, below.count)..<min(8 * block + 8, below.count)]
          return graph.add(seconds: blockSeconds, memory: memory, group: group, after: needs)
        }
        let solve = blockSeconds * Double(min(count, 4)) / 2
        for _ in 0..<count { ends.append(graph.add(seconds: solve, group: group, after: level)) }
        below = level
      } while below.count > 1
      graph.add(
        seconds: blockSeconds / 4, group: group, isExclusive: endsExclusively, after: ends)
    }
    return graph
  }
}
