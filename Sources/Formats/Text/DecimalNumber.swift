/// Reads decimal numbers from bytes, exactly rounded and without making strings.
package enum DecimalNumber {
  /// Scans one number that begins at `position` and ends before `end` or at the first byte that is
  /// no part of it; `position` is left after the number.
  ///
  /// A Fortran exponent (`1D-3`) is read as `1E-3`; `nan` and `inf` give what they say.
  ///
  /// - Returns: The closest double, or `nil` when there is no number at `position`.
  static func scan(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) -> Double? {
    let start = position
    let isNegative = position < end && bytes[position] == minus
    if position < end && (isNegative || bytes[position] == plus) { position += 1 }
    var number = Digits()
    number.scanIntegerAndFraction(bytes, &position, end)
    guard number.hasDigits else { return scanWord(bytes, &position, end, isNegative) }
    number.scanExponent(bytes, &position, end)
    guard let value = number.value else { return slowly(bytes, start..<position) }
    return isNegative ? -value : value
  }

  /// The number that a text is, all of it but blanks at its ends.
  package static func parse(_ text: some StringProtocol) -> Double? {
    let bytes = Array(text.utf8.drop { $0 == blank }.reversed().drop { $0 == blank }.reversed())
    var position = 0
    let value = scan(bytes.span, &position, bytes.count)
    return position == bytes.count ? value : nil
  }

  private static func scanWord(
    _ bytes: Span<UInt8>, _ position: inout Int, _ end: Int, _ isNegative: Bool
  ) -> Double? {
    var word = ""
    // A letter's sixth bit makes it small.
    while position < end, word.utf8.count < 9, isLetter(bytes[position]) {
      word.unicodeScalars.append(Unicode.Scalar(bytes[position] | 0x20))
      position += 1
    }
    switch word {
    case "nan": return .nan
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    default: return nil
    }
  }

  /// The standard library's own conversion, for numbers with more digits than a word holds.
  private static func slowly(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
    var text = ""
    for i in range {
      let isFortran = bytes[i] | 0x20 == UInt8(ascii: "d")
      text.unicodeScalars.append(isFortran ? "e" : Unicode.Scalar(bytes[i]))
    }
    return Double(text)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}

/// The digits of a number as an integer, and its power of ten.
private struct Digits {
  var mantissa: UInt64 = 0
  var exponent = 0
  var hasDigits = false
  /// Significant digits in `mantissa`; more than 19 might not fit.
  var count = 0
  var isTooLong = false

  mutating func scanIntegerAndFraction(
    _ bytes: Span<UInt8>, _ position: inout Int, _ end: Int
  ) {
    scanDigits(bytes, &position, end, step: 0)
    guard position < end, bytes[position] == UInt8(ascii: ".") else { return }
    position += 1
    scanDigits(bytes, &position, end, step: -1)
    // A point alone is no number, but must not be taken for one read half.
    if !hasDigits { position -= 1 }
  }

  private mutating func scanDigits(
    _ bytes: Span<UInt8>, _ position: inout Int, _ end: Int, step: Int
  ) {
    while position < end {
      let digit = bytes[position] &- UInt8(ascii: "0")
      guard digit < 10 else { return }
      hasDigits = true
      if count < 19 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        exponent += step
        if mantissa != 0 { count += 1 }
      } else {
        isTooLong = true
      }
      position += 1
    }
  }

  mutating func scanExponent(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) {
    guard position < end else { return }
    let mark = bytes[position] | 0x20
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "d") else { return }
    var next = position + 1
    let isNegative = next < end && bytes[next] == minus
    if next < end && (isNegative || bytes[next] == plus) { next += 1 }
    var power = 0
    let first = next
    while next < end {
      let digit = bytes[next] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      // Beyond any double; the slow path sees the text itself.
      if power < 100_000 { power = power * 10 + Int(digit) }
      next += 1
    }
    guard next > first else { return }
    exponent += isNegative ? -power : power
    position = next
  }

  /// The exactly rounded value, or `nil` when it takes longer arithmetic.
  var value: Double? {
    guard !isTooLong else { return nil }
    if mantissa == 0 { return 0 }
    guard (-27...27).contains(exponent) else { return nil }
    if mantissa <= 1 << 53 && (-22...22).contains(exponent) {
      // Both factors are exact, so the one operation rounds correctly (Clinger 1990).
      return exponent < 0
        ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
    }
    return exponent < 0 ? quotient(powersOfFive[-exponent]) : product(powersOfFive[exponent])
  }

  /// mantissa · 5^e · 2^e by an exact product of 128 bits.
  private func product(_ power: UInt64) -> Double {
    let (high, low) = mantissa.multipliedFullWidth(by: power)
    if high == 0 { return scaled(Double(low), by: exponent) }
    let shift = high.leadingZeroBitCount
    let top = shift == 0 ? high : high << shift | low >> (64 - shift)
    // One bit below the rounded ones says whether anything follows.
    let sticky: UInt64 = low << shift == 0 ? 0 : 1
    return scaled(Double(top | sticky), by: exponent + 64 - shift)
  }

  /// mantissa / 5^k · 2^-k by a division of 128 by 64 bits with its remainder.
  private func quotient(_ power: UInt64) -> Double {
    let above = mantissa.leadingZeroBitCount
    let below = power.leadingZeroBitCount
    let dividend = mantissa << above
    let (quotient, remainder) =
      (power << below).dividingFullWidth((dividend >> 1, dividend << 63))
    let sticky: UInt64 = remainder == 0 ? 0 : 1
    return scaled(Double(quotient | sticky), by: exponent + below - above - 63)
  }

  private func scaled(_ value: Double, by power: Int) -> Double {
    value * Double(sign: .plus, exponent: power, significand: 1)
  }
}

private let minus = UInt8(ascii: "-")
private let plus = UInt8(ascii: "+")
private let blank = UInt8(ascii: " ")

/// Each is exact in a double.
private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

/// 5^0 to 5^27, the last that fits a word.
private let powersOfFive: [UInt64] = (0...27).map { exponent in
  (0..<exponent).reduce(1) { power, _ in power * 5 }
}
