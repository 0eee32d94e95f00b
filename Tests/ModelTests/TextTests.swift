import Model
import Testing

@Suite struct TextTests {
  @Test(
    "a number with so many decimals: halves away from zero, no sign before zero",
    arguments: [
      (12.25, 1, "12.3"), (-12.25, 1, "-12.3"), (-0.04, 1, "0.0"), (0.05, 3, "0.050"),
      (1234.5, 0, "1235"), (-0.5, 0, "-1"), (.nan, 2, "-"), (-.infinity, 2, "-"), (1e300, 0, "-"),
      (999_999_999_999_999, 5, "-"), (0, 9, "0.000000000"),
    ] as [(Double, Int, String)])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(value.fixed(decimals) == text)
  }
}
