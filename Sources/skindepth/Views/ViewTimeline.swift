import ArgumentParser
import Configuration
import Figures
import Model
import Pipeline

struct ViewTimeline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline",
    abstract: "When was recorded: all sites, or the recordings of each site that is named.",
    discussion: """
      EXAMPLES
        skindepth view timeline demo
        skindepth view timeline demo --site A
      """)

  @OptionGroup var view: ViewOptions

  func run() throws {
    let project = try view.survey()
    let settings = try project.settings(file: view.config, overrides: [])
    let survey = try SurveyReader(project: project).read(settings).survey
    guard view.site != nil else { return try view.write([whole(survey)]) }
    let sites = try view.chosen(survey.sites.map(\.name)).compactMap { survey.site(named: $0) }
    try view.write(sites.map { figure(of: survey.sites[$0]) })
  }

  private func whole(_ survey: Survey) -> NamedFigure {
    let rates = Set(survey.sites.flatMap(\.rates)).sorted(by: >)
    let rows = survey.sites.map { site in
      TimelineFigure.Row(site.name, bars: site.recordings.map { bar($0.header) })
    }
    let figure = TimelineFigure(
      title: "Survey \(survey.name)",
      subtitle: "Recordings of \(survey.sites.count) sites", rows: rows,
      groups: rates.map(rateText), reference: survey.reference)
    return NamedFigure(["timeline"], svg: figure.svg)
  }

  private func figure(of site: SurveySite) -> NamedFigure {
    let rows = site.recordings.map { recording in
      TimelineFigure.Row(
        "\(recording.header.name), \(rateText(recording.header.rate))",
        bars: [bar(recording.header)])
    }
    let figure = TimelineFigure(
      title: "Site \(site.name)", subtitle: "\(site.recordings.count) recordings", rows: rows,
      groups: site.rates.map(rateText))
    return NamedFigure(["timeline", site.name], svg: figure.svg)
  }

  private func bar(_ header: RecordingHeader) -> TimelineFigure.Bar {
    .init(start: header.start, end: header.end, group: rateText(header.rate))
  }
}
