internal import Model
internal import Spectra

/// What one thread keeps from unit to unit: plans of transforms, and recordings that it has open.
final class Worker {
  private let plan: Plan
  private let open: @Sendable (RecordingLocator) throws -> any RecordingSource
  private var transforms: [DecimationLevel: LevelTransform] = [:]
  private var sources = OpenRecordings()

  init(_ plan: Plan, open: @escaping @Sendable (RecordingLocator) throws -> any RecordingSource) {
    self.plan = plan
    self.open = open
  }

  /// Computes a unit; reads its samples from the recordings unless they are given.
  func result(_ unit: LevelUnit, samples given: UnitSamples?) throws -> UnitResult {
    let samples =
      try given
      ?? unit.inputs.map { input in
        let locator = plan.recordings[input.recording].recording.locator
        return try sources.recording(locator, open: open).samples(input)
      }
    let level = plan.recordings[unit.recording].levels[unit.level].level
    let transform = transforms[level] ?? plan.job.spectra.transform(of: level)
    transforms[level] = transform
    return UnitWork(plan, unit).result(samples, transform)
  }
}

/// Recordings that stay open, up to a number that no system refuses.
struct OpenRecordings {
  private var sources: [RecordingLocator: any RecordingSource] = [:]
  private var order: [RecordingLocator] = []
  private static let limit = 32

  /// The open recording; the one opened first is closed when there are too many.
  mutating func recording(
    _ locator: RecordingLocator, open: (RecordingLocator) throws -> any RecordingSource
  ) throws -> any RecordingSource {
    if let source = sources[locator] { return source }
    let source = try open(locator)
    if order.count == OpenRecordings.limit { sources[order.removeFirst()] = nil }
    sources[locator] = source
    order.append(locator)
    return source
  }
}

extension RecordingSource {
  /// The samples of a unit's input, `[channel][sample]`.
  func samples(_ input: UnitInput) throws -> [[Double]] {
    try input.channels.map { channel in
      var values = [Double](repeating: 0, count: input.samples.count)
      var span = values.mutableSpan
      try read(channel, input.samples, into: &span)
      return values
    }
  }
}
