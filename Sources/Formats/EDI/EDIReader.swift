import ComplexModule
package import Model

extension EDI {
  /// Reads a file of impedances and tippers.
  ///
  /// Elements and frequencies without a value are NaN or left out, never 0. Where the file does not
  /// say the recorded rate, it is the lowest that holds its highest frequency.
  ///
  /// - Throws: A `UserError` for a file that is no EDI, holds no impedance or tipper, is rotated by
  ///   different angles, or whose blocks have unequal lengths.
  package static func read(_ path: String) throws -> TransferFunction {
    try EDIReader(blocks: EDIBlocks(path)).transferFunction()
  }
}

private struct EDIReader {
  let blocks: EDIBlocks

  func transferFunction() throws -> TransferFunction {
    let frequencies = try frequencies()
    try checkUnits()
    let rotation = try rotation(frequencies.count)
    let present = EDI.elements.filter { block($0.real) != nil || block($0.imaginary) != nil }
    guard !present.isEmpty else { throw holdsNone() }
    let outputs = [Channel.ex, .ey, .hz].filter { out in present.contains { $0.output == out } }
    let columns = try present.map { try column($0, frequencies.count) }
    let points = frequencies.indices.map { i in
      point(frequencies[i], outputs, zip(present, columns).map { ($0, $1[i]) })
    }
    var function = TransferFunction(
      origin: origin(), outputs: outputs, inputs: EDI.inputs,
      rate: rate(highest: frequencies.max() ?? 1), location: place(),
      azimuths: azimuths(rotation, outputs),
      points: points.filter(hasValue).sorted { $0.frequency > $1.frequency })
    // As this program writes them; what others say in free text is not understood.
    if let units = info(EDI.InfoKey.units).flatMap({ FieldUnits(impedance: $0) }) {
      function.units = units
    }
    return function
  }

  /// The block of a name; some writers leave out the `.EXP` of the tipper's.
  private func block(_ name: String) -> EDIBlocks.Block? {
    blocks[name] ?? (name.hasSuffix(".EXP") ? blocks[String(name.dropLast(4))] : nil)
  }

  private func hasValue(_ point: TransferFunction.Point) -> Bool {
    point.estimate.values.contains { $0.contains(where: \.isFinite) }
  }

  private func frequencies() throws -> [Double] {
    guard let block = blocks["FREQ"] else {
      throw UserError(
        .data, blocks.path, "has no block >FREQ",
        remedy: "name a complete EDI file of impedances; spectra must be converted first")
    }
    let frequencies = try blocks.numbers(block, expected: nil)
    guard !frequencies.isEmpty, frequencies.allSatisfy({ $0 > 0 }) else {
      throw problem(block, "must give frequencies above 0", "write the frequencies in Hz")
    }
    return frequencies
  }

  private func checkUnits() throws {
    guard let units = blocks.value("HEAD", "UNITS"), units.lowercased().contains("ohm") else {
      return
    }
    throw UserError(
      .data, blocks.path, at: ">HEAD, UNITS", "the impedances are in \(units)",
      remedy: "multiply them by 795.7747 to have (mV/km)/nT, and change UNITS")
  }

  /// The one direction of the x axis; 0 where the file names none.
  private func rotation(_ count: Int) throws -> Double {
    var rotation: Double?
    for name in ["ZROT", "TROT", "TROT.EXP"] {
      guard let block = blocks[name] else { continue }
      let angles = try blocks.numbers(block, expected: count).filter(\.isFinite)
      rotation = rotation ?? angles.first
      if let rotation, let other = angles.first(where: { abs($0 - rotation) > 1e-6 }) {
        throw problem(
          block, "is rotated by \(rotation)° and by \(other)°, and only one angle is read",
          "write the file without rotation: x to the north, y to the east")
      }
    }
    return rotation ?? 0
  }

  /// Of the channels' own directions only our own files say that the data are in them.
  private func azimuths(_ rotation: Double, _ outputs: [Channel]) -> Azimuths {
    guard info(EDI.InfoKey.rotation) == EDI.InfoKey.asLaidOut else {
      return Azimuths(axes: rotation, outputs: outputs, inputs: EDI.inputs)
    }
    var azimuths = Azimuths()
    for block in blocks.blocks where block.name == "HMEAS" || block.name == "EMEAS" {
      let words = block.options.split(whereSeparator: \.isWhitespace)
      func word(_ key: String) -> String? {
        words.first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
      }
      guard let channel = word("CHTYPE").flatMap({ Channel($0) }), channel != .hz,
        let angle = word("AZM").flatMap({ DecimalNumber.parse($0) }), angle.isFinite,
        angle != channel.nominalAzimuth
      else { continue }
      if outputs.contains(channel) { azimuths.outputs[channel] = angle }
      if EDI.inputs.contains(channel) { azimuths.inputs[channel] = angle }
    }
    return azimuths
  }

