import Distribution
import Glibc
import Synchronization
import Testing

@Suite("Thread pool", .timeLimit(.minutes(3)))
struct ThreadPoolTests {
  @Test("exactly as many threads work as asked for", arguments: [1, 2, 3, 8])
  func distinctThreads(width: Int) throws {
    let pool = try ThreadPool(width: width)
    let seen = Mutex<Set<UInt>>([])
    let together = Atomic<Int>(0)
    pool.forEach(count: width * 4) { _ in
      seen.withLock { _ = $0.insert(UInt(pthread_self())) }
      together.wrappingAdd(1, ordering: .relaxed)
      // Nobody goes on before every thread of the pool has come.
      while together.load(ordering: .relaxed) < width { sched_yield() }
    }
    #expect(seen.withLock { $0.count } == width)
  }

  @Test("a pool of one works on the calling thread")
  func callingThread() throws {
    let pool = try ThreadPool(width: 1)
    let caller = pthread_self()
    let isSame = pool.map(count: 3) { _ in pthread_equal(pthread_self(), caller) != 0 }
    #expect(isSame == [true, true, true])
  }

  @Test("values come in the order of the items", arguments: [1, 2, 5])
  func order(width: Int) throws {
    let pool = try ThreadPool(width: width)
    let values = pool.map(count: 1000) { index in
      if index % 7 == 0 { sched_yield() }
      return index * index
    }
    #expect(values == (0..<1000).map { $0 * $0 })
    #expect(pool.map(count: 0) { $0 }.isEmpty)
    #expect(pool.map(count: 3) { _ in Int?.none } == [nil, nil, nil])
  }

