/// Cross-powers of a set of channels at one evaluation frequency, one Hermitian matrix a window.
///
/// The element for channels `a` and `b` of window `w` is the smoothed `A · B*`. Storage is planar, so
/// that sums over windows run through memory in order: plane `row(a, b)` holds the real parts and, off
/// the diagonal, the next plane the imaginary parts, for `a <= b`.
package struct CrossPowers: Hashable, Sendable {
  /// How many channels.
  package let channelCount: Int
  package let windowCount: Int
  /// `[plane, window]`, planes in the order of `row(_:_:)`.
  package var values: [Double]

  package init(channelCount: Int, windowCount: Int) {
    self.channelCount = channelCount
    self.windowCount = windowCount
    values = [Double](repeating: 0, count: channelCount * channelCount * windowCount)
  }

  package init(channelCount: Int, windowCount: Int, values: [Double]) {
    precondition(values.count == channelCount * channelCount * windowCount, "shape")
    self.channelCount = channelCount
    self.windowCount = windowCount
    self.values = values
  }

  /// The plane of the real part of element (a, b), a <= b; a row of the upper triangle takes one plane
  /// for its diagonal element and two for each other one.
  package static func plane(_ a: Int, _ b: Int, channelCount n: Int) -> Int {
    precondition(a <= b && b < n, "the upper triangle")
    let before = a * (2 * n - a)
    return b == a ? before : before + 1 + 2 * (b - a - 1)
  }

  /// The element (a, b) of window `w`.
  package func element(_ a: Int, _ b: Int, window w: Int) -> (real: Double, imaginary: Double) {
    if a == b {
      let plane = CrossPowers.plane(a, a, channelCount: channelCount)
      return (values[plane * windowCount + w], 0)
    }
    let plane = CrossPowers.plane(min(a, b), max(a, b), channelCount: channelCount)
    let real = values[plane * windowCount + w]
    let imaginary = values[(plane + 1) * windowCount + w]
    return (real, a < b ? imaginary : -imaginary)
  }
}
