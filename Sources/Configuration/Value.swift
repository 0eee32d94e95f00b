package import Model

/// The value of a key, with its type.
package enum Value: Hashable, Sendable {
  case text(String)
  case integer(Int)
  case number(Double)
  case flag(Bool)
  case texts([String])
  case integers([Int])
  case numbers([Double])
  /// `nil` where the file leaves the choice to the program.
  case instant(Instant?)

  /// The value as it is written in a configuration file.
  package var iniText: String {
    switch self {
    case .text(let text): quotedWhereNeeded(text)
    case .integer(let number): String(number)
    case .number(let number): shortText(number)
    case .flag(let flag): flag ? "True" : "False"
    case .texts(let items): listText(items.map(quotedWhereNeeded))
    case .integers(let items): listText(items.map { String($0) })
    case .numbers(let items): listText(items.map(shortText))
    case .instant(let instant): instant.map(timeText) ?? "\"\""
    }
  }
}

/// `a, b`; `a,` for a single item and `,` for none, so that it stays a list.
private func listText(_ items: [String]) -> String {
  items.count > 1 ? items.joined(separator: ", ") : items.joined() + ","
}

private func quotedWhereNeeded(_ text: String) -> String {
  let bare =
    !text.isEmpty && text == text.trimmed && !text.hasPrefix("\"") && !text.hasPrefix("'")
    && !text.contains { $0 == "," || $0 == "#" }
  guard !bare else { return text }
  let mark = text.contains("\"") ? "'" : "\""
  return mark + text + mark
}

/// The shortest text that gives the same double, without the `.0` of a whole number.
private func shortText(_ number: Double) -> String {
  let text = String(number)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

func timeText(_ instant: Instant) -> String {
  let decimals = instant.nanoseconds % 1_000_000_000 == 0 ? 0 : 9
  return "\(instant.dateText) \(instant.timeText(decimals: decimals))"
}
