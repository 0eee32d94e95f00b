import ComplexModule
import HDF5
package import Model

/// What made a result: it stands with the result in the file, the same wherever and whenever it was
/// made.
///
/// A later run takes a result of the same name for the same as long as the stamps are equal, and
/// else says what the difference is.
package struct ResultStamp: Hashable, Sendable {
  /// Of the program, and of its numbers.
  package var version: String
  /// Lines of those settings that results have in common, or a word that stands for them.
  package var settings: [String]
  /// Channels, references and windows, in lines.
  package var definition: [String]
  /// The sites whose recordings it takes, with what stands for these.
  package var inputs: [String: Digest]
  /// Of the values, where they are known before the file is made.
  package var values: Digest?

  package init(
    version: String, settings: [String], definition: [String], inputs: [String: Digest],
    values: Digest? = nil
  ) {
    self.version = version
    self.settings = settings
    self.definition = definition
    self.inputs = inputs
    self.values = values
  }

  package var digest: Digest {
    let lines =
      [version] + settings + [""] + definition + [""] + inputLines + [values?.description ?? ""]
    return Digest(of: Array(lines.joined(separator: "\n").utf8))
  }

  private var inputLines: [String] {
    inputs.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
  }

  /// As attributes.
  ///
  /// - Parameter prefix: Tells one from another in the same place.
  package func attributes(_ prefix: String = "") -> [String: ProductValue] {
    var found: [String: ProductValue] = ["\(prefix)made_version": .text(version)]
    // HDF5 has no empty lists.
    for (name, lines) in [
      ("settings", settings), ("definition", definition), ("inputs", inputLines),
    ] where !lines.isEmpty { found["\(prefix)made_\(name)"] = .texts(lines) }
    if let values { found["\(prefix)made_values"] = .text(values.description) }
    return found
  }

  /// Nil for what carries none, as what an older version made.
  init?(_ attributes: [String: AttributeValue], _ prefix: String = "") {
    guard let version = attributes["\(prefix)made_version"]?.text else { return nil }
    func lines(_ name: String) -> [String] { attributes["\(prefix)made_\(name)"]?.texts ?? [] }
    self.init(
      version: version, settings: lines("settings"), definition: lines("definition"), inputs: [:],
      values: attributes["\(prefix)made_values"]?.text.flatMap { Digest(hexadecimal: $0) })
    for line in lines("inputs") {
      guard let blank = line.firstIndex(of: " "),
        let digest = Digest(hexadecimal: String(line[..<blank]))
      else { return nil }
      inputs[String(line[line.index(after: blank)...])] = digest
    }
  }
}

extension ResultStamp {
  /// Why a result of this stamp is not what one of another would be; nil where both are the same.
  package func difference(from present: ResultStamp) -> String? {
    if version != present.version { return "\(version) made it" }
    for (site, digest) in inputs.sorted(by: { $0.key < $1.key }) {
      guard let other = present.inputs[site] else { return "it was made with site \(site)" }
      if other != digest { return "the data of site \(site) changed" }
    }
    if let site = present.inputs.keys.sorted().first(where: { inputs[$0] == nil }) {
      return "it was made without site \(site)"
    }
    if let text = Self.difference(settings, present.settings) { return "settings changed: \(text)" }
    if let text = Self.difference(definition, present.definition) {
      return "settings of the run changed: \(text)"
    }
    return values == present.values
      ? nil : "what is known of the site, or the survey's levels and periods, changed"
  }

  /// The first line that differs, with the one that stands in its place.
  private static func difference(_ old: [String], _ new: [String]) -> String? {
    guard old != new else { return nil }
    let gone = old.first { !new.contains($0) }
    let come = new.first { !old.contains($0) }
    return [gone.map { "\($0) before" }, come.map { "\($0) now" }].compactMap(\.self)
      .joined(separator: ", ")
  }

  /// Stands for the values of a transfer function, doubts apart: these hold it against others of
  /// its run.
  package static func values(of function: TransferFunction) -> Digest {
    var builder = ValueWords()
    builder.add(function.outputs.map(\.name) + function.inputs.map(\.name))
    builder.add([Double(function.rate.samples), Double(function.rate.seconds)])
    if let place = function.location {
      builder.add([place.latitude, place.longitude, place.elevation])
    }
    if !function.metadata.lines.isEmpty { builder.add(function.metadata.lines) }
    builder.add(function.outputs.map { function.azimuth(ofOutput: $0) })
    builder.add(function.inputs.map { function.azimuth(ofInput: $0) })
    for point in function.points {
      let estimate = point.estimate
      builder.add([point.frequency, Double(point.level)])
      for row in estimate.values { builder.add(row.flatMap { [$0.real, $0.imaginary] }) }
      for row in estimate.variances { builder.add(row) }
      for row in estimate.inverseSignalPower {
        builder.add(row.flatMap { [$0.real, $0.imaginary] })
      }
      for row in estimate.residualCovariance {
        builder.add(row.flatMap { [$0.real, $0.imaginary] })
      }
      builder.add([Double(estimate.windowCount), Double(estimate.passes)])
      builder.add(estimate.weightSums + estimate.coherences + estimate.errorFloors)
      builder.add([estimate.converged ? 1 : 0])
    }
    return builder.words.digest
  }
}

/// Takes numbers by their bits.
private struct ValueWords {
  var words = DigestBuilder()

  mutating func add(_ numbers: [Double]) {
    words.add(UInt64(numbers.count))
    for number in numbers { words.add(number.bitPattern) }
  }

  mutating func add(_ texts: [String]) {
    for text in texts { words.add(Array(text.utf8)) }
  }
}
