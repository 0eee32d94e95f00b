import Files
import Model

/// Files of columns that begin together and have other channels each, such as one a channel, or E
/// and H apart: one recording.
enum ColumnFileGroup {
  private static let separator: Character = "/"

  /// The groups of two files and more in a folder; nil for none.
  static func locators(in folder: String) throws -> [RecordingLocator]? {
    var groups: [(description: ColumnDescription, channels: [Channel], names: [String])] = []
    for name in try Folder.names(in: folder) where FileStatus.isFile(joined(folder, name)) {
      // What is wrong with a description is said when its file is opened.
      guard FileStatus.isFile(ColumnDescription.path(for: joined(folder, name))),
        let description = try? ColumnDescription(for: joined(folder, name), columnCount: 1)
      else { continue }
      let channels = description.columns.compactMap(\.self)
      let place = groups.firstIndex {
        $0.description.rate == description.rate && $0.description.start == description.start
          && $0.description.site == description.site
          && Set($0.channels).isDisjoint(with: channels)
      }
      if let place {
        groups[place].channels += channels
        groups[place].names.append(name)
      } else {
        groups.append((description, channels, [name]))
      }
    }
    let found = groups.filter { $0.names.count > 1 }.map {
      RecordingLocator(
        format: ColumnTextFormat.name, path: folder,
        member: $0.names.joined(separator: String(separator)))
    }
    return found.isEmpty ? nil : found
  }

  /// The paths of a group's files; nil where a locator is of one file.
  static func names(_ locator: RecordingLocator) -> [String]? {
    locator.member.isEmpty
      ? nil : locator.member.split(separator: separator).map { joined(locator.path, String($0)) }
  }

  /// - Throws: A `UserError` where the files do not have equally many rows, and what opening one throws.
  static func open(_ paths: [String]) throws -> any RecordingSource {
    let parts = try paths.map {
      try ColumnTextFormat.open(RecordingLocator(format: ColumnTextFormat.name, path: $0))
    }
    for (path, part) in zip(paths, parts)
    where part.header.sampleCount != parts[0].header.sampleCount {
      throw UserError(
        .data, path,
        "has \(part.header.sampleCount) rows, and \(lastPart(paths[0])), which begins with it, has"
          + " \(parts[0].header.sampleCount): the two are not one recording",
        remedy: "cut them to the same length, or correct the start in one of their descriptions")
    }
    return ColumnFiles(parts)
  }
}

/// Recordings of the same times as one.
private final class ColumnFiles: RecordingSource {
  let header: RecordingHeader
  private let parts: [any RecordingSource]

  var readsOnAnyThread: Bool { parts.allSatisfy(\.readsOnAnyThread) }
  var channelsLieApart: Bool { true }
  var samplesPerTurn: Int { parts.map(\.samplesPerTurn).min() ?? 1 }

  init(_ parts: [any RecordingSource]) {
    self.parts = parts
    let first = parts[0].header
    header = RecordingHeader(
      name: parts.map(\.header.name).joined(separator: "+"), rate: first.rate, start: first.start,
      sampleCount: first.sampleCount, channels: parts.flatMap(\.header.channels),
      location: parts.lazy.compactMap(\.header.location).first, station: first.station)
  }

  func keepMissing() { for part in parts { part.keepMissing() } }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    guard let part = parts.first(where: { $0.header.has(channel) }) else {
      preconditionFailure("\(channel) is not in the recording's header")
    }
    try part.read(channel, range, into: &samples)
  }
}
