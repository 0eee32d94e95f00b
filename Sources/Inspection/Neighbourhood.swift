import ComplexModule
import Kernels
import Model

/// How a recording's fields go with those of one neighbour, or with its own magnetic field where it has no
/// neighbour.
struct Neighbourhood {
  let name: String
  /// Hertz in the middle of each band.
  let frequencies: [Double]
  /// The magnetic field from the neighbour's, by band; empty for the recording's own.
  private(set) var magnetic: [BandRelation?] = []
  /// The electric field from the neighbour's magnetic one.
  private(set) var electric: [BandRelation?] = []
  /// The neighbour's electric field from its own magnetic one.
  private(set) var theirs: [BandRelation?] = []

  /// A band counts where its outputs are explained so well.
  static let enough = 0.5

  /// The recording's fields and those of a neighbour are taken along the axes in which the
  /// recording's channels were laid out, x with its x, or along others.
  ///
  /// - Parameters:
  ///   - ours: The recording's spectra.
  ///   - other: The neighbour; `nil` for the recording's own magnetic field.
  ///   - axes: Degrees of x, clockwise from north, where they are not the recording's own.
  init(
    _ ours: SegmentSpectra, of local: Excerpt, beside other: Excerpt?, transform: WindowTransform,
    axes: Double? = nil
  ) {
    name = (other ?? local).site
    let length = transform.size
    let bands = SegmentSpectra.bands(segmentLength: length)
    let spacing = local.header.rate.hertz / Double(length)
    frequencies = bands.map {
      (Double($0.lowerBound) * Double($0.upperBound)).squareRoot() * spacing
    }
    func relations(
      _ a: Channel, _ b: Channel, _ outputs: SegmentSpectra, _ inputs: SegmentSpectra
    ) -> [BandRelation?] {
      guard let x = inputs.values[.hx], let y = inputs.values[.hy],
        let first = outputs.values[a], let second = outputs.values[b]
      else { return [] }
      return bands.map { BandRelation([first, second], [x, y], band: $0) }
    }
    let spectra = other.map { SegmentSpectra($0, [.ex, .ey, .hx, .hy], transform) } ?? ours
    if other != nil {
      let angle = axes ?? Neighbourhood.axes(local, .hx, .hy)
      magnetic = relations(
        .hx, .hy, ours.turned(.hx, .hy, to: angle), spectra.turned(.hx, .hy, to: angle))
    }
    let angle = axes ?? Neighbourhood.axes(local, .ex, .ey)
    let field = spectra.turned(.hx, .hy, to: angle)
    if other != nil { theirs = relations(.ex, .ey, field.turned(.ex, .ey, to: angle), field) }
    electric = relations(.ex, .ey, ours.turned(.ex, .ey, to: angle), field)
  }

  /// The direction of a recording's x; north where its pair gives no axes.
  private static func axes(_ local: Excerpt, _ x: Channel, _ y: Channel) -> Double {
    local.header.isOneLine(x, y) ? 0 : local.header.azimuth(of: x) ?? 0
  }

  /// The elements of a relation in the bands where both rows are explained, or one row is.
  static func rows(_ relations: [BandRelation?], _ row: Int) -> [(
    band: Int, row: [Complex<Double>]
  )] {
    relations.enumerated().compactMap { band, relation in
      guard let relation, relation.coherences[row] > enough else { return nil }
      return (band, relation.matrix[row])
    }
  }
}

/// What most neighbours say.
struct Vote {
  /// Whether more than half of those that can tell say yes; `nil` where none can.
  static func majority(_ votes: [Bool?]) -> Bool? {
    let heard = votes.compactMap(\.self)
    guard !heard.isEmpty else { return nil }
    return 2 * heard.filter(\.self).count > heard.count
  }
}
