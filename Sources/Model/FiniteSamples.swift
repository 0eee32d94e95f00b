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

  /// Whether all are numbers, and none is so large, 2^60 or more, that it can only stand for a
  /// missing value, as 1e20 and 1e32 do in some files.
  package var areMeasured: Bool {
    let exponent = Double.infinity.bitPattern
    // Adding so much, exponents from that of the limit on carry into the sign.
    let carry = (UInt64(1) << 63) - Double.leastMissing.bitPattern
    var carries: UInt64 = 0
    for index in indices { carries |= (self[index].bitPattern & exponent) &+ carry }
    return carries >> 63 == 0
  }
}

extension Double {
  /// Samples of this size and larger ones stand for missing values.
  fileprivate static let leastMissing = 0x1p60

  /// Whether a sample may have been measured.
  package var isMeasured: Bool { magnitude < Self.leastMissing }
}
