import Model

/// Windows with samples that no field makes, counted over the segments of a channel.
struct FaultChecks {
  private(set) var faults = WindowFaults()
  /// Of the spikes that outweigh all else in their window, the largest: its size over the root mean
  /// square of the window without it, and its place.
  private(set) var largest: (ratio: Double, segment: Int, sample: Int)?
  private(set) var largeCount = 0

  /// More windows than that with a fault are no chance.
  static let mostShare = 0.05
  /// A lone sample of so many root mean squares has as much power as the thousand samples of its
  /// window, and that at all frequencies.
  private static let largeRatio = 50.0

  init(_ segments: [[Double]?]) {
    for (index, segment) in segments.enumerated() {
      guard let segment else { continue }
      let before = faults.spiked
      faults.add(window: segment.span)
      guard faults.spiked > before, let spike = FaultChecks.spike(segment),
        spike.ratio > FaultChecks.largeRatio
      else { continue }
      largeCount += 1
      if spike.ratio > largest?.ratio ?? 0 { largest = (spike.ratio, index, spike.sample) }
    }
  }

  func isFrequent(_ kind: WindowFaults.Kind) -> Bool { faults.share(kind) > FaultChecks.mostShare }

  /// `12 % of 64 windows`.
  func text(_ kind: WindowFaults.Kind) -> String {
    "\((100 * faults.share(kind)).fixed(0)) % of \(faults.windows) windows looked at"
  }

  /// The sample that lies farthest from the middle of its neighbours.
  private static func spike(_ samples: [Double]) -> (ratio: Double, sample: Int)? {
    guard samples.count > 4 else { return nil }
    func departure(_ i: Int) -> Double { abs(samples[i] - (samples[i - 1] + samples[i + 1]) / 2) }
    let inner = 1..<samples.count - 1
    guard let place = inner.max(by: { departure($0) < departure($1) }) else { return nil }
    let others = samples.indices.filter { $0 != place }.map { samples[$0] }
    let mean = others.reduce(0, +) / Double(others.count)
    let power = others.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(others.count)
    return power > 0 ? (departure(place) / power.squareRoot(), place) : nil
  }
}
