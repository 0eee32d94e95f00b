import ArgumentParser
import Configuration
import Figures
import Formats
import Foundation
import Model

/// What figures of transfer functions have in common.
struct TransferFunctionOptions: ParsableArguments {
  enum Bars: String, ExpressibleByArgument, CaseIterable {
    case none, one, two

    var errorBars: ErrorBars {
      switch self {
      case .none: .none
      case .one: .one
      case .two: .two
      }
    }
  }

  @Option(help: "Names of runs, with commas between them, as single,remote-R (default: all).")
  var runs: String?

  @Option(help: "Lower axis: period or frequency.")
  var by = Abscissa.period

  @Option(help: "Standard errors that a bar reaches up and down: none, one or two.")
  var bars = Bars.two

  @Flag(inversion: .prefixedNo, help: "Draw the truth of a synthetic survey, too.")
  var truth = true

  @Option(help: "Turn all curves to x at so many degrees clockwise from geographic north.")
  var rotate: Double?

  @Option(help: "Ends of the axis of periods, s, as 0.01,1000.", transform: positiveLimits)
  var periodLimits: ClosedRange<Double>?

  func validate() throws { try checkAngle(rotate) }

  /// The transfer functions of a site, with the truth if there is one.
  struct Site {
    let name: String
    let curves: [FigureCurve]
    let title: String
  }

  /// The sites that are asked for, each with its curves.
  func sites(_ view: ViewOptions) throws -> [Site] {
    let project = try view.survey()
    let isUnprocessed =
      FileManager.default.fileExists(atPath: project.timeData)
      && !FileManager.default.fileExists(atPath: project.surveyFile)
    let all =
      isUnprocessed
      ? []
      : try TransferFunctions(
        view.project, set: view.specdir, configuration: view.config
      ).all.filter {
        !$0.function.points.isEmpty
      }
    let stations = Set(all.map(\.station)).sorted()
    guard !stations.isEmpty else {
      throw UserError(
        .data, view.project, "has no transfer functions",
        remedy: "make some with `skindepth run \(view.project)`")
    }
    let truth = truth ? try view.survey().truth() : nil
    return try view.chosen(stations).map { station in
      let ours = all.filter { $0.station == station }
      let known = ours.map { $0.id ?? $0.name }
      let wanted = try runs.map { try Selection("run", $0).chosen(from: known, in: station) }
      let functions = try ours.filter { wanted?.contains($0.id ?? $0.name) ?? true }
        .map { named in try rotate.map { try named.turned(to: $0) } ?? named }
      var curves = functions.map { FigureCurve($0.id ?? $0.name, $0.function) }
      if let exact = try truth?.curve(site: station, over: functions.map(\.function)) {
        curves.append(exact)
      }
      let rates = Set(functions.map(\.function.rate)).sorted(by: >).map(rateText)
      let name = functions.first?.id == nil ? (station as NSString).lastPathComponent : station
      return Site(
        name: name, curves: curves, title: "Site \(name), \(rates.joined(separator: " and "))")
    }
  }
}

extension Abscissa: ExpressibleByArgument {}

/// Ends of an axis, as `LOW,HIGH`.
private func limits(_ text: String) throws -> ClosedRange<Double> {
  let numbers = text.split(separator: ",").compactMap { DecimalNumber.parse($0.trimmed) }
  guard numbers.count == 2, text.split(separator: ",").count == 2, numbers[0] < numbers[1],
    numbers.allSatisfy({ abs($0) < 1e300 })
  else { throw ValidationError("'\(text)' is not LOW,HIGH, as 1,1000 with LOW below HIGH.") }
  return numbers[0]...numbers[1]
}

/// The same of a logarithmic axis.
private func positiveLimits(_ text: String) throws -> ClosedRange<Double> {
  let range = try limits(text)
  guard range.lowerBound > 1e-300 else {
    throw ValidationError("'\(text)': a logarithmic axis has no \(text.prefix { $0 != "," }).")
  }
  return range
}

struct ViewImpedance: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impedance",
    abstract: "Apparent resistivity and phase with their errors, all runs and rates of a site.",
    discussion: """
      Instead of a survey's folder there may be a file: EDI, Z or MTH5.

      EXAMPLES
        skindepth view impedance demo
        skindepth view impedance demo --site A --runs single --elements xy,yx,xx,yy --split
        skindepth view impedance demo --site A --by frequency --bars one --output A.pdf
        skindepth view impedance demo --resistivity-limits 1,1000 --phase-limits 0,90
        skindepth view impedance demo/edi/A_single_128Hz.edi --output A.png
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var functions: TransferFunctionOptions

  @Option(help: "Elements, as xy,yx,xx,yy.", transform: elements)
  var elements: [ImpedanceFigure.Element] = [.xy, .yx]

  @Flag(help: "A column of panels for each element.")
  var split = false

  @Option(
    help: "Ends of the axis of apparent resistivity, Ωm, as 1,1000.", transform: positiveLimits)
  var resistivityLimits: ClosedRange<Double>?

  @Option(
    parsing: .unconditional, help: "Ends of the axis of phases, degrees, as -180,180.",
    transform: limits)
  var phaseLimits: ClosedRange<Double>?

  func run() throws {
    let settings = try view.survey().settings(file: view.config, overrides: [])
    let turn: ImpedanceFigure.PhaseTurn = settings.figures.phase == .field ? .yx : .ex
    try view.write(
      try functions.sites(view).map { site in
        var figure = ImpedanceFigure(
          title: site.title, curves: site.curves, elements: elements,
          errorBars: functions.bars.errorBars, phaseTurn: turn)
        figure.abscissa = functions.by
        figure.isSplit = split
        figure.limits = AxisLimits(
          resistivity: resistivityLimits, phase: phaseLimits, periods: functions.periodLimits)
        return NamedFigure(["impedance", site.name], svg: figure.svg)
      })
  }

  private static func elements(_ text: String) throws -> [ImpedanceFigure.Element] {
    try text.split(separator: ",").map { name in
      // `ExHy` is what resistics calls xy.
      let axes = name.lowercased().filter { $0 == "x" || $0 == "y" }
      guard let element = ImpedanceFigure.Element(rawValue: axes) else {
        throw ValidationError("'\(name)' is no element; there are xx, xy, yx and yy.")
      }
      return element
    }
  }
}

struct ViewTipper: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tipper",
    abstract: "Real and imaginary part of the tipper, all runs and rates of a site.",
    discussion: """
      EXAMPLES
        skindepth view tipper demo --site A
        skindepth view tipper demo --site A --by frequency --output tipper.pdf
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var functions: TransferFunctionOptions

  @Option(
    parsing: .unconditional, help: "Ends of the axis of both parts, as -1.5,1.5.", transform: limits
  )
  var tipperLimits: ClosedRange<Double>?

  func run() throws {
    let sites = try functions.sites(view).filter { site in
      site.curves.contains { $0.style == .markers && $0.function.outputs.contains(.hz) }
    }
    guard !sites.isEmpty else {
      throw UserError(
        .data, view.project, "has no tipper", remedy: "a tipper needs the channel Hz at the site")
    }
    try view.write(
      sites.map { site in
        var figure = TipperFigure(
          title: site.title, curves: site.curves, errorBars: functions.bars.errorBars,
          abscissa: functions.by)
        figure.limits = AxisLimits(tipper: tipperLimits, periods: functions.periodLimits)
        return NamedFigure(["tipper", site.name], svg: figure.svg)
      })
  }
}
