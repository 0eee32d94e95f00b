import Files
package import Model

/// What a site's folder holds.
package struct Discovery: Hashable, Sendable {
  /// In the order of their paths.
  package var recordings: [RecordingLocator]
  /// One for each thing that is no recording or cannot be read, in the order of their paths.
  package var problems: [UserError]
  /// Files that nobody takes for recordings, such as photographs and notes, in the order of their
  /// paths.
  package var foreign: [UserError]

  package init(recordings: [RecordingLocator], problems: [UserError], foreign: [UserError] = []) {
    self.recordings = recordings
    self.problems = problems
    self.foreign = foreign
  }
}

extension TimeSeriesFormats {
  /// Finds the recordings of a site: files and folders in its folder, or links to them.
  ///
  /// Hidden files are passed over. The order is that of the names, whatever the file system's is.
  ///
  /// - Throws: A `UserError` when the folder itself cannot be read.
  package static func discover(
    siteFolder: String, formats: [any TimeSeriesFormat.Type] = all
  ) throws -> Discovery {
    var search = Search(formats: formats)
    try search.look(inFolder: siteFolder, mayDescend: true)
    return Discovery(
      recordings: search.recordings.sorted { ($0.path, $0.member) < ($1.path, $1.member) },
      problems: search.problems.sorted { $0.subject < $1.subject },
      foreign: search.foreign.sorted { $0.subject < $1.subject })
  }
}

extension TimeSeriesFormats {
  /// Finds the recordings of a folder, as of a site, or those that a file holds or is a part of.
  ///
  /// - Throws: A `UserError` when the path cannot be read, or is a file of no format.
  package static func discover(
    _ path: String, formats: [any TimeSeriesFormat.Type] = all
  ) throws -> Discovery {
    if try FileStatus.of(path) == .folder {
      return try discover(siteFolder: path, formats: formats)
    }
    for format in formats {
      guard let found = try format.recordings(at: path) else { continue }
      if found.isEmpty, let other = OtherFile(path) { throw other.problem(path) }
      return Discovery(recordings: found, problems: [])
    }
    if let other = OtherFile(path) { throw other.problem(path) }
    throw UserError(
      .data, path, "is no recording that is known here",
      remedy: "known are: \(formats.map { $0.name }.joined(separator: ", "))")
  }
}

private struct Search {
  let formats: [any TimeSeriesFormat.Type]
  var recordings: [RecordingLocator] = []
  var problems: [UserError] = []
  var foreign: [UserError] = []
  /// Files that belong to a recording that was found.
  private var claimed: Set<String> = []

  init(formats: [any TimeSeriesFormat.Type]) {
    self.formats = formats
  }

  /// Looks for recordings that are the folder or several files in it, then at each file alone.
  mutating func look(inFolder folder: String, mayDescend: Bool) throws {
    let names = try Folder.names(in: folder)
    for format in formats {
      guard let found = try format.recordings(at: folder) else { continue }
      claim(found, format)
      if found.contains(where: { $0.path == folder && $0.member.isEmpty }) { return }
    }
    for name in names {
      let path = joined(folder, name)
      if claimed.contains(path) { continue }
      do { try look(at: path, mayDescend: mayDescend) } catch { note(error, path) }
    }
  }

  private mutating func look(at path: String, mayDescend: Bool) throws {
    switch try FileStatus.of(path) {
    case .file(size: 0):
      problems.append(
        UserError(.data, path, "is empty", remedy: "remove it, or copy it again from its source"))
    case .file(let size):
      try LargeFilePointer.refuse(path, size: size) {
        try InputFile(path).bytes(at: 0, count: $0)
      }
      try look(atFile: path)
    case .folder where mayDescend: try look(atSubfolder: path)
    case .folder where holdsClaimed(path): return
    case .folder, .other: problems.append(unrecognised(path))
    }
  }

  private mutating func look(atFile path: String) throws {
    for format in formats {
      guard let found = try format.recordings(at: path) else { continue }
      guard found.isEmpty, let other = OtherFile(path) else { return claim(found, format) }
      return note(other, path)
    }
    if let other = OtherFile(path) { return note(other, path) }
    if ForeignFile.isForeign(path) { return foreign.append(unrecognised(path)) }
    problems.append(unrecognised(path))
  }

  private mutating func note(_ other: OtherFile, _ path: String) {
    if other.isForeign {
      foreign.append(other.problem(path))
    } else {
      problems.append(other.problem(path))
    }
  }

  /// A folder in which nothing is found is one problem, not one for each of its files.
  private mutating func look(atSubfolder path: String) throws {
    let known = (recordings.count, problems.count, foreign.count)
    try look(inFolder: path, mayDescend: false)
    guard recordings.count == known.0, !holdsClaimed(path) else { return }
    let inside = problems[known.1...].filter { !$0.problem.hasPrefix(unrecognisedText) }
    let hasOnlyForeign = problems.count == known.1 && foreign.count > known.2
    problems.removeLast(problems.count - known.1)
    foreign.removeLast(foreign.count - known.2)
    if hasOnlyForeign { return foreign.append(unrecognised(path)) }
    problems += inside.isEmpty ? [unrecognised(path)] : inside
  }

  private mutating func claim(
    _ found: [RecordingLocator], _ format: any TimeSeriesFormat.Type
  ) {
    let before = claimed
    for locator in found {
      // A damaged recording cannot name its files; opening it says why.
      let files = (try? format.files(of: locator)) ?? []
      // A recording of files in several folders is found from each of them.
      if !files.isEmpty, before.isSuperset(of: files) { continue }
      recordings.append(locator)
      claimed.formUnion(files)
    }
  }

  /// Whether a folder has files of recordings that were found above it.
  private func holdsClaimed(_ folder: String) -> Bool {
    claimed.contains { $0.hasPrefix(folder + "/") }
  }

  private mutating func note(_ error: any Error, _ path: String) {
    let problem = error as? UserError
    problems.append(problem ?? UserError(.data, path, "cannot be read: \(error)", remedy: ""))
  }

  private func unrecognised(_ path: String) -> UserError {
    let tried = formats.map { $0.name }.joined(separator: ", ")
    return UserError(
      .data, path, "\(unrecognisedText) (tried: \(tried))",
      remedy: "remove it from the site's folder, or convert it to one of these formats")
  }
}

private let unrecognisedText = "is no recording that is known here"
