import ComplexModule
package import Model

extension JFile {
  /// Reads a file of impedances and tippers.
  ///
  /// - Throws: A `UserError` for a file that is damaged, holds neither, or has units that are not known.
  package static func read(_ path: String) throws -> TransferFunction {
    try JFileReader(path).transferFunction()
  }
}

private struct JFileReader {
  private struct Row {
    var value: ComplexValue
    var variance: Double
    var coherence: Double
  }

  let path: String
  private var remarks: [String: String] = [:]
  private var station = ""
  /// Rows by element and frequency.
  private var blocks: [String: [Double: Row]] = [:]
  private var others: Set<String> = []

  init(_ path: String) throws {
    self.path = path
    let bytes = try InputFile.contents(of: path, limit: TransferFunctionFile.largest)
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map(\.trimmed)
    var index = 0
    while index < lines.count {
      let line = lines[index]
      index += 1
      if line.hasPrefix("#") || line.hasPrefix(">") {
        remember(line.dropFirst())
      } else if let name = JFile.blockName(line) {
        try read(name, line, lines, &index)
      } else if !line.isEmpty, station.isEmpty {
        station = line
      }
    }
  }

  /// `KEY = value` of the header, or `key: value` of our own comments.
  private mutating func remember(_ line: Substring) {
    guard let mark = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return }
    let key = line[..<mark].trimmed.lowercased()
    let value = line[line.index(after: mark)...].trimmed
    if remarks[key] == nil, !value.isEmpty { remarks[key] = value }
  }

  /// Reads the rows of a block: its count, then a line for each period.
  private mutating func read(
    _ name: String, _ head: String, _ lines: [String], _ index: inout Int
  ) throws {
    guard index < lines.count, let count = Int(lines[index]), (0...100_000).contains(count),
      index + count < lines.count
    else { throw problem(name, "has not the number of periods, and as many lines, below it") }
    let rows = lines[index + 1..<index + 1 + count]
    index += count + 1
    guard JFile.elements.contains(where: { $0.name == name }) else {
      others.insert(name)
      return
    }
    let scale = try scale(name, head)
    for line in rows {
      let fields = line.split(whereSeparator: \.isWhitespace)
      let numbers = fields.compactMap { DecimalNumber.parse($0) }
      guard numbers.count == fields.count, numbers.count >= 4 else {
        throw problem(name, "has a line that is not period, value, error: \(line.prefix(60))")
      }
      add(numbers.map { $0 == JFile.missing ? .nan : $0 }, name, scale)
    }
  }

  private mutating func add(_ numbers: [Double], _ name: String, _ scale: Double) {
    // A negative number is a frequency.
    let frequency = numbers[0] > 0 ? 1 / numbers[0] : -numbers[0]
    guard frequency > 0, frequency.isFinite else { return }
    let error = numbers[3] * scale
    blocks[name, default: [:]][frequency] = Row(
      value: ComplexValue(numbers[1], numbers[2]).multiplied(by: scale),
      variance: error >= 0 ? error * error : .nan,
      coherence: numbers.count > 5 ? numbers[5] : .nan)
  }

  /// What impedances are multiplied with to be in (mV/km)/nT.
  private func scale(_ name: String, _ head: String) throws -> Double {
    guard name.hasPrefix("Z") else { return 1 }
    let text = head.dropFirst(3).trimmed
    switch text.lowercased().filter({ $0.isLetter }) {
    case "", "mvkmnt", "fieldunits", "field": return 1
    case "si", "siunits", "siunitsohms", "siohms", "ohm", "ohms":
      return TransferFunctionUnits.fieldPerOhm
    default:
      throw UserError(
        .data, path, at: "block \(name)", "has units that are not known: \(text.prefix(30))",
        remedy: "convert the values to mV/km/nT and write that as units, or S.I. for ohm")
    }
  }

  func transferFunction() throws -> TransferFunction {
    let outputs = [Channel.ex, .ey, .hz].filter { output in
      JFile.elements.contains { $0.output == output && blocks[$0.name] != nil }
    }
    guard !outputs.isEmpty else {
      let instead = others.isEmpty ? "" : ", only \(others.sorted().joined(separator: ", "))"
      throw UserError(
        .data, path, "holds no impedance and no tipper\(instead)",
        remedy: "write the file with the blocks ZXX and so on")
    }
    let frequencies = Set(blocks.values.flatMap(\.keys)).sorted(by: >)
    let points = frequencies.map { point($0, outputs) }.filter { point in
      point.estimate.values.contains { $0.contains(where: \.isFinite) }
    }
    return TransferFunction(
      origin: origin, outputs: outputs, inputs: EDI.inputs, rate: rate(frequencies.first ?? 1),
      location: place,
      azimuths: Azimuths(axes: try angle(), outputs: outputs, inputs: EDI.inputs), points: points)
  }

  private func point(_ frequency: Double, _ outputs: [Channel]) -> TransferFunction.Point {
    let missing = Row(value: ComplexValue(.nan, .nan), variance: .nan, coherence: .nan)
    let rows = outputs.map { output in
      EDI.inputs.map { input in
        let element = JFile.elements.first { $0.output == output && $0.input == input }
        return element.flatMap { blocks[$0.name]?[frequency] } ?? missing
      }
    }
    var estimate = Estimate(
      readValues: rows.map { $0.map(\.value) }, variances: rows.map { $0.map(\.variance) },
      inputCount: EDI.inputs.count)
    estimate.coherences = rows.map { $0[0].coherence }
    return TransferFunction.Point(frequency: frequency, level: 0, estimate: estimate)
  }

  private var origin: TransferFunction.Origin {
    let name = station.isEmpty ? nameWithoutEnding(path) : station
    return TransferFunction.Origin(
      output: remarks[JFile.Remark.output] ?? name, input: remarks[JFile.Remark.input] ?? name,
      remote: remarks[JFile.Remark.remote])
  }

  private func rate(_ highest: Double) -> SamplingRate {
    if let own = remarks[JFile.Remark.rate].flatMap({ SamplingRate(text: $0) }) { return own }
    return SamplingRate(hertz: 2 * highest) ?? SamplingRate(samples: 1, seconds: 1)
  }

  private var place: Location? {
    guard let latitude = remarks["latitude"].flatMap(Sexagesimal.degrees),
      let longitude = remarks["longitude"].flatMap(Sexagesimal.degrees)
    else { return nil }
    let height = remarks["elevation"].flatMap { DecimalNumber.parse($0) } ?? 0
    return location(latitude, longitude, height).0
  }

  private func angle() throws -> Double {
    guard let text = remarks["azimuth"] else { return 0 }
    guard let angle = DecimalNumber.parse(text), angle.isFinite else {
      throw UserError(
        .data, path, at: ">AZIMUTH", "is not a number: \(text.prefix(20))",
        remedy: "write the direction of x in degrees from north")
    }
    return angle
  }

  private func problem(_ name: String, _ text: String) -> UserError {
    UserError(
      .data, path, at: "block \(name)", text, remedy: "copy the file again from its source")
  }
}
