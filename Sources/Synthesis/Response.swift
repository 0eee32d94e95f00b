package import ComplexModule
package import Model
import RealModule

/// The transfer function of a site's ground at one frequency.
///
/// `E = Z·H` with x north and y east, Z in (mV/km)/nT; `Hz = T·H`, T without unit.
package struct ResponseValues: Hashable, Sendable, Codable {
  package var xx, xy, yx, yy: Complex<Double>
  package var zx, zy: Complex<Double>

  package init(
    xx: Complex<Double> = .zero, xy: Complex<Double> = .zero, yx: Complex<Double> = .zero,
    yy: Complex<Double> = .zero, zx: Complex<Double> = .zero, zy: Complex<Double> = .zero
  ) {
    (self.xx, self.xy, self.yx, self.yy) = (xx, xy, yx, yy)
    (self.zx, self.zy) = (zx, zy)
  }

  /// The factors of Hx and Hy in one output.
  package typealias Row = (x: Complex<Double>, y: Complex<Double>)

  /// What turns (Hx, Hy) into Ex, Ey, and Hz.
  package var rowX: Row { (xx, xy) }
  package var rowY: Row { (yx, yy) }
  package var rowZ: Row { (zx, zy) }

  /// The element for an output Ex, Ey or Hz and an input Hx or Hy; `nil` for other channels.
  package func element(_ output: Channel, _ input: Channel) -> Complex<Double>? {
    let rows: [Channel: Row] = [.ex: rowX, .ey: rowY, .hz: rowZ]
    guard let row = rows[output] else { return nil }
    return input == .hx ? row.x : input == .hy ? row.y : nil
  }
}

/// A site's ground: an impedance and a tipper that are known exactly at every frequency.
package struct Response: Hashable, Sendable, Codable {
  package var impedance: ImpedanceModel
  package var tipper: TipperModel

  package init(_ impedance: ImpedanceModel, tipper: TipperModel = .none) {
    self.impedance = impedance
    self.tipper = tipper
  }

  package func values(at hertz: Double) -> ResponseValues {
    var values = impedance.values(at: hertz)
    (values.zx, values.zy) = tipper.values(at: hertz)
    return values
  }

  /// What turns (Hx, Hy) into `output`, as a function of the frequency in Hz.
  ///
  /// - Returns: `nil` for E1 … E4, whose direction is not fixed.
  func row(of output: Channel) -> ((Double) -> ResponseValues.Row)? {
    // Chosen once, as the function is called for each of millions of harmonics.
    switch output {
    case .ex: { [impedance] in impedance.values(at: $0).rowX }
    case .ey: { [impedance] in impedance.values(at: $0).rowY }
    case .hx: { _ in (.one, .zero) }
    case .hy: { _ in (.zero, .one) }
    case .hz: { [tipper] in tipper.values(at: $0) }
    default: nil
    }
  }
}

/// How a site's impedance depends on frequency.
package enum ImpedanceModel: Hashable, Sendable, Codable {
  /// The same matrix at all frequencies, (mV/km)/nT.
  case constant(
    xx: Complex<Double>, xy: Complex<Double>, yx: Complex<Double>, yy: Complex<Double>)
  /// Horizontal layers: Zxy = -Zyx, Zxx = Zyy = 0.
  case layered(LayeredGround)
  /// Like the ground near a straight boundary: currents along the strike see `along`, currents across
  /// it see `across`. `strike` is degrees clockwise from north. The matrix has no trace, and four
  /// non-zero elements where the strike is oblique (Vozoff 1991).
  case directional(along: LayeredGround, across: LayeredGround, strike: Double)

  /// A half-space of `resistivity` Ωm.
  package static func uniform(_ resistivity: Double) -> ImpedanceModel {
    .layered(LayeredGround(basement: resistivity))
  }

  package func values(at hertz: Double) -> ResponseValues {
    switch self {
    case .constant(let xx, let xy, let yx, let yy):
      return ResponseValues(xx: xx, xy: xy, yx: yx, yy: yy)
    case .layered(let ground):
      let impedance = ground.impedance(at: hertz)
      return ResponseValues(xy: impedance, yx: -impedance)
    case .directional(let along, let across, let strike):
      let angle = strike * .pi / 180
      return turned(
        along.impedance(at: hertz), across.impedance(at: hertz), sine: .sin(angle),
        cosine: .cos(angle))
    }
  }

  /// `R [[0, a], [-b, 0]] Rᵀ`, where R turns the strike's axes into north and east.
  private func turned(
    _ a: Complex<Double>, _ b: Complex<Double>, sine: Double, cosine: Double
  ) -> ResponseValues {
    let mean = (a + b).divided(by: 2)
    let half = (a - b).divided(by: 2)
    // Products of sine and cosine as functions of the double angle.
    let cosine2 = half.multiplied(by: cosine * cosine - sine * sine)
    let sine2 = half.multiplied(by: 2 * sine * cosine)
    return ResponseValues(xx: -sine2, xy: mean + cosine2, yx: cosine2 - mean, yy: sine2)
  }
}

/// How a site's tipper depends on frequency.
package enum TipperModel: Hashable, Sendable, Codable {
  case none
  case constant(x: Complex<Double>, y: Complex<Double>)
  /// `Tx = x·iωτ/(1 + iωτ)` and `Ty = y/(1 + iωτ)` with τ = `time` seconds: two causal filters, so
  /// that real and imaginary parts belong together as those of a real ground do.
  case relaxing(x: Double, y: Double, time: Double)

  package func values(at hertz: Double) -> (x: Complex<Double>, y: Complex<Double>) {
    switch self {
    case .none:
      return (.zero, .zero)
    case .constant(let x, let y):
      return (x, y)
    case .relaxing(let x, let y, let time):
      let turn = Complex(0, 2 * .pi * hertz * time)
      let low = Complex.one / (Complex.one + turn)
      return ((turn * low).multiplied(by: x), low.multiplied(by: y))
    }
  }
}
