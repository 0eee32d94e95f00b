import Configuration
import Formats
import Model
import Pipeline

/// The golden project with the expected products, and what we make of it for each configuration.
final class GoldenSet {
  let folder: String
  let reference: Instant
  /// Every transfer function of resistics.
  let functions: [GoldenFunction]
  private var projects: [String: GoldenProject] = [:]
  private let calibration: CalibrationLibrary

  init(folder: String) throws {
    self.folder = folder
    let index = try decodeJSON(GoldenIndex.self, "\(folder)/expected/spectra/main/index.json")
    guard let reference = Instant(index.referenceTime) else {
      throw UserError(.data, "index.json", "has no reference time", remedy: "copy it again")
    }
    self.reference = reference
    calibration = CalibrationLibrary(folders: ["\(folder)/project/calData"])
    functions = try GoldenSet.names.map {
      try decodeJSON(GoldenFunction.self, "\(folder)/expected/transferfunctions/\($0).json")
    }
  }

  private static let names = [
    "local_A", "local_B", "local_A_coh70_100", "local_A_insideout", "local_A_mixedmask",
    "local_A_datetime", "local_A_datetime_levels", "local_A_date", "local_A_time",
    "local_A_crosschannels", "local_A_fs16", "local_A_customfreq", "local_A_customwin",
    "local_A_perlevel5", "remote_A_R", "remote_A_R_masks", "remote_A_R_datetime_mask",
    "intersite_B_A", "intersite_B_A_R", "tipper_A", "tipper_A_R",
  ]

  func path(_ name: String) -> String { "\(folder)/expected/\(name)" }

  /// What we make with the configuration file of this name, all of its transfer functions included.
  func project(_ configuration: String, _ samples: GoldenSamples = .calibrated) throws
    -> GoldenProject
  {
    let name = "\(configuration) \(samples)"
    if let project = projects[name] { return project }
    let project = try GoldenProject(
      survey: survey(samples), settings: settings(configuration),
      cases: functions.filter {
        $0.configuration == configuration && samples == .calibrated
      })
    projects[name] = project
    return project
  }

  /// What we make of some transfer functions with keys of `[Solver]` besides.
  func functions(_ cases: [GoldenFunction], solver keys: String) throws
    -> [String: TransferFunction]
  {
    let settings = try Settings(
      text: "compatibility = resistics\n[Solver]\n\(keys)\n", file: "golden.ini")
    return try GoldenProject(survey: survey(), settings: settings, cases: cases).functions
  }

  /// One of resistics' own configuration files below the switch.
  func settings(_ configuration: String) throws -> Settings {
    let name = "\(configuration).ini"
    let text = try configurationText(atPath: "\(folder)/configs/\(name)")
    return try Settings(text: "compatibility = resistics\n" + text, file: name)
  }

  func survey(_ samples: GoldenSamples = .calibrated) throws -> Survey {
    let sites = try ["A", "B", "R"].map { name in
      let found = try TimeSeriesFormats.discover(siteFolder: "\(folder)/project/timeData/\(name)")
      if let problem = found.problems.first { throw problem }
      return SurveySite(
        name: name,
        recordings: try found.recordings.map { locator in
          SurveyRecording(
            header: samples.header(try TimeSeriesFormats.open(locator).header, calibration),
            locator: locator, fingerprint: Digest(of: []))
        })
    }
    return Survey(name: "golden", reference: reference, sites: sites)
  }
}
