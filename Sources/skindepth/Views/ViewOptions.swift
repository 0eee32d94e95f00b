import ArgumentParser
import Foundation
import Model
import Pipeline

/// What all figures have in common: where the data are and where the figure goes.
struct ViewOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case svg, pdf, png
  }

  @Argument(help: "The survey's folder.")
  var project: String

  @Option(
    name: [.customLong("site"), .customLong("sites")],
    help: "Sites, with commas between them (default: all, a figure each).")
  var site: String?

  @Option(
    help:
      "Name of the set of spectra whose products are drawn (default: as the configuration says).")
  var specdir: String?

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  @Option(name: .shortAndLong, help: "File of the figure: .svg, .pdf or .png.")
  var output: String?

  @Option(help: "Format of figures in the survey's folder: svg, pdf or png.")
  var format = Format.svg

  func validate() throws {
    guard let output else { return }
    guard Format.allCases.contains(where: { output.lowercased().hasSuffix(".\($0)") }) else {
      throw ValidationError("--output ends in .svg, .pdf or .png.")
    }
  }

  /// The survey's folder with the products of the set of spectra.
  func survey() throws -> Project {
    try Project.of(project, set: specdir, configuration: config)
  }

  /// The sites that are asked for among those that there are.
  func chosen(_ sites: [String]) throws -> [String] {
    guard let site else { return sites }
    return try Selection("site", site).chosen(from: sites, in: project)
  }

  /// Writes figures, each with a name for its file, and says where they are.
  func write(_ figures: [NamedFigure]) throws {
    guard output == nil || figures.count == 1 else {
      throw UserError(
        .configuration, "--output", "names one file, but there would be \(figures.count) figures",
        remedy: "choose one with --site and the like, or leave --output out")
    }
    let folder = try folder()
    for figure in figures {
      let path = output ?? "\(folder)/\(figure.name).\(format)"
      if output == nil, !FileManager.default.fileExists(atPath: folder) { try makeFolder(folder) }
      try FigureFile(path).write(figure.svg)
      print(path)
    }
  }

  /// The survey's folder of figures; that of the shell for a file that is no survey.
  private func folder() throws -> String {
    let survey = try survey()
    return FileManager.default.fileExists(atPath: survey.timeData) ? survey.figuresFolder : "."
  }
}

/// A figure and the name of its file, without ending.
struct NamedFigure {
  let name: String
  let svg: String

  /// - Parameter parts: What the name is made of; characters that files must not have are replaced.
  init(_ parts: [String], svg: String) {
    name = parts.filter { !$0.isEmpty }.map { part in
      String(part.map { $0 == "/" || $0 == " " || $0 == "\0" ? "_" : $0 })
    }.joined(separator: "-")
    self.svg = svg
  }
}

/// Names with commas between them.
struct Selection {
  let kind: String
  let names: [String]

  init(_ kind: String, _ text: String) {
    self.kind = kind
    names = text.split(separator: ",").map { String($0.trimmed) }.filter { !$0.isEmpty }
  }

  /// The names, each of which must be one of those that there are, or such without its rate.
  func chosen(from known: [String], in place: String) throws -> [String] {
    let names = names.flatMap { name in
      let ofRates = known.filter { LabelledNames.withoutRate($0) == name }
      return known.contains(name) || ofRates.isEmpty ? [name] : ofRates
    }
    for name in names where !known.contains(name) {
      let guess = nearest(to: name, among: known).map { "did you mean \($0)?" }
      let listed = known.isEmpty ? "there is none" : "there are: \(known.joined(separator: ", "))"
      throw UserError(
        .configuration, place, "has no \(kind) \(name)",
        remedy: known.count > 20 ? guess ?? listed : listed)
    }
    return names
  }
}

/// Times between which something is drawn.
struct ViewTimes: ParsableArguments {
  @Option(help: "Begin here: a date, or a date and time, UTC.", transform: instant)
  var from: Instant?

  @Option(help: "End here.", transform: instant)
  var to: Instant?

  func validate() throws {
    if let from, let to, from >= to { throw ValidationError("--from must lie before --to.") }
  }

  func contains(_ instant: Instant) -> Bool {
    from.map { instant >= $0 } ?? true && to.map { instant < $0 } ?? true
  }

  private static func instant(_ text: String) throws -> Instant {
    guard let instant = Instant(text) else {
      throw ValidationError("'\(text)' is no time; write it as 2024-06-01 or 2024-06-01 12:00:00.")
    }
    return instant
  }
}

/// Times, recordings and channels of what is drawn.
struct ViewRange: ParsableArguments {
  @OptionGroup var times: ViewTimes

  @Option(help: "Channels, as Ex,Hy (default: all).", transform: channels)
  var channels: [Channel]?

  @Option(help: "Recordings, with commas between them (default: all).")
  var recording: String?

  var from: Instant? { times.from }
  var to: Instant? { times.to }

  /// The channels that are asked for among those that there are; all where none are.
  func chosen(_ known: some Sequence<Channel>) -> [Channel] {
    let order: [Channel] = [.ex, .ey, .hx, .hy, .hz]
    let place = { (channel: Channel) in order.firstIndex(of: channel) ?? order.count }
    return channels ?? Set(known).sorted { (place($0), $0) < (place($1), $1) }
  }

  private static func channels(_ text: String) throws -> [Channel] {
    try text.split(separator: ",").map { name in
      guard let channel = Channel(String(name)) else {
        let known = Channel.known.map(\.name).joined(separator: ", ")
        throw ValidationError("'\(name)' is no channel; there are \(known).")
      }
      return channel
    }
  }
}
