package import Model

/// The decimation levels for one sampling rate, and what was left out of them.
package struct DecimationPlan: Hashable, Sendable {
  package let levels: [DecimationLevel]
  /// What the user asked for and does not get at this rate.
  package let notices: [String]
}

/// The decimation levels of recordings at `rate`.
package func decimationLevels(
  for rate: SamplingRate, _ decimation: DecimationSettings, _ window: WindowSettings
) -> [DecimationLevel] {
  decimationPlan(for: rate, decimation, window).levels
}

/// The decimation levels of recordings at `rate`, and notices on frequencies that it cannot give.
///
/// A level takes `frequenciesPerLevel` frequencies in descending order. Its rate is the recorded
/// one halved as often as it is above eight times the level's highest frequency. How many levels a
/// recording has samples and windows for is found later.
package func decimationPlan(
  for rate: SamplingRate, _ decimation: DecimationSettings, _ window: WindowSettings
) -> DecimationPlan {
  let (frequencies, notices) = evaluationFrequencies(for: rate, decimation)
  let starts = stride(from: 0, to: frequencies.count, by: decimation.frequenciesPerLevel)
  var levels: [DecimationLevel] = []
  for start in starts.prefix(decimation.levelCount) {
    let group = frequencies[start...].prefix(decimation.frequenciesPerLevel)
    guard let factor = decimationFactor(rate, highest: frequencies[start]) else { break }
    let increment = factor / (levels.last?.factor ?? 1)
    let levelRate = rate.decimated(by: factor)
    let (size, overlap) = window.size(ofLevel: levels.count, rate: levelRate)
    levels.append(
      DecimationLevel(
        index: levels.count, rate: levelRate, steps: decimationSteps(increment), factor: factor,
        evaluationFrequencies: Array(group), windowSize: size, windowOverlap: overlap))
  }
  return DecimationPlan(levels: levels, notices: notices)
}

/// All evaluation frequencies, descending: those asked for up to a quarter of the rate, or
/// half-octave steps down from there.
private func evaluationFrequencies(
  for rate: SamplingRate, _ settings: DecimationSettings
) -> (frequencies: [Double], notices: [String]) {
  let highest = rate.hertz / 4
  guard !settings.frequencies.isEmpty else {
    let count = settings.levelCount * settings.frequenciesPerLevel
    return ((0..<count).map { highest / halfOctaves($0) }, [])
  }
  let sorted = settings.frequencies.sorted(by: >)
  let kept = sorted.filter { $0 <= highest }
  let dropped = sorted.prefix(sorted.count - kept.count).map { Value.number($0).iniText }
  guard !dropped.isEmpty else { return (kept, []) }
  let notice =
    "at \(Value.number(rate.hertz).iniText) Hz, frequencies above a quarter of the rate are left"
    + " out: \(dropped.joined(separator: ", "))"
  return (kept, [notice])
}

/// 2^(k/2).
private func halfOctaves(_ k: Int) -> Double {
  let octaves = Double(sign: .plus, exponent: k / 2, significand: 1)
  return k % 2 == 0 ? octaves : octaves * 2.0.squareRoot()
}

/// The power of two that brings `rate` to at most eight times `highest`.
///
/// - Returns: `nil` where the level's sampling interval leaves the range of exact rates; no
///   recording is so long.
private func decimationFactor(_ rate: SamplingRate, highest: Double) -> Int? {
  var factor = 1
  var hertz = rate.hertz
  while hertz > 8 * highest {
    hertz /= 2
    factor *= 2
    guard rate.seconds <= Int.max / 4 / factor else { return nil }
  }
  return factor
}

/// The factors of single decimation filters that make `increment`, none above 8: 16 is 8, then 2.
package func decimationSteps(_ increment: Int) -> [Int] {
  var steps: [Int] = []
  var rest = increment
  while rest > 1 {
    let step = min(rest, 8)
    steps.append(step)
    rest /= step
  }
  return steps
}

extension WindowSettings {
  /// Samples of a window and of its overlap at a level.
  package func size(ofLevel level: Int, rate: SamplingRate) -> (size: Int, overlap: Int) {
    if sizes.indices.contains(level), overlaps.indices.contains(level) {
      return (sizes[level], overlaps[level])
    }
    let size = max(Int(rate.hertz / factor), minimumSize)
    return (size, max(Int(Double(size) * overlapFraction), minimumOverlap))
  }
}
