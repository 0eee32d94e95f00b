internal import CMPI
internal import Distribution

/// How this process was started, as far as its environment tells.
///
/// Nothing here begins MPI, so a command that only prints help needs none.
package struct Launch: Sendable {
  private let environment: @Sendable (String) -> String?

  package init(environment: @escaping @Sendable (String) -> String? = Host.environment) {
    self.environment = environment
  }

  /// Whether a launcher of MPI programs started this process.
  ///
  /// A batch script, or a shell inside a job, is not a launched program: a job step counts only
  /// if it has several tasks.
  package var isLaunched: Bool {
    let marks = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMI_RANK"]
    if marks.contains(where: { environment($0) != nil }) { return true }
    return (stepTasks ?? 1) > 1
  }

  /// Refuses to run as many programs of fewer ranks than the launcher has started.
  ///
  /// The launcher of another MPI library starts N copies that know nothing of each other; each
  /// would do all the work and write the same files.
  ///
  /// - Parameter size: How many ranks MPI sees.
  package func check(size: Int) throws(LaunchError) {
    let ours = number(ownVariable)
    // The launcher of our own library is the innermost one: what else the environment has is
    // left from a job step around it.
    if ours == size { return }
    for claim in claims where claim.size > size {
      throw LaunchError(launcher: claim.launcher, started: claim.size, seen: size)
    }
  }

  /// Variables of the environment with which Open MPI begins faster where all ranks are on one computer.
  ///
  /// It loads and asks the libraries of all fast networks that are installed, which takes longer than all
  /// the rest of its beginning, though these ranks talk through shared memory, or if that is refused as one
  /// does without fast networks. Whoever has chosen in the environment, where `--mca` puts it, keeps the choice.
  var transport: [(name: String, value: String)] {
    let names = ["OMPI_MCA_pml", "OMPI_MCA_mtl", "OMPI_MCA_btl"]
    guard MPILibrary.isOpenMPI, let size = number("OMPI_COMM_WORLD_SIZE"),
      size == number("OMPI_COMM_WORLD_LOCAL_SIZE"),
      names.allSatisfy({ environment($0) == nil })
    else { return [] }
    // The name of shared memory changed with version 5.
    let shared = MPILibrary.majorVersion < 5 ? "vader" : "sm"
    return [("OMPI_MCA_pml", "ob1"), ("OMPI_MCA_btl", "self,\(shared),tcp")]
  }

  private struct Claim {
    let launcher: String
    let size: Int
  }

  private var claims: [Claim] {
    [
      number("OMPI_COMM_WORLD_SIZE").map { Claim(launcher: "the mpirun of Open MPI", size: $0) },
      number("PMI_SIZE").map { Claim(launcher: "the launcher of MPICH or a relative", size: $0) },
      stepTasks.map { Claim(launcher: "srun", size: $0) },
    ].compactMap { $0 }
  }

  private var ownVariable: String {
    MPILibrary.isOpenMPI ? "OMPI_COMM_WORLD_SIZE" : "PMI_SIZE"
  }

  /// The tasks of a job step.
  ///
  /// `SLURM_NTASKS` would not do: every batch script has it.
  private var stepTasks: Int? { number("SLURM_STEP_NUM_TASKS") }

  private func number(_ name: String) -> Int? {
    environment(name).flatMap { Int($0) }
  }
}

/// The program was started by the launcher of another MPI library.
package struct LaunchError: Error, Hashable, Sendable, CustomStringConvertible {
  package let launcher: String
  package let started: Int
  package let seen: Int

  package var description: String {
    """
    \(launcher) started \(started) processes, but this program was built with \
    \(MPILibrary.name) and sees a team of \(seen), so each process would do all the work. \
    Start it with the launcher of the same installation of \(MPILibrary.name): \
    \(MPILibrary.advice(ranks: started))
    """
  }
}

/// The MPI library that this program was built with.
package enum MPILibrary {
  /// Name and version, such as `Open MPI 4.1.4`.
  package static var name: String {
    unsafe "\(String(cString: skd_family())) \(String(cString: skd_built_version()))"
  }

  static var isOpenMPI: Bool { name.hasPrefix("Open MPI") }

  static var majorVersion: Int {
    unsafe Int(String(cString: skd_built_version()).prefix { $0.isNumber }) ?? 0
  }

  static func advice(ranks: Int) -> String {
    isOpenMPI
      ? "mpirun.openmpi -n \(ranks) …, or srun --mpi=pmix"
      : "mpirun.mpich -n \(ranks) …, or srun --mpi=pmi2"
  }
}
