import Model

/// What the values of one channel tell by themselves.
struct SampleChecks {
  /// The part of the samples that stand in runs of equal ones.
  private(set) var constantShare = 0.0
  /// The part of the samples at the largest or smallest value, next to another one there.
  private(set) var clippedShare = 0.0
  private(set) var extremes = (low: 0.0, high: 0.0)
  private let count: Int

  /// Runs of so many equal samples are no chance.
  private static let run = 32

  init(_ segments: [[Double]]) {
    count = segments.reduce(0) { $0 + $1.count }
    guard let first = segments.first?.first else { return }
    extremes = segments.joined().reduce(into: (first, first)) { extremes, sample in
      extremes = (min(extremes.0, sample), max(extremes.1, sample))
    }
    var (constant, clipped) = (0, 0)
    for segment in segments {
      var start = 0
      while start < segment.count {
        var end = start + 1
        while end < segment.count, segment[end] == segment[start] { end += 1 }
        count(segment[start], end - start, &constant, &clipped)
        start = end
      }
    }
    constantShare = Double(constant) / Double(count)
    clippedShare = Double(clipped) / Double(count)
  }

  /// A run at an end of the range is clipping, unless the channel never moves.
  private func count(
    _ value: Double, _ length: Int, _ constant: inout Int, _ clipped: inout Int
  ) {
    let isExtreme = value == extremes.low || value == extremes.high
    if isExtreme, extremes.low < extremes.high {
      clipped += length - 1
    } else if length >= SampleChecks.run {
      constant += length
    }
  }

  /// A channel that stands still for a tenth of the time or more.
  var isDead: Bool { constantShare > 0.1 }

  /// A thousandth of the samples piled up at an end; a natural extreme is reached once.
  var isClipped: Bool { !isDead && clippedShare > 1e-3 && clippedShare * Double(count) >= 8 }
}
