// The windows of resistics 0.0.6: its numbers and samples, where they are exact, and where doubles and
// microseconds make them miss a window or a sample.

extension WindowGrid {
  /// Lays the grid over a series, window by window at the last sample before a window's start.
  ///
  /// resistics keeps times as whole microseconds and divides doubles. So a start of `0.999 999` samples
  /// is cut to 0, and a quotient that should be whole may be just above, which costs the first window.
  func placedAtWholeSamples(over start: Instant, _ sampleCount: Int) -> WindowPlacement {
    let elapsed = start.microseconds - reference.microseconds
    let increment = Double(step) / rate.hertz
    let first = (Double(elapsed) / 1e6 / increment).rounded(.up)
    let offset = Double(wholeMicroseconds(first * increment) - elapsed) / 1e6 * rate.hertz
    // The clock of microseconds may put the window before the first sample.
    let sample = max(0, Int(offset))
    let room = sampleCount - sample - size
    return WindowPlacement(
      firstWindow: Int(first), count: room < 0 ? 0 : room / step + 1, firstSample: sample,
      fraction: 0, step: step, size: size)
  }
}

extension Instant {
  /// The nearest whole microsecond since 1970.
  fileprivate var microseconds: Int64 {
    let (quotient, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1000)
    return quotient + (rest >= 500 ? 1 : rest < -500 ? -1 : 0)
  }
}

/// Seconds as microseconds, half to even, as Python counts a span of time: whole seconds first.
private func wholeMicroseconds(_ seconds: Double) -> Int64 {
  let whole = seconds.rounded(.towardZero)
  let parts = (seconds - whole) * 1e6
  let micros = parts.rounded(.towardZero)
  let sum = Int64(whole) * 1_000_000 + Int64(micros)
  let rest = parts - micros
  guard abs(rest) == 0.5 else { return sum + Int64(rest.rounded()) }
  return sum % 2 == 0 ? sum : sum + (rest > 0 ? 1 : -1)
}
