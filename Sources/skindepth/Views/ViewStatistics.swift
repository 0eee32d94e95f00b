import ArgumentParser
import Figures
import Model

struct ViewStatistics: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics", abstract: "A statistic's components over time, a point a window.",
    discussion: """
      EXAMPLES
        skindepth view statistics demo --site A
        skindepth statistics demo --stats coherence,resPhase       makes what the next ones show
        skindepth view statistics demo --site A --statistic resPhase --frequency 8
        skindepth view statistics demo --site A --level 1 --index 2 --mask coh70_100
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var statistics: StatisticOptions

  @Option(help: "Limits of the values, as 0,1.", transform: twoLimits)
  var limits: ClosedRange<Double>?

  func run() throws {
    try view.write(
      try statistics.sources(view).map { source in
        let figure = StatisticTimeFigure(
          title: source.title, subtitle: source.subtitle, data: source.data, limits: limits)
        return NamedFigure(["statistics"] + source.nameParts, svg: figure.svg)
      })
  }
}

struct ViewHistogram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "histogram", abstract: "How often values of a statistic occur.",
    discussion: """
      EXAMPLES
        skindepth view histogram demo --site A
        skindepth statistics demo --stats coherence,resPhase       makes what the next ones show
        skindepth view histogram demo --site A --statistic resPhase --frequency 8 --bins 60
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var statistics: StatisticOptions

  @Option(help: "Bins.")
  var bins = 40

  @Option(help: "Limits of the values, as 0,1.", transform: twoLimits)
  var limits: ClosedRange<Double>?

  func validate() throws {
    guard (1...1000).contains(bins) else { throw ValidationError("--bins goes from 1 to 1000.") }
  }

  func run() throws {
    try view.write(
      try statistics.sources(view).map { source in
        let figure = StatisticHistogram(
          title: source.title, subtitle: source.subtitle, data: source.data, binCount: bins,
          limits: limits)
        return NamedFigure(["histogram"] + source.nameParts, svg: figure.svg)
      })
  }
}

/// What cross plots and density plots have in common.
struct CrossPlotOptions: ParsableArguments {
  @OptionGroup var statistics: StatisticOptions

  @Option(
    help: "Pairs of components, as cohExHx:cohExHy,cohEyHx:cohEyHy (default: each with the next).")
  var pairs: String?

  @Option(help: "Limits of the lower axis, as 0,1.", transform: twoLimits)
  var xLimits: ClosedRange<Double>?

  @Option(help: "Limits of the left axis, as 0,1.", transform: twoLimits)
  var yLimits: ClosedRange<Double>?

  func write(_ view: ViewOptions, _ style: StatisticCrossPlot.Style, _ name: String) throws {
    try view.write(
      try statistics.sources(view).map { source in
        let pairs = try named(source.data)
        guard
          let figure = StatisticCrossPlot(
            title: source.title, subtitle: source.subtitle, data: source.data, pairs: pairs,
            style: style, xLimits: xLimits, yLimits: yLimits)
        else { preconditionFailure("the pairs were checked") }
        return NamedFigure([name] + source.nameParts, svg: figure.svg)
      })
  }

  private func named(_ data: StatisticData) throws -> [(String, String)]? {
    guard let pairs else { return nil }
    return try pairs.split(separator: ",").map { text in
      let names = text.split(separator: ":").map { String($0.trimmed) }
      guard names.count == 2 else {
        throw UserError(
          .configuration, "--pairs", "'\(text)' is no pair",
          remedy: "write two components with a colon between them, as cohExHx:cohExHy")
      }
      let checked = try Selection("component", names.joined(separator: ",")).chosen(
        from: data.components, in: "statistic \(data.name)")
      return (checked[0], checked[1])
    }
  }
}

struct ViewCrossPlot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crossplot", abstract: "Components of a statistic against each other.",
    discussion: """
      EXAMPLES
        skindepth view crossplot demo --site A
        skindepth view crossplot demo --site A --statistic transferFunction \
      --pairs ExHyReal:ExHyImag --x-limits=-20,20 --y-limits=-20,20
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var plot: CrossPlotOptions

  func run() throws { try plot.write(view, .points, "crossplot") }
}

struct ViewDensity: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "density",
    abstract: "Components of a statistic against each other, as numbers of windows.",
    discussion: """
      EXAMPLES
        skindepth view density demo --site A
        skindepth statistics demo --stats coherence,resPhase       makes what the next ones show
        skindepth view density demo --site A --statistic resPhase --pairs ExHyRes:ExHyPhase
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var plot: CrossPlotOptions

  func run() throws { try plot.write(view, .density, "density") }
}

/// Two numbers with a comma between them, the lower one first.
private func twoLimits(_ text: String) throws -> ClosedRange<Double> {
  let numbers = text.split(separator: ",").compactMap { Double($0.trimmed) }
  guard numbers.count == 2, numbers.allSatisfy(\.isFinite), numbers[0] < numbers[1] else {
    throw ValidationError("'\(text)' are no limits; write the lower and the upper one, as 0,1.")
  }
  return numbers[0]...numbers[1]
}
