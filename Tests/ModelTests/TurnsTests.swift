import Model
import Testing

@Suite("The turns of channels in being read") struct TurnsTests {
  private final class Source: RecordingSource {
    let header = RecordingHeader(
      name: "r", rate: SamplingRate(samples: 1, seconds: 1), start: Instant(nanoseconds: 0),
      sampleCount: 100, channels: [ChannelHeader(.ex)])
    let readsOnAnyThread = true
    let samplesPerTurn = 7

    func read(_: Channel, _: Range<Int>, into _: inout MutableSpan<Double>) {}
  }

  @Test("make up the range, and end where the format's pieces do")
  func parts() throws {
    let source = Source()
    for lower in 0...15 {
      for upper in lower...30 {
        var turns: [Range<Int>] = []
        try source.read([.ex], lower..<upper) { index, turn, samples in
          #expect(index == 0 && samples.count == turn.count)
          turns.append(turn)
        }
        #expect(turns.flatMap(Array.init) == Array(lower..<upper))
        #expect(turns.dropLast().allSatisfy { $0.upperBound.isMultiple(of: 7) })
        #expect(turns.allSatisfy { !$0.isEmpty && $0.count <= 7 })
      }
    }
  }
}
