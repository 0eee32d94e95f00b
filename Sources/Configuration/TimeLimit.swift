package import Model

/// A stretch of time whose windows are used.
package struct TimeLimit: Hashable, Sendable {
  package enum Span: Hashable, Sendable {
    /// From one instant to a later one.
    case between(Instant, Instant)
    /// The day that begins here.
    case day(Instant)
    /// Every day between two times of day, nanoseconds after midnight; over midnight where the end
    /// is the smaller.
    case daily(from: Int64, to: Int64)
  }

  package var span: Span
  /// The levels that it is for; empty: all.
  package var levels: [Int]

  /// Which of the three keys a text stands behind.
  package enum Kind: Hashable, Sendable {
    case dateTimes, dates, times

    /// What is allowed, in words that follow "give".
    var form: String {
      switch self {
      case .dateTimes: "`2024-06-01 12:00:00 to 2024-06-01 18:00:00`"
      case .dates: "`2024-06-01`"
      case .times: "`19:00:00 to 08:00:00`"
      }
    }
  }

  /// Reads `START to STOP`, or a date, and the levels behind it: `levels 0 1`.
  init(_ text: String, _ kind: Kind) throws(Fault) {
    let parts = TimeLimit.parts(text)
    levels = try TimeLimit.levels(parts.levels, text)
    switch kind {
    case .dates: span = .day(try TimeLimit.day(parts.span, text))
    case .dateTimes:
      let ends = try TimeLimit.ends(parts.span, text, kind)
      guard let start = Instant(ends.start), let stop = Instant(ends.stop) else {
        throw TimeLimit.wrong(text, "is no time span", kind)
      }
      guard start < stop else { throw TimeLimit.wrong(text, "ends before it begins", kind) }
      span = .between(start, stop)
    case .times:
      let ends = try TimeLimit.ends(parts.span, text, kind)
      guard let start = timeOfDay(ends.start), let stop = timeOfDay(ends.stop), start != stop else {
        throw TimeLimit.wrong(text, "is no span of a day", kind)
      }
      span = .daily(from: start, to: stop)
    }
  }

  /// As it is written in a file.
  var text: String {
    let list = levels.isEmpty ? "" : " levels " + levels.map(String.init).joined(separator: " ")
    switch span {
    case .between(let start, let stop): return "\(timeText(start)) to \(timeText(stop))\(list)"
    case .day(let day): return day.dateText + list
    case .daily(let from, let to): return "\(clockText(from)) to \(clockText(to))\(list)"
    }
  }

  private static func parts(_ text: String) -> (span: String, levels: [Substring]?) {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard let mark = words.firstIndex(where: { $0 == "levels" || $0 == "level" }) else {
      return (words.joined(separator: " "), nil)
    }
    return (words[..<mark].joined(separator: " "), Array(words[(mark + 1)...]))
  }

  private static func levels(_ words: [Substring]?, _ text: String) throws(Fault) -> [Int] {
    guard let words else { return [] }
    let numbers = words.compactMap { Int($0) }.filter { $0 >= 0 }
    guard !numbers.isEmpty, numbers.count == words.count else {
      throw Fault("`\(text)`: levels are numbers from 0 on", remedy: "write `levels 0 1`")
    }
    return Set(numbers).sorted()
  }

  private static func ends(
    _ span: String, _ text: String, _ kind: Kind
  ) throws(Fault) -> (start: String, stop: String) {
    let words = span.split(separator: " ")
    guard let mark = words.firstIndex(of: "to") else {
      throw wrong(text, "has no `to` between start and end", kind)
    }
    return (words[..<mark].joined(separator: " "), words[(mark + 1)...].joined(separator: " "))
  }

  private static func day(_ span: String, _ text: String) throws(Fault) -> Instant {
    guard span.count == 10, let day = Instant(span) else {
      throw wrong(text, "is no date", .dates)
    }
    return day
  }

  private static func wrong(_ text: String, _ problem: String, _ kind: Kind) -> Fault {
    Fault(
      "`\(text)` \(problem)", remedy: "give \(kind.form), with `levels 0 1` behind it if need be")
  }
}

private func timeOfDay(_ text: String) -> Int64? {
  guard !text.contains(" ") else { return nil }
  return Instant("1970-01-01 \(text)")?.nanoseconds
}

private func clockText(_ nanoseconds: Int64) -> String {
  let decimals = nanoseconds % 1_000_000_000 == 0 ? 0 : 9
  return Instant(nanoseconds: nanoseconds).timeText(decimals: decimals)
}

extension Values {
  /// The time limits of a process run; their texts have been checked by the keys' rules.
  var timeLimits: [TimeLimit] {
    let keys: [(String, TimeLimit.Kind)] = [
      ("datetimes", .dateTimes), ("dates", .dates), ("times", .times),
    ]
    return keys.flatMap { name, kind in
      texts(.process, name).compactMap { text in try? TimeLimit(text, kind) }
    }
  }
}
