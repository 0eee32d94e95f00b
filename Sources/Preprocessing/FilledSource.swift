import Model

/// Puts straight lines in place of runs of bad samples; at the ends of the recording the nearest good value.
final class FilledSource: SampleBySampleSource {
  let header: RecordingHeader
  let source: any RecordingSource
  /// Shorter runs are left as they are.
  private let shortest: Int
  /// Whether a channel without a good sample is an error.
  private let mustHold: Bool
  private let kind: Kind
  /// Of each channel the samples that were read last and are all good.
  private var good: [Channel: Range<Int>] = [:]

  /// Which samples are bad.
  enum Kind {
    case missing, zero
  }

  init(
    _ source: any RecordingSource, _ header: RecordingHeader, shortest: Int, mustHold: Bool,
    _ kind: Kind
  ) {
    self.source = source
    self.header = header
    self.shortest = shortest
    self.mustHold = mustHold
    self.kind = kind
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    // What was read is looked through while it is in the processor's cache.
    for turn in turns(in: range) {
      let places = turn.lowerBound - range.lowerBound..<turn.upperBound - range.lowerBound
      let isGood = try unsafe samples.withUnsafeMutableBufferPointer { all in
        let part = unsafe UnsafeMutableBufferPointer(rebasing: all[places])
        var values = unsafe part.mutableSpan
        try source.read(channel, turn, into: &values)
        return areGood(values.span)
      }
      if !isGood { return try fill(channel, range, into: &samples) }
      note(turn, channel)
    }
  }

  func read(
    _ channels: [Channel], _ range: Range<Int>,
    handing hand: (_ channel: Int, _ range: Range<Int>, _ samples: Span<Double>) throws -> Void
  ) throws {
    try source.read(channels, range) { index, turn, samples in
      if areGood(samples) {
        note(turn, channels[index])
        return try hand(index, turn, samples)
      }
      var filled = [Double](repeating: 0, count: turn.count)
      var span = filled.mutableSpan
      try fill(channels[index], turn, into: &span)
      try hand(index, turn, filled.span)
    }
  }

  private func note(_ turn: Range<Int>, _ channel: Channel) {
    let known = good[channel]
    good[channel] =
      known?.upperBound == turn.lowerBound ? (known?.lowerBound ?? 0)..<turn.upperBound : turn
  }

  func missing(_ channel: Channel, _ range: Range<Int>) throws -> [Range<Int>] {
    let before = try source.missing(channel, range)
    if let known = good[channel], known.clamped(to: range) == range { return before }
    // What a user has asked to be filled for other reasons was measured.
    guard kind == .missing else { return before }
    let values = try source.samples(channel, range)
    let found = badRuns(values).map {
      range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound
    }
    // A gap between values that are missing is one of them, and counts once.
    return WindowRanges(before + found).ranges
  }

  /// The places of bad values, those in a row together.
  private func badRuns(_ values: [Double]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var index = 0
    while index < values.count {
      let start = index
      while index < values.count, isBad(values[index]) { index += 1 }
      if index > start { runs.append(start..<index) }
      index += 1
    }
    return runs
  }

  private func fill(
    _ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>
  ) throws {
    var values = try source.samples(channel, range)
    let before = try goodSample(channel, from: range.lowerBound - 1, step: -1, ifBad: values[0])
    let after = try goodSample(
      channel, from: range.upperBound, step: 1, ifBad: values[values.count - 1])
    fill(&values, range, before, after)
    if mustHold, let bad = values.firstIndex(where: isBad) {
      throw UserError(
        .data, header.name, at: "channel \(channel), sample \(range.lowerBound + bad)",
        "there is no value in the channel that is a number",
        remedy: "take the channel out of the recording", channel: channel)
    }
    for (index, value) in values.enumerated() { samples[index] = value }
  }

  private func isBad(_ value: Double) -> Bool {
    switch kind {
    case .missing: !value.isMeasured
    case .zero: abs(value) < 1e-9
    }
  }

  private func areGood(_ samples: Span<Double>) -> Bool {
    switch kind {
    case .missing: samples.areMeasured
    case .zero: samples.indices.allSatisfy { abs(samples[$0]) >= 1e-9 }
    }
  }

  private typealias Good = (place: Int, value: Double)

  /// The nearest good sample beyond one end of a slice; `nil` where the end is good itself, or the recording
  /// has none.
  private func goodSample(
    _ channel: Channel, from start: Int, step: Int, ifBad edge: Double
  ) throws -> Good? {
    guard isBad(edge) else { return nil }
    var (place, length) = (start, 256)
    while place >= 0, place < header.sampleCount {
      let slice =
        step > 0
        ? place..<min(place + length, header.sampleCount) : max(0, place + 1 - length)..<place + 1
      let values = try source.samples(channel, slice)
      let found =
        step > 0 ? values.firstIndex { !isBad($0) } : values.lastIndex { !isBad($0) }
      if let found { return (slice.lowerBound + found, values[found]) }
      place += step * slice.count
      length = min(2 * length, 1 << 16)
    }
    return nil
  }

  /// Fills the runs of a slice, given the good samples before and after it where runs reach its ends.
  private func fill(_ values: inout [Double], _ range: Range<Int>, _ before: Good?, _ after: Good?)
  {
    for run in badRuns(values) {
      let (index, end) = (run.lowerBound, run.upperBound)
      let left =
        index > 0 ? (place: range.lowerBound + index - 1, value: values[index - 1]) : before
      let right = end < values.count ? (place: range.lowerBound + end, value: values[end]) : after
      let length = (right?.place ?? header.sampleCount) - (left?.place ?? -1) - 1
      if length >= shortest, let start = left ?? right {
        for place in index..<end {
          values[place] = value(at: range.lowerBound + place, start, right)
        }
      }
    }
  }

  private func value(at place: Int, _ left: Good, _ right: Good?) -> Double {
    guard let right, right.place > left.place else { return left.value }
    return left.value + Double(place - left.place) * (right.value - left.value)
      / Double(right.place - left.place)
  }
}
