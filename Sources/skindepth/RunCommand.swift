import ArgumentParser

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Process a survey: spectra, robust transfer functions, MTH5 and EDI files.",
    discussion: """
      Alone it runs as one process with all cores that it may use; under mpirun the work is shared by \
      all ranks, each with --ncores threads. The products are the same to the bit.

      EXAMPLES
        skindepth run survey
        skindepth run survey --remote R --sites A,B
        skindepth run survey --remote A,B          each the remote of the other
        skindepth run survey --config job.ini      a whole job: masks, several process runs
        mpirun -n 4 --bind-to none skindepth run survey --remote R --ncores 2

      What is done is kept in the survey's folder `work`: after Ctrl-C, a kill or a full disk the same \
      command goes on where it stopped, and after a change of settings it does what depends on them. A \
      recording that cannot be read is named and left out.
      """)

  @OptionGroup var selection: RunSelection
  @OptionGroup var controls: RunControls

  func run() throws { try controls.run(selection) }
}
