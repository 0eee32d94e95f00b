import Files
package import Model

/// The responses of a project's calibration files.
package struct CalibrationLibrary: Sendable {
  package private(set) var entries: [CalibrationEntry] = []
  /// Files that cannot be read, and files of no known format.
  package private(set) var problems: [UserError] = []

  /// None.
  package init() {}

  /// Entries that are known already.
  package init(_ entries: [CalibrationEntry]) {
    self.entries = entries
  }

  /// Reads all files of some folders, in the order of their names; hidden ones are passed over.
  package init(folders: [String]) {
    for folder in folders {
      for name in (try? Folder.names(in: folder)) ?? [] {
        let path = joined(folder, name)
        guard FileStatus.isFile(path) else { continue }
        do {
          if let found = try CalibrationFormats.read(path) {
            entries += found
          } else {
            problems.append(CalibrationLibrary.unknown(path))
          }
        } catch {
          problems.append(
            error as? UserError
              ?? UserError(.data, path, "cannot be read: \(error)", remedy: ""))
        }
      }
    }
  }

  private static func unknown(_ path: String) -> UserError {
    let known = CalibrationFormats.all.map { $0.name }.joined(separator: ", ")
    return UserError(
      .data, path, "is no calibration file that is known here (tried: \(known))",
      remedy: "move it out of the folder, or convert it to one of these formats")
  }

  /// What the files say of a channel.
  package enum Match: Hashable, Sendable {
    case none
    /// The response, and other files that would match as well but stand behind it.
    case one(CalibrationEntry, others: [String])
    /// Files that match equally and do not say the same.
    case ambiguous([CalibrationEntry])
  }

  /// The response of a magnetic channel's sensor.
  ///
  /// The serial number must be the same, and the sensor's kind wherever both are named; the case of
  /// letters and zeros before a number do not count. A response for the state of the chopper goes before
  /// one for both; then the order of the formats decides.
  package func match(_ header: ChannelHeader) -> Match {
    let serial = plainSerial(header.serial)
    guard header.channel.kind == .magnetic, !serial.isEmpty else { return .none }
    let candidates = entries.filter { entry in
      entry.part == .sensor && sameSerial(entry.response.serial, serial)
        && sameSensor(entry.response.sensor, header.sensor)
        && (entry.chopper == nil || header.chopper == nil || entry.chopper == header.chopper)
    }
    let ranks = candidates.map { rank($0, header) }
    guard let best = ranks.min() else { return .none }
    let first = zip(candidates, ranks).filter { $0.1 == best }.map(\.0)
    guard first.dropFirst().allSatisfy({ isSame($0, first[0]) }) else { return .ambiguous(first) }
    let others = zip(candidates, ranks).filter { $0.1 != best }.map { lastPart($0.0.path) }
    return .one(first[0], others: others.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
  }

  /// Files that would match a magnetic channel but for one thing, and for what.
  package func nearMisses(_ header: ChannelHeader) -> [String] {
    let serial = plainSerial(header.serial)
    guard header.channel.kind == .magnetic, !serial.isEmpty else { return [] }
    var misses: [String] = []
    for entry in entries where sameSerial(entry.response.serial, serial) {
      let name = lastPart(entry.path)
      let miss =
        if entry.part != .sensor {
          "\(name) is not of the sensor"
        } else if !sameSensor(entry.response.sensor, header.sensor) {
          "\(name) is of \(entry.response.sensor)"
        } else if let chopper = entry.chopper, chopper != header.chopper {
          "\(name) is for the chopper \(chopper ? "on" : "off"), which was \(chopper ? "off" : "on")"
        } else {
          nil as String?
        }
      if let miss, !misses.contains(miss) { misses.append(miss) }
    }
    return misses
  }

  /// Smaller goes before.
  private func rank(_ entry: CalibrationEntry, _ header: ChannelHeader) -> Int {
    let format = CalibrationFormats.all.firstIndex { $0.name == entry.format } ?? 0
    // Of a recorder that does not tell, the chopper was on: what long series need.
    let wanted = header.chopper ?? true
    let state = entry.chopper.map { $0 == wanted ? 0 : 2 } ?? 1
    return state * CalibrationFormats.all.count + format
  }

  private func isSame(_ a: CalibrationEntry, _ b: CalibrationEntry) -> Bool {
    a.response.frequencies == b.response.frequencies
      && a.response.amplitudes == b.response.amplitudes && a.response.phases == b.response.phases
  }
}
