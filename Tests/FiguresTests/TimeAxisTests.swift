import Model
import Testing

@testable import Figures

@Suite struct TimeAxisTests {
  /// The marks of an axis, each with what stands under it.
  private func marks(
    _ start: String, _ end: String, width: Double = 700
  ) throws -> [String] {
    let axis = TimeAxis(
      from: try #require(Instant(start)), to: try #require(Instant(end)), width: width
    ).axis
    return axis.ticks.map { tick in
      [tick.label, tick.under].compactMap { $0?.markup(size: 12) }.joined(separator: " / ")
    }
  }

  @Test(
    "marks are at round times, and the date stands where it changes",
    arguments: [
      (
        "2024-06-01 23:50:00", "2024-06-02 00:20:00",
        ["23:50 / 2024-06-01", "23:55", "00:00 / 2024-06-02", "00:05", "00:10", "00:15", "00:20"]
      ),
      (
        "2024-06-01 00:00:00", "2024-06-01 00:00:01",
        ["00:00:00.0 / 2024-06-01", "00:00:00.2", "00:00:00.4", "00:00:00.6", "00:00:00.8"]
          + ["00:00:01.0"]
      ),
      (
        "2023-12-29 12:00:00", "2024-01-03 00:00:00",
        [
          "30 Dec / 2023", "31 Dec", "1 Jan / 2024", "2 Jan", "3 Jan",
        ]
      ),
      (
        "2023-06-10", "2026-01-05",
        ["Jul / 2023", "Jan / 2024", "Jul", "Jan / 2025", "Jul", "Jan / 2026"]
      ),
    ])
  func roundTimes(start: String, end: String, expected: [String]) throws {
    let narrow = start.hasPrefix("2023-06") || start.hasPrefix("2023-12")
    #expect(try marks(start, end, width: narrow ? 330 : 700) == expected)
  }

  @Test("weeks begin on Mondays")
  func weeks() throws {
    let found = try marks("2024-06-01", "2024-07-01", width: 300)
    #expect(found.first == "3 Jun / 2024" && found.dropFirst().first == "10 Jun")
  }

  @Test("labels keep apart, however long the time", arguments: -6...10)
  func labelsKeepApart(exponent: Int) {
    let seconds = (0..<abs(exponent)).reduce(1.0) { value, _ in
      exponent < 0 ? value / 10 : value * 10
    }
    let start = Instant(nanoseconds: 1_700_000_000_123_456_789)
    let end = Instant(
      nanoseconds: Int64(clamping: Int128(start.nanoseconds) + Int128(seconds * 1e9)))
    let axis = TimeAxis(from: start, to: end, width: 600).axis
    let places = axis.ticks.map { 600 * axis.place($0.value) }
    for (left, right) in zip(places, places.dropFirst()) { #expect(right - left > 40) }
    #expect(axis.ticks.count <= 15)
    // Even a nanosecond or a century has room for a mark or two, or none at all.
    if (-3...9).contains(exponent) { #expect(axis.ticks.count >= 2) }
  }

  @Test("an empty time and the ends of the calendar do no harm")
  func extremes() {
    let (first, last) = (Instant(nanoseconds: .min), Instant(nanoseconds: .max))
    for (start, end) in [(first, last), (last, first), (last, last), (first, first)] {
      let axis = TimeAxis(from: start, to: end, width: 600).axis
      #expect(axis.ticks.count < 20 && axis.ticks.allSatisfy { $0.value.isFinite })
    }
  }
}

@Suite struct RoundAxisTests {
  @Test(
    "a linear axis has a few marks, all within, for any range",
    arguments: [
      [0, 1], [-1e-12, 3e-12], [1e300, -1e300], [48_000, 48_000.5], [5], [], [.nan, 2, .infinity],
      [1e15, 1e15 + 1], [-7, -7], [0, 0], [.infinity], [123_456, 654_321],
    ])
  func linear(values: [Double]) {
    let axis = Axis.linear(around: values)
    #expect((2...12).contains(axis.ticks.count), "\(axis.ticks.count)")
    #expect(axis.ticks.allSatisfy { (-1e-6...1 + 1e-6).contains(axis.place($0.value)) })
    let labels = axis.ticks.compactMap { $0.label?.markup(size: 10) }
    #expect(Set(labels).count == axis.ticks.count && !labels.contains("-"))
    for value in values where value.isFinite { #expect((0...1).contains(axis.place(value))) }
  }

  @Test(
    "a logarithmic axis has a few labels for any range",
    arguments: [
      [1, 10], [1e-300, 1e300], [0.02, 0.021], [], [-1, 0, .nan], [.leastNonzeroMagnitude],
      [3, 2e4],
    ])
  func logarithmic(values: [Double]) {
    let axis = Axis.wholeLogarithmic(around: values, most: 8)
    let labels = axis.ticks.compactMap(\.label)
    #expect(labels.count <= 10 && axis.ticks.count < 200)
    for value in values where value > 1e-299 && value < 1e299 {
      #expect((0...1).contains(axis.place(value)))
    }
  }

  @Test("numbers are written with the digits that count")
  func significant() {
    #expect(
      [0.012345, 128, 0.5, -3.14159, 0, 1e-9].map { $0.significant(3) }
        == ["0.0123", "128", "0.5", "−3.14", "0", "1e-09"])
  }
}
