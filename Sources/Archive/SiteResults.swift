import Files
import HDF5
package import Model

/// Takes results out of a site's file.
package enum SiteResults {
  /// Removes results; all else stays where it is in the file, so that a later run finds its
  /// spectra.
  ///
  /// - Throws: `UserError` if the file cannot be read or the disk refuses; the file is then as it was.
  package static func remove(_ results: [StoredResult], from path: String) throws(UserError) {
    let pending = PendingFile(path)
    try copy(path, to: pending)
    let file = try naming(.output, path) { try File.open(pending.temporary, .readWrite) }
    let writer = try SiteFileWriter(path, goingOnWith: file)
    try writer.withFile { file in
      for result in results { try writer.remove(result, file) }
      for table in ["channel_summary", "fc_summary", "tf_summary"] {
        try file.remove("/Experiment/\(table)")
      }
      try writer.findFunctions(file)
    }
    try writer.writeTables()
    try writer.close()
    try pending.publish()
  }

  private static func copy(_ path: String, to pending: PendingFile) throws(UserError) {
    let source = try RandomAccessFile(path, .reading)
    let size = try source.size
    // Makes the file.
    try pending.write([])
    let target = try RandomAccessFile(pending.temporary, .both, as: path)
    for start in stride(from: 0, to: size, by: 1 << 20) {
      var bytes = [UInt8](repeating: 0, count: min(1 << 20, size - start))
      var span = bytes.mutableSpan
      try source.read(into: &span, at: start)
      try target.write(bytes.span, at: start)
    }
  }
}

extension SiteFileWriter {
  fileprivate func remove(_ result: StoredResult, _ file: borrowing File) throws(HDF5Error) {
    switch result.kind {
    case .transferFunction:
      let place = "\(ownPath)/transfer_functions/\(result.name)"
      if let common = try file.group(place).attribute("mth5_name")?.text {
        try file.remove("\(stationPath)/Transfer_Functions/\(common)")
      }
      try file.remove(place)
    case .mask: try file.remove("\(ownPath)/\(WindowTable.masksGroup)/\(result.name)")
    case .statistic(let name): try remove(name, of: result.name, file)
    case .spectra:
      let folder = "\(stationPath)/Fourier_Coefficients"
      for run in try file.group(folder).childNames() { try file.remove("\(folder)/\(run)") }
    }
  }

  /// Removes a statistic, and groups that have nothing else.
  private func remove(
    _ statistic: String, of run: String, _ file: borrowing File
  ) throws(HDF5Error) {
    let group = "\(ownPath)/\(WindowTable.statisticsGroup)/\(run)"
    for level in try file.group(group).childNames() {
      let place = "\(group)/\(level)"
      if try file.exists("\(place)/\(statistic)") { try file.remove("\(place)/\(statistic)") }
      if try file.group(place).childNames().isEmpty { try file.remove(place) }
    }
    if try file.group(group).childNames().isEmpty { try file.remove(group) }
  }

  /// Lists the transfer functions that the file has.
  fileprivate func findFunctions(_ file: borrowing File) throws {
    let group = "\(ownPath)/transfer_functions"
    guard try file.exists(group) else { return }
    for name in try file.group(group).childNames() {
      let own = try file.group("\(group)/\(name)")
      functions.append(
        WrittenFunction(
          id: name, common: try own.attribute("mth5_name")?.text,
          function: try TransferFunctionGroup.read(own, file: path),
          isStamped: try ResultStamp(own.attributes()) != nil))
    }
  }
}
