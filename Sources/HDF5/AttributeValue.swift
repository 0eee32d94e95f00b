/// The value of an attribute: a number, truth value, text or reference, or a list of them.
///
/// Programs differ in how they store the same thing, so the reading properties are tolerant: they
/// take the first of a list, and convert between kinds where nothing is lost.
package enum AttributeValue: Hashable, Sendable {
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
  case text(String)
  case reference(ObjectReference)
  case integers([Int64])
  case reals([Double])
  case booleans([Bool])
  case texts([String])
  /// A kind of value that this module does not interpret, or no value at all.
  case other
}

extension AttributeValue {
  /// The text, or a number written out; nil for other kinds.
  package var text: String? {
    switch self {
    case .text(let value): value
    case .texts(let values): values.first
    case .integer, .integers: integer.map { "\($0)" }
    case .real, .reals: real.map { "\($0)" }
    case .boolean, .booleans: boolean.map { "\($0)" }
    case .reference, .other: nil
    }
  }

  /// All texts of a list, or the one there is; nil for other kinds.
  package var texts: [String]? {
    switch self {
    case .text(let value): [value]
    case .texts(let values): values
    default: nil
    }
  }

  /// The number, also if it is written as text; nil for other kinds.
  package var real: Double? {
    switch self {
    case .real(let value): value
    case .reals(let values): values.first
    case .integer(let value): Double(value)
    case .integers(let values): values.first.map { Double($0) }
    case .text, .texts: text.flatMap { Double($0) }
    case .boolean, .booleans, .reference, .other: nil
    }
  }

  /// The whole number, also if it is stored as real or text; nil for others and fractions.
  package var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .integers(let values): values.first
    case .real, .reals: real.flatMap { Int64(exactly: $0) }
    case .text, .texts: text.flatMap { Int64($0) }
    case .boolean, .booleans: boolean.map { $0 ? 1 : 0 }
    case .reference, .other: nil
    }
  }

  /// The truth value, also if it is stored as 0 or 1, or as text; nil for others.
  package var boolean: Bool? {
    switch self {
    case .boolean(let value): value
    case .booleans(let values): values.first
    case .integer, .integers: integer.flatMap { $0 == 0 ? false : $0 == 1 ? true : nil }
    case .text, .texts: text.flatMap { Bool($0.lowercased()) }
    case .real, .reals, .reference, .other: nil
    }
  }

  /// The reference; nil for other kinds.
  package var reference: ObjectReference? {
    if case .reference(let value) = self { value } else { nil }
  }
}

extension AttributeValue: ExpressibleByStringInterpolation {
  package init(stringLiteral value: String) { self = .text(value) }
}

extension AttributeValue: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int64) { self = .integer(value) }
}

extension AttributeValue: ExpressibleByFloatLiteral {
  package init(floatLiteral value: Double) { self = .real(value) }
}

extension AttributeValue: ExpressibleByBooleanLiteral {
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
}
