/// A fixed number of threads that do what they are given, in the order given, while the giver goes on.
///
/// The thread that owns a crew does not work itself: it talks to other ranks, calls libraries that allow
/// one thread only, and takes what the crew has finished.
package final class Crew<Outcome: Sendable>: Sendable {
  /// A piece of work; is told the number of the thread that does it, from 0.
  package typealias Work = @Sendable (_ thread: Int) -> Outcome

  /// How many threads there are.
  package let width: Int

  private let desk: Monitor<Desk>
  private let finished: Monitor<[Outcome]>
  private let threads: [PlatformThread]

  private struct Desk: Sendable {
    var queue: [Work] = []
    var isClosing = false
  }

  /// Starts `width` threads.
  ///
  /// - Throws: `ThreadError` if the system gives fewer; none is left running then.
  package init(width: Int) throws(ThreadError) {
    precondition(width > 0, "a crew of \(width) threads")
    let desk = Monitor(Desk())
    let finished = Monitor<[Outcome]>([])
    self.width = width
    self.desk = desk
    self.finished = finished
    threads = try Crew.start(width, desk, finished)
  }

  /// Waits for what the threads are doing; what they have not begun is not done.
  deinit {
    Crew.dismiss(threads, desk)
  }

  /// Gives the crew something to do.
  package func submit(_ work: @escaping Work) {
    desk.update { $0.queue.append(work) }
    desk.announce()
  }

  /// What has been finished since the last call, in the order of finishing.
  package func takeFinished() -> [Outcome] {
    finished.update { outcomes in
      defer { outcomes = [] }
      return outcomes
    }
  }

  /// Returns when something has been finished, or after so long.
  package func waitForFinished(seconds: Double) {
    _ = finished.wait(seconds: seconds) { $0.isEmpty ? nil : () }
  }

  private static func start(
    _ width: Int, _ desk: Monitor<Desk>, _ finished: Monitor<[Outcome]>
  ) throws(ThreadError) -> [PlatformThread] {
    var threads: [PlatformThread] = []
    for number in 0..<width {
      do throws(ThreadError) {
        threads.append(try PlatformThread.start { work(number, desk, finished) })
      } catch {
        dismiss(threads, desk)
        throw error
      }
    }
    return threads
  }

  private static func work(
    _ number: Int, _ desk: Monitor<Desk>, _ finished: Monitor<[Outcome]>
  ) {
    while let work = next(desk) {
      let outcome = work(number)
      finished.update { $0.append(outcome) }
      finished.announce()
    }
  }

  /// The oldest piece of work; waits for one, and gives none once the crew is dismissed.
  private static func next(_ desk: Monitor<Desk>) -> Work? {
    desk.wait { desk -> Work?? in
      if desk.isClosing { return .some(nil) }
      return desk.queue.isEmpty ? nil : .some(desk.queue.removeFirst())
    }
  }

  private static func dismiss(_ threads: [PlatformThread], _ desk: Monitor<Desk>) {
    desk.update { $0.isClosing = true }
    desk.announce()
    for thread in threads { thread.join() }
  }
}
