/// A name in the table of sites, in which each `*` stands for any letters; an empty one for all.
package struct NamePattern: Hashable, Sendable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  /// How much it says: a name more than a pattern, and that more than nothing.
  package var rank: Int {
    if text.allSatisfy({ $0 == "*" }) { return 0 }
    return text.contains("*") ? 1 : 2
  }

  package func matches(_ name: String) -> Bool {
    guard rank != 0 else { return true }
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
      return text == name
    }
    guard name.count >= first.count + last.count, name.hasPrefix(first), name.hasSuffix(last)
    else { return false }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }
}
