internal import Model
internal import Preprocessing

/// Recordings that stay open, up to a number that no system refuses.
struct OpenRecordings {
  typealias Open = (RecordingLocator) throws -> any RecordingSource

  private struct Name: Hashable {
    let locator: RecordingLocator
    let conditioning: Conditioning?
    let seriesBytes: Int
  }

  private var recordings: [Name: OpenRecording] = [:]
  private var order: [Name] = []
  private static let limit = 32
  /// Bytes of whole series that may be kept.
  private let seriesLimit: Int
  private var seriesBytes = 0

  init(seriesLimit: Int = 0) {
    self.seriesLimit = seriesLimit
  }

  /// The open recording; those not used for longest are closed when there are
  /// too many, or too much is kept of them.
  ///
  /// - Throws: What opening it throws; a `UserError` if it has other samples than were planned for.
  mutating func recording(_ recording: SurveyRecording, open: Open) throws -> OpenRecording {
    let bytes = recording.header.keptSeriesBytes
    let name = Name(
      locator: recording.locator, conditioning: recording.header.conditioning, seriesBytes: bytes)
    if let open = recordings[name] {
      if let place = order.firstIndex(of: name) { order.append(order.remove(at: place)) }
      return open
    }
    if order.count == OpenRecordings.limit { close(at: 0) }
    while bytes > 0, seriesBytes + bytes > seriesLimit,
      let place = order.firstIndex(where: { $0.seriesBytes > 0 })
    {
      close(at: place)
    }
    let opened = try OpenRecording(name.locator, name.conditioning, open: open)
    guard opened.source.header.hasSamples(like: recording.header) else {
      throw UserError.changed(name.locator)
    }
    recordings[name] = opened
    order.append(name)
    seriesBytes += bytes
    return opened
  }

  private mutating func close(at place: Int) {
    let name = order.remove(at: place)
    seriesBytes -= name.seriesBytes
    recordings[name] = nil
  }

  /// The samples of a unit's input.
  ///
  /// - Throws: `LostRecording` for what the user can mend.
  mutating func samples(_ input: UnitInput, _ plan: Plan, _ open: Open) throws -> InputSeries {
    do {
      return try recording(plan.recordings[input.recording].recording, open: open)
        .source.series(input)
    } catch var problem as UserError {
      // Steps that condition samples know their recording by its name only.
      let own = plan.recordings[input.recording].recording
      if problem.subject == own.header.name {
        problem.subject = own.locator.path
        problem.place = "recording \(own.header.name), \(problem.place)"
      }
      throw LostRecording(recording: input.recording, problem: problem)
    }
  }
}

extension RecordingSource {
  /// The samples of a unit's input, with what is missing of them.
  func series(_ input: UnitInput) throws -> InputSeries {
    let values = try samples(of: input.channels, input.samples)
    let missing = try input.channels.map { channel in
      try self.missing(channel, input.samples).map { MissingSamples($0) }
    }
    return InputSeries(values: values, missing: missing)
  }
}

/// An open recording with its samples conditioned.
struct OpenRecording {
  let source: any RecordingSource
  /// What other threads need to open it, and those that are joined to it; empty if nothing.
  let places: [RecordingLocator: any RecordingPlaces]

  init(
    _ locator: RecordingLocator, _ conditioning: Conditioning?, open: OpenRecordings.Open
  ) throws {
    var places: [RecordingLocator: any RecordingPlaces] = [:]
    func opened(_ locator: RecordingLocator) throws -> any RecordingSource {
      let source = try open(locator)
      guard let found = try source.places() else { return source }
      places[locator] = found
      return found.open()
    }
    source = try conditioning.map { try $0.open(locator, open: opened) } ?? opened(locator)
    self.places = places
  }
}

extension RecordingHeader {
  /// Whether a sample of the other is at the same place in this one, which may have more channels.
  fileprivate func hasSamples(like other: RecordingHeader) -> Bool {
    // Rates that are nearly the same may have been made one.
    abs(rate.hertz / other.rate.hertz - 1) < 0.01 && start == other.start
      && sampleCount == other.sampleCount
      && other.channels.allSatisfy { has($0.channel) }
  }
}
