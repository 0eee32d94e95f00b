/// Samples of a channel in a row that stand, to one part each, on samples that were not measured.
package struct MissingSamples: Hashable, Sendable {
  /// Places in the series.
  package var places: Range<Int>
  /// Of each of them, from 0 to 1: 1 at the recorded rate.
  package var share: Double

  package init(_ places: Range<Int>, share: Double = 1) {
    self.places = places
    self.share = share
  }
}

extension [MissingSamples] {
  /// How many samples of a range are missing, parts of samples added up.
  package func count(in range: Range<Int>) -> Double {
    reduce(0) { $0 + Double($1.places.clamped(to: range).count) * $1.share }
  }

  /// Those within a range.
  package func within(_ range: Range<Int>) -> [MissingSamples] {
    compactMap { run in
      let places = run.places.clamped(to: range)
      return places.isEmpty ? nil : MissingSamples(places, share: run.share)
    }
  }

  /// What is missing of a series of which each sample is made of `factor` of these: the mean of
  /// their shares.
  ///
  /// - Parameter outputs: The samples of the new series that are wanted.
  package func decimated(by factor: Int, outputs: Range<Int>) -> [MissingSamples] {
    guard factor > 1 else { return within(outputs) }
    var shares: [Int: Double] = [:]
    var whole: [MissingSamples] = []
    for run in self {
      let (low, high) = (run.places.lowerBound, run.places.upperBound)
      let inner =
        (low + factor - 1) / factor..<Swift.max((low + factor - 1) / factor, high / factor)
      whole.append(MissingSamples(inner, share: run.share))
      for output in Set([low / factor, (high - 1) / factor]) where !inner.contains(output) {
        let own = run.places.clamped(to: output * factor..<(output + 1) * factor)
        shares[output, default: 0] += run.share * Double(own.count) / Double(factor)
      }
    }
    whole += shares.map { MissingSamples($0.key..<$0.key + 1, share: $0.value) }
    return whole.within(outputs).sorted { $0.places.lowerBound < $1.places.lowerBound }
  }
}
