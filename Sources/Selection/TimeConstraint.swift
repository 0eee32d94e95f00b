package import Model

/// A stretch of time in which windows count: of those that hold at a level, a window needs only one.
package struct TimeConstraint: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case span(start: Instant, stop: Instant)
    /// A whole day, in days since 1970-01-01.
    case date(day: Int)
    /// Each day, or each listed date: nanoseconds since midnight; a stop before the start is on the
    /// next day.
    case timeOfDay(start: Int64, stop: Int64)
  }

  package var kind: Kind
  /// Decimation levels; `nil` for all.
  package var levels: [Int]?

  package init(_ kind: Kind, levels: [Int]? = nil) {
    self.kind = kind
    self.levels = levels
  }

  fileprivate func holds(at level: Int) -> Bool { levels?.contains(level) ?? true }
}

extension TimeConstraint {
  /// From one time to another, both `2024-06-01 12:00:00`; `nil` where a text is none.
  package static func span(_ start: String, _ stop: String, levels: [Int]? = nil)
    -> TimeConstraint?
  {
    guard let start = Instant(start), let stop = Instant(stop) else { return nil }
    return TimeConstraint(.span(start: start, stop: stop), levels: levels)
  }

  /// A day, `2024-06-01`.
  package static func date(_ text: String, levels: [Int]? = nil) -> TimeConstraint? {
    guard let midnight = Instant(text), midnight.timeInDay == 0 else { return nil }
    return TimeConstraint(.date(day: midnight.day), levels: levels)
  }

  /// A time of day from and to, both `12:00:00`.
  package static func time(_ start: String, _ stop: String, levels: [Int]? = nil)
    -> TimeConstraint?
  {
    guard let start = Instant("1970-01-01 \(start)"), let stop = Instant("1970-01-01 \(stop)")
    else { return nil }
    return TimeConstraint(
      .timeOfDay(start: start.timeInDay, stop: stop.timeInDay), levels: levels)
  }
}

/// What constraints of time leave open.
package enum IntervalPolicy: String, Hashable, Sendable, CaseIterable {
  /// A window counts if all of it lies in the interval; a date ends at midnight; a time of day that began
  /// the evening before the first recording counts.
  case wholeWindows
  /// As in resistics 0.0.6: of the windows that begin in the interval all but the last; a date ends at
  /// 23:59:59; days are those of the recordings.
  case allButLast
}

/// An interval of time.
package struct TimeInterval: Hashable, Sendable {
  package let start: Instant
  package let stop: Instant
}

extension [TimeConstraint] {
  /// The intervals at a level, in the order of their starts; `nil` where no constraint holds.
  ///
  /// - Parameter days: On which the sites have recordings in common, in days since 1970-01-01.
  package func intervals(level: Int, days: ClosedRange<Int>, _ policy: IntervalPolicy)
    -> [TimeInterval]?
  {
    let active = filter { $0.holds(at: level) }
    guard !active.isEmpty else { return nil }
    var intervals: [TimeInterval] = []
    var (dates, times): ([Int], [(start: Int64, stop: Int64)]) = ([], [])
    for constraint in active {
      switch constraint.kind {
      case .span(let start, let stop): intervals.append(TimeInterval(start: start, stop: stop))
      case .date(let day): dates.append(day)
      case .timeOfDay(let start, let stop): times.append((start, stop))
      }
    }
    if !dates.isEmpty || !times.isEmpty {
      // What began the evening before reaches into the first day.
      let first = policy == .allButLast ? days.lowerBound : days.lowerBound - 1
      let candidates = dates.isEmpty ? (first...days.upperBound).map(\.self) : dates
      intervals += candidates.flatMap { day in
        times.isEmpty ? [wholeDay(day, policy)] : times.map { interval(day, $0.start, $0.stop) }
      }
    }
    return intervals.sorted { ($0.start, $0.stop) < ($1.start, $1.stop) }
  }

  /// The windows of a level that the constraints keep; `nil` where no constraint holds.
  package func windows(
    of grid: WindowGrid, level: Int, days: ClosedRange<Int>, _ policy: IntervalPolicy
  ) -> WindowRanges? {
    intervals(level: level, days: days, policy).map { intervals in
      WindowRanges(intervals.map { grid.windows(in: $0, policy) })
    }
  }

  private func wholeDay(_ day: Int, _ policy: IntervalPolicy) -> TimeInterval {
    let length = policy == .allButLast ? Instant.dayLength - 1_000_000_000 : Instant.dayLength
    let start = Instant(day: day)
    return TimeInterval(
      start: start, stop: Instant(nanoseconds: start.nanoseconds + length))
  }

  private func interval(_ day: Int, _ start: Int64, _ stop: Int64) -> TimeInterval {
    let midnight = Instant(day: day).nanoseconds
    return TimeInterval(
      start: Instant(nanoseconds: midnight + start),
      stop: Instant(nanoseconds: midnight + stop + (stop < start ? Instant.dayLength : 0)))
  }
}

extension WindowGrid {
  /// The windows of an interval, exactly.
  func windows(in interval: TimeInterval, _ policy: IntervalPolicy) -> Range<Int> {
    let unit = Int128(rate.seconds) * 1_000_000_000
    func samples(_ instant: Instant) -> Int128 {
      (Int128(instant.nanoseconds) - Int128(reference.nanoseconds)) * Int128(rate.samples)
    }
    let advance = Int128(step) * unit
    let first = ceiling(samples(interval.start), advance)
    let end: Int128
    switch policy {
    case .wholeWindows:
      // One beyond the last window that ends in time.
      end = floor(samples(interval.stop) - Int128(size) * unit, advance) + 1
    case .allButLast: end = ceiling(samples(interval.stop), advance) - 1
    }
    return Int(first)..<Int(max(first, end))
  }
}

private func floor(_ a: Int128, _ b: Int128) -> Int128 {
  let quotient = a / b
  return a % b != 0 && a < 0 ? quotient - 1 : quotient
}

private func ceiling(_ a: Int128, _ b: Int128) -> Int128 { -floor(-a, b) }

extension Instant {
  static let dayLength: Int64 = 86_400_000_000_000

  /// Midnight of a day.
  init(day: Int) {
    self.init(nanoseconds: Int64(day) * Instant.dayLength)
  }

  /// Days since 1970-01-01.
  package var day: Int {
    let quotient = nanoseconds / Instant.dayLength
    return Int(nanoseconds % Instant.dayLength < 0 ? quotient - 1 : quotient)
  }

  /// Nanoseconds since midnight.
  var timeInDay: Int64 { nanoseconds - Int64(day) * Instant.dayLength }
}
