import Configuration
import Formats
import Model
import Pipeline

/// Decides from headers and settings what is done to the samples of each recording before they are processed:
/// which response is taken out of which channel, and which steps condition them.
struct SampleTreatment {
  let preprocessing: PreprocessingSettings
  let calibration: CalibrationSettings
  let library: CalibrationLibrary
  /// The largest gap, relative to the two recordings beside it, over which they are joined; 0 for
  /// none.
  var shortGaps = 0.0
  /// Whether windows are left out that stand on missing samples, so that these may be filled.
  var countsMissing = false

  /// A site's recordings as they are processed.
  struct Result {
    var recordings: [SurveyRecording] = []
    /// What was found for each channel that may have a response, for the user.
    var matches: [ChannelMatch] = []
    var problems: [UserError] = []
    var notices: [String] = []
  }

  func treat(_ recordings: [SurveyRecording], of site: String) -> Result {
    var result = Result()
    for var recording in recordings {
      do throws(UserError) {
        recording.header = try calibrated(recording.header, recording, &result)
        result.recordings.append(recording)
      } catch {
        result.problems.append(error)
      }
    }
    result.recordings = joined(result.recordings, of: site, &result.notices)
    result.recordings = result.recordings.compactMap { recording in
      var recording = recording
      do throws(UserError) {
        recording.header = try conditioned(recording.header, &result.notices, site)
        return recording
      } catch {
        result.problems.append(error)
        return nil
      }
    }
    return result
  }

  /// Sets the responses that files, or the sensors' kinds, give.
  private func calibrated(
    _ header: RecordingHeader, _ recording: SurveyRecording, _ result: inout Result
  ) throws(UserError) -> RecordingHeader {
    var header = header
    for index in header.channels.indices {
      let channel = header.channels[index]
      guard channel.channel.kind == .magnetic || channel.response != nil else { continue }
      let match = ChannelMatch(channel, library, calibration)
      result.matches.append(match)
      if case .ambiguous(let entries) = match.outcome, calibration.applies {
        throw UserError(
          .data, recording.locator.path, at: "channel \(channel.channel)",
          "several calibration files match: \(entries.map(\.response.source).joined(separator: ", "))",
          remedy: "keep one of them in the project's folder")
      }
      guard calibration.applies else {
        header.channels[index].keepFilters()
        continue
      }
      guard var response = match.response else { continue }
      response.interpolation = calibration.interpolation
      response.extends = calibration.extends
      header.channels[index].calibrate(with: response)
    }
    return header
  }
}

// Which steps.
extension SampleTreatment {
  /// Adds the steps that the settings ask for, in the order in which they are done.
  private func conditioned(
    _ before: RecordingHeader, _ notices: inout [String], _ site: String
  ) throws(UserError) -> RecordingHeader {
    // What has been conditioned, and written, is not conditioned again.
    if before.conditioning?.steps.isEmpty == true {
      return calibration.domain == .recording ? wholeCalibrated(before) : before
    }
    var header = before
    func add(_ steps: [Conditioning.Step]) { header = header.conditioned(by: steps) }
    // Windows that stand on too many of them do not count.
    if preprocessing.interpolatesMissing || countsMissing { add([.interpolateMissing]) }
    if preprocessing.interpolatesZeros { add([.interpolateZeros(run: 20)]) }
    let isWhole = calibration.domain == .recording
    let responses = responses(header)
    let filters = try filters(header.rate, &notices, site)
    let usesWhole = isWhole && !responses.isEmpty || filters.contains { $0.method == .resistics }
    // What takes the whole recording at once suffers from a mean, which resistics removes on reading.
    if preprocessing.removesMean || usesWhole { add([.removeMean]) }
    let factors = factors(header)
    if !factors.isEmpty { add([.multiply(factors)]) }
    if isWhole, !responses.isEmpty { add([.calibrate(responses)]) }
    add(filters.map { .filter($0) })
    if preprocessing.shiftsToSecond { add(try shift(header)) }
    if let pair = preprocessing.rates.first(where: { $0.from == header.rate }) {
      add([resampling(from: pair.from, to: pair.to)])
    }
    if preprocessing.normalises { add([.normalise]) }
    guard header.sampleCount > 1 else {
      throw UserError(
        .data, header.name, at: "site \(site)", "is too short to be conditioned",
        remedy: "take the recording out of the survey, or out of what interp and resamp do")
    }
    return header
  }

