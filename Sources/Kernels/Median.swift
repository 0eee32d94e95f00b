/// The median of `values`, the mean of the middle two for an even count; reorders the array.
///
/// - Returns: 0 for an empty array.
package func medianInPlace(_ values: inout [Double]) -> Double {
  let count = values.count
  guard count > 0 else { return 0 }
  let upper = orderStatistic(count / 2, in: &values)
  guard count % 2 == 0 else { return upper }
  // Everything below the selected place is no larger than it.
  var lower = values[0]
  for i in 1..<max(1, count / 2) { lower = max(lower, values[i]) }
  return (lower + upper) / 2
}

/// The median of `values`; 0 for none.
package func median(_ values: [Double]) -> Double {
  var copy = values
  return medianInPlace(&copy)
}

/// Puts the value of rank `k` in place `k`, smaller ones before it (Hoare's selection, middle pivot).
///
/// - Returns: That value.
package func orderStatistic(_ k: Int, in values: inout [Double]) -> Double {
  var (low, high) = (0, values.count - 1)
  while low < high {
    let pivot = values[(low + high) / 2]
    var (i, j) = (low, high)
    while i <= j {
      while values[i] < pivot { i += 1 }
      while values[j] > pivot { j -= 1 }
      if i <= j {
        values.swapAt(i, j)
        i += 1
        j -= 1
      }
    }
    if k <= j {
      high = j
    } else if k >= i {
      low = i
    } else {
      break
    }
  }
  return values[k]
}
