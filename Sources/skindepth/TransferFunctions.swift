import Archive
import Formats
import Foundation
import Model

/// The transfer functions that a path leads to: a survey's folder, an MTH5 file, or another file.
struct TransferFunctions {
  let all: [NamedFunction]
  private let path: String
  /// Those of an MTH5 file; nil for a file that has one without a name.
  private let stored: [StoredTransferFunction]?

  /// - Parameters:
  ///   - set: Of spectra, where the path is a survey's; `nil`: as its configuration says.
  ///   - configuration: In place of the survey's own file.
  init(_ path: String, set: String? = nil, configuration: String? = nil) throws {
    let surveyFile = try Project.of(path, set: set, configuration: configuration).surveyFile
    let isSurvey = FileManager.default.fileExists(atPath: surveyFile)
    self.path = isSurvey ? surveyFile : path
    let isHDF5 = [".h5", ".mth5"].contains { path.lowercased().hasSuffix($0) }
    if isSurvey || isHDF5 {
      let stored = try StoredTransferFunction.readAll(self.path)
      self.stored = stored
      all = stored.map { NamedFunction($0) }
    } else {
      stored = nil
      all = [NamedFunction(path, try TransferFunctionFile.read(path))]
    }
  }

  /// The one that another is to be compared with.
  func counterpart(of other: NamedFunction) throws -> TransferFunction {
    guard let stored else { return all[0].function }
    return try StoredTransferFunction.counterpart(
      ofStation: other.station, id: other.id, among: stored, in: path
    ).function
  }
}

/// A transfer function with what it is called.
struct NamedFunction {
  let name: String
  let station: String
  /// Nil where its file has only one.
  let id: String?
  let function: TransferFunction

  init(_ stored: StoredTransferFunction) {
    name = "\(stored.station) \(stored.id)"
    station = stored.station
    id = stored.id
    function = stored.function
  }

  init(_ name: String, _ station: String, _ id: String?, _ function: TransferFunction) {
    self.name = name
    self.station = station
    self.id = id
    self.function = function
  }

  init(_ path: String, _ function: TransferFunction) {
    name = path
    station = function.origin.output
    id = nil
    self.function = function
  }
}
