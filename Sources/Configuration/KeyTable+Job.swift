// Keys that say what a job is made of: masks, and transfer functions to estimate.

extension Key {
  static let masks: [Key] = [
    Key(.mask, "sites", .texts, .texts([]), "Sites whose windows it masks; empty: all"),
    Key(
      .mask, "samplefreqs", .numbers(1e-6...1e7), .numbers([]),
      "Sampling frequencies in Hz of the recordings whose windows it masks; empty: all"),
    Key(
      .mask, "constraint", .constraints, .texts([]),
      "A condition that windows have to meet at each evaluation frequency, such as `coherence cohExHy"
        + " 0.7 1.0 inside`. On as many lines as need be: a window is kept that meets them all"),
    Key(
      .mask, "limits", .option(Choice(["included", "excluded"])), .text("included"),
      resistics: .text("excluded"),
      "Whether values that equal a limit are within it: a coherence of 1 is below an upper limit of 1"
        + " where limits are included"),
    Key(
      .mask, "insideout", .option(Choice(["all", "one"])), .text("all"), resistics: .text("one"),
      "How many constraints with `outside` a window must meet of each statistic"),
    Key(
      .mask, "remotesite", .text, .text(""),
      "The remote reference of statistics whose names begin with RR_"),
  ]

  static let process: [Key] = [
    Key(
      .process, "sites", .texts, .texts([]),
      "Sites to estimate; empty: all that have electric channels"),
    Key(
      .process, "samplefreqs", .numbers(1e-6...1e7), .numbers([]),
      "Sampling frequencies in Hz of the recordings to estimate from; empty: all"),
    Key(.process, "singlesite", .flag, .flag(true), "Estimate with the site's own channels alone"),
    Key(
      .process, "remotesite", .texts, .texts([]),
      "The remote reference; empty: none. With it, remote-reference estimates are made too. Of"
        + " several the first that is not the site itself is taken: `A, B` are each other's"),
    Key(
      .process, "inputsite", .text, .text(""),
      "The site whose channels are the input; empty: the site itself"),
    Key(.process, "inchans", .channels, .texts(["Hx", "Hy"]), "Input channels"),
    Key(
      .process, "outchans", .channels, .texts(["Ex", "Ey", "Hz"]),
      resistics: .texts(["Ex", "Ey"]),
      "Output channels; those that a site has are taken"),
    Key(
      .process, "remotechans", .channels, .texts([]),
      "Channels of the remote reference; empty: those of inchans"),
    Key(
      .process, "crosschannels", .channels, .texts([]),
      "Input and output channels that equations are multiplied with where there is no remote"
        + " reference; empty: all where equations are weighted, as cm does, and the inputs where windows"
        + " are"),
    Key(
      .process, "masks", .texts, .texts([]),
      "Masks, by the names of their sections; a window that one of them excludes is not used"),
    Key(
      .process, "datetimes", .timeLimits(.dateTimes), .texts([]),
      "Only windows within one of these spans, or on the dates and at the times below"),
    Key(.process, "dates", .timeLimits(.dates), .texts([]), "Only windows on these dates"),
    Key(
      .process, "times", .timeLimits(.times), .texts([]),
      "Only windows at these times of the dates above, or of every day; 19:00:00 to 08:00:00 goes"
        + " over midnight"),
    Key(
      .process, "intervals", .option(Choice(["wholewindows", "allbutlast"])),
      .text("wholewindows"), resistics: .text("allbutlast"),
      "Of a span of time, count windows that lie in it, or all but the last that begin in it, with"
        + " dates that end at 23:59:59 and times of the recordings' days alone"),
    Key(
      .process, "postpend", .labelOrNothing, .text(""),
      "Stands at the end of the names of these transfer functions and figures; empty: the section's"
        + " name, and nothing for [Process]"),
    Key(.process, "figures", .flag, .flag(true), "Draw these transfer functions"),
  ]
}
