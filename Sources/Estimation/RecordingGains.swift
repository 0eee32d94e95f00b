internal import ComplexModule
package import Model

/// How large the outputs of each recording are, relative to what a transfer function predicts from
/// its inputs.
///
/// An amplifier that was set otherwise, a dipole of another length or a coil that was exchanged
/// without a word in the files make one recording's output a multiple of another's.
package struct RecordingGains {
  private let powers: CrossPowers
  /// Of each recording its windows, from the first on.
  private var windows: [Int: [Range<Int>]] = [:]

  /// Windows of a recording from which on its gain is known.
  private static let leastWindows = 8

  /// - Parameter rows: The recordings of windows in a row, and how many windows these are.
  package init(_ powers: CrossPowers, _ rows: [(recording: Int, windows: Int)]) {
    self.powers = powers
    var first = 0
    for row in rows {
      windows[row.recording, default: []].append(first..<first + row.windows)
      first += row.windows
    }
  }

  /// Of each output and window the part that follows the prediction, relative to it.
  ///
  /// Three numbers each: output, recording, ratio. Those of several parts of the windows may be put
  /// together.
  package func ratios(_ estimate: Estimate) -> [Double] {
    estimate.values.indices.flatMap { output in
      windows.sorted { $0.key < $1.key }.flatMap { recording, ranges in
        ranges.joined().compactMap { ratio(output, estimate.values[output], $0) }
          .flatMap { [Double(output), Double(recording), $0] }
      }
    }
  }

  /// For each output the largest gain of a recording over the smallest, of medians over windows; 1
  /// where there are no two of them, or one is not above 0.
  package static func changes(_ ratios: [Double], outputs: Int) -> [Double] {
    var lists = [[Int: [Double]]](repeating: [:], count: outputs)
    for place in stride(from: 0, to: ratios.count - 2, by: 3) {
      lists[Int(ratios[place])][Int(ratios[place + 1]), default: []].append(ratios[place + 2])
    }
    return lists.map { recordings in
      let gains = recordings.values.filter { $0.count >= leastWindows }
        .map { $0.sorted()[$0.count / 2] }
      guard gains.count > 1, let low = gains.min(), let high = gains.max(), low > 0 else {
        return 1
      }
      return high / low
    }
  }

  private func ratio(_ output: Int, _ row: [Complex<Double>], _ window: Int) -> Double? {
    let place = row.count + output
    var (shared, predicted) = (0.0, 0.0)
    for i in row.indices {
      let cross = powers.element(place, i, window: window)
      shared += row[i].real * cross.real + row[i].imaginary * cross.imaginary
      for j in row.indices {
        let power = powers.element(i, j, window: window)
        let factor = row[i] * row[j].conjugate
        predicted += factor.real * power.real - factor.imaginary * power.imaginary
      }
    }
    return predicted > 0 ? shared / predicted : nil
  }
}
