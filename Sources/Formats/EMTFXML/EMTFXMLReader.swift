import ComplexModule
package import Model

extension EMTFXML {
  /// Reads a file of impedances and tippers.
  ///
  /// What a file does not have is NaN, never 0. The recorded rate is that of the first field notes, or the
  /// lowest that holds the file's highest frequency.
  ///
  /// - Throws: A `UserError` for what is no EMTF XML, has no period with a value, or units that are not
  ///   known.
  package static func read(_ path: String) throws -> TransferFunction {
    let root = try XMLElement(path: path, limit: TransferFunctionFile.largest)
    return try EMTFXMLReader(path: path, root: root).transferFunction()
  }
}

private struct EMTFXMLReader {
  let path: String
  let root: XMLElement

  func transferFunction() throws -> TransferFunction {
    let periods = root["Data"]?.children.filter { $0.name == "Period" } ?? []
    guard root.name == "EM_TF", !periods.isEmpty else {
      throw problem(root, "holds no Period within Data", "name a complete EMTF XML file")
    }
    let outputs = [Channel.ex, .ey, .hz].filter { output in
      periods.contains { has(output, $0) }
    }
    guard !outputs.isEmpty else {
      throw problem(
        root, "holds no impedance and no tipper",
        "write elements Z or T; apparent resistivities are not read")
    }
    var points: [TransferFunction.Point] = []
    for period in periods {
      let point = try point(period, outputs)
      if point.estimate.values.contains(where: { $0.contains(where: \.isFinite) }) {
        points.append(point)
      }
    }
    let highest = points.map(\.frequency).max() ?? 1
    return TransferFunction(
      origin: origin, outputs: outputs, inputs: EMTFXML.inputs, rate: rate(highest),
      location: place, azimuths: try azimuths(outputs),
      points: points.sorted { $0.frequency > $1.frequency })
  }

  /// Whether a period has values of an output.
  private func has(_ output: Channel, _ period: XMLElement) -> Bool {
    let part = period[output == .hz ? "T" : "Z"]
    return part?.children.contains { cell($0)?.output == output } ?? false
  }

  private func point(
    _ element: XMLElement, _ outputs: [Channel]
  ) throws -> TransferFunction.Point {
    guard let period = element.attributes["value"].flatMap({ DecimalNumber.parse($0) }),
      period > 0, (1 / period).isFinite
    else { throw problem(element, "has no value above 0", "write the period in seconds") }
    let units = element.attributes["units"]?.lowercased() ?? "secs"
    guard units.hasPrefix("s") else {
      throw problem(element, "is in \(units)", "write the period in seconds (units=\"secs\")")
    }
    return TransferFunction.Point(
      frequency: 1 / period, level: 0, estimate: try estimate(element, outputs))
  }

  private func estimate(_ period: XMLElement, _ outputs: [Channel]) throws -> Estimate {
    let (n, m) = (outputs.count, EMTFXML.inputs.count)
    let none = ComplexValue(.nan, .nan)
    func empty(_ rows: Int, _ columns: Int) -> [[ComplexValue]] {
      [[ComplexValue]](
        repeating: [ComplexValue](repeating: none, count: columns), count: rows)
    }
    var (values, variances) = (empty(n, m), empty(n, m))
    var (power, residuals) = (empty(m, m), empty(n, n))
    for part in EMTFXML.parts {
      let unit = try unit(period[part.name], part)
      try fill(&values, outputs, EMTFXML.inputs, period[part.name], scale: unit)
      try fill(&variances, outputs, EMTFXML.inputs, period["\(part.name).VAR"], scale: unit * unit)
      try fill(&power, EMTFXML.inputs, EMTFXML.inputs, period["\(part.name).INVSIGCOV"])
      try fill(
        &residuals, outputs, outputs, period["\(part.name).RESIDCOV"], scale: unit * unit)
    }
    let value = period.attributes["value"]
    let cross = root[EMTFXML.crossName]?.children.first { $0.attributes["value"] == value }
    try fill(&residuals, outputs, outputs, cross?["RESIDCOV"])
    mirror(&residuals)
    if hasNegativeSign {
      (values, power, residuals) = (conjugate(values), conjugate(power), conjugate(residuals))
    }
    var estimate = Estimate(
      readValues: values, variances: variances.map { $0.map(\.real) }, inputCount: m)
    estimate.inverseSignalPower = power
    estimate.residualCovariance = residuals
    return estimate
  }

  private func conjugate(_ matrix: [[ComplexValue]]) -> [[ComplexValue]] {
    matrix.map { $0.map(\.conjugate) }
  }

  /// The half that a file leaves out of a Hermitian matrix.
  private func mirror(_ matrix: inout [[ComplexValue]]) {
    for i in matrix.indices {
      for j in matrix.indices where !matrix[i][j].isFinite && matrix[j][i].isFinite {
        matrix[i][j] = matrix[j][i].conjugate
      }
    }
  }

  /// What a part's values are multiplied with to be in (mV/km)/nT.
  private func unit(_ element: XMLElement?, _ part: EMTFXML.Part) throws -> Double {
    let listed = root["DataTypes"]?.children.first { $0.attributes["name"] == part.name }
    let text = element?.attributes["units"] ?? listed?.attributes["units"] ?? ""
    switch text.lowercased().filter({ !$0.isWhitespace }) {
    case "", "[]", "[mv/km]/[nt]", "mv/km/nt": return 1
    case "[v/m]/[t]", "v/m/t": return 1e-3
    case "[ohm]", "ohm", "[ohms]", "ohms": return TransferFunctionUnits.fieldPerOhm
    default:
      guard part.name == "Z", let element else { return 1 }
      throw problem(
        element, "is in \(text)", "convert the values to [mV/km]/[nT] and write that as units")
    }
  }

