/// The samples of a finite series that its continuation over `range` is made from.
///
/// - Parameters:
///   - range: May reach beyond the ends by less than `count`.
///   - count: The length of the series.
package func sourceRange(ofContinued range: Range<Int>, count: Int) -> Range<Int> {
  guard !range.isEmpty else { return 0..<0 }
  let before = max(0, -range.lowerBound)
  let after = max(0, range.upperBound - count)
  precondition(before < count && after < count, "a series shorter than its continuation")
  // A sample `d` beyond an end is made from that end and the sample `d` before it.
  let lower = after > 0 ? min(range.lowerBound, count - 1 - after) : range.lowerBound
  let upper = before > 0 ? max(range.upperBound, before + 1) : range.upperBound
  return max(0, lower)..<min(count, upper)
}

/// The series continued over `range` by turning it about its end samples.
///
/// - Parameters:
///   - samples: The samples `sourceRange(ofContinued: range, count: count)`, or a wider range.
///   - first: The place in the series of `samples[0]`.
package func continued(_ samples: Span<Double>, first: Int, over range: Range<Int>, count: Int)
  -> [Double]
{
  var result = [Double](repeating: 0, count: range.count)
  for (place, index) in range.enumerated() {
    if index < 0 {
      result[place] = 2 * samples[-first] - samples[-index - first]
    } else if index >= count {
      result[place] = 2 * samples[count - 1 - first] - samples[2 * (count - 1) - index - first]
    } else {
      result[place] = samples[index - first]
    }
  }
  return result
}
