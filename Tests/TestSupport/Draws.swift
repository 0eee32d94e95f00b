package import ComplexModule
internal import Kernels

/// Random numbers for tests, one after the other and the same in every run.
package struct Draws {
  private let numbers: RandomNumbers
  private var index = 0

  package init(_ label: String, seed: Int = 1) {
    numbers = RandomNumbers(seed: UInt64(seed), label: label)
  }

  /// A number in (0, 1].
  package mutating func uniform() -> Double {
    index += 1
    return numbers.uniform(index)
  }

  /// A normal deviate.
  package mutating func normal() -> Double {
    index += 1
    return numbers.normalPair(index).0
  }

  /// A complex normal deviate whose mean square modulus is 1.
  package mutating func complex() -> Complex<Double> {
    index += 1
    return numbers.complexNormal(index)
  }

  /// A whole number of the range.
  package mutating func integer(in range: ClosedRange<Int>) -> Int {
    min(range.upperBound, range.lowerBound + Int(uniform() * Double(range.count)))
  }

  package mutating func normals(_ count: Int) -> [Double] {
    (0..<count).map { _ in normal() }
  }

  package mutating func complexes(_ count: Int) -> [Complex<Double>] {
    (0..<count).map { _ in complex() }
  }
}