  private func responses(_ header: RecordingHeader) -> [Conditioning.Calibration] {
    header.channels.compactMap { channel in
      channel.response.map { Conditioning.Calibration(channel: channel.channel, response: $0) }
    }
  }

  private func wholeCalibrated(_ header: RecordingHeader) -> RecordingHeader {
    let responses = responses(header)
    return responses.isEmpty
      ? header : header.conditioned(by: [.removeMean, .calibrate(responses)])
  }

  private func factors(_ header: RecordingHeader) -> [Conditioning.Factor] {
    let names = Set(header.channels.map(\.channel))
    let corrected = header.channels.filter { $0.correction != 1 }
      .map { Conditioning.Factor(channel: $0.channel, factor: $0.correction) }
    let reversed = preprocessing.reversed.map { Conditioning.Factor(channel: $0, factor: -1) }
    let scaled = preprocessing.factors.map {
      Conditioning.Factor(channel: $0.channel, factor: $0.factor)
    }
    let turned = header.channels.filter { preprocessing.sign == .resistics && $0.resisticsSign < 0 }
      .map { Conditioning.Factor(channel: $0.channel, factor: $0.resisticsSign) }
    return turned + corrected + (reversed + scaled).filter { names.contains($0.channel) }
  }

  private func shift(_ header: RecordingHeader) throws(UserError) -> [Conditioning.Step] {
    guard header.rate.hertz >= 1 else {
      throw UserError(
        .configuration, "[Preprocessing]", at: "interp",
        "cannot be done to \(header.name), which has less than one sample a second",
        remedy: "set interp = False")
    }
    return header.shiftToSecond().map { [$0] } ?? []
  }

  private func resampling(from: SamplingRate, to: SamplingRate) -> Conditioning.Step {
    let ratio = SamplingRate(samples: to.samples * from.seconds, seconds: to.seconds * from.samples)
    return .resample(up: ratio.samples, down: ratio.seconds)
  }

  /// The filters, without those that have nothing to do at a rate.
  private func filters(
    _ rate: SamplingRate, _ notices: inout [String], _ site: String
  ) throws(UserError) -> [Conditioning.Filter] {
    var wanted: [Conditioning.Filter] = []
    func add(_ kind: Conditioning.Filter.Kind, _ low: Double, _ high: Double) {
      wanted.append(
        Conditioning.Filter(kind, low: low, high: high, method: preprocessing.method))
    }
    if let corner = preprocessing.lowPass { add(.lowPass, corner, corner) }
    if let corner = preprocessing.highPass { add(.highPass, corner, corner) }
    if preprocessing.bandPass.count == 2 {
      add(.bandPass, preprocessing.bandPass[0], preprocessing.bandPass[1])
    }
    for notch in preprocessing.notches { add(.notch, 0.9 * notch, 1.1 * notch) }
    let nyquist = rate.hertz / 2
    var filters: [Conditioning.Filter] = []
    for filter in wanted {
      if filter.high < nyquist {
        filters.append(filter)
      } else if filter.kind == .lowPass || filter.kind == .notch {
        notices.append(
          "site \(site), \(rate.hertz) Hz: \(filter.kind.rawValue) at "
            + "\((filter.low + filter.high) / 2) Hz is left out, above half of the rate")
      } else {
        throw UserError(
          .configuration, "[Preprocessing]", at: filter.kind == .highPass ? "hpfilt" : "bpfilt",
          "\(filter.high) Hz is above half of the sampling rate of site \(site), \(rate.hertz) Hz",
          remedy: "give a lower frequency, or take recordings of that rate out of the survey")
      }
    }
    return filters
  }
}

// Which recordings are joined.
extension SampleTreatment {
  /// Recordings that become one without being asked for: all of their files are open at once.
  private static let mostParts = 64

