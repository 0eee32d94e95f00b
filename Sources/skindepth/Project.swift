import Archive
import Configuration
import Files
import Formats
import Foundation
import Model
import Pipeline
import Surveying

/// The folder of a survey.
struct Project {
  let path: String
  /// Where products go: the survey's folder itself, or that of one of several sets of spectra.
  let products: String

  /// The name of the set of spectra whose products lie in the survey's folder itself.
  private static let standardSet = "spectra"

  /// The folder's path as the user gave it, without a slash at its end.
  ///
  /// - Parameter set: The name of a set of spectra.
  init(_ path: String, set: String = standardSet) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    products = set == Project.standardSet ? self.path : "\(self.path)/sets/\(set)"
  }

  /// The survey with the set of spectra that is named, else with that of its configuration.
  ///
  /// - Parameter configuration: In place of the survey's own file.
  /// - Throws: `UserError` if the configuration cannot be read.
  static func of(_ path: String, set: String?, configuration: String?) throws -> Project {
    let project = Project(path)
    if let set { return project.with(set: set) }
    // A file of transfer functions has no configuration.
    guard configuration != nil || project.isFolder(path) else { return project }
    let settings = try project.settings(file: configuration, overrides: [])
    return project.with(set: settings.spectra.set)
  }

  /// The same survey with another set of spectra.
  func with(set: String) -> Project { Project(path, set: set) }

  var configurationFile: String { path + "/skindepth.ini" }
  var timeData: String { path + "/timeData" }
  /// Where responses of sensors lie: resistics' folder, and one of a plainer name.
  var calibrationFolders: [String] {
    ["calData", "calibration"].map { path + "/" + $0 }.filter(isFolder)
  }
  var sitesFolder: String { products + "/sites" }
  var surveyFile: String { products + "/survey.h5" }
  /// Of files of transfer functions in a format, by its word.
  func folder(of format: String) -> String { products + "/" + format }
  var figuresFolder: String { products + "/figures" }
  var workFolder: String { products + "/work" }
  /// What a person knows of sites.
  var sitesTable: String { path + "/" + SitesTable.fileName }
  var truthFile: String { path + "/truth.json" }

  func siteFolder(_ site: String) -> String { timeData + "/" + site }
  func siteFile(_ site: String) -> String { "\(sitesFolder)/\(site).h5" }

  /// The name of the folder, for want of another, cut to the length that MTH5's tables hold.
  var name: String {
    var name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    while name.utf8.count > Archive.SiteDescription.longestName { name.removeLast() }
    return name
  }

  /// Checks that this is the folder of a survey.
  func check() throws {
    guard isFolder(path) else {
      throw UserError(
        .configuration, path, "is no folder",
        remedy: "make a survey with `skindepth new \(path)` or `skindepth synth \(path)`")
    }
    guard isFolder(timeData) else {
      throw UserError(
        .configuration, path, "has no folder timeData, so it is not a survey",
        remedy: "put each site's recordings into \(timeData)/SITE, or use `skindepth add`")
    }
  }

  /// The settings: the file given, else the project's own, else the defaults.
  ///
  /// - Parameter usesOwnFile: Whether the project's own file counts.
  func settings(
    file: String?, overrides: [Override], usesOwnFile: Bool = true
  ) throws -> Settings {
    let path = file ?? configurationFile
    let isThere = usesOwnFile && FileManager.default.fileExists(atPath: path)
    guard file != nil || isThere else {
      return try Settings(text: "", file: "defaults", overrides: overrides)
    }
    return try Settings(
      text: configurationText(atPath: path), file: path, overrides: overrides)
  }

  /// The sites' names, in alphabetical order: the folders in timeData, and sites of files with many
  /// stations that a run has made.
  func siteNames() throws -> [String] {
    let made = (try? FileManager.default.contentsOfDirectory(atPath: sitesFolder)) ?? []
    let names = made.filter { $0.hasSuffix(".h5") && !$0.hasPrefix(".") }.map { $0.dropLast(3) }
    return Set(try folderNames() + names.map(String.init)).sorted()
  }

  /// The folders in timeData, in alphabetical order.
  func folderNames() throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: timeData)
        .filter { !$0.hasPrefix(".") && isFolder(timeData + "/" + $0) }.sorted()
    } catch {
      throw UserError(
        .data, timeData, "cannot be read", remedy: "check the folder's permissions")
    }
  }

  private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws {
  let parent = parentFolder(path)
  if parent != path, !FileManager.default.fileExists(atPath: parent) { try makeFolder(parent) }
  try FolderTree.make(path)
}

extension Project {
  /// What tells one truth of the survey from another; figures show it.
  func truthStamp() throws -> String {
    guard truth() != nil else { return "" }
    return "\(Digest(of: Array(FileManager.default.contents(atPath: truthFile) ?? Data())))"
  }
}
