import ArgumentParser
import Configuration
import Figures
import Foundation
import Model
import Synthesis

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

  /// The transfer functions of a site, with the truth if there is one.
  struct Site {
    let name: String
    let curves: [FigureCurve]
    let title: String
  }

  /// The sites that are asked for, each with its curves.
  func sites(_ view: ViewOptions) throws -> [Site] {
    let project = Project(view.project)
    let isUnprocessed =
      FileManager.default.fileExists(atPath: project.timeData)
      && !FileManager.default.fileExists(atPath: project.surveyFile)
    let all =
      isUnprocessed
      ? [] : try TransferFunctions(view.project).all.filter { !$0.function.points.isEmpty }
    let stations = Set(all.map(\.station)).sorted()
    guard !stations.isEmpty else {
      throw UserError(
        .data, view.project, "has no transfer functions",
        remedy: "make some with `skindepth run \(view.project)`")
    }
    let truth = truth ? try Project(view.project).truth() : nil
    return try view.chosen(stations).map { station in
      let ours = all.filter { $0.station == station }
      let known = ours.map { $0.id ?? $0.name }
      let wanted = try runs.map { try Selection("run", $0).chosen(from: known, in: station) }
      let functions = ours.filter { wanted?.contains($0.id ?? $0.name) ?? true }
      var curves = functions.map { FigureCurve($0.id ?? $0.name, $0.function) }
      if let exact = truth?.curve(site: station, over: functions.map(\.function)) {
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
        skindepth view impedance demo/edi/A_single.edi --output A.png
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var functions: TransferFunctionOptions

  @Option(help: "Elements, as xy,yx,xx,yy.", transform: elements)
  var elements: [ImpedanceFigure.Element] = [.xy, .yx]

  @Flag(help: "A column of panels for each element.")
  var split = false

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  func run() throws {
    let settings = try Project(view.project).settings(file: config, overrides: [])
    let turn: ImpedanceFigure.PhaseTurn = settings.figures.phase == .field ? .yx : .ex
    try view.write(
      try functions.sites(view).map { site in
        var figure = ImpedanceFigure(
          title: site.title, curves: site.curves, elements: elements,
          errorBars: functions.bars.errorBars, phaseTurn: turn)
        figure.abscissa = functions.by
        figure.isSplit = split
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
        let figure = TipperFigure(
          title: site.title, curves: site.curves, errorBars: functions.bars.errorBars,
          abscissa: functions.by)
        return NamedFigure(["tipper", site.name], svg: figure.svg)
      })
  }
}

extension Truth {
  /// The truth as a line over the frequencies of estimates; nil where it is not known.
  fileprivate func curve(site: String, over functions: [TransferFunction]) -> FigureCurve? {
    let frequencies = functions.flatMap { $0.points.map(\.frequency) }
    guard let low = frequencies.min(), let high = frequencies.max(), low > 0 else { return nil }
    let count = max(2, Int(log10(high / low) * 20) + 1)
    let dense = (0...count).map { low * pow(high / low, Double($0) / Double(count)) }
    return transferFunction(site: site, frequencies: dense).map {
      FigureCurve("truth", $0, style: .line)
    }
  }
}
