internal import ComplexModule
internal import RealModule

/// A digital filter as a ratio of two polynomials, which runs over a series from its start.
///
/// Coefficients are made in SciPy's order of operations: with corners far below the sampling rate what
/// comes of a filter that runs forth and back hangs on their last bits.
package struct RecursiveFilter: Hashable, Sendable {
  /// Coefficients of the present and of earlier inputs.
  package let b: [Double]
  /// Coefficients of the present output, 1, and of earlier ones.
  package let a: [Double]

  package var order: Int { a.count - 1 }

  package enum Shape: Hashable, Sendable {
    case lowPass(Double)
    case highPass(Double)
    case bandPass(Double, Double)
    case bandStop(Double, Double)
  }

  /// A Butterworth filter by the bilinear transform; corners are fractions of the sampling rate.
  package static func butterworth(_ shape: Shape, order: Int) -> RecursiveFilter {
    let poles = stride(from: 1 - order, to: order, by: 2).map { m in
      let angle = Double.pi * Double(m) / (2 * Double(order))
      return Complex(-Double.cos(angle), -Double.sin(angle))
    }
    return RecursiveFilter(poles, shape)
  }

  /// The Bessel filter of second order that resistics' notch is made of.
  package static func besselBandStop(_ low: Double, _ high: Double) -> RecursiveFilter {
    let pole = Complex(-0.75.squareRoot(), 0.5)
    return RecursiveFilter([pole, pole.conjugate], .bandStop(low, high))
  }

  /// The filter of an analogue low-pass with corner 1 and no zeros.
  private init(_ prototype: [Complex<Double>], _ shape: Shape) {
    func bent(_ frequency: Double) -> Double { Double.tan(.pi * frequency) }
    var zeros: [Complex<Double>] = []
    var poles: [Complex<Double>]
    switch shape {
    case .lowPass(let corner): poles = prototype.map { $0 * Complex(bent(corner)) }
    case .highPass(let corner):
      poles = prototype.map { ratio(Complex(bent(corner)), $0) }
      zeros = prototype.map { _ in .zero }
    case .bandPass(let low, let high):
      poles = RecursiveFilter.split(
        prototype.map { $0 * Complex((bent(high) - bent(low)) / 2) }, bent(low) * bent(high))
      zeros = prototype.map { _ in .zero }
    case .bandStop(let low, let high):
      poles = RecursiveFilter.split(
        prototype.map { ratio(Complex((bent(high) - bent(low)) / 2), $0) },
        bent(low) * bent(high))
      let middle = (bent(low) * bent(high)).squareRoot()
      zeros = prototype.flatMap { _ in [Complex(0, middle), Complex(0, -middle)] }
    }
    // The gain of the analogue filter in the middle of its pass band is 1.
    let analogue: Double
    switch shape {
    case .lowPass(let corner):
      analogue = prototype.reduce(1) { product, _ in product * bent(corner) }
    case .highPass, .bandStop:
      analogue = ratio(1, prototype.reduce(1) { $0 * -$1 }).real
    case .bandPass(let low, let high):
      analogue = prototype.reduce(1) { product, _ in product * (bent(high) - bent(low)) }
    }
    let change = ratio(zeros.reduce(1) { $0 * (1 - $1) }, poles.reduce(1) { $0 * (1 - $1) })
    // The bilinear transform; zeros at infinity go to the Nyquist frequency.
    zeros = zeros.map { ratio(1 + $0, 1 - $0) }
    zeros += [Complex<Double>](repeating: Complex(-1), count: poles.count - zeros.count)
    poles = poles.map { ratio(1 + $0, 1 - $0) }
    let gain = analogue * change.real
    b = RecursiveFilter.polynomial(zeros).map { $0 * gain }
    a = RecursiveFilter.polynomial(poles)
  }

  private static func split(_ halves: [Complex<Double>], _ product: Double) -> [Complex<Double>] {
    halves.flatMap { half -> [Complex<Double>] in
      let root = Complex.sqrt(half * half - Complex(product))
      return [half + root, half - root]
    }
  }

  /// Coefficients of the polynomial with these roots, which come in conjugate pairs; the highest power first.
  ///
  /// Sums over real and over imaginary parts are kept apart to the end, as in the library that NumPy
  /// convolves with.
  private static func polynomial(_ roots: [Complex<Double>]) -> [Double] {
    roots.reduce([Complex<Double>(1)]) { coefficients, root in
      (0...coefficients.count).map { index in
        let own = index < coefficients.count ? coefficients[index] : .zero
        let other = index > 0 ? coefficients[index - 1] : .zero
        let real = (own.real - other.real * root.real) + other.imaginary * root.imaginary
        let imaginary = (own.imaginary - other.imaginary * root.real) - other.real * root.imaginary
        return Complex(real, imaginary)
      }
    }.map(\.real)
  }

  /// Runs over a series.
  ///
  /// - Parameter state: `order` values that stand for what came before the series.
  package func run(_ input: [Double], state: [Double]? = nil) -> [Double] {
    var state = state ?? [Double](repeating: 0, count: order)
    let (b, a, order) = (b, a, order)
    return input.map { x in
      let y = b[0] * x + state[0]
      for k in 1..<order { state[k - 1] = b[k] * x + state[k] - a[k] * y }
      state[order - 1] = b[order] * x - a[order] * y
      return y
    }
  }
}

/// The quotient of two complex numbers (Smith 1962), which NumPy's is, to the bit.
private func ratio(_ a: Complex<Double>, _ b: Complex<Double>) -> Complex<Double> {
  if abs(b.real) >= abs(b.imaginary) {
    let part = b.imaginary / b.real
    let scale = 1 / (b.real + b.imaginary * part)
    return Complex((a.real + a.imaginary * part) * scale, (a.imaginary - a.real * part) * scale)
  }
  let part = b.real / b.imaginary
  let scale = 1 / (b.imaginary + b.real * part)
  return Complex((a.real * part + a.imaginary) * scale, (a.imaginary * part - a.real) * scale)
}
