/// Numbers that are summed before the partial sums are: a constant of the results, not of the machine.
package let sumGroupSize = 1024

/// The sum of `a[i] · b[i]`, in groups whose boundaries depend on the count alone.
///
/// Within a group eight running sums are kept, so that the loop runs at the width of the processor; the
/// order of every addition is fixed by the count, and so are the bits of the result.
package func dotProduct(_ a: Span<Double>, _ b: Span<Double>) -> Double {
  precondition(a.count == b.count, "shape")
  return unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      guard let x = a.baseAddress, let y = b.baseAddress else { return 0 }
      var total = 0.0
      var start = 0
      while start < a.count {
        let length = min(sumGroupSize, a.count - start)
        total += unsafe groupSum(x + start, y + start, length)
        start += length
      }
      return total
    }
  }
}

private func groupSum(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int)
  -> Double
{
  var sums = SIMD8<Double>.zero
  var i = 0
  while i + 8 <= count {
    sums += unsafe a.eight(at: i) * b.eight(at: i)
    i += 8
  }
  var total = sums.sum()
  while i < count {
    total += unsafe a[i] * b[i]
    i += 1
  }
  return total
}

/// Adds `factor · x` to the elements of `y` from `start` on.
package func addProduct(
  _ factor: Double, _ x: Span<Double>, to y: inout MutableSpan<Double>, at start: Int = 0
) {
  precondition(start >= 0 && start + x.count <= y.count, "shape")
  for i in 0..<x.count { unsafe y[unchecked: start + i] += factor * x[unchecked: i] }
}

extension UnsafePointer<Double> {
  /// Eight consecutive values from `index`; no alignment is asked for.
  @inline(__always)
  func eight(at index: Int) -> SIMD8<Double> {
    unsafe UnsafeRawPointer(self + index).loadUnaligned(as: SIMD8<Double>.self)
  }
}
