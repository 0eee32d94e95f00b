/// Spectra of consecutive windows of one channel, to single precision, until they are enough to be handed on
/// together.
package struct SpectrumRows {
  /// Bytes that are handed on at a time: those of all channels of a site stay in a processor's cache.
  private static let pieceLength = 128 << 10

  private var values: [Float]
  private let length: Int
  private var count = 0
  /// Windows of the piece that is being filled.
  private var wanted: Int

  /// For spectra of so many harmonics and a run of so many windows.
  ///
  /// - Parameter turn: Which of several channels, from 0, of how many. Each begins with a shorter piece than the
  ///   one before, so that they do not all become full with the same window: who writes them to one file would
  ///   then hold others up for long.
  init(harmonics: Int, windowCount: Int, turn: (index: Int, count: Int) = (0, 1)) {
    length = 2 * harmonics
    let bytes = SpectrumRows.byteCount(harmonics: harmonics, windowCount: windowCount)
    values = [Float](repeating: 0, count: bytes / MemoryLayout<Float>.stride)
    wanted = max(1, values.count / length * (turn.count - turn.index) / turn.count)
  }

  /// Bytes that a channel's spectra take until they are handed on.
  package static func byteCount(harmonics: Int, windowCount: Int) -> Int {
    let length = 2 * harmonics * MemoryLayout<Float>.stride
    return max(1, min(pieceLength / length, windowCount)) * length
  }

  /// Takes the spectrum of a window, and hands on what there is if that is enough or `end` comes next.
  mutating func take(
    _ spectrum: Span<Double>, _ window: Int, before end: Int,
    _ hand: (_ firstWindow: Int, _ spectra: Span<Float>) throws -> Void
  ) rethrows {
    precondition(spectrum.count == length, "shape")
    let first = count * length
    for k in 0..<length { values[first + k] = Float(spectrum[k]) }
    count += 1
    guard count == wanted || window + 1 == end else { return }
    try hand(window + 1 - count, values.span.extracting(first: count * length))
    count = 0
    wanted = values.count / length
  }
}
