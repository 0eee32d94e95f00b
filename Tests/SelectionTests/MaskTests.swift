import Model
import Selection
import TestSupport
import Testing

@Suite("Masks of windows")
struct MaskTests {
  private let place = MaskPlace(level: 1, index: 2, frequency: 4)

  private func constraint(
    _ component: String = "cohExHy", _ low: Double = 0.5, _ high: Double = 0.8,
    inside: Bool = false, _ scope: MaskConstraint.Scope = .everywhere
  ) -> MaskConstraint {
    MaskConstraint(
      statistic: "coherence", component: component, low: low, high: high, isInsideOut: inside,
      scope: scope)
  }

  /// Which values of one component, or of several, are masked; `[component][window]`.
  private func masked(
    _ constraints: [MaskConstraint], _ values: [[Double]], _ policy: MaskPolicy
  ) -> [Bool] {
    let names = ["cohExHx", "cohExHy", "cohEyHx", "cohEyHy"]
    let test = MaskTest(constraints, components: names, policy)
    let count = values[0].count
    var all: [Double] = []
    for component in names.indices {
      all += component < values.count ? values[component] : Array(repeating: .nan, count: count)
    }
    var marks = [Bool](repeating: false, count: count)
    test.mark(all.span, windowCount: count, in: &marks)
    return marks
  }

  private let nothing = [Double](repeating: 0, count: 6)
  private let samples = [0.4, 0.5, 0.6, 0.8, 0.9, Double.nan]

  @Test("keep what lies on a limit, where resistics does not")
  func limits() {
    let values = [nothing, samples]
    #expect(masked([constraint()], values, .standard) == [true, false, false, false, true, true])
    #expect(masked([constraint()], values, .resistics) == [true, true, false, true, true, true])
  }

  @Test("inside out keep what lies outside")
  func insideOut() {
    let values = [nothing, samples]
    let constraint = constraint(inside: true)
    #expect(masked([constraint], values, .standard) == [false, true, true, true, false, true])
    #expect(masked([constraint], values, .resistics) == [false, false, true, false, false, false])
  }

  @Test("inside out must all hold, where in resistics one is enough")
  func severalInsideOut() {
    let values = [nothing, [0.6, 0.6, 0.9, 0.9], [0.6, 0.9, 0.6, 0.9]].map { Array($0.prefix(4)) }
    let both = [constraint("cohExHy", inside: true), constraint("cohEyHx", inside: true)]
    #expect(masked(both, values, .standard) == [true, true, true, false])
    #expect(masked(both, values, .resistics) == [true, false, false, false])
  }

  @Test("the last constraint of a component that holds at a frequency counts")
  func lastCounts() {
    let mask = WindowMask(
      name: "m",
      constraints: [
        constraint("cohExHy", 0.1, 1), constraint("cohExHy", 0.2, 1, .level(1)),
        constraint("cohEyHx", 0.3, 1, .frequency(level: 1, index: 2)),
        constraint("cohEyHx", 0.4, 1, .frequency(level: 1, index: 3)),
        constraint("cohExHy", 0.5, 1, .level(0)), constraint("cohEyHy", 0.6, 1, .hertz(4)),
        constraint("cohEyHy", 0.7, 1, .hertz(5)),
      ])
    let found = mask.constraints(of: "coherence", at: place)
    #expect(found.map(\.component) == ["cohExHy", "cohEyHx", "cohEyHy"])
    #expect(found.map(\.low) == [0.2, 0.3, 0.6])
    #expect(mask.constraints(of: "resPhase", at: place).isEmpty)
    #expect(mask.statistics == ["coherence"])
  }

  @Test("say what is wrong with them")
  func problems() {
    func problems(_ constraint: MaskConstraint) -> String {
      WindowMask(name: "m", constraints: [constraint])
        .problems(single: SyntheticPowers.standard, remote: nil).joined(separator: "; ")
    }
    #expect(problems(constraint()) == "")
    #expect(problems(constraint("cohExHz")).hasPrefix("coherence has no component cohExHz; it has"))
    #expect(problems(constraint("cohExHy", 1, 0.5)).contains("not in ascending order"))
    #expect(
      problems(constraint("cohExHy", 80, 100))
        == "coherence cohExHy goes from 0 to 1, and its limits are 80 and 100")
    // Beyond the ends a little is no limit, but percent of a share would keep everything.
    #expect(problems(constraint("cohExHy", -0.1, 1.1)) == "")
    #expect(problems(constraint("cohExHy", 0, 80)).contains("its limits are 0 and 80"))
    #expect(problems(constraint("cohExHy", -2, -1)).contains("goes from 0 to 1"))
    var other = constraint("ExHyRes", 10, 1e5)
    other.statistic = "resPhase"
    #expect(problems(other) == "")
    other.high = -1
    other.low = -5
    #expect(problems(other).contains("goes from 0 up"))
    other.statistic = "RR_coherence"
    #expect(problems(other) == "RR_coherence needs a remote site")
    other.statistic = "coh"
    #expect(problems(other).hasPrefix("there is no statistic coh; there are absvalEqn, coherence"))
  }
}
