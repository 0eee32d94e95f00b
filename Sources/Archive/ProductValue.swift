import HDF5

/// An attribute of one of our own products: a number, truth value or text, or a list.
///
/// Callers of this room need not know the HDF5 room's own type.
package enum ProductValue: Hashable, Sendable {
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
  case text(String)
  case integers([Int64])
  case reals([Double])
  case texts([String])
}

extension ProductValue: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
}

extension ProductValue: ExpressibleByIntegerLiteral {
  package init(integerLiteral value: Int64) { self = .integer(value) }
}

extension ProductValue: ExpressibleByFloatLiteral {
  package init(floatLiteral value: Double) { self = .real(value) }
}

extension ProductValue: ExpressibleByBooleanLiteral {
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension ProductValue {
  var attribute: AttributeValue {
    switch self {
    case .integer(let value): .integer(value)
    case .real(let value): .real(value)
    case .boolean(let value): .boolean(value)
    case .text(let value): .text(value)
    case .integers(let values): .integers(values)
    case .reals(let values): .reals(values)
    case .texts(let values): .texts(values)
    }
  }

  /// Nil for what no product of this program has.
  init?(_ attribute: AttributeValue) {
    switch attribute {
    case .integer(let value): self = .integer(value)
    case .real(let value): self = .real(value)
    case .boolean(let value): self = .boolean(value)
    case .text(let value): self = .text(value)
    case .integers(let values): self = .integers(values)
    case .reals(let values): self = .reals(values)
    case .texts(let values): self = .texts(values)
    case .booleans, .reference, .other: return nil
    }
  }
}
