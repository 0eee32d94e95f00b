package import ComplexModule
internal import RealModule

/// A channel's response at any frequency.
package struct ResponseCurve: Sendable {
  private let response: ChannelResponse
  private let table: ResponseTable?
  private let filters: [FilterCurve]

  package init(_ response: ChannelResponse) {
    self.response = response
    filters = response.filters.map {
      FilterCurve($0, response.interpolation, extends: response.extends)
    }
    table =
      response.frequencies.isEmpty
      ? nil
      : response.interpolation == .linear
        ? .lines(LinearTable(response)) : .splines(SplineTable(response))
  }

  private enum ResponseTable {
    case lines(LinearTable)
    case splines(SplineTable)
  }

  /// The response at a frequency above 0 Hz, in the response's unit.
  package func value(at frequency: Double) -> Complex<Double> {
    filters.reduce(sensor(at: frequency)) { $0 * $1.value(at: frequency) }
  }

  /// Without filters.
  private func sensor(at frequency: Double) -> Complex<Double> {
    switch table {
    case .lines(let table): table.value(at: frequency)
    case .splines(let table): table.value(at: frequency, extends: response.extends)
    case nil: response.model?.value(at: frequency) ?? 1
    }
  }

  /// What the harmonics 0 to `size / 2` of windows are multiplied with, real and imaginary parts in
  /// turn: the reciprocals of the response.
  ///
  /// At zero frequency no coil answers: harmonic 0 is left as it is, and where the response is zero, or has
  /// a pole, the factor is zero, too.
  package func inverse(size: Int, rate: SamplingRate) -> [Double] {
    (0...size / 2).flatMap { k -> [Double] in
      guard k > 0 else { return [1, 0] }
      let value = value(at: Double(k) * rate.hertz / Double(size))
      let power = value.real * value.real + value.imaginary * value.imaginary
      return power > 0 && power.isFinite ? [value.real / power, -value.imaginary / power] : [0, 0]
    }
  }
}

/// As resistics has it: straight lines over the frequency, of amplitude and phase each.
private struct LinearTable {
  private let response: ChannelResponse

  init(_ response: ChannelResponse) {
    self.response = response
  }

  func value(at frequency: Double) -> Complex<Double> {
    let f = response.frequencies
    let last = f.count - 1
    if frequency <= f[0] { return end(0, frequency) }
    if frequency >= f[last] { return end(last, frequency) }
    let next = upperIndex(f, frequency)
    let share = (frequency - f[next - 1]) / (f[next] - f[next - 1])
    func between(_ values: [Double]) -> Double {
      values[next - 1] + share * (values[next] - values[next - 1])
    }
    return Complex(length: between(response.amplitudes), phase: between(response.phases))
  }

  private func end(_ index: Int, _ frequency: Double) -> Complex<Double> {
    let growth = response.isPerHertz ? frequency / response.frequencies[index] : 1
    return Complex(length: response.amplitudes[index] * growth, phase: response.phases[index])
  }
}

/// Cubic splines over the logarithm of the frequency, of what is left of the response besides that of the
/// sensor's kind, if that is known.
private struct SplineTable {
  private let response: ChannelResponse
  /// `nil` for a table that contradicts its sensor's kind.
  private let model: CoilModel?
  private let amplitude: CubicSpline
  private let phase: CubicSpline
  /// Logarithms of the table's ends.
  private let ends: (low: Double, high: Double)

  init(_ response: ChannelResponse) {
    self.response = response
    let places = SplineTable.knots(response.frequencies)
    let x = places.map { Double.log(response.frequencies[$0]) }
    let table = places.map {
      Complex(length: response.amplitudes[$0], phase: response.phases[$0])
    }
    let kinds = places.map { response.model?.value(at: response.frequencies[$0]) ?? 1 }
    let isOfKind = zip(table, kinds).allSatisfy { ($0 - $1).length < 0.5 * $1.length }
    model = isOfKind ? response.model : nil
    let values = isOfKind ? zip(table, kinds).map { $0 / $1 } : table
    amplitude = CubicSpline(x, values.map { Double.log($0.length) })
    phase = CubicSpline(x, SplineTable.unwrapped(values.map(\.phase)))
    ends = (x[0], x[x.count - 1])
  }

  /// Leaves out what lies within half a percent of the point before: from two readings at practically one
  /// frequency a smooth curve would take its slope.
  private static func knots(_ frequencies: [Double]) -> [Int] {
    var kept = [0]
    for place in frequencies.indices.dropFirst()
    where frequencies[place] > frequencies[kept[kept.count - 1]] * 1.005 {
      kept.append(place)
    }
    return kept
  }

  private static func unwrapped(_ phases: [Double]) -> [Double] {
    var result = [phases[0]]
    for phase in phases.dropFirst() {
      let before = result[result.count - 1]
      result.append(before + remainder(phase - before, 2 * .pi))
    }
    return result
  }

