import Files
package import Model

/// Where the Fourier coefficients of one channel at one level are in a file, or the values of a table:
/// rows of 32-bit little-endian floats, one row a window, without gaps; of coefficients real and imaginary
/// parts in turn.
package struct SpectraPlace: Hashable, Sendable {
  /// The byte of the file at which row 0 begins.
  package let offset: Int
  /// Windows.
  package let rows: Int
  package let bytesPerRow: Int

  package init(offset: Int, rows: Int, bytesPerRow: Int) {
    self.offset = offset
    self.rows = rows
    self.bytesPerRow = bytesPerRow
  }

  /// Floats in a row: two a harmonic.
  package var valuesPerRow: Int { bytesPerRow / MemoryLayout<Float>.size }

  /// The bytes of the file that are the spectra's.
  var bytes: Range<Int> { offset..<offset + rows * bytesPerRow }
}

/// Where all Fourier coefficients of a site's draft are, so that it takes no HDF5 to write them.
package struct SpectraPlaces: Hashable, Sendable {
  package struct Key: Hashable, Sendable {
    /// Counted from 0 in the order in which the draft was given the recordings.
    package let recording: Int
    package let level: Int
    package let channel: Channel

    package init(recording: Int, level: Int, channel: Channel) {
      self.recording = recording
      self.level = level
      self.channel = channel
    }
  }

  /// What made the draft, as it was given when the draft was prepared.
  package let madeBy: Digest
  /// The names that the recordings have in the file.
  package let runs: [String]
  package let places: [Key: SpectraPlace]
  /// Of tables of windows by their names.
  package let tables: [String: SpectraPlace]

  package init(
    madeBy: Digest, runs: [String], places: [Key: SpectraPlace],
    tables: [String: SpectraPlace] = [:]
  ) {
    self.madeBy = madeBy
    self.runs = runs
    self.places = places
    self.tables = tables
  }

  /// The place of a channel's coefficients; nil if none were planned.
  package subscript(recording: Int, level: Int, channel: Channel) -> SpectraPlace? {
    places[Key(recording: recording, level: level, channel: channel)]
  }

  /// Whether two drafts differ in their tables and nothing else.
  func differsInTablesAlone(from other: SpectraPlaces) -> Bool {
    madeBy == other.madeBy && runs == other.runs && places == other.places
      && tables != other.tables
  }

  /// The bytes of the file that are spectra or tables, in ascending order.
  var regions: [Range<Int>] {
    (Array(places.values) + tables.values).map(\.bytes).filter { !$0.isEmpty }.sorted {
      $0.lowerBound < $1.lowerBound
    }
  }

  /// The bytes of a file of so many that are neither, in ascending order.
  func gaps(ofFileOf size: Int) -> [Range<Int>] {
    var start = 0
    var gaps: [Range<Int>] = []
    for region in regions {
      if start < region.lowerBound { gaps.append(start..<region.lowerBound) }
      start = region.upperBound
    }
    if start < size { gaps.append(start..<size) }
    return gaps
  }
}

/// The places are kept in a small file beside the draft, for other ranks and later runs: a line with
/// the digest of all that follows, and JSON text.
extension SpectraPlaces {
  /// The name of the file with the places of a draft.
  static func path(besides draft: String) -> String {
    (draft.hasSuffix(".h5") ? String(draft.dropLast(3)) : draft) + ".places"
  }

  /// Reads the places of a draft, without HDF5.
  ///
  /// - Parameter draft: The draft's own path.
  /// - Returns: Nil if its file of places is missing or damaged.
  package static func read(besides draft: String) -> SpectraPlaces? {
    guard let file = try? RandomAccessFile(path(besides: draft), .reading),
      let size = try? file.size
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    var span = bytes.mutableSpan
    guard (try? file.read(into: &span, at: 0)) != nil,
      let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    let body = Array(bytes[(end + 1)...])
    guard Digest(of: body).description.utf8.elementsEqual(bytes[..<end]) else { return nil }
    return JSONText(String(decoding: body, as: UTF8.self)).flatMap { SpectraPlaces($0) }
  }

  /// Writes the places of a draft, whole or not at all.
  ///
  /// - Throws: `UserError` if the disk refuses.
  func write(besides draft: String) throws(UserError) {
    let body = Array(text.utf8)
    let pending = PendingFile(Self.path(besides: draft))
    try pending.write(Array("\(Digest(of: body))\n".utf8) + body)
    try pending.publish(durable: false)
  }

  private var text: String {
    let ordered = places.sorted { ($0.key.order) < ($1.key.order) }
    let lines = ordered.map { key, place in
      "[\(key.recording), \(key.level), \"\(key.channel)\", "
        + "\(place.offset), \(place.rows), \(place.bytesPerRow)]"
    }
    let named = tables.sorted { $0.key < $1.key }
    let numbers = named.map { "[\($1.offset), \($1.rows), \($1.bytesPerRow)]" }
    return """
      {"made_by": "\(madeBy)",
      "runs": \(JSONText.list(runs)),
      "tables": \(JSONText.list(named.map(\.key))),
      "table_places": [\(numbers.joined(separator: ",\n"))],
      "places": [
      \(lines.joined(separator: ",\n"))]}

      """
  }

  private init?(_ text: JSONText) {
    guard let members = text.object, let madeBy = members["made_by"]?.string,
      let digest = Digest(hexadecimal: madeBy),
      let runs = members["runs"]?.array, let entries = members["places"]?.array
    else { return nil }
    var places: [Key: SpectraPlace] = [:]
    for entry in entries {
      guard let fields = entry.array, fields.count == 6,
        let channel = fields[2].string.flatMap({ Channel($0) })
      else { return nil }
      let numbers = fields.compactMap { $0.number.flatMap { Int(exactly: $0) } }
      guard numbers.count == 5, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
      places[Key(recording: numbers[0], level: numbers[1], channel: channel)] = SpectraPlace(
        offset: numbers[2], rows: numbers[3], bytesPerRow: numbers[4])
    }
    guard let tables = SpectraPlaces.tables(members) else { return nil }
    self.init(
      madeBy: digest, runs: runs.compactMap(\.string), places: places, tables: tables)
  }
}

extension SpectraPlaces {
  private static func tables(_ members: [String: JSONText]) -> [String: SpectraPlace]? {
    guard let names = members["tables"]?.array, let entries = members["table_places"]?.array,
      names.count == entries.count
    else { return nil }
    var tables: [String: SpectraPlace] = [:]
    for (name, entry) in zip(names, entries) {
      let numbers = (entry.array ?? []).compactMap { $0.number.flatMap { Int(exactly: $0) } }
      guard let name = name.string, numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }) else {
        return nil
      }
      tables[name] = SpectraPlace(
        offset: numbers[0], rows: numbers[1], bytesPerRow: numbers[2])
    }
    return tables
  }
}

extension SpectraPlaces.Key {
  fileprivate var order: (Int, Int, Channel) { (recording, level, channel) }
}

extension Digest {
  /// The digest that is written so; nil if none is.
  package init?(hexadecimal text: String) {
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }
}
