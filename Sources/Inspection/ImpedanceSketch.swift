import ComplexModule
import Kernels
import Model
import RealModule

/// The size of a recording's impedance from its own fields, to be held beside those of its site's
/// other recordings.
package struct ImpedanceSketch: Hashable, Sendable, Codable {
  /// A row of the impedance in one band.
  struct Band: Hashable, Sendable, Codable {
    /// Ex or Ey, as after a turn to the north.
    let row: Int
    /// Hertz.
    let frequency: Double
    /// The root of the sum of the squares of the row's elements.
    let size: Double
  }

  let site: String
  let recording: String
  /// Nanoseconds, as instants count.
  let start: Int64
  let end: Int64
  let bands: [Band]
}

extension RecordingInspection {
  /// Noise of the magnetic field makes impedances smaller by as much as is not explained: so much
  /// must be.
  private static let enough = 0.8

  /// The recording's own impedance with x north; `nil` where its channels do not tell it.
  package var sketch: ImpedanceSketch? {
    let header = local.header
    guard !header.isOneLine(.ex, .ey), !header.isOneLine(.hx, .hy) else { return nil }
    let own = Neighbourhood(spectra, of: local, beside: nil, transform: transform, axes: 0)
    let bands = own.electric.enumerated().flatMap { band, relation -> [ImpedanceSketch.Band] in
      guard let relation else { return [] }
      return relation.matrix.indices.compactMap { row in
        let size = relation.matrix[row].reduce(0) { $0 + $1.lengthSquared }.squareRoot()
        guard relation.coherences[row] > Self.enough, size > 0, size.isFinite else { return nil }
        return ImpedanceSketch.Band(row: row, frequency: own.frequencies[band], size: size)
      }
    }
    guard !bands.isEmpty else { return nil }
    return ImpedanceSketch(
      site: local.site, recording: header.name, start: header.start.nanoseconds,
      end: header.end.nanoseconds, bands: bands)
  }
}

/// Recordings of one site whose electric field has another gain against the magnetic one than the
/// others'.
package struct GainChecks {
  /// The ground does not change by that.
  private static let most = 1.5

  private let sketches: [ImpedanceSketch]

  package init(_ sketches: [ImpedanceSketch]) {
    self.sketches = sketches
  }

  package func findings() -> [Finding] {
    Dictionary(grouping: sketches, by: \.site).sorted { $0.key < $1.key }.flatMap { _, ours in
      findings(of: ours.sorted { ($0.start, $0.recording) < ($1.start, $1.recording) })
    }
  }

  /// Of two recordings either may be the wrong one; of more, those that differ from most.
  private func findings(of ours: [ImpedanceSketch]) -> [Finding] {
    guard ours.count != 2 else { return [finding(ours[1], beside: [ours[0]])].compactMap(\.self) }
    return ours.indices.compactMap { index in
      finding(ours[index], beside: ours.indices.filter { $0 != index }.map { ours[$0] })
    }
  }

  private func finding(_ one: ImpedanceSketch, beside others: [ImpedanceSketch]) -> Finding? {
    let all = [0, 1].map { row in others.compactMap { ratio(one, $0, row) } }
    let ratios = all.map { $0.isEmpty ? nil : Kernels.median($0) }
    let rows = [0, 1].filter { row in
      2 * all[row].count { $0 > Self.most || $0 < 1 / Self.most } > all[row].count
    }
    guard !rows.isEmpty else { return nil }
    let channels = rows.map { $0 == 0 ? Channel.ex : .ey }
    let factor = Double.exp(
      rows.compactMap { ratios[$0]?.logarithm }.reduce(0, +) / Double(rows.count))
    let names = others.map(\.recording).joined(separator: ", ")
    let sizes = zip(channels, rows).map { "\($0) \((ratios[$1] ?? 1).short) times" }
    return Finding(
      .gain, .error, site: one.site, recording: one.recording, channels: channels.map(\.name),
      evidence: "against the magnetic field \(sizes.joined(separator: " and ")) what \(names) says:"
        + " the gain of one or the other has changed, or that of the magnetic field the other way",
      remedy: "check gains, dipoles and sensors of both; if it is this one, "
        + Remedies(site: one.site).scaled(channels, by: 1 / factor)
        + ", with `--start \"\(text(one.start))\" --stop \"\(text(one.end))\"` this recording alone"
    )
  }

  private func text(_ nanoseconds: Int64) -> String {
    let instant = Instant(nanoseconds: nanoseconds)
    return "\(instant.dateText) \(instant.timeText(decimals: 0))"
  }

  /// The median over the bands that both have.
  private func ratio(_ a: ImpedanceSketch, _ b: ImpedanceSketch, _ row: Int) -> Double? {
    let ratios = a.bands.filter { $0.row == row }.compactMap { band -> Double? in
      let same = b.bands.first {
        $0.row == row && abs($0.frequency / band.frequency - 1) < 0.1
      }
      return same.map { band.size / $0.size }
    }
    return ratios.isEmpty ? nil : Kernels.median(ratios)
  }
}
