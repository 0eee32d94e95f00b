internal import Model
internal import Spectra

// How large products are.
extension Plan {
  /// Bytes of the file of a unit: decimated series and cross-powers.
  package func fileBytes(of unit: LevelUnit) -> Int {
    let series = unit.outputs.count * (unit.inputs.first?.channels.count ?? 0)
    return series * MemoryLayout<Double>.size + powerBytes(of: unit)
  }

  /// Bytes of the cross-powers of a unit.
  package func powerBytes(of unit: LevelUnit) -> Int {
    let bands = recordings[unit.recording].levels[unit.level].level.evaluationFrequencies.count
    let powers = unit.segments.reduce(0) { sum, segment in
      sum + segment.windows.count * planeCount(ofRun: segment.run)
    }
    return bands * powers * MemoryLayout<Double>.size
  }

  /// Bytes of the spectra of a unit's own channels.
  package func spectraBytes(of unit: LevelUnit) -> Int {
    let harmonics = recordings[unit.recording].levels[unit.level].level.harmonicCount
    let values = unit.windows.count * 2 * harmonics * (unit.inputs.first?.channels.count ?? 0)
    return values * MemoryLayout<Float>.size
  }

  /// Bytes of the rows that a unit adds to tables.
  package func tableBytes(of unit: LevelUnit) -> Int {
    tableRows(of: unit).reduce(0) { $0 + $1.byteCount }
  }

  /// Numbers of statistics that are computed of a unit's windows.
  func tableValues(of unit: LevelUnit) -> Int { tableBytes(of: unit) / MemoryLayout<Float>.size }

  /// Datasets of spectra and of tables in a site's file.
  package func datasetCount(ofSite site: Int) -> Int {
    let tables = tables(ofSite: site).count
    guard job.storesSpectra else { return tables }
    return tables
      + recordings(ofSite: site).reduce(0) { sum, index in
        let levels = recordings[index].levels.count { $0.windows.count > 0 }
        return sum + levels * recordings[index].header.channels.count
      }
  }
}