  @Test("the error of the lowest failed item is thrown, whichever thread is first")
  func lowestError() throws {
    let pool = try ThreadPool(width: 4)
    for _ in 0..<200 {
      #expect(throws: Refused(item: 30)) {
        try pool.forEach(count: 100) { index throws(Refused) in
          if index == 30 { usleep(50) }
          if index % 10 == 0, index >= 30 { throw Refused(item: index) }
        }
      }
    }
    #expect(pool.map(count: 2) { $0 } == [0, 1])
  }

  @Test("a failed item stops the rest")
  func stopsEarly() throws {
    let pool = try ThreadPool(width: 2)
    let done = Atomic<Int>(0)
    #expect(throws: Refused(item: 0)) {
      try pool.forEach(count: 1_000_000) { index throws(Refused) in
        if index == 0 { throw Refused(item: 0) }
        done.wrappingAdd(1, ordering: .relaxed)
      }
    }
    #expect(done.load(ordering: .relaxed) < 1_000_000)
  }

  @Test("one pool serves a thousand calls")
  func reuse() throws {
    let pool = try ThreadPool(width: 3)
    let total = Atomic<Int>(0)
    for _ in 0..<1000 {
      pool.forEach(count: 10) { index in
        total.wrappingAdd(index, ordering: .relaxed)
      }
    }
    #expect(total.load(ordering: .relaxed) == 45_000)
  }

  @Test("each thread has its own state, made once and kept from call to call")
  func states() throws {
    let pool = try ThreadPool(width: 3)
    let made = Atomic<Int>(0)
    let states = pool.states {
      made.wrappingAdd(1, ordering: .relaxed)
      return Scratch(capacity: 16)
    }
    let uses = Mutex<[ObjectIdentifier: Set<UInt>]>([:])
    for _ in 0..<100 {
      let values = pool.map(count: 20, with: states) { index, scratch in
        scratch.buffer[0] = Double(index)
        uses.withLock { uses in
          let thread = UInt(pthread_self())
          uses[ObjectIdentifier(scratch), default: []].insert(thread)
        }
        sched_yield()
        return scratch.buffer[0]
      }
      #expect(values == (0..<20).map(Double.init))
    }
    #expect(made.load(ordering: .relaxed) == 3)
    let threadsOfEach = uses.withLock { $0.values.map(\.count) }
    #expect(threadsOfEach.allSatisfy { $0 == 1 })
  }

  @Test("a state may be a plan that cannot be copied")
  func uncopyableStates() throws {
    let pool = try ThreadPool(width: 2)
    let states = pool.states { Plan(length: 8) }
    let values = pool.map(count: 10, with: states) { index, plan in
      plan.executed += 1
      return plan.length * index
    }
    #expect(values == (0..<10).map { 8 * $0 })
  }

  @Test("a call from inside an item runs inline and does not deadlock")
  func nested() throws {
    let pool = try ThreadPool(width: 3)
    let values = pool.map(count: 20) { outer in
      let thread = pthread_self()
      let inner = pool.map(count: 10) { index in
        (index, pthread_equal(pthread_self(), thread) != 0)
      }
      let isInline = inner.allSatisfy(\.1)
      return isInline ? outer + inner.map(\.0).reduce(0, +) : -1
    }
    #expect(values == (0..<20).map { $0 + 45 })
  }

  @Test("several threads may call one pool at once")
  func concurrentCalls() throws {
    let pool = try ThreadPool(width: 2)
    let results = try ThreadTeams.run(ranks: 4) { _ in
      var last: [Int] = []
      for _ in 0..<200 { last = pool.map(count: 50) { $0 } }
      return last
    }
    #expect(results == [[Int]](repeating: Array(0..<50), count: 4))
  }

  @Test("the last reference to a pool may end inside its own item")
  func endsInside() throws {
    for _ in 0..<50 {
      var pool: ThreadPool? = try ThreadPool(width: 3)
      let seen = Seen(pool: pool)
      let done = Atomic<Int>(0)
      if let inside = pool {
        pool = nil
        inside.forEach(count: 30) { [inside] _ in
          done.wrappingAdd(inside.width, ordering: .relaxed)
        }
      }
      #expect(done.load(ordering: .relaxed) == 90)
      // A thread of the pool may hold the work for a moment after it is done.
      for _ in 0..<5000 where seen.pool != nil { usleep(1000) }
      #expect(seen.pool == nil)
    }
  }

  @Test("the width follows the batch system, then OMP_NUM_THREADS, and the cores")
  func width() {
    func width(_ environment: [String: String], cores: Int) -> Int {
      ThreadPool.defaultWidth(environment: { environment[$0] }, affinity: cores)
    }
    #expect(width([:], cores: 6) == 6)
    #expect(width(["SLURM_CPUS_PER_TASK": "4", "OMP_NUM_THREADS": "2"], cores: 6) == 4)
    #expect(width(["OMP_NUM_THREADS": "2,1"], cores: 6) == 2)
    #expect(width(["SLURM_CPUS_PER_TASK": "16"], cores: 6) == 6)
    #expect(width(["OMP_NUM_THREADS": "none"], cores: 6) == 6)
    #expect(width(["OMP_NUM_THREADS": "0"], cores: 6) == 6)
  }

  @Test("cores are counted from the mask of the process")
  func affinity() {
    let status = "Name:\tx\nCpus_allowed:\tff,0000000f\nCpus_allowed_list:\t0-3,32-39\n"
    #expect(ThreadPool.allowedCores(status: status) == 12)
    #expect(ThreadPool.allowedCores(status: "Name:\tx\n") == nil)
    #expect((1...sysconf(Int32(_SC_NPROCESSORS_CONF))).contains(ThreadPool.affinityCount()))
  }
}

private struct Refused: Error, Equatable {
  let item: Int
}

/// Looks at a pool without keeping it.
private struct Seen {
  weak var pool: ThreadPool?
}

/// Not sendable on purpose.
private final class Scratch {
  var buffer: [Double]

  init(capacity: Int) { buffer = [Double](repeating: 0, count: capacity) }
}

private struct Plan: ~Copyable {
  let length: Int
  var executed = 0

  init(length: Int) { self.length = length }
}
