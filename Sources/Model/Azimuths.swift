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
  package var axes: Double? {
    let turns =
      outputs.filter { $0 != .hz }.map { azimuth(ofOutput: $0) - $0.nominalAzimuth }
      + inputs.filter { $0 != .hz }.map { azimuth(ofInput: $0) - $0.nominalAzimuth }
    guard let first = turns.first else { return 0 }
    // A millionth of a degree is less than any compass tells, and more than rounding makes.
    let areOne = turns.allSatisfy { abs(remainder($0 - first)) < 1e-6 }
    return areOne ? remainder(first) : nil
  }

  private func remainder(_ degrees: Double) -> Double {
    let rest = degrees.remainder(dividingBy: 360)
    return rest == -180 ? 180 : rest + 0
  }
}
