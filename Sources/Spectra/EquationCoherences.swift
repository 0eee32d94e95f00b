internal import Kernels

/// The two sides of an equation `output = transfer function × input`, both times a reference.
package struct EquationSlots: Hashable, Sendable {
  package var output: Int
  package var input: Int
  package var reference: Int

  package init(output: Int, input: Int, reference: Int) {
    self.output = output
    self.input = input
    self.reference = reference
  }
}

/// The squared coherence of both sides of equations, of one window after the other.
///
/// The products of output and reference, and of input and reference, are smoothed along the harmonics;
/// the cross-powers of the two smoothed series are smoothed and brought to the evaluation frequencies as
/// others are.
struct EquationCoherences {
  private let equations: [EquationSlots]
  private let bands: [HarmonicBand]
  /// Around every harmonic.
  private let inner: [HarmonicBand]
  /// Harmonics whose smoothed products count.
  private let harmonics: Range<Int>
  /// Channel and reference of each product that occurs, and for each equation its two.
  private let pairs: [(slot: Int, reference: Int)]
  private let sides: [(Int, Int)]
  /// Which of the spectra is a slot's.
  private let places: [Int: Int]
  /// The present window's, of the slots that occur, real and imaginary parts in turn.
  private var spectra: [[Double]]
  /// `[pair][harmonic]`, real and imaginary parts in turn.
  private var smoothed: [[Double]]
  private var product: [Double]

  init(_ equations: [EquationSlots], bands: [HarmonicBand], inner: [HarmonicBand]) {
    self.equations = equations
    self.bands = bands
    self.inner = inner
    let lower = bands.map(\.harmonics.lowerBound).min() ?? 0
    harmonics = lower..<max(lower, bands.map(\.harmonics.upperBound).max() ?? 0)
    var pairs: [(slot: Int, reference: Int)] = []
    func place(_ slot: Int, _ reference: Int) -> Int {
      if let known = pairs.firstIndex(where: { $0 == (slot, reference) }) { return known }
      pairs.append((slot, reference))
      return pairs.count - 1
    }
    sides = equations.map { (place($0.output, $0.reference), place($0.input, $0.reference)) }
    self.pairs = pairs
    let zeros = [Double](repeating: 0, count: 2 * inner.count)
    let slots = Set(equations.flatMap { [$0.output, $0.input, $0.reference] }).sorted()
    places = Dictionary(uniqueKeysWithValues: slots.enumerated().map { ($1, $0) })
    spectra = slots.map { _ in zeros }
    smoothed = pairs.map { _ in zeros }
    product = zeros
  }

  /// Keeps the spectrum of a channel of the present window, if an equation has it.
  mutating func take(_ spectrum: Span<Double>, slot: Int) {
    guard let place = places[slot] else { return }
    for index in spectrum.indices { spectra[place][index] = spectrum[index] }
  }

  /// Writes the coherences of a window behind the other planes of a block.
  ///
  /// - Parameter powers: Has written those planes for the window, with weights that are this one's, too.
  mutating func write(
    _ window: Int, behind planes: Int, like powers: BandCrossPowers, _ block: inout CrossPowerBlock
  ) {
    guard block.windows.contains(window) else { return }
    for pair in pairs.indices { smooth(pair) }
    let (count, column) = (block.windows.count, window - block.windows.lowerBound)
    for band in bands.indices {
      for (index, (a, b)) in sides.enumerated() {
        let plane = band * (planes + equations.count) + planes + index
        block.values[plane * count + column] = coherence(
          powers.weights(ofBand: band), from: bands[band].first, smoothed[a], smoothed[b])
      }
    }
  }

  private mutating func smooth(_ pair: Int) {
    guard let own = places[pairs[pair].slot], let remote = places[pairs[pair].reference] else {
      return
    }
    let (a, r) = (spectra[own], spectra[remote])
    for k in stride(from: 0, to: product.count, by: 2) {
      product[k] = a[k] * r[k] + a[k + 1] * r[k + 1]
      product[k + 1] = a[k + 1] * r[k] - a[k] * r[k + 1]
    }
    for harmonic in harmonics {
      let band = inner[harmonic]
      var (real, imaginary) = (0.0, 0.0)
      for (offset, weight) in band.weights.enumerated() {
        real += weight * product[2 * (band.first + offset)]
        imaginary += weight * product[2 * (band.first + offset) + 1]
      }
      smoothed[pair][2 * harmonic] = real
      smoothed[pair][2 * harmonic + 1] = imaginary
    }
  }

  private func coherence(
    _ weights: ArraySlice<Double>, from harmonic: Int, _ u: [Double], _ v: [Double]
  ) -> Double {
    var (real, imaginary, first, second) = (0.0, 0.0, 0.0, 0.0)
    for (offset, weight) in weights.enumerated() {
      let k = 2 * (harmonic + offset)
      real += weight * (u[k] * v[k] + u[k + 1] * v[k + 1])
      imaginary += weight * (u[k + 1] * v[k] - u[k] * v[k + 1])
      first += weight * (u[k] * u[k] + u[k + 1] * u[k + 1])
      second += weight * (v[k] * v[k] + v[k + 1] * v[k + 1])
    }
    return (real * real + imaginary * imaginary) / (first * second)
  }
}
