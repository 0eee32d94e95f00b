import Model

/// Numbers that programs write into texts where nothing was measured: 99999 and longer ones of
/// nines alone, with or without decimals, of either sign; and 88888 (IAGA-2002, section 5).
///
/// No field reaches them in nT or mV/km, and of counts they are one in many thousand, so that one
/// that was measured after all costs one sample.
struct FillValues {
  /// Without their sign.
  static let written: [Double] =
    [88_888]
    + (5...9).flatMap { digits in
      (0...3).compactMap { decimals in
        let nines = String(repeating: "9", count: digits)
        let fraction = String(repeating: "9", count: decimals)
        return Double(decimals == 0 ? nines : "\(nines).\(fraction)")
      }
    }

  /// As samples, which are the numbers times a scale.
  private let samples: [Double]
  private let least: Double

  init(scale: Double) {
    samples = Self.written.map { ($0 * scale).magnitude }
    least = samples.min() ?? .infinity
  }

  /// Puts NaN in their place.
  func remove(from values: inout MutableSpan<Double>, _ range: Range<Int>) {
    for index in range where values[index].magnitude >= least {
      if samples.contains(values[index].magnitude) { values[index] = .nan }
    }
  }
}
