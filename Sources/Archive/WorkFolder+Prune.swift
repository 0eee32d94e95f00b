import Files
package import Model

extension WorkFolder {
  /// Removes the unit files of a site that the present plan does not have.
  ///
  /// What killed programs left of other units goes, too. Files that are not ours stay.
  ///
  /// - Parameter keep: Paths as `unitPath` gives them.
  /// - Throws: `UserError` if the disk refuses.
  package func removeUnits(besides keep: Set<String>, of site: String) throws(UserError) {
    let folder = unitsFolder(site)
    PendingFile.removeLeftOvers(in: folder, ofNamesEnding: UnitName.ending)
    for name in FolderTree.entries(of: folder) ?? [] {
      let path = joined(folder, name)
      guard UnitName(name) != nil, !keep.contains(path) else { continue }
      try FolderTree.removeFile(path)
    }
  }

  /// Removes the folders of sites that are no longer in the survey; a folder with anything in it
  /// that is not ours stays as it is.
  ///
  /// - Throws: `UserError` if the disk refuses.
  package func removeSites(besides keep: Set<String>) throws(UserError) {
    for name in sites(besides: keep) { try FolderTree.remove(folder(of: name)) }
  }

  /// The sites whose folders `removeSites` would remove.
  package func sites(besides keep: Set<String>) -> [String] {
    (FolderTree.entries(of: path) ?? []).filter { !keep.contains($0) && isOurs(folder(of: $0)) }
      .sorted()
  }

  private static let ownFiles = [draft, places, estimates, finished, results]

  private func isOurs(_ site: String) -> Bool {
    guard EntryKind(site) == .folder, let names = FolderTree.entries(of: site) else { return false }
    return names.allSatisfy { name in
      switch EntryKind(joined(site, name)) {
      case .file: Self.ownFiles.contains(name) || isUnfinished(name)
      case .folder: name == Self.units && hasOnlyUnits(joined(site, name))
      case .other: false
      // It went away meanwhile.
      case nil: true
      }
    }
  }

  private func hasOnlyUnits(_ folder: String) -> Bool {
    FolderTree.entries(of: folder)?.allSatisfy { name in
      guard case .file = EntryKind(joined(folder, name)) else { return false }
      return UnitName(name) != nil || isUnfinished(name)
    } ?? false
  }

  private func isUnfinished(_ name: String) -> Bool {
    name.hasPrefix(".") && name.hasSuffix(".partial")
  }
}
