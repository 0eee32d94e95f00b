import HDF5
import Model

extension SummaryRows {
  /// The rows of the recordings and Fourier coefficients that a site's file has.
  ///
  /// - Parameters:
  ///   - stationPath: The site's group.
  ///   - ownPath: Our own group of the site.
  init(
    of site: SiteDescription, at stationPath: String, own ownPath: String, in file: borrowing File
  ) throws(HDF5Error) {
    let finder = RowFinder(site: site, stationPath: stationPath, ownPath: ownPath)
    channels = try finder.channels(file)
    spectra = try finder.spectra(file)
  }
}

/// Makes rows of the attributes that a site's file has.
private struct RowFinder {
  let site: SiteDescription
  let stationPath: String
  let ownPath: String

  func channels(_ file: borrowing File) throws(HDF5Error) -> [[Cell]] {
    var rows: [[Cell]] = []
    for run in try file.group(stationPath).childNames()
    where !MTH5.reservedInStation.contains(run) {
      let runPath = "\(stationPath)/\(run)"
      let count = try file.group("\(ownPath)/recordings/\(run)").attribute("sample_count")
      let references = [try reference(runPath, file), try reference(stationPath, file)]
      for name in try file.group(runPath).childNames() {
        let path = "\(runPath)/\(name)"
        let channel = try file.dataset(path)
        rows.append(
          [.text(site.survey), .text(site.site), .text(run)] + site.placeCells
            + (try texts(channel, ["component", "time_period.start", "time_period.end"])) + [
              .integer(count?.integer ?? 0), try real(channel, "sample_rate"),
            ] + (try texts(channel, ["type"])) + [
              try real(channel, "measurement_azimuth"), try real(channel, "measurement_tilt"),
            ] + (try texts(channel, ["units"])) + [
              // One element stands for none.
              .boolean(try channel.shape != [1]), try reference(path, file),
            ] + references)
      }
    }
    return rows
  }

  func spectra(_ file: borrowing File) throws(HDF5Error) -> [[Cell]] {
    let folder = "\(stationPath)/Fourier_Coefficients"
    var rows: [[Cell]] = []
    for run in try file.group(folder).childNames() {
      for level in try file.group("\(folder)/\(run)").childNames() {
        let levelPath = "\(folder)/\(run)/\(level)"
        let references = [
          try reference(levelPath, file), try reference("\(folder)/\(run)", file),
          try reference(stationPath, file),
        ]
        for name in try file.group(levelPath).childNames() {
          rows.append(
            [.text(site.survey), .text(site.site), .text(run), .text(level)] + site.placeCells
              + (try spectraCells(file.dataset("\(levelPath)/\(name)")))
              + [try reference("\(levelPath)/\(name)", file)] + references)
        }
      }
    }
    return rows
  }

  private func spectraCells(_ channel: borrowing Dataset) throws(HDF5Error) -> [Cell] {
    try texts(channel, ["component", "time_period.start", "time_period.end"]) + [
      .integer(Int64(try channel.shape.reduce(1, *))),
      try real(channel, "sample_rate_window_step"), .text("FCChannel"),
    ] + texts(channel, ["units"])
  }

  private func texts(
    _ channel: borrowing Dataset, _ names: [String]
  ) throws(HDF5Error) -> [Cell] {
    var cells: [Cell] = []
    for name in names { cells.append(.text(try channel.attribute(name)?.text ?? "")) }
    return cells
  }

  private func real(_ channel: borrowing Dataset, _ name: String) throws(HDF5Error) -> Cell {
    .real(try channel.attribute(name)?.real ?? 0)
  }

  private func reference(_ path: String, _ file: borrowing File) throws(HDF5Error) -> Cell {
    .reference(try file.reference(to: path))
  }
}

extension SiteDescription {
  /// Latitude, longitude and elevation, as they begin most summary rows.
  var placeCells: [Cell] {
    let location = location ?? Location(latitude: 0, longitude: 0, elevation: 0)
    return [.real(location.latitude), .real(location.longitude), .real(location.elevation)]
  }
}
