package import Files
package import Model

/// The folder of a project in which products wait for later stages and for a later run.
///
/// `SITE/units/` has the files of units, `SITE/draft.h5` the site's file as far as it is, and
/// `SITE/estimates` the journal of estimates. Other files' names begin with a point, as no site's
/// does, or give way. The user may delete the whole: the next run makes it again.
package struct WorkFolder: Hashable, Sendable {
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  /// The file of one unit; listings have a site's units in the order of their numbers.
  package func unitPath(site: String, recording: Int, level: Int, block: Int) -> String {
    let numbers = UnitName(recording: recording, level: level, block: block)
    return joined(unitsFolder(site), numbers.description)
  }

  /// The site's file (MTH5) as far as it is.
  package func draftPath(site: String) -> String {
    joined(folder(of: site), Self.draft)
  }

  /// The site's journal of estimates.
  package func estimatesPath(site: String) -> String {
    joined(folder(of: site), Self.estimates)
  }

  /// The note of what made the site's finished file.
  package func finishedPath(site: String) -> String {
    joined(folder(of: site), Self.finished)
  }

  /// The list of the results of the site's file as a run found it.
  package func resultsPath(site: String) -> String {
    joined(folder(of: site), Self.results)
  }

  /// Makes the folders of a site, where there are none; several ranks may do so at once.
  ///
  /// - Throws: `UserError` if the disk refuses.
  package func makeFolders(site: String) throws(UserError) {
    try FolderTree.make(path)
    // A site may have the name of our own file.
    if site == Self.readme, case .file = EntryKind(folder(of: site)) {
      try FolderTree.removeFile(folder(of: site))
    }
    try FolderTree.make(folder(of: site))
    try FolderTree.make(unitsFolder(site))
  }

  /// Keeps other runs out of the folder, which is made, for as long as the lock lives.
  ///
  /// - Throws: `UserError` if another run is at work there, or the disk refuses.
  package func lock() throws(UserError) -> FolderLock {
    try FolderTree.make(path)
    guard let lock = try FolderLock.lock(path) else {
      throw UserError(
        .output, path, "another run is at work on this survey",
        remedy: "wait until it is done, or end it; `skindepth status` shows how far it is")
    }
    return lock
  }

  /// The bytes of all files in the folder.
  package func occupiedBytes() -> Int {
    FolderTree.bytes(in: path)
  }
}

extension WorkFolder {
  static let (draft, estimates, units) = ("draft.h5", "estimates", "units")
  static let (places, finished, results) = ("draft.places", "finished", "results")
  private static let readme = "README.txt"

  func folder(of site: String) -> String { joined(path, site) }
  func unitsFolder(_ site: String) -> String { joined(folder(of: site), Self.units) }
  private var layoutPath: String { joined(path, ".layout") }

  /// Says how the units of this folder are cut, and to the user what the folder is for.
  ///
  /// - Throws: `UserError` if the disk refuses.
  package func writeLayout(blockSamples: Int) throws(UserError) {
    precondition(blockSamples > 0, "a block has samples")
    try FolderTree.make(path)
    try write(Self.layoutText(blockSamples), to: layoutPath)
    let readme = joined(path, Self.readme)
    guard EntryKind(readme) == nil else { return }
    let text = """
      Here skindepth keeps what a later run need not compute again.
      This folder may be deleted when no run is at work: the next one makes it again.

      """
    try write(text, to: readme)
  }

  /// How many samples a block had when the folder was made; nil if there is no such word, or of
  /// another version of the format.
  ///
  /// - Throws: `UserError` if the file is there and may not be read.
  package func readLayout() throws(UserError) -> Int? {
    guard let file = try BinaryFile(layoutPath), file.size < 1_024,
      let bytes = try file.values(UInt8.self, count: file.size, at: 0),
      let text = String(validating: bytes, as: UTF8.self),
      let line = text.split(separator: "\n").first,
      let samples = line.split(separator: " ").last.flatMap({ Int($0) }),
      samples > 0, Array(Self.layoutText(samples).utf8) == bytes
    else { return nil }
    return samples
  }

  private static func layoutText(_ blockSamples: Int) -> String {
    let line = "skindepth work folder 1, block samples \(blockSamples)\n"
    return line + "digest \(Digest(of: Array(line.utf8)))\n"
  }

  private func write(_ text: String, to path: String) throws(UserError) {
    let pending = PendingFile(path)
    try pending.write([UInt8](text.utf8))
    try pending.publish()
  }
}

/// The name of a unit's file: `r0003-l02-b000012.unit`.
struct UnitName: CustomStringConvertible {
  static let ending = ".unit"
  let description: String

  init(recording: Int, level: Int, block: Int) {
    precondition(min(recording, level, block) >= 0, "numbers count from 0")
    let numbers = [Self.padded(recording, 4), Self.padded(level, 2), Self.padded(block, 6)]
    description = "r\(numbers[0])-l\(numbers[1])-b\(numbers[2])" + Self.ending
  }

  /// Nil if it is the name of something else.
  init?(_ name: String) {
    let parts = name.dropLast(Self.ending.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard name.hasSuffix(Self.ending), parts.count == 3 else { return nil }
    let numbers = zip(parts, ["r", "l", "b"]).compactMap { part, letter in
      part.hasPrefix(letter) ? Int(part.dropFirst()) : nil
    }
    guard numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
    self.init(recording: numbers[0], level: numbers[1], block: numbers[2])
    guard description == name else { return nil }
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
