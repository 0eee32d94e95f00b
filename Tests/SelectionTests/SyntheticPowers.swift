import ComplexModule
import Model
import Selection
import TestSupport

/// Cross-powers of made-up windows, with the matrices that they are.
struct SyntheticPowers {
  let channels: PowerChannels
  /// `[window][row][row]`.
  let matrices: [[[Complex<Double>]]]

  static let standard = PowerChannels(inputs: [.hx, .hy], outputs: [.ex, .ey], references: [])
  static let tipper = PowerChannels(inputs: [.hx, .hy], outputs: [.ex, .ey, .hz], references: [])
  static let remote = PowerChannels(
    inputs: [.hx, .hy], outputs: [.ex, .ey], references: [.hx, .hy])

  /// What the outputs are made of by the inputs, `[output][input]`.
  static let response = [
    [Complex(1, 2), Complex(30, 40)], [Complex(-20, 5), Complex(0.5, -1)],
    [Complex(0.1, 0.2), Complex(-0.3, 0.4)],
  ]

  /// Windows whose powers are means over so many harmonics.
  ///
  /// - Parameter noise: Of each output and reference, as a share of its signal.
  init(
    _ channels: PowerChannels, windows: Int, noise: Double, seed: Int = 1, harmonics: Int = 9
  ) {
    self.channels = channels
    var draws = Draws("powers", seed: seed)
    matrices = (0..<windows).map { _ in
      let lines = (0..<harmonics).map { _ -> [Complex<Double>] in
        let inputs = draws.complexes(channels.inputs.count)
        let outputs = channels.outputs.indices.map { output -> Complex<Double> in
          let row = SyntheticPowers.response[output % 3]
          let signal = zip(row, inputs).reduce(Complex<Double>.zero) { $0 + $1.0 * $1.1 }
          return signal + Complex(noise * row[output % 2].length) * draws.complex()
        }
        let references = channels.references.indices.map {
          inputs[$0 % inputs.count] + Complex(noise) * draws.complex()
        }
        return inputs + outputs + references
      }
      return SyntheticPowers.matrix(lines, channels.count)
    }
  }

  private static func matrix(_ lines: [[Complex<Double>]], _ count: Int) -> [[Complex<Double>]] {
    (0..<count).map { a in
      (0..<count).map { b in
        lines.reduce(Complex<Double>.zero) { $0 + $1[a] * $1[b].conjugate }
          / Complex(Double(lines.count))
      }
    }
  }

  /// What a statistic is given, of some of the windows.
  func powers(_ windows: Range<Int>? = nil, frequency: Double = 2, density: Double = 0.5)
    -> WindowPowers
  {
    let chosen = windows.map { Array(matrices[$0]) } ?? matrices
    let n = channels.count
    var values = [Double](repeating: 0, count: n * n * chosen.count)
    for (window, matrix) in chosen.enumerated() {
      for a in 0..<n {
        for b in a..<n {
          let plane = CrossPowers.plane(a, b, channelCount: n)
          values[plane * chosen.count + window] = matrix[a][b].real
          if a != b { values[(plane + 1) * chosen.count + window] = matrix[a][b].imaginary }
        }
      }
    }
    // Something to tell apart in the place of the coherences of equations.
    for equation in channels.equations.indices {
      let first = windows?.lowerBound ?? 0
      for window in chosen.indices {
        values.append(Double(equation) + 1 / Double(first + window + 2))
      }
    }
    return WindowPowers(
      channels: channels, windowCount: chosen.count, values: values, frequency: frequency,
      densityFactor: density)
  }
}
