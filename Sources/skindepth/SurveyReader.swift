import Archive
import Configuration
import Formats
import Model
import Pipeline
import Preprocessing
import Surveying

/// Reads the headers of all recordings of a survey.
struct SurveyReader {
  /// Every format that recordings are read from.
  static let formats: [any TimeSeriesFormat.Type] = TimeSeriesFormats.all + [MTH5Format.self]

  /// A survey, what was found in its folders that is no recording, and what else the user should know.
  struct Result {
    var survey: Survey
    var problems: [UserError]
    var notices: [String]
    /// What is done, but not as it was asked for.
    var shortfalls: [UserError]
    /// For each site, in the survey's order, what was found for its channels.
    var matches: [[ChannelMatch]]
    /// What the table of sites says.
    var statements: SiteStatements
  }

  let project: Project
  /// Whether recordings are made ready for estimates: those with hardly a gap between them are one,
  /// and channels that cannot be used are left out.
  var isForEstimates = true
  /// Whether missing samples may be filled, as a run does that counts them.
  var fillsMissing = false
  /// Recordings that turned out to be damaged.
  var leavingOut: Set<RecordingLocator> = []

  /// Reads the survey.
  ///
  /// - Parameters:
  ///   - all: Give the survey's name and its reference time, and what is done to samples.
  ///   - table: In place of the survey's table of sites.
  func read(_ all: Settings, table: SitesTable? = nil) throws -> Result {
    try project.check()
    let settings = all.survey
    var folders: [SiteFolder] = []
    var sites: [SurveySite] = []
    var shortfalls: [UserError] = []
    let library = CalibrationLibrary(folders: project.calibrationFolders)
    var problems: [UserError] = []
    // What lies beside calibrations and is none does not keep a survey from being processed.
    var notices = library.problems.map { "\($0)" }
    notices += Set(
      library.entries.flatMap { entry in
        entry.notices.map { "\(entry.path): \($0)" }
      }
    ).sorted()
    var matches: [[ChannelMatch]] = []
    let countsMissing = (isForEstimates || fillsMissing) && all.window.maximumMissing < 1
    let treatment = SampleTreatment(
      preprocessing: all.preprocessing, calibration: all.calibration, library: library,
      shortGaps: countsMissing && isForEstimates ? all.window.maximumMissing : 0,
      countsMissing: countsMissing)
    // One file may hold many recordings.
    var fingerprints: [String: Fingerprint] = [:]
    func fingerprint(of path: String) throws -> Fingerprint {
      let known = try fingerprints[path] ?? Fingerprint(path)
      fingerprints[path] = known
      return known
    }
    for name in try project.folderNames() {
      let found = discovered(project.siteFolder(name))
      problems += found.problems
      notices += found.foreign.map { foreign in
        foreign.problem.hasPrefix("is no recording, but")
          ? "\(foreign.subject) \(foreign.problem), and is passed over"
          : "\(foreign.subject) is no recording and is passed over"
      }
      var recordings: [SurveyRecording] = []
      for locator in found.recordings where !leavingOut.contains(locator) {
        do {
          let source = try SurveyReader.open(locator)
          recordings.append(
            SurveyRecording(
              header: source.header, locator: locator,
              fingerprint: try fingerprint(of: locator.path).digest,
              contents: try fingerprint(of: locator.path).contents,
              isForOneThread: source.isForOneThread))
        } catch let error as UserError {
          problems.append(error)
        }
      }
      notices += try passedOver(found.recordings)
      folders.append(SiteFolder(name: name, recordings: recordings))
    }
    let stations = StationSplit(folders)
    notices += stations.notices
    var statements = SiteStatements(try table ?? SitesTable(project.sitesTable))
    for site in stations.sites {
      let rates = SiteRates(distinct(site.recordings), of: site.name)
      notices += rates.notices
      let (stated, metadata) = try statements.apply(to: rates.recordings, of: site.name)
      let treated = treatment.treat(stated, of: site.name)
      problems += treated.problems
      notices += treated.notices
      matches.append(treated.matches)
      let rules = UnitRules(
        requirement: all.calibration.applies ? all.calibration.requirement : .none,
        matches: treated.matches)
      let united =
        isForEstimates
        ? rules.apply(to: treated.recordings, of: site.name)
        : UnitRules.Result(recordings: treated.recordings)
      problems += united.problems
      shortfalls += united.shortfalls
      sites.append(
        SurveySite(name: site.name, recordings: united.recordings, metadata: metadata))
    }
    shortfalls += statements.strays()
    let survey = Survey(
      name: settings.name.isEmpty ? project.name : settings.name,
      reference: try settings.reference ?? project.resisticsReference()
        ?? standardReference(sites), sites: sites)
    return Result(
      survey: survey, problems: problems,
      notices: notices + statements.notices
        + sites.filter { site in
          site.recordings.isEmpty
            && !problems.contains { $0.subject == project.siteFolder(site.name) }
        }.map { "site \($0.name): has no recording" },
      shortfalls: shortfalls, matches: matches, statements: statements)
  }

