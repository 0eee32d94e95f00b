import HDF5
package import Model

/// A transfer function with its place in a file.
package struct StoredTransferFunction: Hashable, Sendable {
  package let survey: String
  package let station: String
  package let id: String
  package internal(set) var function: TransferFunction

  package init(survey: String, station: String, id: String, function: TransferFunction) {
    self.survey = survey
    self.station = station
    self.id = id
    self.function = function
  }
}

extension SiteFileWriter {
  /// Writes a transfer function: complete in our own group, and for other programs where MTH5 has a
  /// place for its channels.
  ///
  /// There it is named `SITE_id`: mtpy-v2 finds one by its name alone, in all of the survey.
  ///
  /// - Parameters:
  ///   - id: Its name, different from others of the site.
  ///   - runs: The recordings it was made of, as this writer named them.
  ///   - stamp: What made it.
  package func add(
    _ function: TransferFunction, id: String, runs: [String], stamp: ResultStamp? = nil
  ) throws(UserError) {
    let name = MTH5.validName(id)
    let common = MTH5.transferFunctionName(name, site: MTH5.validName(site.site))
    let isCommon = MTH5TransferFunction.canHold(function)
    try withFile { file in
      let own = try file.createGroup("\(ownPath)/transfer_functions/\(name)")
      try TransferFunctionGroup.write(function, to: own)
      try own.setAttributes((stamp?.attributes() ?? [:]).mapValues(\.attribute))
      functions.append(
        WrittenFunction(
          id: name, common: isCommon ? common : nil, function: function, isStamped: stamp != nil))
      guard isCommon else { return }
      try own.setAttribute("mth5_name", to: .text(common))
      let place = "\(stationPath)/Transfer_Functions/\(common)"
      try MTH5TransferFunction.write(
        function, id: common, runs: runs, site: site, to: file.createGroup(place))
    }
  }
}

extension StoredTransferFunction {
  /// The transfer function of a file that another one is to be compared with.
  ///
  /// It is the only one of the file, or that of the same site and name, or the only one of the site.
  ///
  /// - Parameter id: The other's name, if it has one.
  /// - Throws: `UserError` with the names of all, if none of these is there.
  package static func counterpart(
    ofStation station: String, id: String?, among all: [StoredTransferFunction], in path: String
  ) throws(UserError) -> StoredTransferFunction {
    if all.count == 1 { return all[0] }
    let ofSite = all.filter { $0.station == station }
    if let same = ofSite.first(where: { $0.id == id }) { return same }
    if ofSite.count == 1 { return ofSite[0] }
    let names = all.map { "\($0.station) \($0.id)" }.joined(separator: ", ")
    let wanted = id.map { "\(station) \($0)" } ?? "site \(station)"
    throw UserError(
      .data, path, "has not one transfer function of \(wanted)",
      remedy: names.isEmpty ? "name a file with transfer functions" : "it has \(names)")
  }

  /// Reads all transfer functions of a site file, a survey file, or another program's MTH5 file.
  ///
  /// - Throws: `UserError` if the file or one of them cannot be read.
  package static func readAll(_ path: String) throws(UserError) -> [StoredTransferFunction] {
    try naming(.data, path) {
      let file = try File.open(path)
      var found: [StoredTransferFunction] = []
      for surveyPath in try MTH5File.surveyPaths(file, path) {
        let survey = try file.group(surveyPath)
        let surveyName = try survey.attribute("id")?.text ?? surveyPath
        guard try survey.exists("Stations") else { continue }
        let stations = try survey.group("Stations")
        for station in try stations.childNames() {
          let group = try stations.group(station)
          let metadata = try SiteMetadata(survey, stationAttributes: group.attributes())
          found += try read(file, group, station, of: surveyName, in: path).map { stored in
            var stored = stored
            stored.function.metadata = metadata
            return stored
          }
        }
      }
      return found
    }
  }

  private static func read(
    _ file: borrowing File, _ station: borrowing Group, _ name: String, of survey: String,
    in path: String
  ) throws -> [StoredTransferFunction] {
    let common = "Transfer_Functions"
    let attributes = try station.attributes()
    let stationName = attributes["id"]?.text ?? name
    let own = MTH5.ownPath(survey: survey, station: stationName) + "/transfer_functions"
    var functions: [String: TransferFunction] = [:]
    if try station.exists(common) {
      for id in try station.group(common).childNames() {
        functions[id] = try MTH5TransferFunction.read(
          station.group("\(common)/\(id)"), station: stationName, location: Location(attributes),
          file: path)
      }
    }
    // Our own form says more, and so takes the place of the other.
    if try file.exists(own) {
      for id in try file.group(own).childNames() {
        let group = try file.group("\(own)/\(id)")
        if let twin = try group.attribute("mth5_name")?.text { functions[twin] = nil }
        functions[id] = try TransferFunctionGroup.read(group, file: path)
      }
    }
    return functions.sorted { $0.key < $1.key }.map { id, function in
      StoredTransferFunction(survey: survey, station: stationName, id: id, function: function)
    }
  }
}
