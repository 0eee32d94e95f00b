import ArgumentParser
import ComplexModule
import Configuration
import Figures
import Formats
import Foundation
import Model
import Pipeline

struct ViewCalibration: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibration", abstract: "Responses of sensors: amplitude and phase.",
    discussion: """
      Without --site all files of the survey's folders calData and calibration are drawn; with it the \
      responses that are taken out of the site's channels. Markers are the file's points, lines what lies \
      between them and beyond.

      EXAMPLES
        skindepth view calibration survey
        skindepth view calibration survey --site A
        skindepth view calibration survey --serial 307 --theoretical MFS06
      """)

  @OptionGroup var view: ViewOptions

  @Option(help: "Only sensors with these serial numbers, with commas between them.")
  var serial: String?

  @Option(help: "Also draw the response of these kinds of sensors, as MFS06,MFS07.")
  var theoretical: String?

  func run() throws {
    let models = try (theoretical ?? "").split(separator: ",").map { try model(String($0)) }
    guard view.site == nil else { return try view.write(try siteFigures(models)) }
    let library = CalibrationLibrary(folders: try view.survey().calibrationFolders)
    let responses = try wanted(
      library.entries.map { entry in
        var response = entry.response
        response.model = CoilModel.named(response.sensor, chopper: entry.chopper)
        let state = entry.chopper.map { $0 ? ", chopper on" : ", chopper off" } ?? ""
        return (name(response) + state, response)
      })
    guard !responses.isEmpty || !models.isEmpty else {
      throw UserError(
        .data, view.project, "has no calibration of what is asked for",
        remedy: "put calibration files into \(view.project)/calData, or use --site")
    }
    let survey = try view.survey().name
    let figure = CalibrationFigure(
      title: "Survey \(survey)",
      subtitle: "Calibration: \(responses.count) responses of sensors",
      curves: curves(responses + models))
    try view.write([NamedFigure(["calibration"], svg: figure.svg)])
  }

  private typealias Named = (name: String, response: ChannelResponse)

  private func siteFigures(_ models: [Named]) throws -> [NamedFigure] {
    let project = try view.survey()
    var settings = try project.settings(file: view.config, overrides: [])
    // Where responses are taken out of whole recordings, headers have none any more.
    settings.calibration.domain = .windows
    let survey = try SurveyReader(project: project, isForEstimates: false).read(settings).survey
    return try view.chosen(survey.sites.map(\.name)).compactMap { survey.site(named: $0) }.map {
      let site = survey.sites[$0]
      var named: [Named] = []
      for channel in site.recordings.flatMap(\.header.channels) {
        guard let response = channel.response else { continue }
        let entry = ("\(channel.channel): \(name(response))", response)
        if !named.contains(where: { $0.name == entry.0 }) { named.append(entry) }
      }
      let shown = try wanted(named) + models
      guard !shown.isEmpty else {
        throw UserError(
          .data, view.project, "no calibration is known of site \(site.name)",
          remedy: "see `skindepth info \(view.project)`")
      }
      let figure = CalibrationFigure(
        title: "Site \(site.name)", subtitle: "Calibration of its channels", curves: curves(shown))
      return NamedFigure(["calibration", site.name], svg: figure.svg)
    }
  }

  private func wanted(_ named: [Named]) throws -> [Named] {
    guard let serial else { return named }
    let known = Set(named.map(\.response.serial)).sorted()
    let names = try Selection("sensor with serial number", serial).chosen(
      from: known, in: view.project)
    return named.filter { names.contains($0.response.serial) }
  }

  private func model(_ sensor: String) throws -> Named {
    guard let model = CoilModel.named(sensor, chopper: nil) else {
      throw UserError(
        .configuration, "--theoretical", "no response of \(sensor) is known",
        remedy: "there are: \(CoilModel.knownSensors.joined(separator: ", "))")
    }
    return ("theoretical \(model.name)", ChannelResponse(model))
  }

  private func name(_ response: ChannelResponse) -> String {
    let sensor = [response.sensor, response.serial].filter { !$0.isEmpty }.joined(separator: " ")
    return sensor.isEmpty ? response.source : "\(sensor) (\(response.source))"
  }

  /// The points of tables, and a line through them and half a decade beyond.
  private func curves(_ named: [Named]) -> [CalibrationFigure.Curve] {
    let all = named.flatMap(\.response.tables).joined()
    let (low, high) = (all.min() ?? 1e-4, all.max() ?? 1e4)
    let decades = log10(high / low)
    let dense = (0...400).map { low * pow(10, decades * Double($0) / 400) }
    return named.flatMap { name, response -> [CalibrationFigure.Curve] in
      let curve = ResponseCurve(response)
      let highest = highestFrequency(of: response)
      let line = dense.filter { response.covers($0) && $0 <= highest }.map {
        ($0, curve.value(at: $0))
      }
      let lines = CalibrationFigure.Curve(
        name: name, frequencies: line.map(\.0), amplitudes: line.map(\.1.modulus),
        phases: line.map(\.1.degrees), unit: response.unit, style: .line)
      let table = points(of: response, on: curve).filter { $0.0 <= highest }
      guard !table.isEmpty else { return [lines] }
      let points = CalibrationFigure.Curve(
        name: name, frequencies: table.map(\.0), amplitudes: table.map(\.1.modulus),
        phases: table.map(\.1.degrees), unit: response.unit, style: .markers)
      return [lines, points]
    }
  }

  /// Half the rate of digital filters: beyond it they repeat themselves.
  private func highestFrequency(of response: ChannelResponse) -> Double {
    let halves = response.filters.compactMap { filter in
      if case .taps(let taps) = filter.response { taps.rate / 2 } else { nil }
    }
    return halves.min() ?? .infinity
  }

  /// The points of tables: as a file gives them, or on the curve where filters are factors.
  private func points(
    of response: ChannelResponse, on curve: ResponseCurve
  ) -> [(Double, Complex<Double>)] {
    guard response.filters.isEmpty else {
      return response.tables.joined().map { ($0, curve.value(at: $0)) }
    }
    return response.frequencies.indices.map { index in
      (
        response.frequencies[index],
        Complex(length: response.amplitudes[index], phase: response.phases[index])
      )
    }
  }
}
