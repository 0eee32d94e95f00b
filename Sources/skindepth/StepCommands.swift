import ArgumentParser
import Configuration
import Pipeline

/// The first step alone: Fourier coefficients, and the cross-powers that estimates are made from.
struct SpectraCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectra",
    abstract: "Make the spectra of a survey, the first step of `run`.",
    discussion: """
      The spectra go to the site files, and `process` or `run` later goes on from there. Give the options \
      that those will have: cross-powers with a remote site are made in the same pass.

      EXAMPLES
        skindepth spectra survey
        skindepth spectra survey --remote R --sites A,B
        mpirun -n 4 --bind-to none skindepth spectra survey --config config/multi.ini
      """)

  @OptionGroup var selection: RunSelection
  @OptionGroup var controls: RunControls

  func run() throws { try controls.run(selection, goal: .spectra) }
}

/// The second step: statistics of the windows, and masks.
struct StatisticsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics",
    abstract: "Make the statistics of a survey's windows, and its masks.",
    discussion: """
      They go to the site files. Spectra that are not there are made on the way; cross-powers that are \
      there need no spectra again. Those with a remote reference are made with --remotesite.

      EXAMPLES
        skindepth statistics survey
        skindepth statistics survey --stats coherence,resPhase --sites A
        skindepth statistics survey --remotesite R --remotestats RR_coherence
      """)

  @OptionGroup var selection: RunSelection

  @Option(help: "Statistics of a site, with commas between them.")
  var stats: String?

  @Option(help: "Statistics of a site and its remote reference, with commas between them.")
  var remotestats: String?

  @OptionGroup var controls: RunControls

  func run() throws {
    let overrides = [("stats", stats), ("remotestats", remotestats)].compactMap { key, value in
      value.map { Override(KeyName(.statistics, key), listText($0), option: "--\(key)") }
    }
    try controls.run(selection, overrides: overrides, goal: .statistics)
  }
}

extension Job.Goal {
  /// What is made, in words.
  var text: String {
    switch self {
    case .spectra: "spectra"
    case .statistics: "statistics"
    case .transferFunctions: "transfer functions"
    }
  }
}

/// Transfer functions as options say, for which nothing but what they lack is done.
struct ProcessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "process",
    abstract:
      "Estimate transfer functions, from the spectra that are there or are made on the way.",
    discussion: """
      Options go before what the configuration says, in all of its process sections.

      EXAMPLES
        skindepth process survey --sites A --remotesite R --postpend rr
        skindepth process survey --sites A --samplefreqs 128 --outchans Ex,Ey --no-figures
        skindepth process survey --masks coh70_100 --postpend coh70_100
        skindepth process survey --times "19:00:00 to 08:00:00" --postpend night
      """)

  @OptionGroup var selection: RunSelection
  @OptionGroup var options: ProcessOptions
  @OptionGroup var controls: RunControls

  func run() throws { try controls.run(selection, overrides: options.overrides) }
}

/// Keys of [Process] as options.
struct ProcessOptions: ParsableArguments {
  @Option(help: "Input channels, with commas between them.")
  var inchans: String?

  @Option(help: "Output channels, with commas between them.")
  var outchans: String?

  @Option(help: "Channels of the remote site, with commas between them (default: as inchans).")
  var remotechans: String?

  @Option(help: "Channels that single-site cross-powers are taken with.")
  var crosschannels: String?

  @Option(help: "Masks of the configuration, by name, with commas between them.")
  var masks: String?

  @Option(help: "Spans of time, such as \"2024-06-01 12:00:00 to 2024-06-01 18:00:00\".")
  var datetimes: String?

  @Option(help: "Dates, with commas between them.")
  var dates: String?

  @Option(help: "Times of day, such as \"19:00:00 to 08:00:00\".")
  var times: String?

  @Option(help: "End of the names of products.")
  var postpend: String?

  @Flag(inversion: .prefixedNo, help: "Draw the transfer functions.")
  var figures = true

  var overrides: [Override] {
    let lists = [
      ("inchans", inchans), ("outchans", outchans), ("remotechans", remotechans),
      ("crosschannels", crosschannels), ("masks", masks), ("datetimes", datetimes),
      ("dates", dates), ("times", times),
    ]
    let given = lists.map { ($0, $1.map(listText)) } + [("postpend", postpend)]
    return given.compactMap { key, value in
      value.map { Override(KeyName(.process, key), $0, option: "--\(key)") }
    } + (figures ? [] : [Override(KeyName(.process, "figures"), "False", option: "--no-figures")])
  }
}

/// The text of an option as a list, which for one entry needs a comma at its end.
func listText(_ text: String) -> String { text.hasSuffix(",") ? text : text + "," }
