import Files
package import Model

// Changing it.
extension SitesTable {
  /// Sets cells of the row of just this site, recording and channel.
  ///
  /// The row is added if it is not there; an empty text empties a cell. Other lines stay as they are.
  ///
  /// - Returns: The changed table, checked like one that is read.
  /// - Throws: `UserError` that says what is wrong with a cell.
  package func setting(
    _ cells: [SitesColumn: String], site: String, recording: String = "", channel: Channel? = nil
  ) throws(UserError) -> SitesTable {
    var table = self
    let known: [SitesTable.Row] = rows.filter {
      $0.site.text == site && $0.recording.text == recording && $0.channel == channel
    }
    var keys = ["site": site]
    keys["recording"] = recording.isEmpty ? nil : recording
    keys["channel"] = channel?.name
    let texts = Dictionary(uniqueKeysWithValues: cells.map { ($0.key.rawValue, $0.value) })
    for name in SitesTable.keys + SitesColumn.allCases.map(\.rawValue)
    where !(keys[name] ?? texts[name] ?? "").isEmpty {
      table.addColumn(name)
    }
    if known.isEmpty {
      table.lines.append("")
      table.write(keys.merging(texts) { $1 }, toLine: table.lines.count - 1)
    }
    for row in known { table.write(texts, toLine: row.line - 1) }
    return try SitesTable(text: table.text, path: path)
  }

  /// With a column for everything that it could say.
  package func withAllColumns() -> SitesTable {
    var table = self
    for name in SitesTable.keys + SitesColumn.allCases.map(\.rawValue) { table.addColumn(name) }
    return table
  }

  /// Adds a line, which is not checked.
  package mutating func append(
    _ statements: [SitesStatement], site: String, recording: String = "", channel: Channel? = nil
  ) {
    var texts = Dictionary(uniqueKeysWithValues: statements.map { ($0.column.rawValue, $0.text) })
    texts["site"] = site
    texts["recording"] = recording
    texts["channel"] = channel?.name
    lines.append("")
    write(texts, toLine: lines.count - 1)
  }

  /// As it stands in the file.
  package var text: String { lines.map { $0 + "\n" }.joined() }

  /// Writes the file, or leaves the old one as it is.
  package func write() throws(UserError) {
    let pending = PendingFile(path)
    try pending.write(Array(text.utf8))
    try pending.publish()
  }

  private mutating func addColumn(_ name: String) {
    guard places[name] == nil else { return }
    let line = headLine ?? lines.count
    if headLine == nil { lines.append("") }
    headLine = line
    let names = lines[line].isEmpty ? [] : cells(ofLine: line)
    places[name] = names.count
    lines[line] = SeparatedLine.text(names + [name], separator: separator)
  }

  private func cells(ofLine line: Int) -> [String] {
    SeparatedLine(lines[line].trimmed[...], separator: separator)?.cells ?? []
  }

  private mutating func write(_ texts: [String: String], toLine line: Int) {
    var cells = lines[line].isEmpty ? [] : cells(ofLine: line)
    for (name, text) in texts {
      guard let place = places[name] else { continue }
      while cells.count <= place { cells.append("") }
      cells[place] = text
    }
    while cells.last == "" { cells.removeLast() }
    lines[line] = SeparatedLine.text(cells, separator: separator)
  }
}
