import Model

/// An axis of time: seconds since an instant, with marks at round times of the calendar.
struct TimeAxis: Hashable {
  let origin: Instant
  let axis: Axis

  /// An axis from one instant to another.
  ///
  /// - Parameter width: Pixels, which tell how many labels have room.
  init(from start: Instant, to end: Instant, width: Double) {
    origin = start
    let span = max(end.seconds(since: start), 1e-6)
    let step = TimeStep.fitting(span, width: width)
    axis = Axis(scale: .linear, range: 0...span, ticks: TimeAxis.ticks(start, span, step))
  }

  private init(origin: Instant, axis: Axis) {
    self.origin = origin
    self.axis = axis
  }

  /// The same with some room at both ends, so that no marker is cut in half.
  var widened: TimeAxis {
    let margin = 0.015 * (axis.range.upperBound - axis.range.lowerBound)
    let range = axis.range.lowerBound - margin...axis.range.upperBound + margin
    return TimeAxis(
      origin: origin, axis: Axis(scale: .linear, range: range, ticks: axis.ticks))
  }

  /// The place of an instant on the axis.
  func x(_ instant: Instant) -> Double { instant.seconds(since: origin) }

  /// The second line names what the first leaves out, at the first mark and wherever it changes.
  private static func ticks(_ start: Instant, _ span: Double, _ step: TimeStep) -> [Axis.Tick] {
    var last: String?
    return step.instants(from: start, seconds: span).map { instant in
      let (label, under) = step.labels(instant)
      defer { last = under ?? last }
      return Axis.Tick(
        value: instant.seconds(since: start), label: Label(label),
        under: under == last ? nil : under.map { Label($0) })
    }
  }
}

/// The distance between marks of time.
enum TimeStep: Hashable {
  case nanoseconds(Int64)
  case days(Int)
  case months(Int)

  private static let second: Int64 = 1_000_000_000
  private static let day: Int64 = 86_400 * second

  /// All steps, the shortest first.
  private static let all: [TimeStep] =
    (3..<9).flatMap { exponent in
      [1, 2, 5].map { .nanoseconds($0 * (0..<exponent).reduce(1) { product, _ in product * 10 }) }
    } + [1, 2, 5, 10, 15, 30].map { .nanoseconds($0 * second) }
    + [1, 2, 5, 10, 15, 30].map { .nanoseconds($0 * 60 * second) }
    + [1, 2, 3, 6, 12].map { .nanoseconds($0 * 3600 * second) }
    + [1, 2, 7, 14].map { .days($0) }
    + [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200].map { .months($0) }

  /// The shortest step whose labels have room on so many pixels.
  static func fitting(_ seconds: Double, width: Double) -> TimeStep {
    all.first { seconds / $0.seconds * $0.labelWidth <= width } ?? .months(1200)
  }

  /// The room of a label in pixels.
  private var labelWidth: Double {
    switch self {
    case .nanoseconds(let step): step < Self.second ? 110 : step < 60 * Self.second ? 76 : 70
    case .days: 60
    case .months: 50
    }
  }

  private var seconds: Double {
    switch self {
    case .nanoseconds(let count): Double(count) * 1e-9
    case .days(let count): Double(count) * 86_400
    case .months(let count): Double(count) * 30.44 * 86_400
    }
  }

  /// The instants at multiples of the step, from one on.
  func instants(from start: Instant, seconds: Double) -> [Instant] {
    let end = Int128(start.nanoseconds) + Int128(min(seconds, 1e10) * 1e9)
    switch self {
    case .nanoseconds(let step): return Self.multiples(of: step, after: 0, start, end)
    case .days(let count):
      // Weeks begin on Mondays; the day from which days are counted was a Thursday.
      let offset = count % 7 == 0 ? 4 * Self.day : 0
      return Self.multiples(of: Int64(count) * Self.day, after: offset, start, end)
    case .months(let step): return Self.months(step, start, end)
    }
  }

  private static func multiples(
    of step: Int64, after offset: Int64, _ start: Instant, _ end: Int128
  ) -> [Instant] {
    let (step, from) = (Int128(step), Int128(start.nanoseconds) - Int128(offset))
    var value = from / step * step
    if value < from { value += step }
    var instants: [Instant] = []
    while value + Int128(offset) <= end, instants.count < 200 {
      instants.append(Instant(nanoseconds: Int64(clamping: value + Int128(offset))))
      value += step
    }
    return instants
  }

  private static func months(_ step: Int, _ start: Instant, _ end: Int128) -> [Instant] {
    let fields = start.dateText.split(separator: "-").compactMap { Int($0) }
    guard fields.count == 3 else { return [] }
    var month = (fields[0] * 12 + fields[1] - 1) / step * step
    var instants: [Instant] = []
    // A date that the calendar does not reach has no mark.
    while let instant = Self.instant(month: month), Int128(instant.nanoseconds) <= end {
      if instant >= start { instants.append(instant) }
      month += step
    }
    return instants
  }

  /// The first instant of a month, counted from the year 0.
  private static func instant(month: Int) -> Instant? {
    let (year, number) = (month / 12, month % 12 + 1)
    return Instant("\(year)-\(number < 10 ? "0" : "")\(number)-01")
  }

  /// What a mark is labelled with, and what belongs under it where that changes.
  func labels(_ instant: Instant) -> (String, under: String?) {
    let fields = instant.dateText.split(separator: "-")
    guard fields.count == 3, let month = Int(fields[1]), let day = Int(fields[2]) else {
      return (instant.dateText, nil)
    }
    let (name, year) = (Self.monthNames[month - 1], String(fields[0]))
    switch self {
    case .nanoseconds(let step): return (instant.timeText(step: step), instant.dateText)
    case .days: return ("\(day) \(name)", year)
    case .months(let step): return step < 12 ? (name, year) : (year, nil)
    }
  }

  private static let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}

extension Instant {
  /// The time of day as far as multiples of a step need it.
  fileprivate func timeText(step: Int64) -> String {
    let second: Int64 = 1_000_000_000
    guard step < 60 * second else { return String(timeText(decimals: 0).dropLast(3)) }
    guard step < second else { return timeText(decimals: 0) }
    var (decimals, unit) = (9, step)
    while unit % 10 == 0, decimals > 0 { (decimals, unit) = (decimals - 1, unit / 10) }
    return timeText(decimals: decimals)
  }

  /// As people write it: `2024-06-01 12:00:00`, with a fraction where there is one.
  var plainText: String {
    let hasFraction = nanoseconds % 1_000_000_000 != 0
    return "\(dateText) \(timeText(decimals: hasFraction ? 3 : 0))"
  }
}
