import ComplexModule
import Model
import RealModule
import Selection
import TestSupport
import Testing

@Suite("Statistics of windows")
struct StatisticTests {
  /// Names and components as resistics stores them.
  static let components: [(String, String)] = [
    (
      "absvalEqn",
      "absExEx absHyEx absExEy absHyEy absExHx absHyHx absExHy absHyHy"
        + " absEyEx absHxEx absEyEy absHxEy absEyHx absHxHx absEyHy absHxHy"
    ),
    ("coherence", "cohExHx cohExHy cohEyHx cohEyHy"),
    ("powerSpectralDensity", "psdEx psdEy psdHx psdHy"),
    ("polarisationDirection", "polExEy polHxHy"),
    ("partialCoherence", "bivarEx bivarEy parExHx parExHy parEyHx parEyHy"),
    (
      "transferFunction",
      "ExHxReal ExHxImag ExHyReal ExHyImag EyHxReal EyHxImag EyHyReal EyHyImag"
    ),
    ("resPhase", "ExHxRes ExHxPhase ExHyRes ExHyPhase EyHxRes EyHxPhase EyHyRes EyHyPhase"),
    ("RR_coherence", "ExHxRR ExHyRR EyHxRR EyHyRR HxHxRR HxHyRR HyHxRR HyHyRR"),
    ("RR_coherenceEqn", "ExHxR-HyHxR ExHyR-HyHyR EyHxR-HxHxR EyHyR-HxHyR"),
    (
      "RR_absvalEqn",
      "absHyHxR absExHxR absHyHyR absExHyR absHxHxR absEyHxR absHxHyR absEyHyR"
    ),
    (
      "RR_transferFunction",
      "ExHxRealRR ExHxImagRR ExHyRealRR ExHyImagRR EyHxRealRR EyHxImagRR EyHyRealRR EyHyImagRR"
    ),
    (
      "RR_resPhase",
      "ExHxResRR ExHxPhaseRR ExHyResRR ExHyPhaseRR EyHxResRR EyHxPhaseRR EyHyResRR EyHyPhaseRR"
    ),
  ]

  @Test("have resistics' names and components in its order")
  func names() {
    #expect(WindowStatistics.all.map(\.name) == Self.components.map(\.0))
    for (name, components) in Self.components {
      let statistic = WindowStatistics.named(name)
      let found = statistic?.components(of: SyntheticPowers.remote).joined(separator: " ")
      #expect(found == components)
      #expect(statistic?.isRemote == name.hasPrefix("RR_"))
    }
  }

