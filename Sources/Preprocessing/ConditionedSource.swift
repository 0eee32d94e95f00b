package import Model

extension Conditioning {
  /// A recording whose samples have gone through the steps, each a source that reads from the one before.
  ///
  /// - Parameters:
  ///   - source: The recording as its files have it.
  ///   - open: Opens the recordings that are joined to it.
  /// - Throws: A `UserError` for a step that the recording does not allow.
  package func source(
    _ source: any RecordingSource, open: (RecordingLocator) throws -> any RecordingSource
  ) throws -> any RecordingSource {
    try steps.reduce(source) { try $1.source($0, open: open) }
  }

  /// Whether the steps need files besides the recording's own, or its missing values.
  private var keepsMissing: Bool { steps.contains(.interpolateMissing) }

  /// Opens a recording and puts the steps behind it.
  package func open(
    _ locator: RecordingLocator, open: (RecordingLocator) throws -> any RecordingSource
  ) throws -> any RecordingSource {
    let keepsMissing = keepsMissing
    func opened(_ locator: RecordingLocator) throws -> any RecordingSource {
      let source = try open(locator)
      if keepsMissing { source.keepMissing() }
      return source
    }
    return try source(opened(locator), open: opened)
  }
}

extension Conditioning.Step {
  fileprivate func source(
    _ before: any RecordingSource, open: (RecordingLocator) throws -> any RecordingSource
  ) throws -> any RecordingSource {
    let header = before.header.after(self)
    switch self {
    case .join(let parts):
      let others = try parts.map { try $0.source(open: open) }
      if let first = parts.first, before.header.sampleCount > first.first {
        throw UserError(
          .data, header.name, "has become longer, and reaches into what is joined to it",
          remedy: "Do not write to recordings while they are processed, then run again")
      }
      return JoinedSource(before, header, zip(parts, others).map { ($0.first, $1) })
    case .interpolateMissing:
      return FilledSource(before, header, shortest: 1, mustHold: true, .missing)
    case .interpolateZeros(let run):
      return FilledSource(before, header, shortest: run, mustHold: false, .zero)
    case .multiply(let factors): return FactorSource(before, header, factors)
    case .removeMean: return CenteredSource(before, header)
    case .normalise: return NormalisedSource(before, header)
    case .calibrate(let calibrations):
      return try WholeSource(before, header, .calibration(calibrations))
    case .filter(let filter):
      switch filter.method {
      case .zeroPhase: return try FilteredSource(before, header, filter)
      case .resistics: return try WholeSource(before, header, .filter(filter))
      }
    case .shift(let samples, let fraction):
      return ShiftedSource(before, header, samples: samples, fraction: fraction)
    case .resample(let up, let down): return ResampledSource(before, header, up: up, down: down)
    }
  }
}

extension RecordingSource {
  /// A slice of a channel.
  package func samples(_ channel: Channel, _ range: Range<Int>) throws -> [Double] {
    var values = [Double](repeating: 0, count: range.count)
    var span = values.mutableSpan
    try read(channel, range, into: &span)
    return values
  }

  /// A slice that may reach beyond the ends, where the series is turned about its end samples, and stays as
  /// it is beyond its own length.
  func turnedSamples(_ channel: Channel, _ range: Range<Int>) throws -> [Double] {
    let count = header.sampleCount
    let own = range.clamped(to: 0..<count)
    if own == range { return try samples(channel, range) }
    func mirrored(_ index: Int) -> Int {
      index < 0 ? min(-index, count - 1) : index >= count ? max(0, 2 * (count - 1) - index) : index
    }
    let places = [range.lowerBound, range.upperBound - 1].map(mirrored) + [own.lowerBound]
    // Both ends' own samples are needed where the slice passes them.
    var low = places.min() ?? 0
    var high = max(places.max() ?? 0, own.upperBound - 1)
    if range.lowerBound < 0 { (low, high) = (0, max(high, mirrored(range.lowerBound))) }
    if range.upperBound > count {
      (low, high) = (min(low, mirrored(range.upperBound - 1)), count - 1)
    }
    let values = try samples(channel, low..<high + 1)
    return range.map { index in
      let value = values[mirrored(index) - low]
      if index < 0 { return 2 * values[-low] - value }
      if index >= count { return 2 * values[count - 1 - low] - value }
      return value
    }
  }
}

extension Conditioning.Part {
  fileprivate func source(open: (RecordingLocator) throws -> any RecordingSource) throws
    -> any RecordingSource
  {
    let source = try open(locator)
    guard source.header.sampleCount == sampleCount else { throw UserError.changed(locator) }
    return source
  }
}
