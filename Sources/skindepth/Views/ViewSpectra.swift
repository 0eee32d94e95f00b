import ArgumentParser
import Figures
import Model

struct ViewSpectra: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectra", abstract: "Amplitude spectra of single windows, a panel a channel.",
    discussion: """
      EXAMPLES
        skindepth view spectra demo --site A
        skindepth view spectra demo --site A --level 1 --windows 5 --channels Ex,Hy
        skindepth view spectra demo --from "2024-03-01 00:02:00" --to "2024-03-01 00:03:00"
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var spectra: SpectraOptions

  @Option(help: "Windows at most, evenly spread over the time.")
  var windows = 20

  func validate() throws {
    guard (1...500).contains(windows) else {
      throw ValidationError("--windows goes from 1 to 500.")
    }
  }

  func run() throws {
    try view.write(
      try spectra.sources(view).map { source in
        let chosen = try source.spread(windows).map(source.window)
        let figure = SpectraFigure(
          title: source.title,
          subtitle: "Spectra of \(chosen.count) of \(source.numbers.count) windows: "
            + source.subtitle,
          setting: source.setting, channels: source.channels, windows: chosen)
        return NamedFigure(["spectra"] + source.nameParts, svg: figure.svg)
      })
  }
}

struct ViewStack: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stack",
    abstract: "Mean spectra of groups of windows, with coherence and phase of pairs of channels.",
    discussion: """
      EXAMPLES
        skindepth view stack demo --site A
        skindepth view stack demo --site A --groups 4 --pairs ExHy,EyHx,HzHx
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var spectra: SpectraOptions

  @Option(help: "Groups of consecutive windows.")
  var groups = 10

  @Option(help: "Pairs of channels, as ExHy,EyHx.", transform: pairs)
  var pairs: [ChannelPair] = [ChannelPair(.ex, .hy), ChannelPair(.ey, .hx)]

  func validate() throws {
    guard (1...100).contains(groups) else { throw ValidationError("--groups goes from 1 to 100.") }
  }

  func run() throws {
    try view.write(
      try spectra.sources(view).map { source in
        let known = pairs.filter {
          source.channels.contains($0.first) && source.channels.contains($0.second)
        }
        let figure = SpectraStackFigure(
          title: source.title, subtitle: "Stacked spectra: " + source.subtitle,
          setting: source.setting, channels: source.channels, pairs: known,
          stacks: try stacks(source, known))
        return NamedFigure(["stack"] + source.nameParts, svg: figure.svg)
      })
  }

  /// Groups of equal size, or with one window more or less where they do not go up.
  private func stacks(_ source: SpectraSource, _ pairs: [ChannelPair]) throws -> [SpectraStack] {
    let numbers = source.numbers
    let count = min(groups, numbers.count)
    return try (0..<count).map { group in
      var stack = SpectraStack(pairs: pairs)
      let places = group * numbers.count / count..<(group + 1) * numbers.count / count
      try source.read(numbers[places]) { stack.add($0) }
      return stack
    }
  }

  private static func pairs(_ text: String) throws -> [ChannelPair] {
    try text.split(separator: ",").map { name in
      guard name.count == 4, let first = Channel(String(name.prefix(2))),
        let second = Channel(String(name.suffix(2)))
      else { throw ValidationError("'\(name)' is no pair of channels; write one as ExHy.") }
      return ChannelPair(first, second)
    }
  }
}

struct ViewSection: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "section",
    abstract: "Amplitudes over time and frequency as colours, a panel a channel.",
    discussion: """
      At most 250 windows are drawn, evenly spread over the time.

      EXAMPLES
        skindepth view section demo --site A
        skindepth view section demo --site A --level 1 --output section.png
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var spectra: SpectraOptions

  func run() throws {
    try view.write(
      try spectra.sources(view).map { source in
        let chosen = SpectraSectionFigure.choice(of: source.windows)
        let first = source.windows.map(\.lowerBound).min() ?? 0
        let last = source.windows.map(\.upperBound).max() ?? 0
        let figure = SpectraSectionFigure(
          title: source.title, subtitle: "Spectra over time: " + source.subtitle,
          setting: source.setting, channels: source.channels,
          start: source.start(ofWindow: first), end: source.start(ofWindow: last),
          columns: try chosen.map { number in try number.map(source.window) })
        return NamedFigure(["section"] + source.nameParts, svg: figure.svg)
      })
  }
}
