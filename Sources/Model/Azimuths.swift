/// The directions of a transfer function's channels where they are not the nominal ones (x to the
/// north, y to the east), degrees clockwise from geographic north.
package struct Azimuths: Hashable, Sendable {
  package var outputs: [Channel: Double]
  package var inputs: [Channel: Double]

  package init(outputs: [Channel: Double] = [:], inputs: [Channel: Double] = [:]) {
    self.outputs = outputs
    self.inputs = inputs
  }

  /// Orthogonal axes, x at `angle`; empty for an angle of 0.
  package init(axes angle: Double, outputs: [Channel], inputs: [Channel]) {
    guard angle != 0 else {
      self.init()
      return
    }
    func directions(_ channels: [Channel]) -> [Channel: Double] {
      let horizontal = channels.filter { $0 != .hz }
      return Dictionary(
        horizontal.map { ($0, $0.nominalAzimuth + angle) }, uniquingKeysWith: { first, _ in first })
    }
    self.init(outputs: directions(outputs), inputs: directions(inputs))
  }
}

extension TransferFunction {
  /// Degrees clockwise from geographic north.
  package func azimuth(ofOutput channel: Channel) -> Double {
    azimuths.outputs[channel] ?? channel.nominalAzimuth
  }

  /// Degrees clockwise from geographic north.
  package func azimuth(ofInput channel: Channel) -> Double {
    azimuths.inputs[channel] ?? channel.nominalAzimuth
  }

  /// The direction of the x axis where all channels lie along one pair of orthogonal axes, degrees
  /// clockwise from geographic north in (-180, 180]; `nil` where they do not.
  package var axes: Double? { axes(ofOutputs: outputs) }

  /// The same of some of the outputs, and of all inputs.
  package func axes(ofOutputs outputs: [Channel]) -> Double? {
    let turns =
      outputs.filter { $0 != .hz }.map { azimuth(ofOutput: $0) - $0.nominalAzimuth }
      + inputs.filter { $0 != .hz }.map { azimuth(ofInput: $0) - $0.nominalAzimuth }
    guard let first = turns.first else { return 0 }
    // A millionth of a degree is less than any compass tells, and more than rounding makes.
    let areOne = turns.allSatisfy { abs(wrapped($0 - first)) < 1e-6 }
    return areOne ? wrapped(first) : nil
  }

  /// Whether the channels that both have point in the same directions.
  ///
  /// Files round directions to hundredths of a degree, which count for nothing.
  package func hasDirections(of other: TransferFunction) -> Bool {
    func agree(_ a: Double, _ b: Double) -> Bool { abs(wrapped(a - b)) < 0.02 }
    return outputs.allSatisfy { channel in
      channel == .hz || !other.outputs.contains(channel)
        || agree(azimuth(ofOutput: channel), other.azimuth(ofOutput: channel))
    }
      && inputs.allSatisfy { channel in
        !other.inputs.contains(channel)
          || agree(azimuth(ofInput: channel), other.azimuth(ofInput: channel))
      }
  }

  /// The axes in words, as `x 15° east of north, y 105° east of north, z down`; each channel's
  /// direction where they are no pair of orthogonal axes.
  package var axesText: String { axesText(ofOutputs: outputs) }

  /// The same of some of the outputs, and of all inputs.
  package func axesText(ofOutputs outputs: [Channel]) -> String {
    if let x = axes(ofOutputs: outputs) {
      return "x \(compassText(x)), y \(compassText(x + 90)), z down"
    }
    let rows = outputs.filter { $0 != .hz && self.outputs.contains($0) }
    func list(_ channels: [Channel], _ azimuth: (Channel) -> Double) -> String {
      channels.map { "\($0) \(compassText(azimuth($0)))" }.joined(separator: ", ")
    }
    let columns = list(inputs.filter { $0 != .hz }, azimuth(ofInput:))
    guard !rows.isEmpty else { return columns + ", z down" }
    // Between sites a channel may be both.
    let areTold = Set(rows).isDisjoint(with: inputs)
    return list(rows, azimuth(ofOutput:)) + (areTold ? ", " : "; inputs ") + columns + ", z down"
  }
}

/// An angle in (-180, 180].
private func wrapped(_ degrees: Double) -> Double {
  let rest = degrees.remainder(dividingBy: 360)
  return rest == -180 ? 180 : rest + 0
}

/// A direction in words, from degrees clockwise from geographic north.
private func compassText(_ degrees: Double) -> String {
  let angle = (wrapped(degrees) * 100).rounded() / 100
  switch angle {
  case 0: return "north"
  case 90: return "east"
  case 180, -180: return "south"
  case -90: return "west"
  default:
    let digits = abs(angle).fixed(2).reversed().drop { $0 == "0" }.drop { $0 == "." }
    return "\(String(digits.reversed()))° \(angle > 0 ? "east" : "west") of north"
  }
}
