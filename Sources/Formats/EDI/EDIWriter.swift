import ComplexModule
package import Model

extension EDI {
  package static func obstacle(_ function: TransferFunction) -> String? {
    function.obstacleToTheUsualChannels
  }

  /// Whether a transfer function of these channels can be written.
  package static func canHold(_ outputs: [Channel], from inputs: [Channel]) -> Bool {
    !Set(outputs).isDisjoint(with: [.ex, .ey, .hz]) && Set(inputs) == Set(self.inputs)
  }

  package static func text(of function: TransferFunction, _ note: FileNote) -> String {
    let function = function.usual
    let elements = elements.filter { function.element($0.output, $0.input) != nil }
    var writer = EDIWriter(function, elements, note)
    return writer.text()
  }
}

private struct EDIWriter {
  private let function: TransferFunction
  private let elements: [EDI.Element]
  private let points: [TransferFunction.Point]
  private let note: FileNote
  private let site: String
  /// The direction of the x axis; `nil` where the channels do not lie along two orthogonal axes.
  private let rotation: Double?
  private var lines: [String] = []

  init(_ function: TransferFunction, _ elements: [EDI.Element], _ note: FileNote) {
    self.function = function
    self.elements = elements
    self.note = note
    points = function.writtenPoints
    site = plainIdentifier(function.origin.output)
    rotation = function.axes
  }

  mutating func text() -> String {
    writeHead(note.date)
    writeInfo(note.provenance)
    writeMeasurements()
    writeSection()
    writeData()
    lines.append(">END")
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func writeHead(_ date: String?) {
    lines += [">HEAD", " DATAID=\"\(site)\"", " FILEBY=\"skindepth\""]
    if !function.metadata.people.isEmpty {
      lines.append(" ACQBY=\"\(quoted(function.metadata.people))\"")
    }
    lines += date.map { [" FILEDATE=\($0)"] } ?? []
    if !function.metadata.survey.isEmpty {
      lines.append(" PROSPECT=\"\(quoted(function.metadata.survey))\"")
    }
    lines += place("LAT", "LONG", "ELEV")
    lines += [
      " STDVERS=\"SEG 1.0\"", " PROGVERS=\"skindepth\"", " EMPTY=\(EDI.emptyText)", "",
    ]
  }

  /// As it may stand between quotation marks.
  private func quoted(_ text: String) -> String {
    String(text.map { $0 == "\"" ? "'" : $0.isNewline ? " " : $0 })
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
    let known =
      [
        "sign convention = exp(+ i omega t)",
        "\(EDI.InfoKey.units) = \(function.units.impedance)",
        "\(EDI.InfoKey.rotation) = \(rotationText)",
        "variances = of complex values: twice those of the real parts",
        "\(EDI.InfoKey.output) = \(origin.output)",
        "\(EDI.InfoKey.input) = \(origin.input)",
        "\(EDI.InfoKey.remote) = \(origin.remote ?? "none")",
        "\(EDI.InfoKey.rate) = \(function.rate.samples)/\(function.rate.seconds)",
      ] + function.metadata.lines
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
      lines.append(
        ">\(kind) ID=\(identifier(of: channel)) CHTYPE=\(channel.name.uppercased()) "
          + "\(places(of: channel)) AZM=\(azimuth(of: channel))\(sensor(of: channel))")
    }
    lines.append("")
  }

  /// Metres north, east and down of the sensor, or of both electrodes.
  private func places(of channel: Channel) -> String {
    guard channel.kind == .electric else { return "X=0.0 Y=0.0 Z=0.0" }
    guard let end = function.instrument(channel)?.electrode else {
      return "X=0.0 Y=0.0 Z=0.0 X2=0.0 Y2=0.0 Z2=0.0"
    }
    let (north, east) = (end.north.fixed(2), end.east.fixed(2))
    return
      "X=\((-end.north).fixed(2)) Y=\((-end.east).fixed(2)) Z=0.0 X2=\(north) Y2=\(east) Z2=0.0"
  }

  private func sensor(of channel: Channel) -> String {
    let name = function.instrument(channel)?.sensor ?? ""
    return name.isEmpty ? "" : " SENSOR=\(plainIdentifier(name))"
  }

  private var rotationText: String {
    rotation.map { "x axis at \($0) degrees clockwise from geographic north" }
      ?? EDI.InfoKey.asLaidOut
  }

  private func azimuth(of channel: Channel) -> Double {
    if channel == .hz { return 0 }
    return EDI.inputs.contains(channel)
      ? function.azimuth(ofInput: channel) : function.azimuth(ofOutput: channel)
  }

  private mutating func writeSection() {
    lines += [">=MTSECT", " SECTID=\"\(site)\"", " NFREQ=\(points.count)"]
    lines += channels.map { " \($0.name.uppercased())=\(identifier(of: $0))" } + [""]
  }

  private mutating func writeData() {
    write("FREQ", points.map(\.frequency))
    write(elements.filter { $0.output != .hz }, rotation: "ZROT")
    write(elements.filter { $0.output == .hz }, rotation: "TROT")
  }

  private mutating func write(_ elements: [EDI.Element], rotation name: String) {
    guard !elements.isEmpty else { return }
    if let rotation { write(name, [Double](repeating: rotation, count: points.count)) }
    let option = rotation == nil ? "ROT=NONE" : "ROT=\(name)"
    for element in elements {
      guard let place = function.element(element.output, element.input) else { continue }
      let values = points.map { $0.estimate.values[place.output][place.input] }
      let variances = points.map { $0.estimate.variances[place.output][place.input] }
      write("\(element.real) \(option)", values.map(\.real))
      write("\(element.imaginary) \(option)", values.map(\.imaginary))
      write("\(element.variance) \(option)", variances)
    }
  }

  private mutating func write(_ head: String, _ numbers: [Double]) {
    lines.append(">\(head) // \(numbers.count)")
    // No line of an EDI file has more than 80 characters.
    let perLine = max(1, 80 / (note.digits + 7))
    for start in stride(from: 0, to: numbers.count, by: perLine) {
      let row = numbers[start..<min(start + perLine, numbers.count)].map { number in
        number.isFinite ? scientific(number, digits: note.digits) : EDI.emptyText
      }
      lines.append(row.map { ($0.hasPrefix("-") ? " " : "  ") + $0 }.joined())
    }
  }
}
