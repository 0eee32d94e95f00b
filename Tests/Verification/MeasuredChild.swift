import Foundation
import Glibc
import Model

/// Runs a program and tells how long it took and how much memory it had at most.
struct MeasuredChild {
  private let command: [String]

  init(_ command: [String]) throws {
    guard !command.isEmpty else {
      throw UserError(.configuration, "measure", "needs a command", remedy: "name a program")
    }
    self.command = command
  }

  /// Passes the child's exit code on.
  func verdict() throws -> Verdict {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    // Ctrl-C reaches the child too, which removes what is unfinished; its report is waited for.
    _ = signal(SIGINT, SIG_IGN)
    let start = seconds()
    try process.run()
    process.waitUntilExit()
    let elapsed = seconds() - start
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    let busy = usage.ru_utime.seconds + usage.ru_stime.seconds
    print("measured: \(elapsed.fixed(3)) s wall")
    print("measured: \(busy.fixed(3)) s busy")
    // Kibibytes on Linux.
    print("measured: \((Double(usage.ru_maxrss) / 1024).fixed(1)) MiB peak")
    return Verdict(childCode: process.terminationStatus)
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}

/// Seconds since some fixed time; never set back.
func seconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