  @Test("take any channels, each component named once")
  func anyChannels() {
    let others = [
      SyntheticPowers.tipper,
      PowerChannels(inputs: [.hx, .hy], outputs: [.hz], references: [.hx, .hy]),
      PowerChannels(inputs: [.hx, .hy], outputs: [.hx, .hy], references: [.hx, .hy]),
      PowerChannels(inputs: [.hx], outputs: [.ey], references: []),
    ]
    for channels in others {
      for statistic in WindowStatistics.all
      where !(statistic.isRemote && channels.references.isEmpty) {
        let components = statistic.components(of: channels)
        #expect(Set(components).count == components.count, "\(statistic.name)")
        let powers = SyntheticPowers(channels, windows: 3, noise: 0.3).powers()
        let values = statistic.values(powers, .standard)
        #expect(values.count == 3 * components.count && values.allSatisfy(\.isFinite))
      }
    }
    let tipper = WindowStatistics.named("coherence")?.components(of: others[0]) ?? []
    #expect(tipper.suffix(2) == ["cohHzHx", "cohHzHy"])
    // A magnetic output has no apparent resistivity.
    #expect(WindowStatistics.named("resPhase")?.components(of: others[1]) == [])
    #expect(
      WindowStatistics.named("coherence")?.components(of: others[2]).first == "cohHxHxIn")
  }

  /// The value of a component in every window.
  private func values(
    _ name: String, _ component: String, _ powers: SyntheticPowers,
    _ policy: StatisticPolicy = .standard
  ) throws -> [Double] {
    let statistic = try #require(WindowStatistics.named(name))
    let given = powers.powers()
    let place = try #require(statistic.components(of: powers.channels).firstIndex(of: component))
    let all = statistic.values(given, policy)
    return Array(all[place * given.windowCount..<(place + 1) * given.windowCount])
  }

  /// Rounding errors of short sums, times the condition of well-mixed sources.
  private let tolerance = 1e-9

  @Test("of powers are what their formulas say")
  func plainValues() throws {
    let powers = SyntheticPowers(SyntheticPowers.standard, windows: 20, noise: 0.5)
    for (window, s) in powers.matrices.enumerated() {
      func check(_ name: String, _ component: String, _ expected: Double) throws {
        let value = try values(name, component, powers)[window]
        #expect(abs(value - expected) <= tolerance * max(1, abs(expected)), "\(component)")
      }
      // Rows: Hx Hy Ex Ey.
      try check("absvalEqn", "absHyEx", s[1][2].length)
      try check("absvalEqn", "absEyHy", s[3][1].length)
      try check("coherence", "cohEyHx", s[3][0].lengthSquared / (s[3][3].real * s[0][0].real))
      try check("powerSpectralDensity", "psdHy", s[1][1].real * 0.5)
      let tangent = 2 * s[2][3].real / (s[2][2].real - s[3][3].real)
      try check("polarisationDirection", "polExEy", Double.atan(tangent) * 180 / .pi)
    }
  }

  @Test("of relations without noise are those relations, whatever the equations")
  func exactRelations() throws {
    for policy in [StatisticPolicy.standard, .resistics] {
      let powers = SyntheticPowers(SyntheticPowers.remote, windows: 10, noise: 0)
      let z = SyntheticPowers.response
      for suffix in ["", "RR"] {
        let prefix = suffix.isEmpty ? "" : "RR_"
        for (o, output) in ["Ex", "Ey"].enumerated() {
          for (i, input) in ["Hx", "Hy"].enumerated() {
            let name = "\(prefix)transferFunction"
            let real = try values(name, "\(output)\(input)Real\(suffix)", powers, policy)
            let imaginary = try values(name, "\(output)\(input)Imag\(suffix)", powers, policy)
            for (re, im) in zip(real, imaginary) {
              #expect((Complex(re, im) - z[o][i]).length < 1e-9 * z[o][1 - o].length)
            }
            let expected = 0.2 / 2 * z[o][i].lengthSquared
            let resistivity = try values(
              "\(prefix)resPhase", "\(output)\(input)Res\(suffix)", powers, policy)
            #expect(resistivity.allSatisfy { abs($0 - expected) < 1e-7 * expected })
            let phase = try values(
              "\(prefix)resPhase", "\(output)\(input)Phase\(suffix)", powers, policy)
            #expect(phase.allSatisfy { abs($0 - z[o][i].phase * 180 / .pi) < 1e-7 })
          }
        }
      }
      #expect(try values("partialCoherence", "bivarEx", powers).allSatisfy { abs($0 - 1) < 1e-9 })
      #expect(try values("RR_coherence", "HyHyRR", powers).allSatisfy { abs($0 - 1) < 1e-9 })
    }
  }

  @Test("of a transfer function with noise differ by the equations that are asked for")
  func equations() throws {
    let powers = SyntheticPowers(SyntheticPowers.standard, windows: 30, noise: 0.5)
    let inputs = try values("transferFunction", "ExHyReal", powers, .standard)
    let all = try values("transferFunction", "ExHyReal", powers, .resistics)
    #expect(zip(inputs, all).allSatisfy { abs($0 - $1) > 1e-6 })
    // With the inputs alone it does not matter which other outputs the run has.
    let tipper = SyntheticPowers(SyntheticPowers.tipper, windows: 30, noise: 0.5)
    let both = try values("transferFunction", "ExHyReal", tipper, .standard)
    for (value, s) in zip(both, tipper.matrices) {
      let determinant = s[0][0] * s[1][1] - s[0][1] * s[1][0]
      let expected = (s[2][1] * s[0][0] - s[2][0] * s[0][1]) / determinant
      #expect(abs(value - expected.real) < 1e-9 * expected.length)
    }
  }

  @Test("partial coherence with two inputs is its closed formula")
  func partialCoherence() throws {
    let powers = SyntheticPowers(SyntheticPowers.standard, windows: 20, noise: 0.7)
    let both = try values("partialCoherence", "bivarEy", powers)
    let partial = try values("partialCoherence", "parEyHx", powers)
    for (window, s) in powers.matrices.enumerated() {
      let determinant = s[0][0] * s[1][1] - s[0][1] * s[1][0]
      let z1 = (s[3][0] * s[1][1] - s[1][0] * s[3][1]) / determinant
      let z2 = (s[0][0] * s[3][1] - s[0][1] * s[3][0]) / determinant
      let b = ((z1 * s[0][3] + z2 * s[1][3]) / s[3][3]).real
      let other = s[3][1].lengthSquared / (s[3][3].real * s[1][1].real)
      #expect(abs(both[window] - b) < 1e-9)
      #expect(abs(partial[window] - (b - other) / (1 - other)) < 1e-9)
      #expect(both[window] > 0 && both[window] <= 1 && partial[window] <= 1)
    }
  }

  @Test(
    "do not depend on which windows come together", arguments: StatisticTests.components.map(\.0))
  func windowByWindow(name: String) throws {
    let statistic = try #require(WindowStatistics.named(name))
    let powers = SyntheticPowers(SyntheticPowers.remote, windows: 7, noise: 0.4)
    let whole = statistic.values(powers.powers(), .standard)
    let count = statistic.components(of: powers.channels).count
    for range in [0..<1, 1..<4, 4..<7] {
      let part = statistic.values(powers.powers(range), .standard)
      for component in 0..<count {
        let start = component * range.count
        let expected = whole[component * 7 + range.lowerBound..<component * 7 + range.upperBound]
        #expect(Array(part[start..<start + range.count]) == Array(expected))
      }
    }
  }

  @Test(
    "of a silent window are no numbers where they are undefined",
    arguments: ["coherence", "transferFunction"])
  func silent(name: String) throws {
    let statistic = try #require(WindowStatistics.named(name))
    let channels = SyntheticPowers.standard
    let powers = WindowPowers(
      channels: channels, windowCount: 1, values: [Double](repeating: 0, count: 16), frequency: 1,
      densityFactor: 1)
    let values = statistic.values(powers, .standard)
    #expect(values.allSatisfy { !$0.isFinite })
  }
}
