extension Span<Double> {
  /// Whether all are numbers, and none is infinite.
  ///
  /// Without a branch a sample: adding the lowest bit of an exponent that is all ones carries into the sign.
  package var areFinite: Bool {
    let exponent = Double.infinity.bitPattern
    var carries: UInt64 = 0
    for index in indices {
      carries |= (self[index].bitPattern & exponent) &+ 1 << Double.significandBitCount
    }
    return carries >> 63 == 0
  }
}
