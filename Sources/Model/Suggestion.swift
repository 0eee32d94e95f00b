/// The candidate that a misspelt word most likely means; `nil` when none is near.
///
/// Case does not count, so `NCores` finds `ncores`. Of equally near ones the first is taken.
package func nearest(to word: String, among candidates: [String]) -> String? {
  let limit = max(1, word.count / 3)
  let ranked = candidates.enumerated().map {
    (distance: editDistance(word.lowercased(), $0.element.lowercased()), $0.offset, $0.element)
  }
  guard let best = ranked.min(by: { ($0.0, $0.1) < ($1.0, $1.1) }), best.distance <= limit else {
    return nil
  }
  return best.2
}

/// How many insertions, deletions, replacements and swaps of neighbours make `b` of `a`.
package func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
  var before: [Int] = []
  var above = Array(0...b.count)
  for i in 1...a.count {
    var row = [i]
    for j in 1...b.count {
      var cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        cost = min(cost, before[j - 2] + 1)
      }
      row.append(cost)
    }
    (before, above) = (above, row)
  }
  return above[b.count]
}
