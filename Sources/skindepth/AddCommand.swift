import Archive
import ArgumentParser
import Formats
import Foundation
import Model

struct AddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add a site's recordings to a survey, as links to where they are.",
    discussion: """
      Files that are plain columns of numbers do not say their rate, start and channels: give them \
      here.

      EXAMPLES
        skindepth add survey BP02 /data/BP02_*.gz
        skindepth add survey test1 /data/test1.asc --rate 1 \
          --start 2024-06-01T12:00:00 --channels "Hx Hy Hz Ex Ey"
        skindepth add survey array /data/array.h5 --station A
      """)

  @Argument(help: "The survey's folder.")
  var project: String

  @Argument(help: "The site's name.")
  var site: String

  @Argument(help: "Files or folders.")
  var files: [String]

  @Option(help: "Sampling rate in Hz of column files.")
  var rate: String?

  @Option(help: "Start of column files, such as 2024-06-01T12:00:00.")
  var start: String?

  @Option(help: "Channels of the columns, in order; - for a column to pass over.")
  var channels: String?

  @Option(
    help: "Of an MTH5 file with many stations: these, with commas between them (default: all).")
  var station: String?

  @Flag(help: "Copy the files instead of linking to them.")
  var copy = false

  func run() throws {
    let project = Project(project)
    try project.check()
    guard !site.isEmpty, !site.contains("/"), !site.hasPrefix(".") else {
      throw UserError(
        .configuration, "site \"\(site)\"", "is no name for a folder",
        remedy: "use letters, digits, - and _")
    }
    guard (rate == nil) == (channels == nil) else {
      throw UserError(
        .configuration, "--rate and --channels", "go together", remedy: "give both or none")
    }
    guard rate == nil || start != nil else {
      throw UserError(
        .configuration, "--start", "is missing: recordings are compared by their times",
        remedy: "give the time of the first sample, such as --start 2024-06-01T12:00:00")
    }
    let stations = try chosenStations()
    let isNew = !FileManager.default.fileExists(atPath: project.siteFolder(site))
    try makeFolder(project.siteFolder(site))
    var made: [String] = []
    do {
      for file in files { made += try add(file, stations, project) }
      let count = try checkedCount(project)
      print("site \(site): \(count) recordings")
    } catch {
      for path in made { try? FileManager.default.removeItem(atPath: path) }
      if isNew { try? FileManager.default.removeItem(atPath: project.siteFolder(site)) }
      throw error
    }
  }

  /// The stations that are asked for, which every file must have.
  private func chosenStations() throws -> [String] {
    let stations = (station ?? "").split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
    guard station != nil else { return [] }
    guard !stations.isEmpty, rate == nil else {
      throw UserError(
        .configuration, "--station", "names stations of MTH5 files, and columns have none",
        remedy: "give it without --rate, as --station A,B")
    }
    for file in files {
      guard MTH5File.isHDF5(file) else {
        throw UserError(
          .data, file, "is no MTH5 file, and so has no stations", remedy: "leave --station out")
      }
      try StationChoice.check(stations, among: MTH5File(file).stations, file)
    }
    return stations
  }

  /// Opens every recording of the site, so that what is wrong is said now and not by the next run.
  private func checkedCount(_ project: Project) throws -> Int {
    let found = try TimeSeriesFormats.discover(
      siteFolder: project.siteFolder(site), formats: SurveyReader.formats)
    let added = files.map {
      project.siteFolder(site) + "/" + URL(fileURLWithPath: $0).lastPathComponent
    }
    let strays = found.foreign.filter { added.contains($0.subject) }
    if let problem = found.problems.first ?? strays.first { throw problem }
    for locator in found.recordings { _ = try SurveyReader.open(locator) }
    return found.recordings.count
  }

  /// Links one file and writes its description, if it needs one.
  ///
  /// - Returns: The paths that were made.
  private func add(_ file: String, _ stations: [String], _ project: Project) throws -> [String] {
    let source = URL(fileURLWithPath: file).standardizedFileURL
    let target = project.siteFolder(site) + "/" + source.lastPathComponent
    guard FileManager.default.fileExists(atPath: source.path) else {
      throw UserError(.data, file, "does not exist", remedy: "check the path")
    }
    guard !FileManager.default.fileExists(atPath: target) else {
      throw UserError(
        .configuration, target, "is in the survey already", remedy: "remove it first, to replace it"
      )
    }
    do {
      if copy {
        try FileManager.default.copyItem(atPath: source.path, toPath: target)
      } else {
        try FileManager.default.createSymbolicLink(
          atPath: target, withDestinationPath: source.path)
      }
    } catch {
      throw UserError(
        .output, target, "cannot be made: \((error as NSError).localizedDescription)",
        remedy: "check that you may write there and that there is room")
    }
    guard stations.isEmpty else {
      let choice = StationChoice.path(for: target)
      try AtomicFile.write(choice, StationChoice.text(stations))
      return [target, choice]
    }
    guard let rate, let channels, let start else { return [target] }
    let text = "rate = \(rate)\nstart = \(start)\nchannels = \(channels)\nsite = \(site)\n"
    try AtomicFile.write(target + ".ini", text)
    return [target, target + ".ini"]
  }
}
