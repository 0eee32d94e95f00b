internal import CMPI
internal import Distribution
internal import Glibc

/// Begins MPI, runs the body with the team of all ranks, and ends MPI.
///
/// Run without a launcher, the program is a team of one. MPI can begin once in a process.
///
/// If the body throws in a team of several, this does not return: the error is printed once to
/// standard error with its rank and host, and the whole job ends with an exit code of the
/// caller's choice, because other ranks may wait for this one for ever. An error that another rank
/// has reported already (`TeamError.failedElsewhere`) is left to that rank to print.
/// In a team of one, MPI ends and the error is thrown on like any other.
///
/// - Parameters:
///   - support: Which threads will call MPI.
///   - pieceBytes: The largest message that goes in one piece; the same on all ranks.
///   - exitCode: The exit code of the job for an error of the body.
///   - describe: What is printed about an error of the body.
///   - body: The program. It must not let the team out, and not suspend.
/// - Returns: What the body returns, after MPI has ended.
/// - Throws: `MPIError` or `StartError` if MPI does not begin, `LaunchError` if another library's
///   launcher was used; in a team of one, also the error of the body.
package func withMPI<R>(
  requiring support: ThreadSupport = .funneled,
  pieceBytes: Int = 1 << 30,
  exitCode: (any Error) -> Int32 = { _ in 1 },
  describe: (any Error) -> String = { "\($0)" },
  _ body: (borrowing MPITeam) throws -> R
) throws -> R {
  try begin(requiring: support)
  let team = try MPITeam(pieceBytes: pieceBytes)
  let result: R
  do {
    try Launch().check(size: team.size)
    result = try body(team)
  } catch {
    try giveUp(team, error, exitCode: exitCode, describe: describe)
    throw error
  }
  try end(team)
  return result
}

/// MPI cannot begin as asked.
package enum StartError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It has begun before in this process, and can do so only once.
  case alreadyBegun
  /// The library supports fewer threads than the program needs.
  case threadSupport(required: ThreadSupport, provided: ThreadSupport)

  package var description: String {
    switch self {
    case .alreadyBegun: "MPI has begun before in this process"
    case .threadSupport(let required, let provided):
      "\(MPILibrary.name) provides \(provided) threads where \(required) is needed"
    }
  }
}

private func begin(requiring support: ThreadSupport) throws {
  if skd_has_begun() != 0 { throw StartError.alreadyBegun }
  for (name, value) in Launch().transport { _ = unsafe setenv(name, value, 0) }
  let begun = skd_begin(support.rawValue)
  try MPITeam.check(begun.error, "MPI_Init_thread", .master)
  let provided = ThreadSupport(rawValue: begun.value) ?? .single
  if provided < support {
    throw StartError.threadSupport(required: support, provided: provided)
  }
}

private func end(_ team: borrowing MPITeam) throws {
  team.free()
  sendSmallMessagesAtOnce()
  try MPITeam.check(skd_end(), "MPI_Finalize", team.rank)
}

/// Has all TCP sockets of the process send what they are given.
///
/// As MPI ends, PMIx sends its server some small messages without waiting for answers. All but the first lie
/// until the first is acknowledged, which Linux puts off for 40 ms, unless the socket is told not to.
private func sendSmallMessagesAtOnce() {
  guard let names = unsafe opendir("/proc/self/fd") else { return }
  defer { unsafe closedir(names) }
  while let entry = unsafe readdir(names) {
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
      unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    guard let descriptor = Int32(name) else { continue }
    var isOn: Int32 = 1
    // What is no such socket refuses it.
    _ = unsafe setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
  }
}

/// Ends MPI in a team of one, and the process and the whole job in a larger one.
private func giveUp(
  _ team: borrowing MPITeam, _ error: any Error,
  exitCode: (any Error) -> Int32, describe: (any Error) -> String
) throws {
  if team.size == 1 { return try end(team) }
  let speaks = waitForTheSpeaker(error, team)
  team.abort(code: exitCode(error), message: speaks ? describe(error) : nil)
}

/// Lets another rank print its error and end the job, if it has failed; it does within moments.
///
/// - Returns: Whether this rank is to speak.
private func waitForTheSpeaker(_ error: any Error, _ team: borrowing MPITeam) -> Bool {
  guard case .failedElsewhere(let rank, _) = error as? TeamError, rank != team.rank else {
    return true
  }
  // The launcher then ends this rank by a signal, which a handler of ours must not take for a wish.
  _ = signal(SIGTERM, SIG_DFL)
  wait(seconds: 3)
  return false
}

/// Waits the whole time, whatever signals wake a sleeper.
private func wait(seconds: Int) {
  var deadline = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &deadline)
  deadline.tv_sec += seconds
  while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, nil) == EINTR {}
}