  func value(at frequency: Double, extends: Bool) -> Complex<Double> {
    let x = Double.log(frequency)
    if x < ends.low { return beyond(ends.low, x, frequency, extends, isBelow: true) }
    if x > ends.high { return beyond(ends.high, x, frequency, extends, isBelow: false) }
    return inside(x) * kind(frequency)
  }

  /// The response that the sensor's kind has.
  private func kind(_ frequency: Double) -> Complex<Double> {
    model?.value(at: frequency) ?? 1
  }

  private func inside(_ x: Double) -> Complex<Double> {
    Complex(length: Double.exp(amplitude.value(at: x)), phase: phase.value(at: x))
  }

  /// The response at an end of the table, continued as the sensor's kind has it.
  private func beyond(
    _ end: Double, _ x: Double, _ frequency: Double, _ extends: Bool, isBelow: Bool
  ) -> Complex<Double> {
    let value = inside(end)
    guard extends else { return value * kind(Double.exp(end)) }
    if model != nil { return value * kind(frequency) }
    guard isBelow else { return value }
    return value * continuation(value.phase, slope: amplitude.slope(at: end), ratio: x - end)
  }

  /// How a response goes on below its table, given its phase and the slope of its amplitude there.
  ///
  /// Of a coil with one corner both tell the corner; with more the amplitude falls with the power of the
  /// frequency that the slope is next to, and the phase stays.
  private func continuation(_ phase: Double, slope: Double, ratio: Double) -> Complex<Double> {
    let fall = Double.exp(ratio)
    if phase > 0, phase < .pi / 2 {
      // The end's frequency over the corner's.
      let y = 1 / Double.tan(phase)
      if abs(slope - 1 / (1 + y * y)) < 0.1 {
        return Complex(fall) * Complex(1, y) / Complex(1, y * fall)
      }
    }
    return Complex(Double.exp(max(0, slope.rounded()) * ratio))
  }
}

/// The first index whose value is above `x`, at least 1; `x` lies within the ascending values.
private func upperIndex(_ values: [Double], _ x: Double) -> Int {
  var (low, high) = (0, values.count - 1)
  while high - low > 1 {
    let middle = (low + high) / 2
    if values[middle] > x { high = middle } else { low = middle }
  }
  return high
}

/// A twice differentiable curve of third-order pieces through points.
///
/// Its slopes at the ends are those of the polynomials through the five points there.
private struct CubicSpline {
  private let x: [Double]
  private let y: [Double]
  private let slopes: [Double]

  /// Through points with ascending `x`.
  init(_ x: [Double], _ y: [Double]) {
    self.x = x
    self.y = y
    slopes = CubicSpline.slopes(x, y)
  }

  private static func slopes(_ x: [Double], _ y: [Double]) -> [Double] {
    let n = x.count
    guard n > 1 else { return [0] }
    var slopes = [Double](repeating: 0, count: n)
    let reach = min(5, n)
    slopes[0] = endSlope(Array(x.prefix(reach)), Array(y.prefix(reach)))
    slopes[n - 1] = endSlope(x.suffix(reach).reversed(), y.suffix(reach).reversed())
    // The second derivative is continuous at the inner points: three neighbours' slopes a row.
    var (factors, values) = ([0.0], [slopes[0]])
    for i in 1..<max(1, n - 1) {
      let (before, after) = (1 / (x[i] - x[i - 1]), 1 / (x[i + 1] - x[i]))
      let right =
        3 * ((y[i] - y[i - 1]) * before * before + (y[i + 1] - y[i]) * after * after)
      let pivot = 2 * (before + after) - before * factors[i - 1]
      factors.append(after / pivot)
      values.append((right - before * values[i - 1]) / pivot)
    }
    for i in stride(from: n - 2, to: 0, by: -1) {
      slopes[i] = values[i] - factors[i] * slopes[i + 1]
    }
    return slopes
  }

  /// The slope at the first of the points of the polynomial through all of them.
  private static func endSlope(_ x: [Double], _ y: [Double]) -> Double {
    // Newton's divided differences: each adds its own term's slope at x[0].
    var differences = y
    var (slope, product) = (0.0, 1.0)
    for order in 1..<x.count {
      for i in 0..<x.count - order {
        differences[i] = (differences[i + 1] - differences[i]) / (x[i + order] - x[i])
      }
      if order > 1 { product *= x[0] - x[order - 1] }
      slope += differences[0] * product
    }
    return slope
  }

  /// The height at a place between the ends.
  func value(at place: Double) -> Double {
    guard x.count > 1 else { return y[0] }
    let i = upperIndex(x, place)
    let width = x[i] - x[i - 1]
    let t = (place - x[i - 1]) / width
    let u = 1 - t
    return u * u * ((1 + 2 * t) * y[i - 1] + t * width * slopes[i - 1])
      + t * t * ((1 + 2 * u) * y[i] - u * width * slopes[i])
  }

  /// The slope at one of the ends.
  func slope(at end: Double) -> Double {
    end <= x[0] ? slopes[0] : slopes[slopes.count - 1]
  }
}

private func remainder(_ a: Double, _ b: Double) -> Double {
  a - b * (a / b).rounded()
}
