import ComplexModule
package import Model

extension EDI {
  /// Writes a file, replacing an old one only when the new one is complete.
  ///
  /// - Parameters:
  ///   - transferFunction: From Hx and Hy to any of Ex, Ey and Hz; a NaN is written as no value.
  ///   - path: The file.
  ///   - provenance: Lines that say what made it (program, settings, input).
  ///   - date: The day it was made on, `2024-06-01`.
  /// - Throws: A `UserError` of kind `output`.
  package static func write(
    _ transferFunction: TransferFunction, to path: String, provenance: [String] = [],
    date: String? = nil
  ) throws {
    let text = try text(
      of: transferFunction, provenance: provenance, date: date, subject: path)
    try AtomicFile.write(path, text)
  }

  /// Whether a transfer function is one of Ex, Ey, Hz from Hx and Hy.
  package static func canHold(_ transferFunction: TransferFunction) -> Bool {
    canHold(transferFunction.outputs, from: transferFunction.inputs)
  }

  /// Whether a transfer function of these channels can be written.
  package static func canHold(_ outputs: [Channel], from inputs: [Channel]) -> Bool {
    Set(inputs) == Set(self.inputs)
      && elements.contains { outputs.contains($0.output) && inputs.contains($0.input) }
  }

  /// The text of a file; `subject` is what an error names.
  package static func text(
    of transferFunction: TransferFunction, provenance: [String] = [], date: String? = nil,
    subject: String = "EDI"
  ) throws -> String {
    let elements = elements.filter { transferFunction.element($0.output, $0.input) != nil }
    guard Set(transferFunction.inputs) == Set(inputs), !elements.isEmpty else {
      let names = (transferFunction.outputs + transferFunction.inputs).map(\.name)
      throw UserError(
        .output, subject,
        "EDI holds Ex, Ey and Hz from Hx and Hy only, not these channels: "
          + names.joined(separator: " "),
        remedy: "write this transfer function in another format")
    }
    let points = estimatedPoints(transferFunction)
    guard !points.isEmpty else {
      throw UserError(
        .output, subject, "there is no frequency with an estimate to write",
        remedy: "look into the report of the estimation for the reasons")
    }
    var writer = EDIWriter(transferFunction, elements, points)
    return writer.text(provenance, date)
  }

  /// Points with any impedance (or tipper, where that is all there is), descending in frequency.
  private static func estimatedPoints(_ function: TransferFunction) -> [TransferFunction.Point] {
    let electric = function.outputs.indices.filter { function.outputs[$0].kind == .electric }
    let rows = electric.isEmpty ? Array(function.outputs.indices) : electric
    return function.points
      .filter { point in
        rows.contains { point.estimate.values[$0].contains(where: \.isFinite) }
      }
      .sorted { $0.frequency > $1.frequency }
  }
}

private struct EDIWriter {
  private let function: TransferFunction
  private let elements: [EDI.Element]
  private let points: [TransferFunction.Point]
  private let site: String
  private var lines: [String] = []

  init(
    _ function: TransferFunction, _ elements: [EDI.Element], _ points: [TransferFunction.Point]
  ) {
    self.function = function
    self.elements = elements
    self.points = points
    site = EDIWriter.identifier(function.origin.output)
  }

