import HDF5
package import Model

// What earlier runs made, and this one was not asked for, stays.
extension SiteFileWriter {
  /// Copies from an earlier file of the site the transfer functions, statistics, masks and spectra
  /// that this one does not have, value for value.
  ///
  /// - Throws: `UserError` if the earlier file cannot be read, or the disk refuses.
  package func keepOthers(of path: String) throws(UserError) {
    guard case .hdf5 = FileSignature.examine(path) else { return }
    try withFile { file in
      let source = try naming(.data, path) { try File.open(path) }
      let station = try naming(.data, path) { try SoleStation(source, path) }
      let keeper = Keeper(writer: self, from: station, path: path)
      try keeper.keepFunctions(source, file)
      try keeper.keepStatistics(source, file)
      try keeper.keepMasks(source, file)
      try keeper.keepSpectra(source, file)
    }
  }
}

extension SiteFileWriter {
  /// Says what made the spectra.
  package func setStamp(ofSpectra stamp: ResultStamp) throws(UserError) {
    try setAttributes(stamp.attributes(StoredResult.spectraPrefix))
  }
}

/// Copies from one file of a site to another.
private struct Keeper {
  let writer: SiteFileWriter
  /// The earlier file's.
  let from: SoleStation
  let path: String

  private var ownPath: String { writer.ownPath }

  init(writer: SiteFileWriter, from: SoleStation, path: String) {
    self.writer = writer
    self.from = from
    self.path = path
  }

  func keepFunctions(_ source: borrowing File, _ file: borrowing File) throws {
    for name in try names("\(from.ownPath)/transfer_functions", source) {
      let (old, new) = (
        "\(from.ownPath)/transfer_functions/\(name)", "\(ownPath)/transfer_functions/\(name)"
      )
      guard try !file.exists(new) else { continue }
      try source.copy(old, to: file, as: new)
      let group = try file.group(new)
      let common = try group.attribute("mth5_name")?.text
      if let common {
        let place = "\(writer.stationPath)/Transfer_Functions/\(common)"
        if try !file.exists(place) {
          try source.copy(
            "\(from.stationPath)/Transfer_Functions/\(common)", to: file, as: place)
        }
      }
      writer.functions.append(
        WrittenFunction(
          id: name, common: common, function: try TransferFunctionGroup.read(group, file: path),
          isStamped: try ResultStamp(group.attributes()) != nil))
    }
  }

  func keepStatistics(_ source: borrowing File, _ file: borrowing File) throws {
    let group = WindowTable.statisticsGroup
    for run in try names("\(from.ownPath)/\(group)", source) {
      var made: Set<String> = []
      for level in try names("\(ownPath)/\(group)/\(run)", file) {
        made.formUnion(try names("\(ownPath)/\(group)/\(run)/\(level)", file))
      }
      for level in try names("\(from.ownPath)/\(group)/\(run)", source) {
        let place = "\(group)/\(run)/\(level)"
        for name in try names("\(from.ownPath)/\(place)", source) where !made.contains(name) {
          try source.copy(
            "\(from.ownPath)/\(place)/\(name)", to: file, as: "\(ownPath)/\(place)/\(name)")
        }
      }
    }
  }

  func keepMasks(_ source: borrowing File, _ file: borrowing File) throws {
    let group = WindowTable.masksGroup
    let made = try names("\(ownPath)/\(group)", file)
    for mask in try names("\(from.ownPath)/\(group)", source) where !made.contains(mask) {
      try source.copy(
        "\(from.ownPath)/\(group)/\(mask)", to: file, as: "\(ownPath)/\(group)/\(mask)")
    }
  }

  /// Spectra of recordings that are still there, where this run stores none.
  func keepSpectra(_ source: borrowing File, _ file: borrowing File) throws {
    let folder = "Fourier_Coefficients"
    guard try names("\(writer.stationPath)/\(folder)", file).isEmpty else { return }
    for run in try names("\(from.stationPath)/\(folder)", source)
    where try file.exists("\(writer.stationPath)/\(run)") {
      let place = "\(writer.stationPath)/\(folder)/\(run)"
      try source.copy("\(from.stationPath)/\(folder)/\(run)", to: file, as: place)
    }
    guard try source.exists(from.ownPath) else { return }
    let stamp = try source.group(from.ownPath).attributes().filter {
      $0.key.hasPrefix(StoredResult.spectraPrefix)
    }
    try file.requireGroup(ownPath).setAttributes(stamp)
  }

  private func names(_ group: String, _ file: borrowing File) throws -> [String] {
    try file.exists(group) ? try file.group(group).childNames() : []
  }
}
