import Foundation
import Model
import Testing

@Suite struct InstantTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1970-01-01 00:00:00", 0), ("1970-01-02T00:00:01Z", 86_401_000_000_000),
    ("2013-05-13 02:17:18", 1_368_411_438_000_000_000),
    ("2024-02-29T23:59:59.999999999+00:00", 1_709_251_199_999_999_999),
    ("2024-06-01 12:00:00.5 UTC", 1_717_243_200_500_000_000),
    ("1969-12-31T23:59:59.25", -750_000_000), (" 2000-03-01 ", 951_868_800_000_000_000),
    ("1700-01-01", -8_520_336_000_000_000_000), ("2200-12-31", 7_289_568_000_000_000_000),
  ])
  func texts(text: String, nanoseconds: Int64) {
    #expect(Instant(text)?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", " ", "today", "2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01",
    "2024-06-01 24:00:00", "2024-06-01 12:60:00", "2024-06-01 12:00:60", "2024-06-01 12:00",
    "2024-06-01 12:00:00.", "2024-06-01 12:00:00.5.5", "2024-06-01 12:00:00+02:00", "2024-6",
    "1699-12-31", "2201-01-01", "99999999999999999999-01-01", "2024-06-01 12:00:00.-5",
    "2024-06-01 12:00:00 extra", "+2024-06-01", "2024-06-+1", "2024-06-01 +2:00:00",
  ])
  func whatIsNoInstantIsNone(text: String) {
    #expect(Instant(text) == nil)
  }

  @Test("what is printed is read back, and the calendar is the Foundation's")
  func roundTrip() throws {
    var generator = FixedGenerator()
    let formatter = ISO8601DateFormatter()
    for _ in 0..<2000 {
      let limit: ClosedRange<Int64> = -8_520_336_000_000_000_000...7_289_568_000_000_000_000
      let instant = Instant(nanoseconds: Int64.random(in: limit, using: &generator))
      #expect(Instant(instant.iso) == instant)
      let seconds = (Double(instant.nanoseconds) * 1e-9).rounded(.down)
      let whole = Instant(nanoseconds: Int64(seconds) * 1_000_000_000)
      let expected = formatter.string(from: Date(timeIntervalSince1970: seconds))
      #expect("\(whole.dateText)T\(whole.timeText(decimals: 0))Z" == expected)
    }
  }

  @Test("decimals of a second are cut, not rounded")
  func decimals() throws {
    let instant = try #require(Instant("2024-06-01 12:00:00.987654321987"))
    #expect(instant.timeText(decimals: 9) == "12:00:00.987654321")
    #expect(instant.timeText(decimals: 3) == "12:00:00.987")
    #expect(instant.timeText(decimals: 0) == "12:00:00")
  }

  @Test("samples are where their number and the rate put them, to half a nanosecond")
  func advance() {
    var generator = FixedGenerator()
    for _ in 0..<2000 {
      let rate = SamplingRate(
        samples: Int.random(in: 1...100_000, using: &generator),
        seconds: Int.random(in: 1...1000, using: &generator))
      let index = Int.random(in: -1_000_000...1_000_000, using: &generator)
      let elapsed = Instant(nanoseconds: 0).advanced(bySamples: index, at: rate).nanoseconds
      let error =
        Int128(elapsed) * Int128(rate.samples) - Int128(index * rate.seconds) * 1_000_000_000
      #expect(2 * abs(error) <= Int128(rate.samples))
    }
  }

  @Test("no error is gathered over a long recording")
  func noDrift() {
    let start = Instant(nanoseconds: 1_368_411_438_000_000_000)
    let rate = SamplingRate(samples: 154_567, seconds: 10_000)
    let later = start.advanced(bySamples: 154_567 * 1000, at: rate)
    #expect(later.nanoseconds - start.nanoseconds == 10_000_000 * 1_000_000_000)
    #expect(later.seconds(since: start) == 1e7)
    #expect(start.seconds(since: later) == -1e7)
  }

  @Test("steps beyond what can be counted end at the first or last instant")
  func beyondTheEnd() throws {
    let rate = SamplingRate(samples: 1, seconds: 1_000_000_000)
    let slowest = SamplingRate(samples: 1, seconds: .max)
    let start = try #require(Instant("1900-01-01"))
    for rate in [rate, slowest] {
      #expect(start.advanced(bySamples: .max, at: rate).nanoseconds == .max)
      #expect(start.advanced(bySamples: .min, at: rate).nanoseconds == .min)
    }
    let fast = SamplingRate(samples: .max, seconds: 1)
    #expect(start.advanced(bySamples: .max, at: fast).seconds(since: start) == 1)
    // 320 years are more than 64 bits of nanoseconds, and their end is a date.
    let old = try #require(Instant("1700-01-01"))
    let days = Int(
      (old.advanced(bySamples: 118_000, at: SamplingRate(samples: 1, seconds: 86_400)))
        .seconds(since: old) / 86_400)
    #expect(days == 118_000)
  }

  @Test("instants centuries apart do not overflow")
  func farApart() throws {
    let (old, new) = (try #require(Instant("1700-01-01")), try #require(Instant("2200-12-31")))
    #expect(abs(new.seconds(since: old) - 15_809_904_000) < 1e-3)
  }
}
