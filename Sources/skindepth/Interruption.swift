import Glibc
import Synchronization

/// Whether the user, or the system, asked the program to stop (Ctrl-C, SIGTERM, or the
/// batch system's warning, SIGUSR1).
enum Interruption {
  private static let flag = Atomic<Bool>(false)

  static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// From now on the first signal lets what is begun be finished; a second one ends the program
  /// at once.
  static func listen() {
    // Whoever started the program may have blocked them.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGUSR1] {
      unsafe sigaddset(&signals, number)
      _ = signal(number) { number in
        Interruption.flag.store(true, ordering: .relaxed)
        // A second warning of the batch system says the same.
        if number != SIGUSR1 { _ = signal(number, SIG_DFL) }
      }
    }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
