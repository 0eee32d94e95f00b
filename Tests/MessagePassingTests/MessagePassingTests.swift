import Distribution
import Glibc
import MessagePassing
import TeamContract
import Testing

/// Every rank runs it under a launcher, see `run/test-mpi`; without one it is a team of one.
@Suite("MessagePassing", .serialized)
struct MessagePassingTests {
  // MPI can begin once in a process, so this is one test.
  @Test("the team of MPI keeps the contract", .timeLimit(.minutes(2)))
  func contract() throws {
    // Small pieces cut every message up, as only very large ones are otherwise.
    let pieceBytes = Host.environment("SKINDEPTH_TEST_PIECE").flatMap { Int($0) } ?? 1 << 30
    let ranks = try withMPI(pieceBytes: pieceBytes, exitCode: exitCode) { team in
      try failIfAsked(team)
      try team.barrier()
      try Contract.all(team)
      report(team)
      return team.size
    }
    // The script says how many it started, apart from what the launcher says.
    if let started = Host.environment("SKINDEPTH_TEST_RANKS") {
      #expect("\(ranks)" == started)
    } else if !Launch().isLaunched {
      #expect(ranks == 1)
    }
    #expect(throws: StartError.alreadyBegun) { try withMPI { _ in } }
  }

  /// The script that runs these tests asks one rank to fail, and looks at what comes of it.
  private func failIfAsked(_ team: borrowing MPITeam) throws {
    guard let asked = Host.environment("SKINDEPTH_TEST_FAILURE") else { return }
    // As the program does, so that the signals that end the job wake those who wait.
    _ = signal(SIGTERM) { _ in }
    if asked == "everywhere" { try team.together { throw Stop() } }
    if asked == "shared" {
      try team.shareFailure(team.rank == Rank(1) ? "the plan is unreadable" : nil)
    }
    if asked == "\(team.rank)" { throw Mishap(description: "the disk of rank \(asked) is full") }
  }

  private func exitCode(_ error: any Error) -> Int32 {
    error is Mishap ? 42 : error is Stop ? 130 : 43
  }

  private func report(_ team: borrowing MPITeam) {
    guard team.rank == .master else { return }
    print("contract kept by \(team.size) ranks of \(MPILibrary.name), \(team.ranksOnThisHost) here")
  }
}

/// What all ranks have at once.
private struct Stop: Error, CustomStringConvertible {
  let description = "stopped by the user"
}

private struct Mishap: Error, CustomStringConvertible {
  let description: String
}
