import Model
import Selection
import TestSupport
import Testing

@Suite("Constraints of time")
struct TimeConstraintTests {
  /// Windows of 4 s, one begins every 3 s from the reference on.
  private func grid() throws -> WindowGrid {
    WindowGrid(
      reference: try #require(Instant("2020-03-01 00:00:00")),
      rate: SamplingRate(samples: 8, seconds: 1), size: 32, overlap: 8)
  }

  private func days() throws -> ClosedRange<Int> {
    let day = try #require(Instant("2020-03-01")).day
    return day...day + 1
  }

  private func windows(
    _ constraints: [TimeConstraint?], level: Int = 0, _ policy: IntervalPolicy = .wholeWindows
  ) throws -> WindowRanges? {
    let constraints = try constraints.map { try #require($0) }
    return try constraints.windows(of: grid(), level: level, days: days(), policy)
  }

  @Test("keep the windows that lie in the interval")
  func span() throws {
    let exact = try windows([.span("2020-03-01 00:00:03", "2020-03-01 00:00:13")])
    // They begin at 3, 6 and 9 s; the last one ends at 13 s.
    #expect(exact == WindowRanges([1..<4]))
    let late = try windows([.span("2020-03-01 00:00:03.1", "2020-03-01 00:00:12.9")])
    #expect(late == WindowRanges([2..<3]))
    #expect(
      try windows([.span("2020-03-01 00:00:03", "2020-03-01 00:00:06.9")]) == WindowRanges.none)
  }

  @Test("in resistics drop the last window that begins in the interval")
  func resistics() throws {
    let constraint = TimeConstraint.span("2020-03-01 00:00:03", "2020-03-01 00:00:13")
    #expect(try windows([constraint], .allButLast) == WindowRanges([1..<4]))
    let short = TimeConstraint.span("2020-03-01 00:00:03", "2020-03-01 00:00:09")
    #expect(try windows([short], .allButLast) == WindowRanges([1..<2]))
    #expect(try windows([short]) == WindowRanges([1..<2]))
  }

  @Test("of a date end at midnight")
  func date() throws {
    let windows = try windows([.date("2020-03-01")])
    // A day has 28 800 windows, of which the last one ends a second too late.
    #expect(windows == WindowRanges([0..<28_799]))
    #expect(try self.windows([.date("2020-03-01")], .allButLast) == WindowRanges([0..<28_799]))
  }

  @Test("of a time of day may go over midnight, also of the night before the first day")
  func overMidnight() throws {
    let constraint = TimeConstraint.time("23:59:00", "00:01:00")
    // 120 s hold 39 windows; the interval begins a minute before the day's first window.
    let nights = [-1, 0, 1].map { 28_800 * ($0 + 1) - 20..<28_800 * ($0 + 1) + 19 }
    #expect(try windows([constraint]) == WindowRanges(nights))
    #expect(try windows([constraint], .allButLast) == WindowRanges(Array(nights[1...])))
  }

  @Test("of dates and times are the times on those dates; spans come beside")
  func combined() throws {
    let found = try windows([
      .date("2020-03-02"), .time("00:00:00", "00:00:10"),
      .span("2020-03-01 00:00:00", "2020-03-01 00:00:04"),
    ])
    #expect(found == WindowRanges([0..<1, 28_800..<28_803]))
  }

  @Test("hold at their levels, and without any all windows count")
  func levels() throws {
    let constraint = TimeConstraint.date("2020-03-01", levels: [1, 2])
    #expect(try windows([constraint], level: 0) == nil)
    #expect(try windows([constraint], level: 2) != nil)
    #expect(try windows([]) == nil)
  }

  @Test("are not made of texts that are no times")
  func texts() {
    #expect(TimeConstraint.date("2020-03-01 12:00:00") == nil)
    #expect(TimeConstraint.date("2020-02-30") == nil)
    #expect(TimeConstraint.time("24:00:00", "01:00:00") == nil)
    #expect(TimeConstraint.span("2020-03-01", "yesterday") == nil)
  }
}
