import Archive
import Configuration
import Files
import Formats
import Foundation
import Model
import Pipeline

/// The folder of a survey.
struct Project {
  let path: String

  /// The folder's path as the user gave it, without a slash at its end.
  init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  var configurationFile: String { path + "/skindepth.ini" }
  var timeData: String { path + "/timeData" }
  /// Where responses of sensors lie: resistics' folder, and one of a plainer name.
  var calibrationFolders: [String] {
    ["calData", "calibration"].map { path + "/" + $0 }.filter(isFolder)
  }
  var sitesFolder: String { path + "/sites" }
  var surveyFile: String { path + "/survey.h5" }
  var ediFolder: String { path + "/edi" }
  var figuresFolder: String { path + "/figures" }
  var workFolder: String { path + "/work" }
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
  func settings(file: String?, overrides: [Override]) throws -> Settings {
    let path = file ?? configurationFile
    guard file != nil || FileManager.default.fileExists(atPath: path) else {
      return try Settings(text: "", file: "defaults", overrides: overrides)
    }
    return try Settings(
      text: configurationText(atPath: path), file: path, overrides: overrides)
  }

  /// The sites' names: the folders in timeData, in alphabetical order.
  func siteNames() throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: timeData)
        .filter { !$0.hasPrefix(".") && isFolder(timeData + "/" + $0) }.sorted()
    } catch {
      throw UserError(
        .data, timeData, "cannot be read", remedy: "check the folder's permissions")
    }
  }

  /// The reference time of a project of resistics, which its project file has.
  ///
  /// - Throws: `UserError` where that file names a time that is none.
  func resisticsReference() throws -> Instant? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard let name = names.filter({ $0.hasSuffix(".prj") }).min(),
      let bytes = FileManager.default.contents(atPath: path + "/" + name)
    else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard line.hasPrefix("Reference time"), let equals = line.firstIndex(of: "=") else {
        continue
      }
      let text = line[line.index(after: equals)...].trimmed
      guard let reference = Instant(text) else {
        throw UserError(
          .configuration, path + "/" + name, at: "Reference time", "is no time: \(text)",
          remedy: "write it as 2024-06-01 12:00:00, or set reference in [Survey]")
      }
      return reference
    }
    return nil
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
    guard FileManager.default.fileExists(atPath: truthFile) else { return "" }
    return "\(Digest(of: Array(FileManager.default.contents(atPath: truthFile) ?? Data())))"
  }
}
