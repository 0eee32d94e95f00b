import Files
import HDF5
package import Model

/// Writes `survey.h5`: one MTH5 file over the site files of a survey.
///
/// Metadata, transfer functions and summary tables are copied. Channels, Fourier coefficients and
/// our own products are reached through external links with relative names, so that the folder can
/// be moved. References cannot point into another file: in the summary tables those to channels
/// and Fourier coefficients are null.
package enum SurveyFileWriter {
  /// Writes the file anew; an older one is replaced when the new one is complete.
  ///
  /// - Parameters:
  ///   - path: The survey file.
  ///   - sitePaths: Files of `SiteDraft`, in the survey file's folder or below it.
  /// - Throws: `UserError` if a site file cannot be read, lies elsewhere, or holds the same site of
  ///   the same survey as another; or if the disk refuses.
  package static func write(
    _ path: String, over sitePaths: [String], software: SiteDescription.Software,
    created: Instant? = nil
  ) throws(UserError) {
    var sites: [LinkedSite] = []
    for sitePath in sitePaths { sites.append(try LinkedSite(sitePath, besides: path)) }
    try refuseTwins(sites, path)
    let pending = PendingFile(path)
    let description = SiteDescription(survey: "", site: "", software: software, created: created)
    let surveys = Dictionary(grouping: sites, by: \.survey).sorted { $0.key < $1.key }
    let bytes = try naming(.output, path) {
      let file = try File.createInMemory(path)
      try SiteTree.writeRoot(file, description)
      var rows = SummaryRows()
      for (survey, sites) in surveys {
        try write(survey, sites, to: file)
        for site in sites { try copy(site, to: file, &rows) }
      }
      try rows.write(to: file)
      return try file.image()
    }
    try pending.write(bytes)
    try pending.publish()
  }

  private static func refuseTwins(_ sites: [LinkedSite], _ path: String) throws(UserError) {
    for (index, site) in sites.enumerated() {
      guard let twin = sites[..<index].first(where: { $0.stationPath == site.stationPath }) else {
        continue
      }
      throw UserError(
        .data, path, at: "site \(site.station)", "it is in \(twin.path) and in \(site.path)",
        remedy: "Remove the one that is out of date")
    }
  }

  private static func write(
    _ survey: String, _ sites: [LinkedSite], to file: borrowing File
  ) throws(HDF5Error) {
    let places = sites.compactMap(\.location)
    func corner(_ pick: ([Double]) -> Double?) -> Location {
      Location(
        latitude: pick(places.map(\.latitude)) ?? 0, longitude: pick(places.map(\.longitude)) ?? 0,
        elevation: 0)
    }
    let days = sites.map(\.days)
    // Its sites' words, where they have some: tables say them of all or of none as a rule.
    let metadata = SiteMetadata(
      project: sites.lazy.map(\.metadata.project).first { !$0.isEmpty } ?? "",
      citation: sites.lazy.map(\.metadata.citation).first { !$0.isEmpty } ?? "")
    try SiteTree.writeSurvey(
      file, survey, metadata, corners: (corner { $0.min() }, corner { $0.max() }),
      days: (days.map(\.0).min() ?? "1980-01-01", days.map(\.1).max() ?? "1980-01-01"))
  }

  private static func copy(
    _ site: LinkedSite, to file: borrowing File, _ rows: inout SummaryRows
  ) throws {
    let source = try naming(.data, site.path) { try File.open(site.path) }
    let station = try source.group(site.stationPath)
    try SiteTree.writeStation(file, site.stationPath, station.attributes())
    for name in try station.childNames() where !MTH5.reservedInStation.contains(name) {
      let run = try station.group(name)
      try file.createGroup("\(site.stationPath)/\(name)").setAttributes(run.attributes())
      try link(run.childNames(), of: name, site, in: file)
    }
    for folder in ["Fourier_Coefficients", "Features"] {
      try link(station.group(folder).childNames(), of: folder, site, in: file)
    }
    for id in try station.group("Transfer_Functions").childNames() {
      let place = "\(site.stationPath)/Transfer_Functions/\(id)"
      try source.copy(place, to: file, as: place)
    }
    try copyOwn(site, source, to: file)
    try copyRows(source, site, to: file, &rows)
  }

  private static func copyOwn(
    _ site: LinkedSite, _ source: borrowing File, to file: borrowing File
  ) throws {
    guard try source.exists(site.ownPath) else { return }
    let own = try source.group(site.ownPath)
    try file.createGroup(site.ownPath).setAttributes(own.attributes())
    for name in try own.childNames() {
      let place = "\(site.ownPath)/\(name)"
      if name == "transfer_functions" {
        try source.copy(place, to: file, as: place)
      } else {
        try file.createExternalLink(place, toFile: site.relativePath, object: place)
      }
    }
  }

  /// Links what is in a folder of the station to the same place in the site file.
  private static func link(
    _ names: [String], of folder: String, _ site: LinkedSite, in file: borrowing File
  ) throws(HDF5Error) {
    for name in names {
      let place = "\(site.stationPath)/\(folder)/\(name)"
      try file.createExternalLink(place, toFile: site.relativePath, object: place)
    }
  }

  private static func copyRows(
    _ source: borrowing File, _ site: LinkedSite, to file: borrowing File,
    _ rows: inout SummaryRows
  ) throws {
    let station = Cell.reference(try file.reference(to: site.stationPath))
    let nothing = Cell.reference(.null)
    func reference(_ folder: String, _ name: Cell) throws -> Cell {
      guard case .text(let name) = name else { return nothing }
      let place = "\(site.stationPath)/\(folder)\(MTH5.validName(name))"
      return .reference(try file.reference(to: place))
    }
    for row in try SummaryRows.read(source, "channel_summary", SummaryTables.channels) {
      rows.channels.append(row.dropLast(3) + [nothing, try reference("", row[2]), station])
    }
    for row in try SummaryRows.read(source, "fc_summary", SummaryTables.spectra) {
      rows.spectra.append(row.dropLast(4) + [nothing, nothing, nothing, station])
    }
    for row in try SummaryRows.read(source, "tf_summary", SummaryTables.transferFunctions) {
      let function = try reference("Transfer_Functions/", row[5])
      rows.transferFunctions.append(row.dropLast(2) + [function, station])
    }
  }
}
