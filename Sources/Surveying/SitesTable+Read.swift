import Files
package import Model

// From its file.
extension SitesTable {
  /// The columns that say what a row is about, and one for remarks.
  static let keys = ["site", "recording", "channel"]
  private static let remarks = "comment"

  /// Reads a survey's table; one that is not there says nothing.
  ///
  /// - Throws: `UserError` that names the line and the column.
  package init(_ path: String) throws(UserError) {
    self.init(empty: path)
    guard let file = try BinaryFile(path) else {
      guard EntryKind(path) == nil else { throw problem(nil, "is no file", "rename it") }
      return
    }
    guard file.size < 1 << 28 else { throw problem(nil, "is no table of sites") }
    guard let bytes = try file.values(UInt8.self, count: file.size, at: 0),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw problem(nil, "is not UTF-8 text", "save it as CSV in UTF-8") }
    try take(text)
  }

  /// Reads the text of a table.
  package init(text: String, path: String) throws(UserError) {
    self.init(empty: path)
    try take(text)
  }

  private mutating func take(_ text: String) throws(UserError) {
    let mark = text.unicodeScalars.first == "\u{FEFF}"
    let plain = mark ? String(text.unicodeScalars.dropFirst()) : text
    lines = plain.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      let content = line.trimmed
      // Spreadsheets write rows of nothing but separators.
      guard !content.isEmpty, !content.hasPrefix("#"), content.contains(where: isContent) else {
        continue
      }
      if headLine == nil {
        try takeHead(content, index)
      } else {
        try takeRow(content, index + 1)
      }
    }
  }

  private func isContent(_ letter: Character) -> Bool {
    letter != separator && !letter.isWhitespace
  }

  private mutating func takeHead(_ line: String, _ index: Int) throws(UserError) {
    separator = [",", ";", "\t"].first { line.contains($0) } ?? ","
    let names = try cells(line, index + 1).map { $0.lowercased() }
    let known = SitesTable.keys + SitesColumn.allCases.map(\.rawValue) + [SitesTable.remarks]
    for (place, name) in names.enumerated() where !name.isEmpty {
      guard known.contains(name) else {
        let hint = nearest(to: name, among: known).map { "did you mean `\($0)`?" }
        throw problem(
          index + 1, "has no column \"\(name)\"",
          hint ?? "columns are \(known.joined(separator: ", "))")
      }
      guard places[name] == nil else {
        throw problem(index + 1, "has the column \"\(name)\" twice", "take one of them out")
      }
      places[name] = place
    }
    guard places["site"] != nil else {
      throw problem(
        index + 1, "names no column \"site\"",
        "the first line names the columns: site,channel,azimuth, for example")
    }
    headLine = index
  }

  private mutating func takeRow(_ line: String, _ number: Int) throws(UserError) {
    let cells = try cells(line, number)
    func cell(_ name: String) -> String {
      places[name].flatMap { $0 < cells.count ? cells[$0] : nil } ?? ""
    }
    guard
      cells.count <= (places.values.max() ?? 0) + 1
        || cells.dropFirst(places.count).allSatisfy(\.isEmpty)
    else {
      throw problem(
        number, "has \(cells.count) cells, and the first line has \(places.count)",
        "put a text with \"\(separator)\" between quotation marks")
    }
    guard !cell("site").isEmpty else {
      throw problem(number, "names no site", "write the site's name, or * for all sites")
    }
    var row = Row(
      line: number, site: NamePattern(cell("site")), recording: NamePattern(cell("recording")),
      channel: nil, cells: [:])
    if !cell("channel").isEmpty {
      guard let channel = Channel(cell("channel")) else {
        throw problem(
          number, "\"\(cell("channel"))\" is no channel",
          "channels are \(Channel.known.map(\.name).joined(separator: ", "))")
      }
      row.channel = channel
    }
    for column in SitesColumn.allCases where !cell(column.rawValue).isEmpty {
      row.cells[column] = try checked(cell(column.rawValue), column, row)
    }
    rows.append(row)
  }

  private func checked(
    _ text: String, _ column: SitesColumn, _ row: Row
  ) throws(UserError) -> String {
    do {
      _ = try column.number(text)
    } catch {
      throw problem(
        row.line, "\(column.rawValue) \"\(text)\" \(error.text)",
        "\(column.rawValue): \(column.meaning)")
    }
    if !column.isOfChannel, row.channel != nil || row.recording.rank > 0 {
      throw problem(
        row.line, "gives \(column.rawValue) for a part of the site, which is one of the whole site",
        "put it into a row without recording and channel")
    }
    if let lack = lack(of: row, for: column) {
      throw problem(
        row.line, "gives \(column.rawValue) for \(lack)",
        "name one channel in the column `channel`")
    }
    return text
  }

  /// What a row is about that cannot have a column's value.
  private func lack(of row: Row, for column: SitesColumn) -> String? {
    switch column {
    // One direction of all channels is that of none.
    case .azimuth, .tilt: row.channel == nil ? "all channels at once" : nil
    case .dipole: row.channel?.kind == .magnetic ? "a channel without electrodes" : nil
    default: nil
    }
  }

  private func cells(_ line: String, _ number: Int) throws(UserError) -> [String] {
    guard let row = SeparatedLine(line[...], separator: separator) else {
      throw problem(
        number, "has a quotation mark that is not closed", "close it in the same line")
    }
    return row.cells
  }

  private func problem(
    _ line: Int?, _ text: String, _ remedy: String = "take it out, or write it anew"
  ) -> UserError {
    UserError(
      .configuration, path, at: line.map { "line \($0)" } ?? "", text, remedy: remedy)
  }
}
