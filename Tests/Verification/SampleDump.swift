import Formats
import Foundation
import Model

/// Writes all recordings of the fixtures as plain doubles, for programs in other languages to compare with.
///
/// Each channel becomes a file `N_CHANNEL.f64`; `index.json` says what N is.
struct SampleDump {
  static let fixtures = [
    "ats/site01", "atss/survey/stations/SynSite", "spam/run01", "lemi/b423", "lemi/b423e",
    "lemi/202406011200.TXT", "phoenix/mtu_legacy", "phoenix/mtu5c",
  ]

  private struct Entry: Encodable {
    let fixture: String
    let format: String
    let member: String
    let rate: Double
    let start: String
    let sampleCount: Int
    let channels: [String: Double]
  }

  let data: String
  let folder: String

  init(_ arguments: [String]) throws {
    guard arguments.count == 2 else {
      throw UserError(
        .configuration, "verification", "needs two folders", remedy: "see run/verify-formats")
    }
    (data, folder) = (arguments[0], arguments[1])
  }

  func verdict() throws -> Verdict {
    var entries: [Entry] = []
    for fixture in SampleDump.fixtures {
      for locator in try TimeSeriesFormats.discover("\(data)/\(fixture)").recordings {
        let source = try TimeSeriesFormats.open(locator)
        for header in source.header.channels {
          let samples = try source.samples(header.channel)
          let bytes = samples.flatMap { value in
            (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * $0)) }
          }
          let name = "\(entries.count)_\(header.channel.name).f64"
          try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        let lengths = source.header.channels.map { ($0.channel.name, $0.dipoleLength ?? 0) }
        entries.append(
          Entry(
            fixture: fixture, format: locator.format, member: locator.member,
            rate: source.header.rate.hertz, start: source.header.start.iso,
            sampleCount: source.header.sampleCount,
            channels: Dictionary(uniqueKeysWithValues: lengths)))
      }
    }
    let text = try JSONEncoder().encode(entries)
    try text.write(to: URL(filePath: "\(folder)/index.json"))
    return Verdict()
  }
}
