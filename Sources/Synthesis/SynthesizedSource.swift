package import Model

/// A recording in memory, to be read like one in a file.
package final class SynthesizedSource: RecordingSource {
  package let header: RecordingHeader
  private let samples: [Channel: [Double]]

  package init(_ recording: SynthesizedRecording) {
    header = recording.header
    samples = recording.samples
  }

  package var readsOnAnyThread: Bool { true }

  package func read(
    _ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>
  ) throws {
    precondition(samples.count == range.count, "room for the range")
    guard let series = self.samples[channel], range.lowerBound >= 0,
      range.upperBound <= series.count
    else {
      throw UserError(
        .data, header.name, at: "\(channel), samples \(range)", "is not in the recording",
        remedy: "ask for channels and samples that the header lists")
    }
    for (place, sample) in range.enumerated() { samples[place] = series[sample] }
  }
}
