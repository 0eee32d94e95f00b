internal import Model
internal import Spectra

/// Puts a unit's spectra where they belong while they are made.
///
/// What finds another thread at the site's file waits, at most one piece of each channel, while its own
/// thread goes on computing.
struct SpectraOnTheirWay {
  private struct Piece {
    let window: Int
    let values: [Float]
  }

  private let places: [SpectraPlace]
  private let ports: Ports
  private var builders: [ValueDigestBuilder]
  private var waiting: [Piece?]
  /// What storing took.
  private(set) var seconds = 0.0

  init(_ plan: Plan, _ unit: LevelUnit, _ ports: Ports) {
    places = plan.recordings[unit.recording].channels.map { plan.spectraPlace(of: unit, $0) }
    builders = places.map { _ in ValueDigestBuilder() }
    waiting = places.map { _ in nil }
    self.ports = ports
  }

  /// Bytes of a channel's spectra, which gather and then perhaps wait.
  static func byteCount(harmonics: Int, windowCount: Int) -> Int {
    2 * SpectrumRows.byteCount(harmonics: harmonics, windowCount: windowCount)
  }

  /// Of each channel's spectra.
  var digests: [Digest] { builders.map(\.digest) }

  /// Stores the spectra of windows that follow those of the channel that came before, now or later.
  mutating func store(_ spectra: Span<Float>, channel: Int, window: Int) throws {
    let start = ports.clock()
    builders[channel].add(spectra)
    for other in places.indices { try storeWaiting(other, waits: other == channel) }
    if try !store(spectra, channel, window, waits: false) {
      let values = unsafe spectra.withUnsafeBufferPointer { unsafe Array($0) }
      waiting[channel] = Piece(window: window, values: values)
    }
    seconds += ports.clock() - start
  }

  /// Stores what waits.
  mutating func storeRest() throws {
    let start = ports.clock()
    for channel in places.indices { try storeWaiting(channel, waits: true) }
    seconds += ports.clock() - start
  }

  private mutating func storeWaiting(_ channel: Int, waits: Bool) throws {
    guard let piece = waiting[channel],
      try store(piece.values.span, channel, piece.window, waits: waits)
    else { return }
    waiting[channel] = nil
  }

  private func store(
    _ spectra: Span<Float>, _ channel: Int, _ window: Int, waits: Bool
  ) throws -> Bool {
    var place = places[channel]
    place.firstWindow += window
    return try ports.sites.store(spectra, place, waits: waits)
  }
}
