/// One measured component of the field: x is north, y is east, z is down.
package struct Channel: Hashable, Comparable, Sendable {
  /// What a channel measures, with the unit of its samples in this program.
  package enum Kind: Sendable {
    /// Electric field, mV/km.
    case electric
    /// Magnetic field, nT.
    case magnetic
  }

  /// The canonical name: `Ex`, `Ey`, `E1` … `E4`, `Hx`, `Hy`, `Hz`.
  package let name: String

  private init(canonical: String) {
    name = canonical
  }

  /// The channel of a name in any case; `Bx`, `By`, `Bz`, and `H1`, `H2`, `H3` mean `Hx`, `Hy`,
  /// `Hz`.
  ///
  /// - Returns: `nil` for a name that is no field component.
  package init?(_ name: String) {
    let lower = name.trimmed.lowercased()
    var canonical = lower.hasPrefix("b") ? "h" + lower.dropFirst() : lower
    // Instruments number their coils in the order of the axes.
    if let axis = ["h1": "hx", "h2": "hy", "h3": "hz"][canonical] { canonical = axis }
    guard let known = Channel.known.first(where: { $0.name.lowercased() == canonical }) else {
      return nil
    }
    self = known
  }

  package static let ex = Channel(canonical: "Ex")
  package static let ey = Channel(canonical: "Ey")
  package static let hx = Channel(canonical: "Hx")
  package static let hy = Channel(canonical: "Hy")
  package static let hz = Channel(canonical: "Hz")

  /// Every channel that the program knows.
  package static let known: [Channel] =
    [ex, ey] + (1...4).map { Channel(canonical: "E\($0)") } + [hx, hy, hz]

  package var kind: Kind { name.hasPrefix("E") ? .electric : .magnetic }

  /// The unit of the channel's samples, `mV/km` or `nT`.
  package var unit: String { kind == .electric ? "mV/km" : "nT" }

  /// The direction in which the channel is meant to point, degrees clockwise from north.
  ///
  /// Of numbered lines the odd ones are meant to point north and the even ones east, as recorders'
  /// manuals lay them out.
  package var nominalAzimuth: Double {
    name.hasSuffix("y") || name.hasSuffix("2") || name.hasSuffix("4") ? 90 : 0
  }

  /// The component that a numbered electric line stands for where a site has no channel of that
  /// name: `E1` for
  /// `Ex`, `E2` for `Ey`.
  package var component: Channel {
    switch name {
    case "E1": .ex
    case "E2": .ey
    default: self
    }
  }

  package static func < (a: Channel, b: Channel) -> Bool { a.name < b.name }
}

extension Channel: CustomStringConvertible {
  package var description: String { name }
}
