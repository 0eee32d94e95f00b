package import ComplexModule
internal import RealModule

/// Random numbers that are a pure function of a seed, a label and an index.
///
/// No state advances, so the numbers of a channel of a site do not depend on what else is made, or
/// in which order. The generator is Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, Parallel random
/// numbers: as easy as 1, 2, 3, `doi:10.1145/2063384.2063405`).
package struct RandomNumbers: Hashable, Sendable {
  private let key: UInt64
  private let stream: UInt64

  package init(seed: UInt64, label: String) {
    key = seed
    stream = label.utf8.reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
  }

  /// The numbers for another label under this one.
  package func branch(_ label: String) -> RandomNumbers {
    RandomNumbers(key: key, stream: RandomNumbers(seed: stream, label: label).mixed)
  }

  private init(key: UInt64, stream: UInt64) {
    self.key = key
    self.stream = stream
  }

  private var mixed: UInt64 {
    let block = philox(counter: (key, stream), key: 0)
    return block.0 ^ block.1
  }

  /// Two independent numbers in (0, 1], `index` of two 64-bit words.
  package func uniformPair(_ index: Int) -> (Double, Double) {
    let block = philox(counter: (UInt64(bitPattern: Int64(index)), stream), key: key)
    return (unit(block.0), unit(block.1))
  }

  /// A number in (0, 1].
  package func uniform(_ index: Int) -> Double { uniformPair(index).0 }

  /// A number whose logarithm is uniform over the range.
  package func logUniform(_ index: Int, in range: ClosedRange<Double>) -> Double {
    range.lowerBound * .pow(range.upperBound / range.lowerBound, uniform(index))
  }

  /// Two independent normal deviates of mean 0 and variance 1 (Box & Muller 1958).
  package func normalPair(_ index: Int) -> (Double, Double) {
    let (a, b) = uniformPair(index)
    let radius = (-2 * Double.log(a)).squareRoot()
    return (radius * .cos(2 * .pi * b), radius * .sin(2 * .pi * b))
  }

  /// A complex normal deviate whose mean square modulus is 1.
  package func complexNormal(_ index: Int) -> Complex<Double> {
    let (real, imaginary) = normalPair(index)
    return Complex(real * 0.5.squareRoot(), imaginary * 0.5.squareRoot())
  }

  /// Fills with exponential deviates of mean 1, independent from place to place.
  ///
  /// - Parameters:
  ///   - series: Tells independent series apart.
  ///   - first: The number of the first place: a place's deviate does not depend on where a run begins.
  package func fillExponentials(_ values: inout MutableSpan<Double>, series: Int, first: Int) {
    // Two numbers a block, and room for 2^41 places of a series.
    var pair = (0.0, 0.0)
    for place in values.indices {
      let number = first + place
      if place == 0 || number & 1 == 0 {
        pair = uniformPair(series << 40 | number >> 1)
      }
      values[place] = -Double.log(number & 1 == 0 ? pair.0 : pair.1)
    }
  }

  private func unit(_ bits: UInt64) -> Double { Double((bits >> 11) + 1) * 0x1p-53 }
}

/// Ten rounds of Philox4x32; the pairs are (low word, high word) of 32-bit words in order.
package func philox(counter: (UInt64, UInt64), key: UInt64) -> (UInt64, UInt64) {
  var (c0, c1) = (
    UInt32(truncatingIfNeeded: counter.0), UInt32(truncatingIfNeeded: counter.0 >> 32)
  )
  var (c2, c3) = (
    UInt32(truncatingIfNeeded: counter.1), UInt32(truncatingIfNeeded: counter.1 >> 32)
  )
  var (k0, k1) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
  for _ in 0..<10 {
    let p0 = UInt64(c0) &* 0xD251_1F53
    let p1 = UInt64(c2) &* 0xCD9E_8D57
    (c0, c1, c2, c3) = (
      UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: p1),
      UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: p0)
    )
    k0 &+= 0x9E37_79B9
    k1 &+= 0xBB67_AE85
  }
  return (UInt64(c1) << 32 | UInt64(c0), UInt64(c3) << 32 | UInt64(c2))
}
