import Formats
import Testing

@Suite struct DecimalNumberTests {
  /// Equal to the standard library's, which rounds exactly, in every bit.
  private func expectExact(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let expected = Double(text)
    let found = DecimalNumber.parse(text)
    #expect(
      found?.bitPattern == expected?.bitPattern, "\(text): \(String(describing: found))",
      sourceLocation: sourceLocation)
  }

  @Test("texts of random digits and exponents are exactly rounded")
  func randomDigits() {
    var generator = Seeded(state: 2)
    for _ in 0..<20_000 {
      let digits = Int.random(in: 1...22, using: &generator)
      var text = ["", "-", "+"].randomElement(using: &generator) ?? ""
      let point = Int.random(in: 0...digits, using: &generator)
      for i in 0..<digits {
        if i == point { text += "." }
        text += String(Int.random(in: 0...9, using: &generator))
      }
      if Bool.random(using: &generator) {
        text += ["e", "E"].randomElement(using: &generator) ?? "e"
        text += String(Int.random(in: -40...40, using: &generator))
      }
      expectExact(text)
    }
  }

  @Test("what prints as the shortest text of any double comes back")
  func randomDoubles() {
    var generator = Seeded(state: 2)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
      if value.isFinite { #expect(DecimalNumber.parse("\(value)") == value) }
    }
  }

  @Test(
    "ends of the fast ways and halfway cases",
    arguments: [
      "0", "-0", "-0.0", "0e999", "9007199254740992", "9007199254740993", "9007199254740995",
      "9223372036854775807", "9999999999999999999", "18446744073709551615",
      "18446744073709551616", "1e22", "1e23", "9007199254740993e22", "1e27",
      "9999999999999999999e27",
      "1e28", "1e-22", "1e-27", "9999999999999999999e-27", "1e-28", "1.7976931348623157e308",
      "1.7976931348623159e308", "4.9e-324", "2.4e-324", "2.2250738585072011e-308",
      "0.000000000000000000000000000000000000001", "1.", ".5", "00001.5", "1e+5", "1e-05",
      "0.500000000000000166533453693773481063544750213623046875",
      "4.292987298687888256e+02", "123456789012345678901234567890",
    ])
  func edges(text: String) {
    expectExact(text)
  }

  @Test(
    "what is no number is none",
    arguments: [
      "", " ", "-", "+", ".", "-.", "e5", "1e", "1e+", "1..2", "1.2.3", "0x10", "1 2", "1,2",
      "one", "--1", "nanometre", "1f",
    ])
  func noNumbers(text: String) {
    #expect(DecimalNumber.parse(text) == nil)
  }

  @Test("words for no finite number, and Fortran's exponent")
  func words() {
    #expect(DecimalNumber.parse("NaN")?.isNaN == true)
    #expect(DecimalNumber.parse("-Inf") == -.infinity)
    #expect(DecimalNumber.parse("infinity") == .infinity)
    #expect(DecimalNumber.parse("1e999") == .infinity)
    #expect(DecimalNumber.parse("1.5D-3") == 1.5e-3)
    #expect(DecimalNumber.parse("12345678901234567890123d2") == 12345678901234567890123e2)
    #expect(DecimalNumber.parse("  7  ") == 7)
  }
}
