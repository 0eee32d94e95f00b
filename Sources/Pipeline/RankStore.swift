internal import Estimation
internal import Model

/// What a rank keeps of the sites that it owns, from unit to unit.
struct RankStore {
  private let plan: Plan
  /// Recordings of the sites that this rank owns.
  private let owned: Set<Int>
  /// The series of the present level, and of the next one as far as it is made: `[recording][channel]`.
  private var present: [Int: [[Double]]] = [:]
  private var next: [Int: [[Double]]] = [:]
  /// Cross-powers of each run and level, in the order of units.
  private var powers: [Int: [Int: [CrossPowerPart]]] = [:]

  /// For each channel of a recording the value that all its samples have had so far, if they have one.
  private(set) var constants: [Int: [Double?]] = [:]

  private struct CrossPowerPart {
    let windows: Range<Int>
    let values: [Double]
  }

  init(_ plan: Plan, owned: Set<Int>) {
    self.plan = plan
    self.owned = owned
  }

  /// Turns to the next level: what was made of it becomes the present series.
  mutating func descend(to level: Int) {
    present = next
    next = [:]
    for index in owned.sorted() {
      let recording = plan.recordings[index]
      guard recording.levels.count > level + 1 else { continue }
      let count = recording.levels[level + 1].sampleCount
      next[index] = recording.channels.map { _ in [Double](repeating: 0, count: count) }
    }
  }

  /// A slice of the present series of a recording.
  func samples(_ input: UnitInput) -> [[Double]] {
    guard let series = present[input.recording] else {
      preconditionFailure("the series of a level is kept by the owner of its site")
    }
    let channels = plan.recordings[input.recording].channels
    return input.channels.map { channel in
      channels.firstIndex(of: channel).map { Array(series[$0][input.samples]) } ?? []
    }
  }

  /// Takes what a unit made, but for the spectra.
  mutating func take(_ result: UnitResult, of unit: LevelUnit) {
    let count = unit.outputs.count
    if count > 0, var series = next.removeValue(forKey: unit.recording) {
      for channel in series.indices {
        let part = result.decimated[channel * count..<(channel + 1) * count]
        series[channel].replaceSubrange(unit.outputs, with: part)
      }
      next[unit.recording] = series
    }
    if unit.level == 0 {
      let known = constants[unit.recording]
      // A channel stays constant as long as every unit finds the same value.
      constants[unit.recording] = result.constants.enumerated().map { channel, value in
        known.map { $0[channel] == value ? value : nil } ?? value
      }
    }
    for (segment, values) in zip(unit.segments, result.crossPowers) {
      powers[segment.run, default: [:]][unit.level, default: []].append(
        CrossPowerPart(windows: segment.windows, values: values))
    }
  }

  /// How many windows a run has at a level.
  func windowCount(run: Int, level: Int) -> Int {
    powers[run]?[level]?.reduce(0) { $0 + $1.windows.count } ?? 0
  }

  /// The cross-powers of all windows of a run at one evaluation frequency.
  func crossPowers(run: Int, level: Int, band: Int) -> CrossPowers {
    let definition = plan.job.runs[run]
    let channels =
      definition.inputs.count + definition.outputs.count + definition.references.count
    let count = windowCount(run: run, level: level)
    var result = CrossPowers(channelCount: channels, windowCount: count)
    var column = 0
    for part in powers[run]?[level] ?? [] {
      let width = part.windows.count
      for plane in 0..<channels * channels {
        let source = (band * channels * channels + plane) * width
        let target = plane * count + column
        result.values.replaceSubrange(
          target..<target + width, with: part.values[source..<source + width])
      }
      column += width
    }
    return result
  }
}
