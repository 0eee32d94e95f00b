internal import RealModule

/// Windows of one length, from samples to spectra: straight line out, taper, Fourier transform.
///
/// With prewhitening the differences of neighbouring samples are tapered and transformed, and the result
/// is divided by the differences' own response `e^{iω} - 1`. Natural fields fall about as 1/f in
/// amplitude: of such a series the taper's side lobes carry enough of the strong low frequencies to high
/// ones to bias an impedance by parts of a percent; of its differences they do not.
///
/// One object serves one thread; transforming allocates nothing.
package final class WindowTransform {
  /// Samples of a window.
  package let size: Int
  /// Harmonics of its spectrum.
  package var harmonicCount: Int { transform.harmonicCount }
  private let taper: [Double]
  private let transform: RealTransform
  /// What undoes the differences, real and imaginary parts in turn; empty without prewhitening.
  private let recolouring: [Double]

  package init(size: Int, taper: Taper, prewhitens: Bool) {
    self.size = size
    self.taper = taper.values(size: size)
    transform = RealTransform(length: size)
    recolouring = prewhitens ? WindowTransform.recolouring(size: size) : []
  }

  /// `1 / (e^{iω} - 1)` at each harmonic; zero at zero frequency, of which differences know nothing.
  private static func recolouring(size: Int) -> [Double] {
    (0...size / 2).flatMap { k -> [Double] in
      guard k > 0 else { return [0, 0] }
      // 1 / (e^{iω} - 1) = -1/2 - (i/2) cot(ω/2)
      let half = Double.pi * Double(k) / Double(size)
      return [-0.5, -0.5 * Double.cos(half) / Double.sin(half)]
    }
  }

  /// The power of all harmonics for each sample of a window, relative to the square of the largest one, that rounding
  /// leaves of a constant or a straight line, in levels that were decimated, too.
  ///
  /// A window with less has no power.
  private static let roundingPower = 1e-26

  /// Writes the spectrum of one window to `spectrum`, real and imaginary parts in turn; zeros where the
  /// samples are constant but for rounding.
  ///
  /// - Parameters:
  ///   - samples: At least `start + size` samples.
  ///   - start: The window's first sample.
  ///   - spectrum: `2 · harmonicCount` values, field unit × samples, unnormalised.
  package func transform(
    _ samples: Span<Double>, from start: Int, into spectrum: inout MutableSpan<Double>
  ) {
    precondition(start >= 0 && start + size <= samples.count, "a window outside of its samples")
    precondition(spectrum.count == 2 * harmonicCount, "shape")
    let magnitude = taperedWithoutLine(samples, from: start)
    transform.executeForward()
    let result = unsafe transform.frequencyBuffer
    let power = unsafe sumOfSquares(UnsafeBufferPointer(result), count: spectrum.count)
    guard power > WindowTransform.roundingPower * magnitude * magnitude * Double(size) else {
      for k in 0..<spectrum.count { unsafe spectrum[unchecked: k] = 0 }
      return
    }
    guard !recolouring.isEmpty else {
      for k in 0..<spectrum.count { unsafe spectrum[unchecked: k] = unsafe result[k] }
      return
    }
    for k in stride(from: 0, to: spectrum.count, by: 2) {
      let (re, im) = unsafe (result[k], result[k + 1])
      let (c, s) = (recolouring[k], recolouring[k + 1])
      spectrum[k] = re * c - im * s
      spectrum[k + 1] = re * s + im * c
    }
  }

  /// Fills the transform's input with the window less its least-squares straight line, tapered.
  ///
  /// - Returns: The larger end of that line, without sign.
  private func taperedWithoutLine(_ samples: Span<Double>, from start: Int) -> Double {
    unsafe samples.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { return 0 }
      let x = unsafe base + start
      let line = unsafe StraightLine(fitting: x, count: size)
      let output = unsafe transform.timeBuffer
      if recolouring.isEmpty {
        for n in 0..<size {
          unsafe output[n] = (x[n] - (line.start + line.slope * Double(n))) * taper[n]
        }
      } else {
        // The window ends with its last sample: the last difference stands twice.
        for n in 0..<size {
          let next = min(n + 1, size - 1)
          unsafe output[n] = (x[next] - x[next - 1] - line.slope) * taper[n]
        }
      }
      return max(abs(line.start), abs(line.start + line.slope * Double(size)))
    }
  }
}

private func sumOfSquares(_ buffer: UnsafeBufferPointer<Double>, count: Int) -> Double {
  precondition(buffer.count >= count, "shape")
  guard let values = buffer.baseAddress else { return 0 }
  var sum = SIMD8<Double>.zero
  var k = 0
  while k + 8 <= count {
    let value = unsafe values.eight(at: k)
    sum += value * value
    k += 8
  }
  var total = sum.sum()
  while k < count {
    unsafe total += values[k] * values[k]
    k += 1
  }
  return total
}

/// The least-squares straight line through equally spaced samples.
struct StraightLine {
  /// Its value at sample 0.
  let start: Double
  /// Its rise from one sample to the next.
  let slope: Double

  init(fitting x: UnsafePointer<Double>, count: Int) {
    let middle = Double(count - 1) / 2
    let ramp = SIMD8<Double>(0, 1, 2, 3, 4, 5, 6, 7)
    var (sum, moment) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    var n = 0
    // Positions count from the middle, which keeps the two unknowns independent.
    while n + 8 <= count {
      let value = unsafe x.eight(at: n)
      sum += value
      moment += value * (ramp + (Double(n) - middle))
      n += 8
    }
    var (total, first) = (sum.sum(), moment.sum())
    while n < count {
      unsafe total += x[n]
      unsafe first += x[n] * (Double(n) - middle)
      n += 1
    }
    let length = Double(count)
    let spread = length * (length * length - 1) / 12
    let mean = total / length
    slope = count > 1 ? first / spread : 0
    start = mean - slope * middle
  }
}
