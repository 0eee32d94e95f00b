package import Model

/// What whole recordings take of the memory of a rank, where steps of conditioning need all samples at
/// once.
///
/// A rank's main thread reads such recordings for all its threads, and keeps the series that it used last.
package struct SeriesMemory: Sendable {
  /// Bytes of series that a rank keeps at most.
  let kept: Int
  /// With those that making one more takes.
  let total: Int
  /// Bytes that are left for other work.
  let left: Int
  /// What the largest need of a unit is of; `nil` where nothing is needed.
  private let largest: SurveyRecording?
  /// Of that unit, with what making its series takes.
  private let need: Int

  /// - Parameter memory: Bytes that the rank has for the work in hand.
  package init(_ plan: Plan, memory: Int) {
    let recordings = plan.recordings.map(\.recording)
    let bytes = recordings.map(\.header.keptSeriesBytes)
    guard bytes.contains(where: { $0 > 0 }) else {
      (kept, total, left, largest, need) = (0, 0, memory, nil, 0)
      return
    }
    let work = recordings.map(\.header.seriesWorkBytes).max() ?? 0
    var most = (bytes: 0, recording: 0)
    for index in plan.units.indices {
      let unit = plan.unit(index)
      guard unit.level == 0 else { continue }
      let own = Set(unit.inputs.map(\.recording)).reduce(0) { $0 + bytes[$1] }
      if own > most.bytes { most = (own, unit.recording) }
    }
    // Half of the memory is left for units, unless one of them needs more.
    kept = min(bytes.reduce(0, +), max(memory / 2, most.bytes))
    total = kept + work
    left = max(1, memory - total)
    largest = recordings[most.recording]
    need = most.bytes + work
  }

  /// - Throws: `UserError` where a unit's recordings do not fit into the memory.
  package func check(_ memory: Int) throws(UserError) {
    guard let largest, need > memory else { return }
    let megabytes = (need + (1 << 20) - 1) >> 20
    throw UserError(
      .configuration, largest.locator.path,
      "needs \(megabytes) MiB of memory, with the recordings of the same time at its input and remote"
        + " sites, to be calibrated or filtered as a whole, and \(memory >> 20) MiB are allowed",
      remedy: "run with --memory \(megabytes)M, or set domain = windows in [Calibration] and"
        + " filters = zerophase in [Preprocessing]")
  }
}
