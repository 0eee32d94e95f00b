import Archive
import ComplexModule
import Foundation
import Model

/// Prints what the channels of an MTH5 file are divided by, for other programs to compare with: a line of
/// JSON for each.
struct ResponseDump {
  private struct Entry: Encodable {
    let station: String
    let channel: String
    /// The first sample as it is read.
    let sample: Double
    /// Real and imaginary part at each frequency.
    let values: [[Double]]
    let reachesField: Bool
    let notices: [String]
  }

  private let path: String
  private let interpolation: ChannelResponse.Interpolation
  private let frequencies: [Double]

  /// - Parameter arguments: The file, `smooth` or `linear`, and a file of frequencies in hertz.
  init(_ arguments: [String]) throws {
    guard arguments.count == 3,
      let interpolation = ChannelResponse.Interpolation(rawValue: arguments[1])
    else {
      throw UserError(
        .configuration, "verification", "needs a file, an interpolation and a file of frequencies",
        remedy: "see run/interop")
    }
    self.interpolation = interpolation
    path = arguments[0]
    let text = try String(contentsOf: URL(filePath: arguments[2]), encoding: .utf8)
    frequencies = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
  }

  func verdict() throws -> Verdict {
    let encoder = JSONEncoder()
    for listed in try MTH5File(path).recordings {
      let source = try MTH5Recording(listed.locator)
      for header in source.header.channels {
        let sample = try source.samples(of: header.channel, 0..<1)[0]
        let entry = entry(header, source.station, sample)
        print(String(decoding: try encoder.encode(entry), as: UTF8.self))
      }
    }
    return Verdict()
  }

  private func entry(_ header: ChannelHeader, _ station: String, _ sample: Double) -> Entry {
    var response = header.response
    response?.interpolation = interpolation
    let curve = response.map { ResponseCurve($0) }
    let values = frequencies.map { curve?.value(at: $0) ?? 1 }
    return Entry(
      station: station, channel: header.channel.name, sample: sample,
      values: values.map { [$0.real, $0.imaginary] },
      reachesField: response?.reachesField ?? header.notices.isEmpty, notices: header.notices)
  }
}
