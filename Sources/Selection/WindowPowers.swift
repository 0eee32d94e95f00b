internal import ComplexModule
internal import Model

/// Cross-powers of windows at one evaluation frequency, as a statistic is given them.
package struct WindowPowers: Sendable {
  package let channels: PowerChannels
  package let windowCount: Int
  /// `[plane, window]`: the planes of `CrossPowers`, and behind them, where they were asked for, the
  /// coherences of `channels.equations`, one plane each.
  package let values: [Double]
  /// Hertz.
  package let frequency: Double
  /// What makes of a power, field unit² × samples², a power density.
  package let densityFactor: Double

  package init(
    channels: PowerChannels, windowCount: Int, values: [Double], frequency: Double,
    densityFactor: Double
  ) {
    precondition(values.count >= channels.count * channels.count * windowCount, "shape")
    self.channels = channels
    self.windowCount = windowCount
    self.values = values
    self.frequency = frequency
    self.densityFactor = densityFactor
  }

  /// Where the element of two channels is: `A · B*`.
  func element(_ a: Int, _ b: Int) -> PowerElement {
    let plane = CrossPowers.plane(min(a, b), max(a, b), channelCount: channels.count)
    let real = plane * windowCount
    if a == b { return PowerElement(real: real, imaginary: real, sign: 0) }
    return PowerElement(real: real, imaginary: real + windowCount, sign: a < b ? 1 : -1)
  }

  /// Where the power of a channel is.
  func power(_ row: Int) -> Int { element(row, row).real }

  /// Where the coherences of an equation are; `nil` if they were not asked for.
  func equation(_ index: Int) -> Int? {
    let start = (channels.count * channels.count + index) * windowCount
    return start + windowCount <= values.count ? start : nil
  }
}

/// Where the values of one element of all windows begin.
struct PowerElement {
  let real: Int
  let imaginary: Int
  /// Of the imaginary part: stored is that of the element above the diagonal.
  let sign: Double

  @inline(__always)
  func value(_ values: Span<Double>, _ window: Int) -> Complex<Double> {
    Complex(values[real + window], sign * values[imaginary + window])
  }

  @inline(__always)
  func lengthSquared(_ values: Span<Double>, _ window: Int) -> Double {
    let (re, im) = (values[real + window], sign * values[imaginary + window])
    return re * re + im * im
  }
}
