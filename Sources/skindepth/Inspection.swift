import Foundation
import Model

/// What is found in a recording, for a person or as JSON.
struct Inspection: Encodable {
  struct Place: Encodable {
    let latitude: Double
    let longitude: Double
    let elevation: Double
  }

  struct Channel: Encodable {
    let name: String
    let unit: String
    let azimuth: Double
    let tilt: Double
    let dipoleLength: Double?
    let sensor: String
    let serial: String
    let resisticsSign: Double
    let notices: [String]
    let firstSamples: [Double]
    let statistics: Statistics?
  }

  struct Statistics: Encodable {
    let minimum: Double?
    let maximum: Double?
    let mean: Double?
    let standardDeviation: Double?
    let nonFinite: Int
    let clipped: Int
    let isConstant: Bool
    let longestConstant: Int
  }

  let path: String
  let member: String
  let format: String
  let name: String
  let station: String?
  let location: Place?
  let rateHertz: Double
  let start: String
  let end: String
  let samples: Int
  let channels: [Channel]
  /// Seconds from the sample that would follow those of the recording before, at the same rate.
  var gapBefore: Double?

  fileprivate let header: RecordingHeader

  private enum CodingKeys: CodingKey {
    case path, member, format, name, station, location, rateHertz, start, end, samples, channels
    case gapBefore
  }

  /// Reads a recording.
  ///
  /// - Parameters:
  ///   - first: Samples of each channel to keep.
  ///   - readsAll: Whether to read all samples.
  init(_ locator: RecordingLocator, first: Int, readsAll: Bool) throws {
    let source = try SurveyReader.open(locator)
    header = source.header
    (path, member, format) = (locator.path, locator.member, locator.format)
    (name, station) = (header.name, header.station)
    location = header.location.map {
      Place(latitude: $0.latitude, longitude: $0.longitude, elevation: $0.elevation)
    }
    rateHertz = header.rate.hertz
    (start, end) = (header.start.iso, header.end.iso)
    samples = header.sampleCount
    channels = try header.channels.map {
      try Channel($0, SampleReader(source, $0.channel), first: first, readsAll: readsAll)
    }
  }

  static func json(_ inspections: [Inspection], _ problems: [UserError]) throws -> String {
    struct Whole: Encodable {
      let recordings: [Inspection]
      let problems: [String]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let whole = Whole(recordings: inspections, problems: problems.map(\.description))
    return String(decoding: try encoder.encode(whole), as: UTF8.self)
  }
}

extension Inspection.Channel {
  fileprivate init(
    _ header: ChannelHeader, _ reader: SampleReader, first: Int, readsAll: Bool
  ) throws {
    name = header.channel.name
    // A reader that leaves the response of a coil in, or lacks a length, says that it gives mV.
    unit = header.sampleUnit
    (azimuth, tilt, dipoleLength) = (header.azimuth, header.tilt, header.dipoleLength)
    (sensor, serial, notices) = (header.sensor, header.serial, header.notices)
    resisticsSign = header.resisticsSign
    firstSamples = try reader.first(first)
    statistics = readsAll ? Inspection.Statistics(try reader.statistics()) : nil
  }
}

extension Inspection.Statistics {
  fileprivate init(_ found: SampleStatistics) {
    let hasValues = found.count > 0
    minimum = hasValues ? found.minimum : nil
    maximum = hasValues ? found.maximum : nil
    mean = hasValues ? found.mean : nil
    standardDeviation = hasValues ? found.standardDeviation : nil
    (nonFinite, clipped) = (found.nonFinite, found.clipped)
    (isConstant, longestConstant) = (found.isConstant, found.longestConstant)
  }
}

extension [Inspection] {
  /// Notes what is missing between recordings of a folder that have the same rate and channels.
  mutating func noteGaps() {
    let order = indices.sorted { self[$0].header.start < self[$1].header.start }
    var last: [String: Int] = [:]
    for index in order {
      let header = self[index].header
      let key = "\(header.rate) \(header.channels.map(\.channel.name)) \(header.station ?? "")"
      if let before = last[key] {
        let previous = self[before].header
        let expected = previous.start.advanced(bySamples: previous.sampleCount, at: previous.rate)
        self[index].gapBefore = header.start.seconds(since: expected)
      }
      last[key] = index
    }
  }
}

// For a person.
extension Inspection {
  var text: String {
    var lines = ["\(path)\(member.isEmpty ? "" : " (\(member))")", "  \(format): \(name)"]
    if let station { lines.append("  station \(station)") }
    if let location {
      lines.append(
        "  \(location.latitude.fixed(6))° \(location.longitude.fixed(6))° "
          + "\(location.elevation.fixed(1)) m")
    }
    lines.append(
      "  \(header.rate.hertz) Hz, \(samples) samples, \(shortText(header.start)) to "
        + "\(shortText(header.end))")
    if let gapBefore {
      lines.append("  \(gapBefore) s of gap after the recording before")
    }
    return (lines + channels.flatMap(\.lines)).joined(separator: "\n")
  }
}

extension Inspection.Channel {
  fileprivate var lines: [String] {
    let length = dipoleLength.map { ", \($0.fixed(2)) m" } ?? ""
    let device = [sensor, serial].filter { !$0.isEmpty }.joined(separator: " ")
    var lines = [
      "  \(name) [\(unit)]: \(azimuth.fixed(1))°, tilt \(tilt.fixed(1))°\(length)"
        + (device.isEmpty ? "" : ", \(device)")
    ]
    if !firstSamples.isEmpty {
      lines.append("    first: " + firstSamples.map { "\($0)" }.joined(separator: " "))
    }
    if let statistics { lines.append("    " + statistics.text) }
    return lines + notices.map { "    \($0)" }
  }
}

extension Inspection.Statistics {
  fileprivate var text: String {
    func short(_ value: Double?) -> String { value.map { shortNumber($0) } ?? "-" }
    var parts = [
      "min \(short(minimum)), max \(short(maximum)), mean \(short(mean)), "
        + "standard deviation \(short(standardDeviation))"
    ]
    if nonFinite > 0 { parts.append("\(nonFinite) not finite") }
    if clipped > 0 { parts.append("\(clipped) clipped") }
    if isConstant { parts.append("constant") }
    if !isConstant, longestConstant > 9 { parts.append("up to \(longestConstant) equal in a row") }
    return parts.joined(separator: ", ")
  }
}

/// A number with seven digits.
private func shortNumber(_ value: Double) -> String {
  String(format: "%.7g", value)
}
