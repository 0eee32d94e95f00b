import Archive
import Formats
import Foundation
import Model
import Pipeline

/// What there is to be converted.
struct ConversionContents {
  var functions: [NamedFunction] = []
  var recordings: [RecordingLocator] = []
}

/// A file or folder, and what it holds, told from its content.
struct ConversionSource {
  private let path: String
  /// What messages call it.
  private let name: String
  private var all = ConversionContents()

  /// - Throws: A `UserError` when it cannot be read, or is nothing that is known.
  init(_ path: String, named name: String) throws {
    self.path = path
    self.name = name
    guard FileManager.default.fileExists(atPath: path) else {
      throw UserError(.data, name, "does not exist", remedy: "check the path")
    }
    if FileManager.default.fileExists(atPath: Project(path).surveyFile) {
      all.functions = try TransferFunctions(path).all
    } else if MTH5File.isHDF5(path) {
      all.functions = try StoredTransferFunction.readAll(path).map { NamedFunction($0) }
      all.recordings = try MTH5File(path).recordings.map(\.locator)
    } else {
      try readOthers()
    }
  }

  private mutating func readOthers() throws {
    var isFolder: ObjCBool = false
    _ = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if !isFolder.boolValue, try TransferFunctionFile.format(of: path) != nil {
      all.functions = [NamedFunction(path, try TransferFunctionFile.read(path))]
      return
    }
    for format in SurveyReader.formats {
      guard let found = try format.recordings(at: path), !found.isEmpty else { continue }
      all.recordings = found
      return
    }
    guard isFolder.boolValue else {
      throw TimeSeriesFormats.problem(withFile: path) ?? unknown()
    }
    guard !FileManager.default.fileExists(atPath: Project(path).timeData) else {
      throw UserError(
        .data, name, "is a survey that has no survey.h5 yet",
        remedy: "run it first, or name the folder of one site's recordings")
    }
    let found = try TimeSeriesFormats.discover(siteFolder: path, formats: SurveyReader.formats)
    all.recordings = found.recordings
    if all.recordings.isEmpty { throw found.problems.first ?? found.foreign.first ?? unknown() }
  }

  private func unknown() -> UserError {
    let functions = TransferFunctionFile.formats.map { $0.name }.joined(separator: ", ")
    let recordings = SurveyReader.formats.map { $0.name }.joined(separator: ", ")
    return UserError(
      .data, name, "is no transfer function and no recording that is known here",
      remedy: "transfer functions are read from: \(functions); recordings from: \(recordings); for"
        + " columns of numbers give --rate and --channels")
  }

  /// What of it a target takes.
  ///
  /// - Parameter select: The name of one thing, where there are several.
  /// - Throws: A `UserError` where nothing is left.
  func contents(for target: ConversionTarget, select: String?) throws -> ConversionContents {
    var contents = ConversionContents()
    if target.takesFunctions { contents.functions = all.functions }
    if target.takesRecordings { contents.recordings = all.recordings }
    guard !contents.functions.isEmpty || !contents.recordings.isEmpty else {
      let has = all.functions.isEmpty ? "recordings" : "transfer functions"
      throw UserError(
        .configuration, name, "holds \(has), which \(target.name) is not for",
        remedy: "name a target with another ending, or give another --format")
    }
    guard let select else { return contents }
    let names = contents.functions.map(\.fileName) + contents.recordings.map(\.plainName)
    contents.functions.removeAll {
      $0.fileName != select && LabelledNames.withoutRate($0.fileName) != select
    }
    contents.recordings.removeAll { $0.plainName != select }
    guard !contents.functions.isEmpty || !contents.recordings.isEmpty else {
      throw UserError(
        .configuration, "--select \(select)", "is not in \(name)",
        remedy: "it has \(names.joined(separator: ", "))")
    }
    return contents
  }
}

extension NamedFunction {
  /// As `--select` and the files of several functions call it.
  var fileName: String {
    guard let id else { return station }
    return id.hasPrefix("\(station)_") ? id : "\(station)_\(id)"
  }

  func turned(to angle: Double) throws -> NamedFunction {
    NamedFunction(name, station, id, try function.turned(to: angle, subject: name))
  }
}

extension RecordingLocator {
  /// As `--select` and the folders of several recordings call it.
  var plainName: String {
    guard member.isEmpty else { return member.replacing("/", with: "_") }
    let last = URL(fileURLWithPath: path).lastPathComponent
    return last.split(separator: ".").first.map(String.init) ?? last
  }
}
