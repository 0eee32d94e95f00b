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

  init(_ local: Excerpt, _ other: Excerpt, plan: ExcerptPlan, isOwn: Bool) {
    name = other.site
    let bands = SegmentSpectra.bands(segmentLength: plan.segmentLength)
    let spacing = local.header.rate.hertz / Double(plan.segmentLength)
    frequencies = bands.map {
      (Double($0.lowerBound) * Double($0.upperBound)).squareRoot() * spacing
    }
    let ours = SegmentSpectra(local, [.ex, .ey, .hx, .hy], plan.segmentLength)
    let theirs = isOwn ? ours : SegmentSpectra(other, [.ex, .ey, .hx, .hy], plan.segmentLength)
    guard let x = theirs.values[.hx], let y = theirs.values[.hy] else { return }
    func relations(_ a: Channel, _ b: Channel, _ spectra: SegmentSpectra) -> [BandRelation?] {
      guard let first = spectra.values[a], let second = spectra.values[b] else { return [] }
      return bands.map { BandRelation([first, second], [x, y], band: $0) }
    }
    if !isOwn {
      magnetic = relations(.hx, .hy, ours)
      self.theirs = relations(.ex, .ey, theirs)
    }
    electric = relations(.ex, .ey, ours)
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
