package import Model

/// Which stations of a file with many are taken: the lines of the file `NAME.stations` beside it.
package struct StationChoice: Hashable, Sendable {
  package let path: String
  package let stations: [String]

  package static func path(for dataPath: String) -> String { dataPath + ".stations" }

  /// - Returns: `nil` where all are taken.
  /// - Throws: A `UserError` where the file names none.
  package init?(for dataPath: String) throws {
    path = StationChoice.path(for: dataPath)
    guard FileStatus.isFile(path) else { return nil }
    let text = String(decoding: try InputFile.contents(of: path, limit: 1 << 20), as: UTF8.self)
    stations = text.split(whereSeparator: \.isNewline).map(\.trimmed)
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    guard !stations.isEmpty else {
      throw UserError(
        .data, path, "names no station", remedy: "write a name a line, or remove the file")
    }
  }

  /// What the file is to say.
  package static func text(_ stations: [String]) -> String {
    stations.map { $0 + "\n" }.joined()
  }

  /// - Throws: A `UserError` where a name is none of these.
  package func check(among known: [String]) throws(UserError) {
    try StationChoice.check(stations, among: known, path)
  }

  package static func check(
    _ stations: [String], among known: [String], _ place: String
  ) throws(UserError) {
    guard let stranger = stations.first(where: { !known.contains($0) }) else { return }
    throw UserError(
      .data, place, "there is no station \(stranger)",
      remedy: "there are: \(known.joined(separator: ", "))")
  }
}
