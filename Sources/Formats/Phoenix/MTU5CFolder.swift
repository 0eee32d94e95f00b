import Files

/// What a recorder of the MTU-5C family leaves beside its recordings.
enum MTU5CFolder {
  private static let names: Set<String> = ["config.json", "kern.pri", "recmeta.json.bak", "stats"]

  /// Files in a recorder's folder that are no recordings: settings, logs, statistics, and files
  /// without samples.
  static func besides(_ folder: String) throws -> [String] {
    try Folder.names(in: folder).flatMap { name -> [String] in
      let path = joined(folder, name)
      if FileStatus.isFile(path) {
        return names.contains(name.lowercased()) || name.lowercased().hasSuffix(".log")
          ? [path] : []
      }
      guard FileStatus.isFolder(path), name == "stats" || Int(name) != nil else { return [] }
      return try Folder.names(in: path).map { joined(path, $0) }.filter {
        name == "stats" || ((try? MTU5CHeader($0)) ?? nil)?.hasSamples == false
      }
    }
  }
}
