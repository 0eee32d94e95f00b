import ComplexModule
import Kernels
import Model

/// What plane waves over a ground of layers or dykes cannot do.
///
/// The names of rows are those of x and y: 0 and 1.
struct FieldChecks {
  let neighbours: [Neighbourhood]
  /// Whether they are other sites, and not the recording's own magnetic field.
  let areOthers: Bool

  // The magnetic field is nearly the same at neighbouring sites: rows of the relation are (1, 0), (0, 1).

  /// Whether Hx and Hy have each other's names.
  var magneticIsSwapped: Bool? {
    Vote.majority(
      neighbours.map { neighbour in
        share(neighbour.magnetic) { matrix in
          let (straight, crossed) = FieldChecks.sides(matrix)
          return crossed > 2 * straight
        }
      })
  }

  /// Whether a magnetic channel has the wrong sign.
  func magneticIsReversed(_ row: Int) -> Bool? {
    let column = magneticIsSwapped == true ? 1 - row : row
    return Vote.majority(
      neighbours.map { neighbour in
        let rows = Neighbourhood.rows(neighbour.magnetic, row)
        return FieldChecks.most(rows.map { $0.row[column].real < 0 })
      })
  }

  /// A magnetic channel's amplitude over that of the neighbours, by band of which the frequency is known;
  /// medians over the neighbours.
  func magneticRatios(_ row: Int) -> [(frequency: Double, ratio: Double)] {
    let column = magneticIsSwapped == true ? 1 - row : row
    guard let frequencies = neighbours.first?.frequencies else { return [] }
    return frequencies.indices.compactMap { band in
      let ratios = neighbours.flatMap { neighbour in
        Neighbourhood.rows(neighbour.magnetic, row).filter { $0.band == band }
          .map { $0.row[column].length }
      }
      // Half of the neighbours must be able to tell.
      guard 2 * ratios.count >= neighbours.count, !ratios.isEmpty else { return nil }
      return (frequencies[band], Kernels.median(ratios))
    }
  }

  // Of an impedance |Zxx - Zyy| cannot exceed |Zxy - Zyx| over dykes of any strike, as the two principal
  // impedances lie in one quadrant; exchanging Ex and Ey exchanges the two.

  /// Whether Ex and Ey have each other's names.
  var electricIsSwapped: Bool? {
    Vote.majority(
      neighbours.map { neighbour in
        share(neighbour.electric) { z in
          // With one sign wrong both are small, and say nothing.
          let diagonal = (z[0][0] - z[1][1]).length
          let sizes = z.map { FieldChecks.size($0) }
          return diagonal > 2 * (z[0][1] - z[1][0]).length
            && diagonal > 0.7 * (sizes[0] * sizes[0] + sizes[1] * sizes[1]).squareRoot()
        }
      })
  }

  /// Whether an electric channel has the wrong sign: the phase of Zxy lies between 0 and 90 degrees, that of
  /// Zyx is opposite.
  func electricIsReversed(_ row: Int) -> Bool? {
    Vote.majority(
      neighbours.map { neighbour in
        let rows = Neighbourhood.rows(neighbour.electric, row).filter { _, z in
          // Where the other element is the larger one, its sign says nothing.
          z[1 - row].length > 1.5 * z[row].length
        }
        return FieldChecks.most(
          rows.map { _, z in
            let main = row == 0 ? z[1] : -z[0]
            return main.real + main.imaginary < 0
          })
      })
  }

  /// An electric channel's amplitude over that of the neighbours.
  func electricRatio(_ row: Int) -> Double? {
    let ratios = neighbours.compactMap { neighbour -> Double? in
      let ours = Neighbourhood.rows(neighbour.electric, row)
      let logarithms = ours.compactMap { band, z -> Double? in
        guard let theirs = neighbour.theirs.indices.contains(band) ? neighbour.theirs[band] : nil,
          theirs.coherences.allSatisfy({ $0 > Neighbourhood.enough })
        else { return nil }
        let all = theirs.matrix.map { FieldChecks.size($0) }
        return FieldChecks.size(z) / (all[0] * all[1]).squareRoot()
      }
      return logarithms.isEmpty ? nil : Kernels.median(logarithms)
    }
    guard ratios.count >= 2 else { return nil }
    return Kernels.median(ratios)
  }

  /// The apparent resistivity in Ωm of a row of the impedance, where it is explained.
  func resistivity(_ row: Int) -> Double? {
    let values = neighbours.flatMap { neighbour in
      Neighbourhood.rows(neighbour.electric, row).map { band, z in
        let size = FieldChecks.size(z)
        return 0.2 * size * size / neighbour.frequencies[band]
      }
    }
    return values.isEmpty ? nil : Kernels.median(values)
  }

  /// Whether most bands in which both rows are explained agree with a test.
  private func share(
    _ relations: [BandRelation?], _ test: ([[Complex<Double>]]) -> Bool
  ) -> Bool? {
    FieldChecks.most(
      relations.compactMap { relation in
        guard let relation, relation.coherences.allSatisfy({ $0 > Neighbourhood.enough }) else {
          return nil
        }
        return test(relation.matrix)
      })
  }

  private static func most(_ answers: [Bool]) -> Bool? {
    guard !answers.isEmpty else { return nil }
    return 2 * answers.filter(\.self).count > answers.count
  }

  private static func sides(_ m: [[Complex<Double>]]) -> (straight: Double, crossed: Double) {
    (m[0][0].length + m[1][1].length, m[0][1].length + m[1][0].length)
  }

  private static func size(_ row: [Complex<Double>]) -> Double {
    (row[0].lengthSquared + row[1].lengthSquared).squareRoot()
  }
}
