import HDF5
package import Model

/// A result of a site's file by its name, and what made it.
package struct StoredResult: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case transferFunction
    /// Of a run: one of several.
    case statistic(String)
    case mask
    case spectra
  }

  package let kind: Kind
  /// Of the transfer function, of the run of statistics, of the mask; empty for spectra.
  package let name: String
  /// Nil where an older version made it, which left none.
  package let stamp: ResultStamp?

  package init(_ kind: Kind, _ name: String, _ stamp: ResultStamp?) {
    self.kind = kind
    self.name = name
    self.stamp = stamp
  }

  /// As messages call it.
  package var title: String {
    switch kind {
    case .transferFunction: "transfer function \(name)"
    case .statistic(let statistic): "statistic \(statistic) of \(name)"
    case .mask: "mask \(name)"
    case .spectra: "the spectra"
    }
  }
}

extension StoredResult {
  /// All results of a site's file; none where there is no file.
  ///
  /// - Throws: `UserError` if the file cannot be read or is not of one site.
  package static func readAll(_ path: String) throws(UserError) -> [StoredResult] {
    switch FileSignature.examine(path) {
    case .hdf5, .cutOff, .unreadable: break
    case .empty, .foreign: return []
    }
    return try naming(.data, path) {
      let file = try File.open(path)
      let station = try SoleStation(file, path)
      return try Finder(file: file, station: station).all()
    }
  }

  /// Prefix of what tells of spectra, which stands beside what tells of the site.
  static let spectraPrefix = "spectra_"

  private struct Finder: ~Copyable {
    let file: File
    let station: SoleStation

    func all() throws -> [StoredResult] {
      try functions() + statistics() + masks() + spectra()
    }

    private func functions() throws -> [StoredResult] {
      let group = "\(station.ownPath)/transfer_functions"
      return try names(group).map { name in
        let stamp = ResultStamp(try file.group("\(group)/\(name)").attributes())
        return StoredResult(.transferFunction, name, stamp)
      }
    }

    private func statistics() throws -> [StoredResult] {
      let group = "\(station.ownPath)/\(WindowTable.statisticsGroup)"
      var found: [StoredResult] = []
      for run in try names(group) {
        var seen: Set<String> = []
        for level in try names("\(group)/\(run)") {
          for name in try names("\(group)/\(run)/\(level)") where seen.insert(name).inserted {
            let stamp = try stamp("\(group)/\(run)/\(level)/\(name)")
            found.append(StoredResult(.statistic(name), run, stamp))
          }
        }
      }
      return found
    }

    private func masks() throws -> [StoredResult] {
      let group = "\(station.ownPath)/\(WindowTable.masksGroup)"
      return try names(group).map { name in
        let level = try names("\(group)/\(name)").first
        return StoredResult(
          .mask, name, try level.flatMap { try stamp("\(group)/\(name)/\($0)") })
      }
    }

    private func spectra() throws -> [StoredResult] {
      guard try !names("\(station.stationPath)/Fourier_Coefficients").isEmpty else { return [] }
      let attributes =
        try file.exists(station.ownPath) ? try file.group(station.ownPath).attributes() : [:]
      return [StoredResult(.spectra, "", ResultStamp(attributes, StoredResult.spectraPrefix))]
    }

    private func stamp(_ dataset: String) throws -> ResultStamp? {
      ResultStamp(try file.dataset(dataset).attributes())
    }

    private func names(_ group: String) throws -> [String] {
      try file.exists(group) ? try file.group(group).childNames() : []
    }
  }
}
