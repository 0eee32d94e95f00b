import Glibc

/// What is written for a person to read while the work goes on; all of it on standard error.
enum Terminal {
  /// Whether a person is looking at standard error.
  static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes a line, in place of a bar that may stand in it.
  static func printError(_ text: String) {
    write((isInteractive ? "\r\u{1B}[K" : "") + text + "\n")
  }

  /// Writes in one call, so that lines of several ranks do not mix.
  static func write(_ text: String) {
    var bytes = Array(text.utf8)
    let count = bytes.count
    // Nobody is left to be told when standard error itself is gone.
    _ = unsafe bytes.withUnsafeMutableBytes {
      unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, count)
    }
  }

  /// Lets a write to a closed pipe fail (`skindepth info | head`) instead of killing the program.
  static func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
  }

  /// Seconds since some fixed time; never set back.
  static func clock() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Seconds that the calling thread has computed.
  static func threadClock() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
