/// Where a site stands: degrees (WGS84) and metres above sea level.
package struct Location: Hashable, Sendable {
  package var latitude: Double
  package var longitude: Double
  package var elevation: Double

  package init(latitude: Double, longitude: Double, elevation: Double) {
    self.latitude = latitude
    self.longitude = longitude
    self.elevation = elevation
  }
}

/// What is known of one channel of a recording.
package struct ChannelHeader: Hashable, Sendable {
  package var channel: Channel
  /// Degrees clockwise from north.
  package var azimuth: Double
  /// Degrees down from the horizontal.
  package var tilt: Double
  /// Metres; electric channels only.
  package var dipoleLength: Double?
  package var sensor: String
  package var serial: String
  /// What resistics multiplies the samples with that are given here: −1 where it turns the polarity that
  /// the instrument's maker has given, else 1.
  package var resisticsSign: Double
  /// What the reader saw and did not act on, or cannot vouch for, in words for the user.
  package var notices: [String]
  /// Whether the sensor's chopper was on; `nil` where the file does not tell.
  package var chopper: Bool?
  /// Whether the samples are in the field's unit; `nil` where the file does not tell.
  package var isCalibrated: Bool?
  /// What the samples are to be divided by to be in the field's unit; `nil` where they are taken as
  /// they are.
  package var response: ChannelResponse?
  /// What the samples as they are read are multiplied by, as a person who knows better than the file
  /// has said.
  package var correction = 1.0

  package init(
    _ channel: Channel, azimuth: Double? = nil, tilt: Double? = nil, dipoleLength: Double? = nil,
    sensor: String = "", serial: String = "", resisticsSign: Double = 1, notices: [String] = [],
    chopper: Bool? = nil, isCalibrated: Bool? = nil, response: ChannelResponse? = nil
  ) {
    self.channel = channel
    self.azimuth = azimuth ?? channel.nominalAzimuth
    self.tilt = tilt ?? (channel == .hz ? 90 : 0)
    self.dipoleLength = dipoleLength
    self.sensor = sensor
    self.serial = serial
    self.resisticsSign = resisticsSign
    self.notices = notices
    self.chopper = chopper
    self.isCalibrated = isCalibrated
    self.response = response
  }
}

/// What is known of one uninterrupted recording: all channels have the same rate, start and length.
package struct RecordingHeader: Hashable, Sendable {
  /// The recording's name within its site.
  package var name: String
  package var rate: SamplingRate
  /// The instant of sample 0.
  package var start: Instant
  /// Samples of every channel.
  package var sampleCount: Int
  /// In alphabetical order of the channels' names.
  package var channels: [ChannelHeader]
  package var location: Location?
  /// The station's name as the file gives it, if it does.
  package var station: String?
  /// What is done to the samples of the files before anything else.
  ///
  /// Rate, start, length and channels are those after it. No steps: the samples are not to be conditioned
  /// again; `nil`: they are as they were recorded.
  package var conditioning: Conditioning?

  package init(
    name: String, rate: SamplingRate, start: Instant, sampleCount: Int, channels: [ChannelHeader],
    location: Location? = nil, station: String? = nil, conditioning: Conditioning? = nil
  ) {
    self.name = name
    self.rate = rate
    self.start = start
    self.sampleCount = sampleCount
    self.channels = channels.sorted { $0.channel < $1.channel }
    self.location = location
    self.station = station
    self.conditioning = conditioning
  }

  /// The instant of the last sample.
  package var end: Instant { start.advanced(bySamples: sampleCount - 1, at: rate) }

  package func has(_ channel: Channel) -> Bool {
    channels.contains { $0.channel == channel }
  }
}

extension RecordingHeader {
  /// Whether a numbered line stands for a component.
  package func hasLine(for component: Channel) -> Bool {
    channels.contains { $0.channel.component == component }
  }
}

/// Where a recording is found: enough for any rank to open it for itself.
package struct RecordingLocator: Hashable, Sendable {
  /// The name of the format in the registry of readers.
  package var format: String
  /// The file, or the folder, that holds the recording.
  package var path: String
  /// Which recording, where one file holds several; else empty.
  package var member: String

  package init(format: String, path: String, member: String = "") {
    self.format = format
    self.path = path
    self.member = member
  }
}

