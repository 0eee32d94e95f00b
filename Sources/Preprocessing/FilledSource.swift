import Model

/// Puts straight lines in place of runs of bad samples; at the ends of the recording the nearest good value.
final class FilledSource: RecordingSource {
  let header: RecordingHeader
  var readsOnAnyThread: Bool { source.readsOnAnyThread }
  private let source: any RecordingSource
  /// Shorter runs are left as they are.
  private let shortest: Int
  /// Whether a channel without a good sample is an error.
  private let mustHold: Bool
  private let isBad: (Double) -> Bool

  init(
    _ source: any RecordingSource, _ header: RecordingHeader, shortest: Int, mustHold: Bool,
    isBad: @escaping (Double) -> Bool
  ) {
    self.source = source
    self.header = header
    self.shortest = shortest
    self.mustHold = mustHold
    self.isBad = isBad
  }

  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws
  {
    guard !range.isEmpty else { return }
    var values = try source.samples(channel, range)
    guard values.contains(where: isBad) else {
      for (index, value) in values.enumerated() { samples[index] = value }
      return
    }
    let before = try goodSample(channel, from: range.lowerBound - 1, step: -1, ifBad: values[0])
    let after = try goodSample(
      channel, from: range.upperBound, step: 1, ifBad: values[values.count - 1])
    fill(&values, range, before, after)
    if mustHold, let bad = values.firstIndex(where: isBad) {
      throw UserError(
        .data, header.name, at: "channel \(channel), sample \(range.lowerBound + bad)",
        "there is no value in the channel that is a number",
        remedy: "take the channel out of the recording")
    }
    for (index, value) in values.enumerated() { samples[index] = value }
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
    var index = 0
    while index < values.count {
      guard isBad(values[index]) else {
        index += 1
        continue
      }
      var end = index
      while end < values.count, isBad(values[end]) { end += 1 }
      let left =
        index > 0 ? (place: range.lowerBound + index - 1, value: values[index - 1]) : before
      let right = end < values.count ? (place: range.lowerBound + end, value: values[end]) : after
      let length = (right?.place ?? header.sampleCount) - (left?.place ?? -1) - 1
      if length >= shortest, let start = left ?? right {
        for place in index..<end {
          values[place] = value(at: range.lowerBound + place, start, right)
        }
      }
      index = end
    }
  }

  private func value(at place: Int, _ left: Good, _ right: Good?) -> Double {
    guard let right, right.place > left.place else { return left.value }
    return left.value + Double(place - left.place) * (right.value - left.value)
      / Double(right.place - left.place)
  }
}
