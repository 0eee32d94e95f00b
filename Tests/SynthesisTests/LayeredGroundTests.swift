import ComplexModule
import Model
import RealModule
import Synthesis
import Testing

@Suite struct LayeredGroundTests {
  @Test(
    "a half-space of 100 Ωm has its resistivity and 45 degrees",
    arguments: [1e-5, 1e-2, 1, 64, 1e4])
  func halfSpace(frequency: Double) {
    let impedance = LayeredGround(basement: 100).impedance(at: frequency)
    #expect(abs(apparentResistivity(impedance, period: 1 / frequency) - 100) < 1e-10)
    #expect(abs(impedance.degrees - 45) < 1e-12)
  }

  @Test("Zyx is in the third quadrant")
  func zyxIsInTheThirdQuadrant() {
    let values = ImpedanceModel.uniform(100).values(at: 1)
    #expect(abs(values.xy.degrees - 45) < 1e-12)
    #expect(abs(values.yx.degrees + 135) < 1e-12)
    #expect(values.xx == .zero && values.yy == .zero)
  }

  @Test("layers of one resistivity are a half-space")
  func equalLayersAreAHalfSpace() {
    let layers = [300.0, 1, 20_000].map { LayeredGround.Layer(resistivity: 50, thickness: $0) }
    let ground = LayeredGround(layers: layers, basement: 50)
    for frequency in [1e-4, 0.1, 10, 1000] {
      let expected = LayeredGround(basement: 50).impedance(at: frequency)
      let error = (ground.impedance(at: frequency) - expected).modulus / expected.modulus
      #expect(error < 1e-13)
    }
  }

  /// Cagniard's closed form for one layer, `ρₐ/ρ₁` from the reflection coefficient of the basement.
  @Test("two layers follow the closed form", arguments: [1e-3, 0.03, 1, 30])
  func twoLayersFollowTheClosedForm(frequency: Double) {
    let (upper, lower, thickness) = (100.0, 10.0, 2000.0)
    let ground = LayeredGround(
      layers: [.init(resistivity: upper, thickness: thickness)], basement: lower)
    let contrast =
      (lower.squareRoot() - upper.squareRoot()) / (lower.squareRoot() + upper.squareRoot())
    // 503 m · √(ρ/f) is the skin depth.
    let skinDepth = (upper / (frequency * 4e-7 * Double.pi * Double.pi)).squareRoot()
    let decay = contrast * Double.exp(-2 * thickness / skinDepth)
    let angle = 2 * thickness / skinDepth
    let (cosine, sine) = (decay * Double.cos(angle), decay * Double.sin(angle))
    let expected =
      upper * ((1 + cosine) * (1 + cosine) + sine * sine)
      / ((1 - cosine) * (1 - cosine) + sine * sine)
    let found = apparentResistivity(ground.impedance(at: frequency), period: 1 / frequency)
    #expect(abs(found / expected - 1) < 1e-12)
  }

  @Test("long periods see the basement, short ones the first layer")
  func limitsOfLongAndShortPeriods() {
    let ground = LayeredGround(
      layers: [.init(resistivity: 100, thickness: 1000), .init(resistivity: 5, thickness: 4000)],
      basement: 500)
    let deep = ground.impedance(at: 1e-9)
    #expect(abs(apparentResistivity(deep, period: 1e9) / 500 - 1) < 0.01)
    #expect(abs(deep.degrees - 45) < 0.5)
    let shallow = ground.impedance(at: 1e6)
    #expect(abs(apparentResistivity(shallow, period: 1e-6) / 100 - 1) < 1e-12)
  }

  @Test("thick layers at high frequencies do not overflow")
  func thickLayersDoNotOverflow() {
    let ground = LayeredGround(layers: [.init(resistivity: 1, thickness: 1e6)], basement: 1e5)
    let impedance = ground.impedance(at: 1e5)
    #expect(impedance.isFinite)
    #expect(abs(impedance.degrees - 45) < 1e-12)
  }

  @Test("a strike turns the matrix and keeps its invariants")
  func strikeKeepsInvariants() {
    let along = LayeredGround(basement: 100)
    let across = LayeredGround(basement: 1000)
    let straight = ImpedanceModel.directional(along: along, across: across, strike: 0).values(at: 1)
    #expect((straight.xy - along.impedance(at: 1)).modulus < 1e-14)
    #expect((straight.yx + across.impedance(at: 1)).modulus < 1e-14)
    let turned = ImpedanceModel.directional(along: along, across: across, strike: 30).values(at: 1)
    #expect([turned.xx, turned.xy, turned.yx, turned.yy].allSatisfy { $0.modulus > 1 })
    #expect((turned.xx + turned.yy).modulus < 1e-12)
    let before = straight.xx * straight.yy - straight.xy * straight.yx
    let after = turned.xx * turned.yy - turned.xy * turned.yx
    #expect((before - after).modulus < 1e-10)
    // A quarter of a turn exchanges the two directions.
    let quarter = ImpedanceModel.directional(along: along, across: across, strike: 90).values(at: 1)
    #expect((quarter.xy - across.impedance(at: 1)).modulus < 1e-12)
  }

  @Test("the relaxing tipper goes from Ty to Tx")
  func limitsOfTheRelaxingTipper() {
    let tipper = TipperModel.relaxing(x: 0.3, y: -0.2, time: 1)
    #expect((tipper.values(at: 1e-6).y - Complex(-0.2)).modulus < 1e-5)
    #expect((tipper.values(at: 1e6).x - Complex(0.3)).modulus < 1e-5)
    #expect(tipper.values(at: 1e6).y.modulus < 1e-5)
  }
}
