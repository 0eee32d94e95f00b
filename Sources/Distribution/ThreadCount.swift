internal import Glibc

/// How many threads a rank should have.
package enum ThreadCount {
  /// What a process should take if nobody says.
  ///
  /// What the batch system or the user gives each process (`SLURM_CPUS_PER_TASK`, else
  /// `OMP_NUM_THREADS`), but no more than the cores that the process may run on.
  package static func standard() -> Int {
    standard(environment: Host.environment, affinity: allowed())
  }

  /// The same, from a given environment and number of cores.
  package static func standard(
    environment: (String) -> String?, affinity: Int
  ) -> Int {
    let names = ["SLURM_CPUS_PER_TASK", "OMP_NUM_THREADS"]
    let wanted = names.compactMap { environment($0).flatMap(firstNumber) }.first
    return max(1, min(wanted ?? affinity, affinity))
  }

  /// How many cores this process may run on.
  ///
  /// A crew wider than this gains nothing: launchers often bind a rank to one core.
  package static func allowed() -> Int {
    // The kernel's own account, because Glibc's module hides `sched_getaffinity`.
    let status = Host.contents(of: "/proc/self/status")
    return allowedCores(status: status) ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// The number of cores in the mask of a process status, such as `Cpus_allowed:\tff,ffffffff`.
  package static func allowedCores(status: String) -> Int? {
    let label = "Cpus_allowed:"
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(label) }) else {
      return nil
    }
    let digits = line.dropFirst(label.count).compactMap(\.hexDigitValue)
    let cores = digits.reduce(0) { $0 + $1.nonzeroBitCount }
    return cores > 0 ? cores : nil
  }

  /// `OMP_NUM_THREADS` may be a list, one number a nesting level.
  private static func firstNumber(_ text: String) -> Int? {
    let first = text.prefix { $0 != "," }.filter { $0 != " " }
    guard let number = Int(first), number > 0 else { return nil }
    return number
  }
}
