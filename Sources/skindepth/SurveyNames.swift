import Archive
import Configuration
import Model
import Pipeline
import Surveying

/// The names of a survey and its sites, and those by which the configuration calls sites.
struct SurveyNames {
  let survey: Survey
  let settings: Settings

  /// Names in the configuration must be names of sites.
  func check() throws {
    try checkLengths()
    let named = settings.processes.flatMap { process in
      process.sites + process.remoteSites + [process.inputSite].compactMap(\.self)
    }
    let masked = settings.masks.flatMap { $0.sites + [$0.remoteSite].compactMap(\.self) }
    for name in named + masked where survey.site(named: name) == nil {
      let known = survey.sites.map(\.name).joined(separator: ", ")
      throw UserError(
        .configuration, "site \(name)", "is not in the survey",
        remedy: known.isEmpty ? "add recordings first" : "the survey's sites are: \(known)")
    }
  }

  /// MTH5's tables hold short names, in which blanks are as underscores.
  private func checkLengths() throws {
    var seen: [String: String] = [:]
    for site in survey.sites {
      guard site.name.utf8.count <= Archive.SiteDescription.longestName else {
        throw UserError(
          .configuration, "site \(site.name)", "its name is longer than 30 bytes",
          remedy: "rename its folder in timeData")
      }
      let survey = site.metadata.survey
      guard survey.utf8.count <= Archive.SiteDescription.longestName, !survey.hasPrefix(".") else {
        throw UserError(
          .configuration, "survey \(survey)",
          "its name in \(SitesTable.fileName) is longer than 30 bytes, or begins with a point",
          remedy: "give site \(site.name) a shorter one there")
      }
      let plain = site.name.replacing(" ", with: "_")
      if let twin = seen.updateValue(site.name, forKey: plain) {
        throw UserError(
          .configuration, "site \(site.name)", "its name is that of \(twin) but for blanks",
          remedy: "rename one of the two folders in timeData")
      }
    }
    guard survey.name.utf8.count <= Archive.SiteDescription.longestName else {
      throw UserError(
        .configuration, "survey \(survey.name)", "its name is longer than 30 bytes",
        remedy: "give it a shorter one with name in [Survey]")
    }
  }
}