/// A recording that is open for reading.
///
/// Samples come in the field's units: mV/km for electric and nT for magnetic channels (mV where the
/// coil's response is still in them, which a notice in the header says).
package protocol RecordingSource: AnyObject {
  var header: RecordingHeader { get }

  /// Whether reads may run on another thread than the one that opened the recording.
  var readsOnAnyThread: Bool { get }

  /// Whether neither this nor what `places` gives can be read on other threads than this one.
  var isForOneThread: Bool { get }

  /// Reads the samples `range` of channels, and hands over some of one after the other's: each channel's come
  /// in order, with the channel's place in the list.
  ///
  /// - Throws: What reading one channel throws, and what `hand` does.
  func read(
    _ channels: [Channel], _ range: Range<Int>,
    handing hand: (_ channel: Int, _ range: Range<Int>, _ samples: Span<Double>) throws -> Void
  ) throws

  /// Whether reading a channel has nothing in common with reading another one.
  var channelsLieApart: Bool { get }

  /// How many samples of a channel are read before the next channel's: those that the format has at hand
  /// once it has them of one.
  var samplesPerTurn: Int { get }

  /// Reads the samples `range` of a channel into `samples`, whose count is the range's.
  ///
  /// - Throws: An error that names the file and the place, when the file cannot be read, is shorter
  ///   than its header says, or holds a value that is not a number.
  func read(_ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>) throws

  /// From now on gives NaN for values that are no numbers, instead of an error.
  func keepMissing()

  /// The samples of a range that were not measured, and that reading gives something else for.
  func missing(_ channel: Channel, _ range: Range<Int>) throws -> [Range<Int>]

  /// Whether `fetch` does something.
  var isFetchable: Bool { get }

  /// Has the system bring samples from the disk, and does not wait for them: they are wanted soon.
  func fetch(_ channels: [Channel], _ range: Range<Int>)

  /// What other threads need to open the recording for themselves, where this one is for one thread only.
  ///
  /// - Returns: Nil where only this thread can read it, or any thread can read this one.
  /// - Throws: An error that names the file, when the places of samples cannot be found.
  func places() throws -> (any RecordingPlaces)?
}

/// A recording of which it is known where its samples are.
package protocol RecordingPlaces: Sendable {
  /// The recording, for a thread of its own; its samples are those of the recording that gave the places.
  func open() -> any RecordingSource
}

/// The samples of a turn where the format does not say otherwise: two chunks of MTH5.
package let usualSamplesPerTurn = 1 << 16

extension RecordingSource {
  /// Formats that cannot have missing values have nothing to do.
  package func keepMissing() {}
  package func missing(_ channel: Channel, _ range: Range<Int>) throws -> [Range<Int>] { [] }

  package var isFetchable: Bool { false }
  package func fetch(_ channels: [Channel], _ range: Range<Int>) {}
  package func places() throws -> (any RecordingPlaces)? { nil }
  package var isForOneThread: Bool { !readsOnAnyThread }

  package var channelsLieApart: Bool { false }
  package var samplesPerTurn: Int { usualSamplesPerTurn }

  package func read(
    _ channels: [Channel], _ range: Range<Int>,
    handing hand: (_ channel: Int, _ range: Range<Int>, _ samples: Span<Double>) throws -> Void
  ) throws {
    try readInTurns(channels, range, handing: hand)
  }

  /// Reads one channel after the other, `samplesPerTurn` samples of each at a time.
  package func readInTurns(
    _ channels: [Channel], _ range: Range<Int>,
    handing hand: (_ channel: Int, _ range: Range<Int>, _ samples: Span<Double>) throws -> Void
  ) throws {
    // One that stays in the processor's cache.
    var samples: [Double] = []
    for turn in turns(in: range) {
      if samples.count != turn.count { samples = [Double](repeating: 0, count: turn.count) }
      for (index, channel) in channels.enumerated() {
        try read(channel, turn, into: &samples)
        try hand(index, turn, samples.span)
      }
    }
  }

  /// Ranges that follow one another, make up `range`, and end where the format's pieces do.
  package func turns(in range: Range<Int>) -> some Sequence<Range<Int>> {
    let step = samplesPerTurn
    let first = range.isEmpty ? range.upperBound : range.lowerBound / step * step
    return stride(from: first, to: range.upperBound, by: step).lazy.map {
      max($0, range.lowerBound)..<min($0 + step, range.upperBound)
    }
  }
}

extension RecordingSource {
  /// The samples `range` of a channel.
  ///
  /// - Throws: What `read` throws, as a `UserError`.
  package func samples(
    of channel: Channel, _ range: Range<Int>
  ) throws(UserError) -> [Double] {
    do {
      return try unsafe [Double](unsafeUninitializedCapacity: range.count) { samples, count in
        count = range.count
        var span = unsafe samples.mutableSpan
        try read(channel, range, into: &span)
      }
    } catch {
      throw named(error, channel)
    }
  }

  /// The samples `range` of channels, `[channel][sample]`.
  ///
  /// - Throws: What `read` throws, as a `UserError`.
  package func samples(of channels: [Channel], _ range: Range<Int>) throws -> [[Double]] {
    if channelsLieApart { return try channels.map { try samples(of: $0, range) } }
    var rows = channels.map { _ in [Double]() }
    for index in rows.indices { rows[index].reserveCapacity(range.count) }
    try read(channels, range) { index, _, values in
      unsafe values.withUnsafeBufferPointer { unsafe rows[index].append(contentsOf: $0) }
    }
    return rows
  }

  /// Reads the samples `range` of a channel into an array of as many.
  ///
  /// - Throws: What `read` throws, as a `UserError`.
  package func read(
    _ channel: Channel, _ range: Range<Int>, into samples: inout [Double]
  ) throws(UserError) {
    do {
      var span = samples.mutableSpan
      try read(channel, range, into: &span)
    } catch {
      throw named(error, channel)
    }
  }

  private func named(_ error: any Error, _ channel: Channel) -> UserError {
    error as? UserError
      ?? UserError(
        .data, header.name, at: "channel \(channel)", "cannot be read: \(error)", remedy: "")
  }
}
