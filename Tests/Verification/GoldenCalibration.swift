import ComplexModule
import Formats
import Model

/// Calibration files of the golden project: their responses, and which channels they belong to.
struct GoldenCalibration: GoldenPart {
  func rows(_ golden: GoldenSet) throws -> [GoldenRow] {
    let library = CalibrationLibrary(folders: ["\(golden.folder)/project/calData"])
    let unit = try decodeJSON(Unit.self, golden.path("unit/calibration.json"))
    return [responses(unit, library), files(unit, library)]
  }

  private struct Unit: Decodable {
    struct Table: Decodable {
      let response: [[Double]]
    }

    struct Lookup: Decodable {
      let sensor, file: String
      let serial: Int
      let chopper: Bool
    }

    let frequencies: [Double]
    let files: [String: Table]
    let lookup: [Lookup]

    enum CodingKeys: String, CodingKey {
      case frequencies = "interpolated_at"
      case files, lookup
    }
  }

  private func responses(_ unit: Unit, _ library: CalibrationLibrary) -> GoldenRow {
    let differences = unit.files.map { name, table -> Double in
      let entry = library.entries.first {
        name.hasPrefix($0.response.source)
          && ($0.chopper == nil || $0.chopper == name.hasSuffix("True"))
      }
      guard var response = entry?.response else { return .infinity }
      response.interpolation = .linear
      let curve = ResponseCurve(response)
      return zip(unit.frequencies, table.response).map { frequency, pair in
        let expected = Complex(pair[0], pair[1])
        return (curve.value(at: frequency) - expected).length / expected.length
      }.max() ?? .infinity
    }
    return GoldenRow(
      "calibration: responses", "\(differences.count) tables", differences.max() ?? .nan,
      limit: 1e-12, unit: "relative")
  }

  /// How often we find another file.
  private func files(_ unit: Unit, _ library: CalibrationLibrary) -> GoldenRow {
    let wrong = unit.lookup.count { lookup in
      let header = ChannelHeader(
        .hx, sensor: lookup.sensor, serial: "\(lookup.serial)", chopper: lookup.chopper)
      var found = ""
      if case .one(let entry, _) = library.match(header) { found = entry.response.source }
      // 7 is a part of 307, which is no reason to take its file.
      return found != (lookup.serial == 7 ? "" : lookup.file)
    }
    return GoldenRow(
      "calibration: files of channels", "\(unit.lookup.count) channels", wrong: wrong)
  }
}