  mutating func text(_ provenance: [String], _ date: String?) -> String {
    writeHead(date)
    writeInfo(provenance)
    writeMeasurements()
    writeSection()
    writeData()
    lines.append(">END")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Letters, digits, `-` and `_`: other programs make file names of it.
  private static func identifier(_ name: String) -> String {
    let allowed = name.map { letter in
      letter.isASCII && (letter.isLetter || letter.isNumber) || letter == "-" ? letter : "_"
    }
    return allowed.isEmpty ? "site" : String(allowed)
  }

  private mutating func writeHead(_ date: String?) {
    lines += [">HEAD", " DATAID=\"\(site)\"", " FILEBY=\"skindepth\""]
    lines += date.map { [" FILEDATE=\($0)"] } ?? []
    lines += place("LAT", "LONG", "ELEV")
    lines += [
      " STDVERS=\"SEG 1.0\"", " PROGVERS=\"skindepth\"", " EMPTY=\(EDI.emptyText)", "",
    ]
  }

  private func place(_ latitude: String, _ longitude: String, _ elevation: String) -> [String] {
    guard let location = function.location else { return [] }
    return [
      " \(latitude)=\(Sexagesimal.text(location.latitude))",
      " \(longitude)=\(Sexagesimal.text(location.longitude))",
      " \(elevation)=\(location.elevation.fixed(3))",
    ]
  }

  private mutating func writeInfo(_ provenance: [String]) {
    let origin = function.origin
    let known = [
      "sign convention = exp(+ i omega t)",
      "units = (mV/km)/nT",
      "variances = of complex values: twice those of the real parts",
      "\(EDI.InfoKey.output) = \(origin.output)",
      "\(EDI.InfoKey.input) = \(origin.input)",
      "\(EDI.InfoKey.remote) = \(origin.remote ?? "none")",
      "\(EDI.InfoKey.rate) = \(function.rate.samples)/\(function.rate.seconds)",
    ]
    lines += [">INFO", " MAXINFO=\(known.count + provenance.count + 1)"]
    // A line end or a leading `>` would end the block; each line is indented by one blank.
    lines += (known + provenance).flatMap { text in
      text.split(whereSeparator: \.isNewline).map { " " + $0.trimmed.drop { $0 == ">" } }
    }
    lines.append("")
  }

  private var channels: [Channel] {
    [.hx, .hy, .hz, .ex, .ey].filter { EDI.inputs.contains($0) || function.outputs.contains($0) }
  }

  private func identifier(of channel: Channel) -> String {
    "\((channels.firstIndex(of: channel) ?? 0) + 1).001"
  }

  private mutating func writeMeasurements() {
    lines += [
      ">=DEFINEMEAS", " MAXCHAN=\(channels.count)", " MAXRUN=999", " MAXMEAS=9999", " UNITS=M",
      " REFTYPE=CART",
    ]
    lines += place("REFLAT", "REFLONG", "REFELEV") + [""]
    for channel in channels {
      let kind = channel.kind == .electric ? "EMEAS" : "HMEAS"
      let ends = channel.kind == .electric ? " X2=0.0 Y2=0.0 Z2=0.0" : ""
      lines.append(
        ">\(kind) ID=\(identifier(of: channel)) CHTYPE=\(channel.name.uppercased()) "
          + "X=0.0 Y=0.0 Z=0.0\(ends) AZM=\(channel.nominalAzimuth.fixed(1))")
    }
    lines.append("")
  }

  private mutating func writeSection() {
    lines += [">=MTSECT", " SECTID=\"\(site)\"", " NFREQ=\(points.count)"]
    lines += channels.map { " \($0.name.uppercased())=\(identifier(of: $0))" } + [""]
  }

  private mutating func writeData() {
    let zeros = [Double](repeating: 0, count: points.count)
    write("FREQ", points.map(\.frequency))
    if elements.contains(where: { $0.output != .hz }) { write("ZROT", zeros) }
    write(elements.filter { $0.output != .hz }, rotation: "ZROT")
    if elements.contains(where: { $0.output == .hz }) { write("TROT", zeros) }
    write(elements.filter { $0.output == .hz }, rotation: "TROT")
  }

  private mutating func write(_ elements: [EDI.Element], rotation: String) {
    for element in elements {
      guard let place = function.element(element.output, element.input) else { continue }
      let values = points.map { $0.estimate.values[place.output][place.input] }
      let variances = points.map { $0.estimate.variances[place.output][place.input] }
      write("\(element.real) ROT=\(rotation)", values.map(\.real))
      write("\(element.imaginary) ROT=\(rotation)", values.map(\.imaginary))
      write("\(element.variance) ROT=\(rotation)", variances)
    }
  }

  private mutating func write(_ head: String, _ numbers: [Double]) {
    lines.append(">\(head) // \(numbers.count)")
    for start in stride(from: 0, to: numbers.count, by: 5) {
      let row = numbers[start..<min(start + 5, numbers.count)].map { number in
        scientific(number.isFinite ? number : EDI.empty, digits: 9)
      }
      lines.append(row.map { ($0.hasPrefix("-") ? " " : "  ") + $0 }.joined())
    }
  }
}
