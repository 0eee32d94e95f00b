import ArgumentParser

/// An amount of memory, as a user writes it: bytes, or with K, M, G or T for powers of 1024.
struct MemorySize: ExpressibleByArgument {
  let bytes: Int
  static let standard = MemorySize(bytes: 1 << 30)
  private static let least = 64 << 20
  private static let units: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]

  init(bytes: Int) {
    self.bytes = bytes
  }

  /// `nil` for what is no amount, or too little to work with.
  init?(argument: String) {
    var text = argument.uppercased()
    if text.hasSuffix("B") { text.removeLast() }
    if text.hasSuffix("I") { text.removeLast() }
    let shift = text.last.flatMap { MemorySize.units[$0] }
    if shift != nil { text.removeLast() }
    guard let number = Double(text), number > 0,
      let bytes = Int(exactly: (number * Double(1 << (shift ?? 0))).rounded()),
      bytes >= MemorySize.least
    else { return nil }
    self.bytes = bytes
  }

  var defaultValueDescription: String { "\(bytes >> 30)G" }
}