  private struct Value {
    var complex: ComplexValue
    var variance: Double
  }

  private func column(_ element: EDI.Element, _ count: Int) throws -> [Value] {
    let parts = try [element.real, element.imaginary].map { name in
      guard let block = block(name) else {
        throw UserError(
          .data, blocks.path, "has only one of >\(element.real) and >\(element.imaginary)",
          remedy: "write the real and the imaginary part")
      }
      return try blocks.numbers(block, expected: count)
    }
    let variances =
      try block(element.variance).map { try blocks.numbers($0, expected: count) }
      ?? [Double](repeating: .nan, count: count)
    return (0..<count).map { i in
      Value(complex: ComplexValue(parts[0][i], parts[1][i]), variance: variances[i])
    }
  }

  private func point(
    _ frequency: Double, _ outputs: [Channel], _ elements: [(EDI.Element, Value)]
  ) -> TransferFunction.Point {
    let missing = Value(complex: ComplexValue(.nan, .nan), variance: .nan)
    let rows = outputs.map { output in
      EDI.inputs.map { input in
        elements.first { $0.0.output == output && $0.0.input == input }?.1 ?? missing
      }
    }
    let estimate = Estimate(
      readValues: rows.map { $0.map(\.complex) }, variances: rows.map { $0.map(\.variance) },
      inputCount: EDI.inputs.count)
    return TransferFunction.Point(frequency: frequency, level: 0, estimate: estimate)
  }

  private func origin() -> TransferFunction.Origin {
    let site =
      blocks.value("HEAD", "DATAID") ?? blocks.value("=MTSECT", "SECTID")
      ?? nameWithoutEnding(blocks.path)
    let remote = info(EDI.InfoKey.remote).flatMap { $0 == "none" ? nil : $0 }
    return TransferFunction.Origin(
      output: info(EDI.InfoKey.output) ?? site, input: info(EDI.InfoKey.input) ?? site,
      remote: remote)
  }

  private func info(_ key: String) -> String? { blocks.value("INFO", key.uppercased()) }

  private func rate(highest frequency: Double) -> SamplingRate {
    info(EDI.InfoKey.rate).flatMap { SamplingRate(text: $0) }
      ?? SamplingRate(hertz: 2 * frequency) ?? SamplingRate(samples: 1, seconds: 1)
  }

  private func place() -> Location? {
    let head = ("HEAD", blocks.value("HEAD", "LAT"), blocks.value("HEAD", "LONG", "LON"))
    let reference = (
      "=DEFINEMEAS", blocks.value("=DEFINEMEAS", "REFLAT"),
      blocks.value("=DEFINEMEAS", "REFLONG", "REFLON")
    )
    for (_, latitude, longitude) in [head, reference] {
      guard let latitude = latitude.flatMap(Sexagesimal.degrees),
        let longitude = longitude.flatMap(Sexagesimal.degrees)
      else { continue }
      let height = blocks.value("HEAD", "ELEV") ?? blocks.value("=DEFINEMEAS", "REFELEV") ?? "0"
      return location(latitude, longitude, DecimalNumber.parse(height) ?? 0).0
    }
    return nil
  }

  private func holdsNone() -> UserError {
    let instead =
      blocks["=SPECTRASECT"] != nil || blocks["SPECTRA"] != nil
      ? "spectra" : blocks["RHOXY"] != nil ? "apparent resistivities and phases" : nil
    return UserError(
      .data, blocks.path,
      "holds no impedance and no tipper" + (instead.map { ", only \($0)" } ?? ""),
      remedy: "convert the file to one with the blocks >ZXXR and so on")
  }

  private func problem(_ block: EDIBlocks.Block, _ text: String, _ remedy: String) -> UserError {
    UserError(
      .data, blocks.path, at: "line \(block.line), >\(block.name)", text, remedy: remedy)
  }
}