  private func fill(
    _ matrix: inout [[ComplexValue]], _ rows: [Channel], _ columns: [Channel],
    _ element: XMLElement?, scale: Double = 1
  ) throws {
    for value in element?.children ?? [] where value.name == "value" {
      guard let cell = cell(value), let row = rows.firstIndex(of: cell.output),
        let column = columns.firstIndex(of: cell.input)
      else { continue }
      let number = try number(value)
      // As the schema's own files mark what is missing.
      guard number.isFinite, number.modulus < 1e31 else { continue }
      matrix[row][column] = scale == 1 ? number : number.multiplied(by: scale)
    }
  }

  /// The channels of a value, of its attributes or its name.
  private func cell(_ value: XMLElement) -> EMTFXML.Cell? {
    if let output = value.attributes["output"].flatMap({ Channel($0) }),
      let input = value.attributes["input"].flatMap({ Channel($0) })
    {
      return EMTFXML.Cell(name: nil, output: output, input: input)
    }
    guard let name = value.attributes["name"]?.lowercased() else { return nil }
    let input: Channel? = name.hasSuffix("x") ? .hx : name.hasSuffix("y") ? .hy : nil
    let output: Channel? =
      name.hasPrefix("t") ? .hz : name.hasPrefix("zx") ? .ex : name.hasPrefix("zy") ? .ey : nil
    guard let input, let output else { return nil }
    return EMTFXML.Cell(name: nil, output: output, input: input)
  }

  private func number(_ value: XMLElement) throws -> ComplexValue {
    let fields = value.text.split(whereSeparator: \.isWhitespace)
    let numbers = fields.compactMap { DecimalNumber.parse($0) }
    guard numbers.count == fields.count, (1...2).contains(numbers.count) else {
      throw problem(
        value, "is no number: \(value.text.trimmed.prefix(40))",
        "write `real imaginary`, or leave the value out")
    }
    return ComplexValue(numbers[0], numbers.count == 2 ? numbers[1] : 0)
  }

  private var hasNegativeSign: Bool {
    let sign = root.at("ProcessingInfo", "SignConvention")?.text ?? ""
    let compact = sign.lowercased().filter { !$0.isWhitespace }
    return compact == "-" || compact.contains("(-i") || compact.contains("^{-i")
  }

  private var origin: TransferFunction.Origin {
    let site = root["Site"]
    let names = [site?["Name"]?.text, site?["Id"]?.text].compactMap { $0?.trimmed }
    let id = site?["Id"]?.text.trimmed ?? ""
    // Our own files keep the full name beside the plain one that other programs want.
    let isOurs = root.at("Provenance", "CreatingApplication")?.text.trimmed == "skindepth"
    let name = isOurs ? names.first { !$0.isEmpty } ?? "" : id
    let output = name.isEmpty ? nameWithoutEnding(path) : name
    let tag = root.at("ProcessingInfo", "ProcessingTag")?.text.trimmed ?? ""
    let remote = root.at("ProcessingInfo", "RemoteInfo", "Site", "Id")?.text.trimmed
    return TransferFunction.Origin(
      output: output,
      input: isOurs && tag.hasPrefix("input ") ? String(tag.dropFirst(6)) : output,
      remote: remote.flatMap { $0.isEmpty ? nil : $0 })
  }

  private func rate(_ highest: Double) -> SamplingRate {
    let text = root.at("FieldNotes", "SamplingRate")?.text.trimmed ?? ""
    return SamplingRate(text: text) ?? SamplingRate(hertz: 2 * highest)
      ?? SamplingRate(samples: 1, seconds: 1)
  }

  private var place: Location? {
    func degrees(_ name: String) -> Double? {
      root.at("Site", "Location", name).flatMap { Sexagesimal.degrees($0.text.trimmed) }
    }
    guard let latitude = degrees("Latitude"), let longitude = degrees("Longitude") else {
      return nil
    }
    return location(latitude, longitude, degrees("Elevation") ?? 0).0
  }

  /// Orthogonal axes by their angle, or each channel by the layout of the site.
  private func azimuths(_ outputs: [Channel]) throws -> Azimuths {
    let orientation = root.at("Site", "Orientation")
    let kind = orientation?.text.trimmed.lowercased() ?? ""
    guard kind.contains("layout") else {
      let text = orientation?.attributes["angle_to_geographic_north"] ?? "0"
      guard let angle = DecimalNumber.parse(text), angle.isFinite else {
        throw problem(orientation ?? root, "has no angle to north: \(text)", "write degrees")
      }
      return Azimuths(axes: angle, outputs: outputs, inputs: EMTFXML.inputs)
    }
    func directions(_ name: String) -> [Channel: Double] {
      var result: [Channel: Double] = [:]
      for element in root.at("SiteLayout", name)?.children ?? [] {
        guard let channel = element.attributes["name"].flatMap({ Channel($0) }), channel != .hz,
          let angle = element.attributes["orientation"].flatMap({ DecimalNumber.parse($0) }),
          angle.isFinite, angle != channel.nominalAzimuth
        else { continue }
        result[channel] = angle
      }
      return result
    }
    return Azimuths(
      outputs: directions("OutputChannels").filter { outputs.contains($0.key) },
      inputs: directions("InputChannels").filter { EMTFXML.inputs.contains($0.key) })
  }

  private func problem(_ element: XMLElement, _ text: String, _ remedy: String) -> UserError {
    UserError(
      .data, path, at: "line \(element.line), <\(element.name)>", text, remedy: remedy)
  }
}
