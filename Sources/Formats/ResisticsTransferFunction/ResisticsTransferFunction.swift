import ComplexModule
package import Model

/// The text that resistics 0.0.6 keeps a transfer function in.
///
/// Impedances are in (mV/km)/nT where its spectra were calibrated, with time dependence e^{+iωt}. The format
/// has no place for the location, directions, covariances, and missing values.
package enum ResisticsTransferFunction: TransferFunctionFormat, TransferFunctionWriter {
  package static let name = "resistics transfer function"
  package static let key = "resistics"
  package static let endings = ["restf"]

  static let marker = "Evaluation frequencies"

  package static func recognises(_ head: String) -> Bool {
    head.trimmed.hasPrefix("sampleFreq") && head.contains("insite")
  }

  package static func obstacle(_ function: TransferFunction) -> String? {
    guard function.outputs.count > 0, function.inputs.count > 0, !points(function).isEmpty else {
      return "needs a frequency at which every value and variance is known"
    }
    guard function.axes == 0 else {
      return "says nothing of directions, and these are not x north and y east: turn them with"
        + " --rotate 0"
    }
    return nil
  }

  package static func points(_ function: TransferFunction) -> [TransferFunction.Point] {
    function.points.filter { point in
      point.estimate.values.allSatisfy { $0.allSatisfy(\.isFinite) }
        && point.estimate.variances.allSatisfy { $0.allSatisfy(\.isFinite) }
    }.sorted { $0.frequency > $1.frequency }
  }

  package static func text(of function: TransferFunction, _ note: FileNote) -> String {
    let points = points(function)
    let origin = function.origin
    func names(_ channels: [Channel]) -> String { channels.map(\.name).joined(separator: ", ") }
    func number(_ value: Double) -> String { scientific(value, digits: note.digits) }
    var lines = [
      "sampleFreq = \(function.rate.hertz)", "insite = \(origin.input)",
      "inchans = \(names(function.inputs))", "outsite = \(origin.output)",
      "outchans = \(names(function.outputs))", "remotesite = \(origin.remote ?? "False")",
      "remotechans = \(origin.remote == nil ? "False" : names(function.inputs))",
      "intercept = False", marker,
      points.map { number($0.frequency) }.joined(separator: ", "),
    ]
    for kind in ["Z", "Var"] {
      for (o, output) in function.outputs.enumerated() {
        for (i, input) in function.inputs.enumerated() {
          lines.append("\(kind)-\(output)\(input)")
          let values = points.map { point in
            guard kind == "Z" else { return number(point.estimate.variances[o][i]) }
            let value = point.estimate.values[o][i]
            let sign = value.imaginary.sign == .minus ? "" : "+"
            return "\(number(value.real))\(sign)\(number(value.imaginary))j"
          }
          lines.append(values.joined(separator: ", "))
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads a file.
  ///
  /// - Throws: A `UserError` for missing keys or rows, with the line of wrong numbers.
  package static func read(_ path: String) throws -> TransferFunction {
    try ResisticsTransferFunctionReader(path).transferFunction()
  }
}

private struct ResisticsTransferFunctionReader {
  let path: String
  private var keys: [String: String] = [:]
  private var frequencies: [Double] = []
  /// The line of numbers after each label.
  private var rows: [String: (line: Int, text: String)] = [:]

  init(_ path: String) throws {
    self.path = path
    let bytes = try InputFile.contents(of: path, limit: TransferFunctionFile.largest)
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(\.trimmed)
    let marker = lines.firstIndex(of: ResisticsTransferFunction.marker) ?? lines.count
    for line in lines[..<marker] {
      let parts = line.split(separator: "=", maxSplits: 1).map(\.trimmed)
      if parts.count == 2 { keys[parts[0]] = parts[1] }
    }
    guard marker + 1 < lines.count else {
      throw UserError(
        .data, path, "has no line `\(ResisticsTransferFunction.marker)` with frequencies below it",
        remedy: "copy the file again from its source")
    }
    frequencies = try reals((marker + 2, lines[marker + 1]), count: nil)
    guard !frequencies.isEmpty, frequencies.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw problem(marker + 2, "must give frequencies above 0")
    }
    for index in lines.indices.dropFirst(marker + 2).dropLast() where isLabel(lines[index]) {
      rows[lines[index]] = (index + 2, lines[index + 1])
    }
  }

  private func isLabel(_ line: String) -> Bool { line.hasPrefix("Z-") || line.hasPrefix("Var-") }

  func transferFunction() throws -> TransferFunction {
    let (outputs, inputs) = (try channels("outchans"), try channels("inchans"))
    var values: [[[ComplexValue]]] = []
    var variances: [[[Double]]] = []
    for output in outputs {
      values.append(try inputs.map { try complexes("Z-\(output)\($0)") })
      variances.append(
        try inputs.map { input in
          guard let row = rows["Var-\(output)\(input)"] else {
            return [Double](repeating: .nan, count: frequencies.count)
          }
          return try reals(row, count: frequencies.count)
        })
    }
    let points = frequencies.indices.map { k in
      let estimate = Estimate(
        readValues: values.map { $0.map { $0[k] } }, variances: variances.map { $0.map { $0[k] } },
        inputCount: inputs.count)
      return TransferFunction.Point(frequency: frequencies[k], level: 0, estimate: estimate)
    }
    let remote = keys["remotesite"].flatMap { $0 == "False" || $0.isEmpty ? nil : $0 }
    guard let rate = SamplingRate(text: try text("sampleFreq")) else {
      throw UserError(
        .data, path, at: "key `sampleFreq`", "is no sampling rate: \(try text("sampleFreq"))",
        remedy: "write the rate in Hz")
    }
    return TransferFunction(
      origin: .init(output: try text("outsite"), input: try text("insite"), remote: remote),
      outputs: outputs, inputs: inputs, rate: rate,
      points: points.sorted { $0.frequency > $1.frequency })
  }

  private func text(_ key: String) throws -> String {
    guard let value = keys[key], !value.isEmpty else {
      throw UserError(
        .data, path, at: "key `\(key)`", "is missing", remedy: "add a line `\(key) = …`")
    }
    return value
  }

  private func channels(_ key: String) throws -> [Channel] {
    let names = try text(key).split(separator: ",").map(\.trimmed)
    let channels = names.compactMap { Channel($0) }
    guard channels.count == names.count, Set(channels).count == channels.count, !names.isEmpty
    else {
      throw UserError(
        .data, path, at: "key `\(key)`", "has names that are no channels, or one twice",
        remedy: "known are: \(Channel.known.map(\.name).joined(separator: ", "))")
    }
    return channels
  }

  private func reals(_ row: (line: Int, text: String), count: Int?) throws -> [Double] {
    let fields = row.text.split(separator: ",")
    let numbers = fields.compactMap { DecimalNumber.parse($0) }
    guard numbers.count == fields.count, count == nil || numbers.count == count else {
      throw problem(row.line, "does not have \(count.map { "\($0) " } ?? "")numbers")
    }
    return numbers
  }

  /// Numbers as Python writes them: `1.5-2.25j`.
  private func complexes(_ label: String) throws -> [ComplexValue] {
    guard let row = rows[label] else {
      throw UserError(
        .data, path, at: label, "is missing", remedy: "copy the file again from its source")
    }
    let numbers = row.text.split(separator: ",").compactMap(complex)
    guard numbers.count == frequencies.count else {
      throw problem(row.line, "does not have \(frequencies.count) complex numbers")
    }
    return numbers
  }

  private func complex(_ field: Substring) -> ComplexValue? {
    let text = Array(field.trimmed.filter { $0 != "(" && $0 != ")" })
    guard text.last == "j" else { return nil }
    // The sign between the parts is the last that belongs to no exponent.
    let split = text.indices.dropFirst().last {
      (text[$0] == "+" || text[$0] == "-") && !"eE".contains(text[$0 - 1])
    }
    guard let split, let real = DecimalNumber.parse(String(text[..<split])),
      let imaginary = DecimalNumber.parse(String(text[split..<(text.count - 1)]))
    else { return nil }
    return ComplexValue(real, imaginary)
  }

  private func problem(_ line: Int, _ text: String) -> UserError {
    UserError(
      .data, path, at: "line \(line)", text, remedy: "copy the file again from its source")
  }
}
