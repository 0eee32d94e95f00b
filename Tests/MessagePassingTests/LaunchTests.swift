import Testing

@testable import MessagePassing

@Suite("Launch")
struct LaunchTests {
  @Test("a plain run, a batch script and a shell in a job are not launched")
  func plain() {
    #expect(!launch([:]).isLaunched)
    #expect(!launch(["SLURM_NTASKS": "8", "SLURM_PROCID": "0"]).isLaunched)
    #expect(!launch(["SLURM_STEP_NUM_TASKS": "1"]).isLaunched)
  }

  @Test("launchers are recognised, also with one rank")
  func launched() {
    #expect(launch(["OMPI_COMM_WORLD_SIZE": "1"]).isLaunched)
    #expect(launch(["PMI_RANK": "0"]).isLaunched)
    #expect(launch(["SLURM_STEP_NUM_TASKS": "2"]).isLaunched)
  }

  @Test("the right number of ranks is accepted")
  func accepted() throws {
    try launch([:]).check(size: 1)
    try launch(["OMPI_COMM_WORLD_SIZE": "4"]).check(size: 4)
    try launch(["PMI_SIZE": "4"]).check(size: 4)
    try launch(["SLURM_NTASKS": "8"]).check(size: 1)
    // mpirun inside a batch job starts its helpers with srun, one a node.
    try launch([own: "4", "SLURM_STEP_NUM_TASKS": "2"]).check(size: 4)
    // One rank under mpirun, in a job step of several tasks.
    try launch([own: "1", "SLURM_STEP_NUM_TASKS": "2"]).check(size: 1)
  }

  @Test("copies that do not know of each other are refused, with what to run instead")
  func refused() {
    for variable in ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"] {
      #expect {
        try launch([variable: "4"]).check(size: 1)
      } throws: { error in
        let text = "\(error)"
        return text.contains("4 processes") && text.contains(MPILibrary.name)
          && text.contains("mpirun.")
      }
    }
  }

  @Test("ranks of one computer look for no network, unless somebody has chosen")
  func transport() {
    func names(_ more: [String: String]) -> [String] {
      let sizes = ["OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_LOCAL_SIZE": "4"]
      return launch(sizes.merging(more) { $1 }).transport.map(\.name)
    }
    #expect(
      names([:]) == (MPILibrary.name.hasPrefix("Open MPI") ? ["OMPI_MCA_pml", "OMPI_MCA_btl"] : []))
    #expect(names(["OMPI_COMM_WORLD_LOCAL_SIZE": "2"]).isEmpty)
    for chosen in ["OMPI_MCA_pml", "OMPI_MCA_mtl", "OMPI_MCA_btl"] {
      #expect(names([chosen: "ucx"]).isEmpty)
    }
    let chosen = launch(["OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_LOCAL_SIZE": "2"]).transport
    let shared = MPILibrary.name.contains(/MPI [1-4]\./) ? "vader" : "sm"
    #expect(chosen.map(\.value) == (chosen.isEmpty ? [] : ["ob1", "self,\(shared),tcp"]))
    // Other launchers do not say which ranks are where.
    #expect(launch([:]).transport.isEmpty)
  }

  private let own = MPILibrary.name.hasPrefix("Open MPI") ? "OMPI_COMM_WORLD_SIZE" : "PMI_SIZE"

  private func launch(_ environment: [String: String]) -> Launch {
    Launch(environment: { environment[$0] })
  }
}
