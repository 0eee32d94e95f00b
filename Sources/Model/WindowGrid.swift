/// The survey's common grid of windows at one decimation level.
///
/// Window `g` begins `g · step` samples after the reference time, at every site and whatever the
/// recording; so windows of equal number are simultaneous. A window has `size` samples, of which
/// `overlap` are shared with the next one.
package struct WindowGrid: Hashable, Sendable {
  package let reference: Instant
  package let rate: SamplingRate
  package let size: Int
  package let overlap: Int

  package init(reference: Instant, rate: SamplingRate, size: Int, overlap: Int) {
    precondition(size > overlap && overlap >= 0, "windows must advance")
    self.reference = reference
    self.rate = rate
    self.size = size
    self.overlap = overlap
  }

  /// Samples from the start of a window to the start of the next.
  package var step: Int { size - overlap }

  /// The start of window `g`, to the nanosecond.
  package func start(ofWindow g: Int) -> Instant {
    reference.advanced(bySamples: g * step, at: rate)
  }

  /// The length of a window in seconds.
  package var duration: Double { Double(size) * rate.interval }

  /// Lays the grid over a series that begins at `start` and has `sampleCount` samples.
  package func placed(
    over start: Instant, sampleCount: Int, alignment: WindowAlignment
  ) -> WindowPlacement {
    if alignment == .wholeSample { return placedAtWholeSamples(over: start, sampleCount) }
    // Everything in units of 1 / (10^9 · seconds) samples, exactly.
    let unit = Int128(rate.seconds) * 1_000_000_000
    let elapsed =
      (Int128(start.nanoseconds) - Int128(reference.nanoseconds)) * Int128(rate.samples)
    let first = ceilingDivide(elapsed, Int128(step) * unit)
    let offset = first * Int128(step) * unit - elapsed
    let whole = (2 * offset + unit) / (2 * unit)
    let fraction = Double(offset - whole * unit) / Double(unit)
    let room = sampleCount - Int(whole) - size
    return WindowPlacement(
      firstWindow: Int(first), count: room < 0 ? 0 : room / step + 1, firstSample: Int(whole),
      fraction: fraction, step: step, size: size)
  }
}

/// What is done where a recording's samples do not fall on the survey's grid.
package enum WindowAlignment: String, Hashable, Sendable, CaseIterable {
  /// Take the nearest sample and turn the phases of the spectra by the rest.
  case phaseRamp
  /// Take the sample before and ignore the rest, which turns phases between sites; numbers and times
  /// come from the same arithmetic with doubles and microseconds as in resistics.
  case wholeSample
}

/// The complete windows of one recording at one level.
package struct WindowPlacement: Hashable, Sendable {
  /// The global number of the recording's first window.
  package let firstWindow: Int
  /// How many complete windows there are.
  package let count: Int
  /// The sample with which the first window begins.
  package let firstSample: Int
  /// What is left, in samples, from that sample to the window's true start: in [-½, ½].
  package let fraction: Double
  package let step: Int
  package let size: Int

  package init(
    firstWindow: Int, count: Int, firstSample: Int, fraction: Double, step: Int, size: Int
  ) {
    self.firstWindow = firstWindow
    self.count = count
    self.firstSample = firstSample
    self.fraction = fraction
    self.step = step
    self.size = size
  }

  /// No windows.
  package static let none = WindowPlacement(
    firstWindow: 0, count: 0, firstSample: 0, fraction: 0, step: 1, size: 0)

  /// The windows with global numbers from `g` on.
  package func dropping(before g: Int) -> WindowPlacement {
    guard g > firstWindow else { return self }
    let dropped = min(g - firstWindow, count)
    return WindowPlacement(
      firstWindow: firstWindow + dropped, count: count - dropped,
      firstSample: firstSample + dropped * step, fraction: fraction, step: step, size: size)
  }

  /// The global numbers of the windows.
  package var windows: Range<Int> { firstWindow..<firstWindow + count }

  /// The first sample of the window with global number `g`.
  package func sample(ofWindow g: Int) -> Int { firstSample + (g - firstWindow) * step }

  /// The samples that the windows with these global numbers cover.
  package func samples(of windows: Range<Int>) -> Range<Int> {
    guard let last = windows.last else { return 0..<0 }
    return sample(ofWindow: windows.lowerBound)..<sample(ofWindow: last) + size
  }
}

private func ceilingDivide(_ a: Int128, _ b: Int128) -> Int128 {
  let quotient = a / b
  return a % b != 0 && a > 0 ? quotient + 1 : quotient
}
