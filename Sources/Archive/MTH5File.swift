import HDF5
package import Model

/// An MTH5 file of version 0.1.0 or 0.2.0, its contents listed.
package final class MTH5File {
  /// A run with samples.
  package struct Recording {
    package let survey: String
    package let station: String
    package let header: RecordingHeader
    package let locator: RecordingLocator
    let channels: [Channel: RunChannel]
  }

  package let path: String
  /// `0.1.0` or `0.2.0`.
  package let version: String
  /// In alphabetical order of survey, station and run.
  package private(set) var recordings: [Recording] = []
  /// What was passed over, for the user.
  package private(set) var notices: [String] = []
  /// The stations that have recordings, each once.
  package var stations: [String] { Set(recordings.map(\.station)).sorted() }

  /// Names of survey, station and run to list; nil for all.
  private let wanted: [String]?
  /// Nil only after `takeFile()`.
  private var file: File?

  /// Whether a file is an MTH5 file, by its root attributes; false also for what cannot be read.
  package static func recognizes(_ path: String) -> Bool {
    guard case .hdf5 = FileSignature.examine(path), let file = try? File.open(path) else {
      return false
    }
    return (try? isMTH5(file)) ?? false
  }

  /// Whether a file has the signature of HDF5, whole or cut off.
  package static func isHDF5(_ path: String) -> Bool {
    switch FileSignature.examine(path) {
    case .hdf5, .cutOff: true
    case .empty, .foreign, .unreadable: false
    }
  }

  private static func isMTH5(_ file: borrowing File) throws -> Bool {
    if try file.attribute("file.type")?.text?.lowercased() == "mth5" { return true }
    return try file.exists("Experiment/Surveys") || file.exists("Survey/Stations")
  }

  /// Opens a file and reads what it says of its recordings; no samples are read.
  ///
  /// - Throws: `UserError` if it is no MTH5 file, cannot be read, or contradicts itself.
  package convenience init(_ path: String) throws(UserError) {
    try self.init(path, only: nil)
  }

  /// - Parameter member: The one recording to list, as `survey/station/run`; all unless given.
  init(_ path: String, only member: String?) throws(UserError) {
    self.path = path
    wanted = member?.split(separator: "/").map(String.init)
    let file = try naming(.data, path) { try File.open(path) }
    version = try naming(.data, path) { try Self.version(of: file, path) }
    try naming(.data, path) {
      for surveyPath in try Self.surveyPaths(file, path) {
        try list(surveyPath, in: file)
      }
    }
    self.file = consume file
  }

  /// Gives the open file to one who reads on.
  func takeFile() -> File {
    guard let file = file.take() else { preconditionFailure("the file was taken before") }
    return file
  }

  private static func version(of file: borrowing File, _ path: String) throws -> String {
    guard try isMTH5(file) else {
      throw UserError(
        .data, path, "an HDF5 file, but not an MTH5 file",
        remedy: "Give a file that mth5 or this program has written")
    }
    let stated = try file.attribute("file.version")?.text
    let version = try stated ?? (file.exists("Survey") ? "0.1.0" : "0.2.0")
    guard version == "0.1.0" || version == "0.2.0" else {
      throw UserError(
        .data, path, at: "file.version", "MTH5 version \(version) is not known",
        remedy: "Versions 0.1.0 and 0.2.0 are; mth5 can write both")
    }
    return version
  }

  /// The groups of the file's surveys.
  static func surveyPaths(_ file: borrowing File, _ path: String) throws -> [String] {
    if try version(of: file, path) == "0.1.0" { return ["/Survey"] }
    return try file.group("/Experiment/Surveys").childNames().map { "/Experiment/Surveys/\($0)" }
  }

  /// Whether a group may hold what is wanted, by its name, which mth5 makes from the object's.
  private func isWanted(_ group: String, part: Int) -> Bool {
    guard let wanted, wanted.count == 3 else { return true }
    return group == wanted[part] || group == MTH5.validName(wanted[part])
  }

  private func list(_ surveyPath: String, in file: borrowing File) throws {
    let survey = try file.group(surveyPath)
    guard try survey.exists("Stations") else { return }
    let library = try FilterLibrary(survey)
    let stations = try survey.group("Stations")
    let lastPart = surveyPath.split(separator: "/").last.map(String.init) ?? ""
    let surveyName = try survey.attribute("id")?.text ?? lastPart
    for name in try stations.childNames() where isWanted(name, part: 1) {
      try list(station: stations.group(name), name, of: surveyName, library)
    }
  }

  private func list(
    station: borrowing Group, _ name: String, of survey: String, _ library: FilterLibrary
  ) throws {
    let attributes = try station.attributes()
    let reader = RunReader(
      path: path, survey: survey, station: attributes["id"]?.text ?? name,
      location: Location(attributes), library: library)
    for run in try station.childNames()
    where !MTH5.reservedInStation.contains(run) && isWanted(run, part: 2) {
      switch try reader.read(station.group(run), named: run) {
      case .recording(let recording): recordings.append(recording)
      case .passedOver(let reason): notices.append("\(name)/\(run): \(reason)")
      }
    }
  }
}

extension Location {
  init?(_ attributes: [String: AttributeValue]) {
    guard let latitude = attributes["location.latitude"]?.real,
      let longitude = attributes["location.longitude"]?.real
    else { return nil }
    self.init(
      latitude: latitude, longitude: longitude,
      elevation: attributes["location.elevation"]?.real ?? 0)
  }
}