  private func joined(
    _ recordings: [SurveyRecording], of site: String, _ notices: inout [String]
  ) -> [SurveyRecording] {
    guard preprocessing.longestGap > 0 || shortGaps > 0 else { return recordings }
    let sorted = recordings.filter { $0.header.conditioning == nil }
      .sorted { $0.header.start < $1.header.start }
    var groups: [[(recording: SurveyRecording, first: Int)]] = []
    for recording in sorted {
      let last = groups.lastIndex { $0[0].recording.header.rate == recording.header.rate }
      if let last, let first = place(of: recording, behind: groups[last], site, &notices) {
        groups[last].append((recording, first))
      } else {
        groups.append([(recording, 0)])
      }
    }
    notices += groups.compactMap { notice(of: $0, site) }
    return recordings.filter { $0.header.conditioning != nil } + groups.map(one)
  }

  /// The place of a recording's first sample in the series of those before it; `nil` where it cannot be
  /// joined to them.
  private func place(
    of recording: SurveyRecording, behind group: [(recording: SurveyRecording, first: Int)],
    _ site: String, _ notices: inout [String]
  ) -> Int? {
    guard let last = group.last else { return nil }
    let (origin, header) = (group[0].recording.header, recording.header)
    let samples = header.start.seconds(since: origin.start) * header.rate.hertz
    guard samples < 1e15 else { return nil }
    let first = Int(samples.rounded())
    let gap = first - (last.first + last.recording.header.sampleCount)
    let whole = last.first + last.recording.header.sampleCount + header.sampleCount
    let isWanted =
      gap >= 0 && Double(gap) * header.rate.interval <= preprocessing.longestGap
      && preprocessing.longestGap > 0
    let isShort =
      gap >= 0 && Double(gap) <= shortGaps * Double(whole)
      && group.count < SampleTreatment.mostParts
    guard isWanted || isShort else { return nil }
    // Of channels with other filters the response of the first does not hold for the others.
    let channels = [origin, header].map { header in
      header.channels.map { channel in
        var same = ChannelHeader(
          channel.channel, azimuth: channel.azimuth, sensor: channel.sensor, serial: channel.serial)
        same.response = channel.response
        same.correction = channel.correction
        return same
      }
    }
    let isOnGrid =
      abs(samples - Double(first)) < 0.01
      || abs(
        header.start.seconds(
          since: origin.start.advanced(bySamples: first, at: header.rate))) < 1e-6
    guard channels[0] == channels[1], isOnGrid else {
      guard isWanted else { return nil }
      notices.append(
        "site \(site): \(header.name) is not joined to \(last.recording.header.name): "
          + (isOnGrid
            ? "other channels, sensors or filters" : "its samples fall between those before"))
      return nil
    }
    return first
  }

  /// What is said of recordings that are joined without being asked for.
  private func notice(
    of group: [(recording: SurveyRecording, first: Int)], _ site: String
  ) -> String? {
    guard preprocessing.longestGap == 0, group.count > 1 else { return nil }
    let gaps = zip(group, group.dropFirst()).map { before, after in
      after.first - before.first - before.recording.header.sampleCount
    }
    let header = group[0].recording.header
    let seconds = Double(gaps.reduce(0, +)) * header.rate.interval
    return
      "site \(site), \(header.rate.hertz) Hz: \(group.count) recordings from \(header.name) on are one, with"
      + " \(seconds.fixed(seconds < 10 ? 2 : 0)) s missing between them (maxmissing in [Window])"
  }

  private func one(_ group: [(recording: SurveyRecording, first: Int)]) -> SurveyRecording {
    var joined = group[0].recording
    guard group.count > 1 else { return joined }
    let parts = group.dropFirst().map {
      Conditioning.Part(
        locator: $0.recording.locator, first: $0.first,
        sampleCount: $0.recording.header.sampleCount)
    }
    joined.header = joined.header.conditioned(by: [.join(parts)])
    let all = group.map(\.recording)
    joined.fingerprint = SampleTreatment.digest(all.map(\.fingerprint))
    joined.contents = SampleTreatment.digest(all.map(\.contents))
    return joined
  }

  private static func digest(_ digests: [Digest]) -> Digest {
    var builder = DigestBuilder()
    for digest in digests {
      builder.add(digest.high)
      builder.add(digest.low)
    }
    return builder.digest
  }
}
