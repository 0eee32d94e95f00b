internal import CMPI
package import Distribution
internal import Glibc

/// The team of the processes that an MPI launcher started; see `withMPI`.
///
/// It may only be used by the thread that began MPI, inside the body of `withMPI`.
package struct MPITeam: Team, ~Copyable {
  package let rank: Rank
  package let size: Int
  package let hostName: String
  package let localRank: Int
  package let ranksOnThisHost: Int

  /// The largest message that goes in one piece, in bytes.
  ///
  /// MPI counts in 32 bits. A message of exactly this size means that another piece follows, so
  /// all ranks must have the same.
  let pieceBytes: Int
  let comm: skd_comm
  private let owner = pthread_self()

  init(pieceBytes: Int) throws(MPIError) {
    // A multiple of every scalar's size, and countable by MPI.
    precondition(pieceBytes > 0 && pieceBytes % 8 == 0 && pieceBytes <= 1 << 30)
    let world = skd_own_world()
    try Self.check(world.error, "MPI_Comm_dup", Rank(0))
    let place = skd_place_in_team(world.comm)
    try Self.check(place.error, "MPI_Comm_rank", Rank(0))
    let here = skd_place_on_host(world.comm)
    try Self.check(here.error, "MPI_Comm_split_type", Rank(Int(place.rank)))
    self.pieceBytes = pieceBytes
    comm = world.comm
    rank = Rank(Int(place.rank))
    size = Int(place.size)
    localRank = Int(here.rank)
    ranksOnThisHost = Int(here.size)
    hostName = Host.name()
  }

  /// Ends all ranks of the job at once, and this process with them.
  ///
  /// For a failure that the other ranks cannot be told of, because they may wait for this one.
  ///
  /// - Parameters:
  ///   - code: The exit code of the job; a zero would look like success and becomes 1.
  ///   - message: Printed to standard error with the rank and the host; nil where another rank
  ///     speaks.
  package func abort(code: Int32, message: String?) -> Never {
    fflush(nil)
    if let message {
      writeToStandardError("skindepth: rank \(rank) of \(size) on host \(hostName): \(message)\n")
      if !MPILibrary.isOpenMPI { letLauncherPassOn() }
    }
    let exitCode = code == 0 ? 1 : code
    _ = skd_abort(exitCode)
    _exit(exitCode)
  }

  /// MPICH's launcher ends a job without reading what its ranks wrote in the last moment.
  private func letLauncherPassOn() {
    var time = timespec(tv_sec: 0, tv_nsec: 200_000_000)
    _ = unsafe nanosleep(&time, nil)
  }

  func free() {
    _ = skd_free(comm)
  }

  func check(_ code: Int32, _ operation: String) throws(TeamError) {
    assert(pthread_equal(owner, pthread_self()) != 0, "MPI is for the thread that began it")
    do throws(MPIError) {
      try Self.check(code, operation, rank)
    } catch {
      throw TeamError(error)
    }
  }

  static func check(_ code: Int32, _ operation: String, _ rank: Rank) throws(MPIError) {
    if code != skd_success() { throw MPIError(code, operation: operation, rank: rank) }
  }
}

@available(*, unavailable, message: "a team belongs to the thread that began MPI")
extension MPITeam: Sendable {}

/// Writes a line in one piece, so that lines of several ranks do not mix.
private func writeToStandardError(_ line: String) {
  let bytes = Array(line.utf8)
  _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
}
