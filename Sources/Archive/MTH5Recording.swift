import Files
import HDF5
package import Model

/// One run of an MTH5 file, open for reading.
package final class MTH5Recording: RecordingSource {
  package let header: RecordingHeader
  /// The names of survey, station and run.
  package let survey: String
  package let station: String
  private let file: File
  private let path: String
  private let channels: [Channel: RunChannel]
  private var keepsMissing = false

  /// HDF5 is used from one thread only.
  package var readsOnAnyThread: Bool { false }
  package var isForOneThread: Bool { !channels.values.allSatisfy(\.hasPieces) }
  package var channelsLieApart: Bool { true }

  /// Opens a recording that `MTH5File.recordings` listed.
  ///
  /// - Parameter locator: With the member `survey/station/run`.
  /// - Throws: `UserError` if the file is not what it was, or has no such run.
  package init(_ locator: RecordingLocator) throws(UserError) {
    let path = locator.path
    // A survey's file is not read whole for one recording, if its groups are named as usual.
    var opened = try MTH5File(path, only: locator.member)
    if opened.recordings.isEmpty { opened = try MTH5File(path) }
    guard let run = opened.recordings.first(where: { $0.locator.member == locator.member }) else {
      throw UserError(
        .data, path, at: locator.member, "the file has no such recording",
        remedy: "It has \(opened.recordings.map(\.locator.member).joined(separator: ", "))")
    }
    header = run.header
    survey = run.survey
    station = run.station
    channels = run.channels
    self.path = path
    file = opened.takeFile()
  }

  package func read(
    _ channel: Channel, _ range: Range<Int>, into samples: inout MutableSpan<Double>
  ) throws {
    precondition(range.lowerBound >= 0 && range.upperBound <= header.sampleCount, "samples")
    guard let stored = channels[channel] else {
      preconditionFailure("\(channel) is not in the recording's header")
    }
    let wanted = stored.offset + range.lowerBound..<stored.offset + range.upperBound
    let dataset = try naming(.data, path) { try file.datasetKeepingNoChunks(stored.path) }
    let step = try naming(.data, path) { Self.samplesAtATime(inChunksOf: try dataset.chunk?.first) }
    try unsafe samples.withUnsafeMutableBufferPointer { all throws(any Error) in
      var first = wanted.lowerBound
      while first < wanted.upperBound {
        let end = min((first / step + 1) * step, wanted.upperBound)
        let places = first - wanted.lowerBound..<end - wanted.lowerBound
        let piece = unsafe UnsafeMutableBufferPointer(rebasing: all[places])
        var values = unsafe piece.mutableSpan
        try read(dataset, stored, from: first, into: &values)
        first = end
      }
    }
  }

  /// Reads some samples, and scales them while they are in the processor's cache.
  private func read(
    _ dataset: borrowing Dataset, _ stored: RunChannel, from first: Int,
    into samples: inout MutableSpan<Double>
  ) throws {
    // A closure may not capture a span that the caller owns, so this is no call of `naming`.
    do {
      try dataset.read(into: &samples, Hyperslab(start: [first], count: [samples.count]))
    } catch {
      throw UserError(error, .data, path: path)
    }
    try values(of: stored).scale(&samples, from: first, keepsMissing: keepsMissing)
  }

  /// Whole chunks, as each of them is unpacked again with every read of a part.
  private static func samplesAtATime(inChunksOf chunk: Int?) -> Int {
    let (usual, chunk) = (1 << 16, max(1, chunk ?? 1))
    return max(1, usual / chunk) * chunk
  }

  private func values(of stored: RunChannel) -> MTH5Values {
    MTH5Values(path: path, dataset: stored.path, factor: stored.factor)
  }

  package func places() throws -> (any RecordingPlaces)? {
    var columns: [Channel: MTH5Places.Column] = [:]
    var files: [String: RandomAccessFile] = [:]
    for (channel, stored) in channels {
      let pieces = try naming(.data, path) { try file.dataset(stored.path).pieces() }
      guard let pieces else { return nil }
      let plain = try files[pieces.path] ?? RandomAccessFile(pieces.path, .reading)
      files[pieces.path] = plain
      columns[channel] = MTH5Places.Column(
        values: values(of: stored), pieces: pieces, file: plain, offset: stored.offset)
    }
    return MTH5Places(header: header, columns: columns)
  }

  package func keepMissing() { keepsMissing = true }
}

/// What reading a channel of a run takes.
struct RunChannel {
  let header: ChannelHeader
  let rate: SamplingRate
  let start: Instant
  let count: Int
  /// The dataset.
  let path: String
  /// What its numbers are multiplied with.
  let factor: Double
  /// Whether they lie unpacked in the file.
  let hasPieces: Bool
  /// Its sample that is sample 0 of the recording.
  var offset = 0
}