  /// What a site's folder holds; one that cannot be read is what is wrong.
  private func discovered(_ folder: String) -> Discovery {
    do {
      return try TimeSeriesFormats.discover(siteFolder: folder, formats: SurveyReader.formats)
    } catch {
      let problem = UserError(
        .data, folder, "cannot be read: \(error)", remedy: "check the folder's permissions")
      return Discovery(recordings: [], problems: [error as? UserError ?? problem])
    }
  }

  /// What MTH5 files hold that is passed over, each thing once.
  private func passedOver(_ locators: [RecordingLocator]) throws -> [String] {
    let paths = Set(locators.filter { $0.format == MTH5Format.name }.map(\.path))
    return try paths.sorted().flatMap { path in
      try MTH5File(path).notices.map { "\(path): \($0)" }
    }
  }

  /// Opens a recording with its samples conditioned.
  static func open(_ recording: SurveyRecording) throws -> any RecordingSource {
    guard let conditioning = recording.header.conditioning else {
      return try open(recording.locator)
    }
    return try conditioning.open(recording.locator) { try open($0) }
  }

  /// Opens a recording as its files have it.
  static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    try TimeSeriesFormats.open(locator, formats: formats)
  }

  /// Midnight before the first recording.
  private func standardReference(_ sites: [SurveySite]) -> Instant {
    let first = sites.flatMap(\.recordings).map(\.header.start).min() ?? Instant(nanoseconds: 0)
    return Instant(first.dateText) ?? first
  }

  /// Gives recordings of one name within a site a number, as their products need names of their own.
  private func distinct(_ recordings: [SurveyRecording]) -> [SurveyRecording] {
    var seen: [String: Int] = [:]
    return recordings.map { recording in
      var recording = recording
      let name = recording.header.name
      seen[name, default: 0] += 1
      if let count = seen[name], count > 1 { recording.header.name = "\(name)_\(count)" }
      return recording
    }
  }
}

/// MTH5 as one of the formats that recordings are read from.
enum MTH5Format: TimeSeriesFormat {
  static let name = MTH5.format

  static func recordings(at path: String) throws -> [RecordingLocator]? {
    // An HDF5 file that is damaged, or no MTH5 file, says so when it is opened.
    guard MTH5File.isHDF5(path) else { return nil }
    let file = try MTH5File(path)
    guard !file.recordings.isEmpty else {
      throw UserError(
        .data, path,
        file.notices.isEmpty
          ? "holds no recording"
          : "holds no recording that can be used: "
            + file.notices.joined(separator: "; "),
        remedy: "take the file out of the survey, or mend the channels that it names")
    }
    guard let choice = try StationChoice(for: path) else { return file.recordings.map(\.locator) }
    try choice.check(among: file.stations)
    return file.recordings.filter { choice.stations.contains($0.station) }.map(\.locator)
  }

  static func files(of locator: RecordingLocator) throws -> [String] {
    [locator.path] + (try StationChoice(for: locator.path).map { [$0.path] } ?? [])
  }

  static func open(_ locator: RecordingLocator) throws -> any RecordingSource {
    try MTH5Recording(locator)
  }
}
