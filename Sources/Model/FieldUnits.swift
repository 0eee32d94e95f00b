/// The units of the fields between which a transfer function stands: those of the field, or of the
/// samples where a response or a length is not known.
package struct FieldUnits: Hashable, Sendable {
  package var electric: String
  package var magnetic: String

  package init(electric: String = "mV/km", magnetic: String = "nT") {
    self.electric = electric
    self.magnetic = magnetic
  }

  /// Units as `impedance` writes them; `nil` for others.
  package init?(impedance text: String) {
    let known = ["mV/km", "mV"].flatMap { electric in
      ["nT", "mV"].map { FieldUnits(electric: electric, magnetic: $0) }
    }
    guard let units = known.first(where: { $0.impedance == text }) else { return nil }
    self = units
  }

  /// Of an impedance: `(mV/km)/nT` where everything is known.
  package var impedance: String {
    "\(electric.contains("/") ? "(\(electric))" : electric)/\(magnetic)"
  }

  /// Whether these are the units of the field.
  package var areOfField: Bool { self == FieldUnits() }
}
