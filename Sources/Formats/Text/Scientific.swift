import Glibc

/// A number with `digits` significant digits and an exponent: `-1.23456789E+02`.
func scientific(_ value: Double, digits: Int) -> String {
  var buffer = [CChar](repeating: 0, count: 64)
  let length = unsafe withVaList([value]) { arguments in
    unsafe vsnprintf(&buffer, buffer.count, "%.\(digits - 1)E", arguments)
  }
  return String(
    decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
