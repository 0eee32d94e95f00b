/// A fixed number of threads that share numbered work.
///
/// `width` counts the thread that calls: a pool of width 1 starts no thread, and a call on a pool
/// of width 4 works on exactly four at most. Threads are parked between calls.
///
/// Results come in the order of the items and do not depend on which thread did what. A call made
/// while the pool works, from inside an item or from another thread, runs on its own thread alone:
/// it neither waits nor adds threads.
package final class ThreadPool: Sendable {
  /// How many threads work at most, the calling one included.
  package let width: Int

  private let desk: Monitor<Desk>
  private let threads: [PlatformThread]

  /// Starts `width` − 1 threads.
  ///
  /// - Throws: `ThreadError` if the system gives fewer; none is left running then.
  package init(width: Int) throws(ThreadError) {
    precondition(width > 0, "a pool of \(width) threads")
    let desk = Monitor(Desk())
    self.width = width
    self.desk = desk
    threads = try Self.start(width: width, desk)
  }

  deinit {
    Self.dismiss(threads, desk)
  }

  /// Does items 0 to `count` − 1 on the threads of the pool.
  ///
  /// - Returns: The values in the order of the items.
  /// - Throws: The error of the lowest item that failed; items after it may not be done.
  package func map<T: Sendable, E: Error>(
    count: Int, _ body: @escaping @Sendable (Int) throws(E) -> T
  ) throws(E) -> [T] {
    let work = SharedWork<T, E>(count: count)
    run(seats: min(width, count)) { _ in work.drain(body) }
    return try work.results()
  }

  /// Does items 0 to `count` − 1, each with the state of the thread that does it.
  ///
  /// Which state an item meets depends on chance, so the result must not: states are for plans
  /// and scratch memory.
  ///
  /// - Precondition: The states are not used again inside the body.
  package func map<State: ~Copyable, T: Sendable, E: Error>(
    count: Int, with states: WorkerStates<State>,
    _ body: @escaping @Sendable (Int, inout State) throws(E) -> T
  ) throws(E) -> [T] {
    precondition(states.count >= width, "\(states.count) states for \(width) threads")
    let work = SharedWork<T, E>(count: count)
    run(seats: min(width, count)) { worker in
      states.use(worker) { state in
        work.drain { index throws(E) in try body(index, &state) }
      }
    }
    return try work.results()
  }

  /// Does items 0 to `count` − 1 for what they do, not for a value.
  package func forEach<E: Error>(
    count: Int, _ body: @escaping @Sendable (Int) throws(E) -> Void
  ) throws(E) {
    _ = try map(count: count, body)
  }

  /// Does items 0 to `count` − 1 for what they do, each with the state of its thread.
  package func forEach<State: ~Copyable, E: Error>(
    count: Int, with states: WorkerStates<State>,
    _ body: @escaping @Sendable (Int, inout State) throws(E) -> Void
  ) throws(E) {
    _ = try map(count: count, with: states, body)
  }

  /// Makes one state for each thread, on the calling thread and one after the other.
  package func states<State: ~Copyable, E: Error>(
    _ make: () throws(E) -> sending State
  ) throws(E) -> WorkerStates<State> {
    try WorkerStates(count: width, make)
  }
}

// How the threads are given work.
extension ThreadPool {
  private typealias Job = @Sendable (_ worker: Int) -> Void

  /// What the parked threads look at.
  private struct Desk: Sendable {
    var job: Job?
    /// Tells one job from the next, so that no thread does one twice.
    var jobNumber = 0
    /// Workers numbered below this take part.
    var seats = 0
    /// Threads of the pool that are inside the job.
    var active = 0
    var isBusy = false
    var isClosing = false
  }

  private enum Order {
    case work(Job, number: Int)
    case goHome
  }

  private func run(seats: Int, _ job: @escaping Job) {
    guard seats > 1, open(job, seats: seats) else { return job(0) }
    job(0)
    close()
  }

  private func open(_ job: @escaping Job, seats: Int) -> Bool {
    let isOpen = desk.update { desk in
      if desk.isBusy { return false }
      desk.isBusy = true
      desk.job = job
      desk.jobNumber += 1
      desk.seats = seats
      return true
    }
    if isOpen { desk.announce() }
    return isOpen
  }

  private func close() {
    // A thread that has not woken by now is not waited for: nothing is left to do.
    desk.update { $0.job = nil }
    desk.wait { desk -> Void? in
      guard desk.active == 0 else { return nil }
      desk.isBusy = false
      return ()
    }
  }

  private static func serve(_ desk: Monitor<Desk>, worker: Int) {
    var done = 0
    while case .work(let job, let number) = nextOrder(desk, worker: worker, after: done) {
      job(worker)
      done = number
      let isLast = desk.update { desk in
        desk.active -= 1
        return desk.active == 0
      }
      if isLast { desk.announce() }
    }
  }

  private static func nextOrder(_ desk: Monitor<Desk>, worker: Int, after done: Int) -> Order {
    desk.wait { desk in
      if desk.isClosing { return .goHome }
      guard let job = desk.job, desk.jobNumber != done, worker < desk.seats else { return nil }
      desk.active += 1
      return .work(job, number: desk.jobNumber)
    }
  }

  private static func start(
    width: Int, _ desk: Monitor<Desk>
  ) throws(ThreadError) -> [PlatformThread] {
    var threads: [PlatformThread] = []
    do throws(ThreadError) {
      for worker in 1..<max(width, 1) {
        threads.append(try PlatformThread.start { serve(desk, worker: worker) })
      }
    } catch {
      dismiss(threads, desk)
      throw error
    }
    return threads
  }

  private static func dismiss(_ threads: [PlatformThread], _ desk: Monitor<Desk>) {
    desk.update { $0.isClosing = true }
    desk.announce()
    for thread in threads { thread.join() }
  }
}
