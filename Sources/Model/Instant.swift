/// A point in time, UTC, in whole nanoseconds since 1970-01-01T00:00:00.
///
/// Leap seconds are not counted, as in the recorders' own time stamps.
package struct Instant: Hashable, Comparable, Sendable {
  package let nanoseconds: Int64

  /// The instant `nanoseconds` after 1970-01-01T00:00:00 UTC.
  package init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Parses `2024-06-01 12:00:00`, with `T` for the blank, any decimals of a second, and a zone of
  /// `Z`, `+00:00` or none; a date alone means midnight.
  ///
  /// - Returns: `nil` when the text is none of these or names no real date.
  package init?(_ text: String) {
    var text = Substring(text.trimmed)
    for zone in ["Z", "+00:00", "+0000", " UTC"] where text.hasSuffix(zone) {
      text.removeLast(zone.count)
      break
    }
    let parts = text.split(whereSeparator: { $0 == "T" || $0 == " " })
    guard parts.count == 1 || parts.count == 2, let days = Instant.days(parts[0]) else {
      return nil
    }
    var time: Int64 = 0
    if parts.count == 2 {
      guard let parsed = Instant.timeOfDay(parts[1]) else { return nil }
      time = parsed
    }
    self.init(nanoseconds: Int64(days) * 86_400_000_000_000 + time)
  }

  /// Seconds from `other` to this instant, exact to a double's precision.
  package func seconds(since other: Instant) -> Double {
    // The difference of two instants may have more than 64 bits.
    Double(Int128(nanoseconds) - Int128(other.nanoseconds)) / 1e9
  }

  /// The instant of sample `index` of a series at `rate` whose sample 0 is here, to the nanosecond.
  ///
  /// What would lie before 1677 or after 2262 is the first or last instant that there is: what a
  /// damaged file says must not stop the program.
  package func advanced(bySamples index: Int, at rate: SamplingRate) -> Instant {
    let denominator = 2 * Int128(rate.samples)
    let (twice, isTooFar) = Int128(index).multipliedReportingOverflow(
      by: 2_000_000_000 * Int128(rate.seconds))
    guard !isTooFar, twice.magnitude < 1 << 126 else {
      return Instant(nanoseconds: index < 0 ? .min : .max)
    }
    let sum = twice + denominator / 2
    let rounded = sum >= 0 ? sum / denominator : (sum + 1) / denominator - 1
    return Instant(nanoseconds: Int64(clamping: Int128(nanoseconds) + rounded))
  }

  /// The instant as `2024-06-01T12:00:00.000000000+00:00`, the form that MTH5 uses.
  package var iso: String {
    "\(dateText)T\(timeText(decimals: 9))+00:00"
  }

  /// The calendar date, `2024-06-01`.
  package var dateText: String {
    let (year, month, day) = Instant.civil(fromDays: Int(floorDivide(nanoseconds, dayLength)))
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// The time of day, `12:00:00.5`, cut to `decimals` decimals (0 to 9).
  package func timeText(decimals: Int) -> String {
    // The start of the first day that there is lies before the first instant.
    let rest = nanoseconds % dayLength
    let inDay = Int(rest < 0 ? rest + dayLength : rest)
    let second = inDay / 1_000_000_000
    let clock =
      "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    guard decimals > 0 else { return clock }
    return clock + "." + padded(inDay % 1_000_000_000, 9).prefix(decimals)
  }

  package static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
}

private let dayLength: Int64 = 86_400_000_000_000

extension Instant {
  /// Days since 1970-01-01 of a `YYYY-MM-DD` text.
  private static func days(_ text: Substring) -> Int? {
    let fields = text.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 3, let year = number(fields[0]), let month = number(fields[1]),
      let day = number(fields[2]), (1700...2200).contains(year), (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    let days = days(year: year, month: month, day: day)
    // 30 February and its like come back as another date.
    guard civil(fromDays: days) == (year, month, day) else { return nil }
    return days
  }

  /// Nanoseconds since midnight of `HH:MM:SS[.decimals]`.
  private static func timeOfDay(_ text: Substring) -> Int64? {
    let fields = text.split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count == 3, let hour = number(fields[0]), let minute = number(fields[1]),
      (0...23).contains(hour), (0...59).contains(minute)
    else { return nil }
    let second = fields[2].split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(second.count), let whole = number(second[0]), (0...59).contains(whole)
    else { return nil }
    var fraction: Int64 = 0
    if second.count == 2 {
      let digits = (String(second[1]) + "000000000").prefix(9)
      guard !second[1].isEmpty, second[1].allSatisfy(\.isASCIIDigit), let parsed = Int64(digits)
      else { return nil }
      fraction = parsed
    }
    return Int64((hour * 60 + minute) * 60 + whole) * 1_000_000_000 + fraction
  }

  /// The number of a text of digits alone: a sign belongs to no part of a date.
  private static func number(_ text: Substring) -> Int? {
    text.allSatisfy(\.isASCIIDigit) ? Int(text) : nil
  }

  /// Days from 1970-01-01 to a date; 30 February and its like are days of March.
  package static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    days(year: year, month: month, day: day)
  }

  // Civil calendar: months counted from March make the leap day the last of its year.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let m = (month + 9) % 12
    let dayOfYear = (153 * m + 2) / 5 + day - 1
    return 365 * y + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468
  }

  private static func civil(fromDays days: Int) -> (Int, Int, Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = m < 10 ? m + 3 : m - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * m + 2) / 5 + 1)
  }
}

private func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
  let quotient = a / b
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
}

private func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension StringProtocol {
  /// The text without blanks, tabs and line ends at either end.
  package var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
