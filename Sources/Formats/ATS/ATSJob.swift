import Files
import Model

/// What the XML file beside ATS files says of them: the recorder's job with its settings.
struct ATSJob {
  /// What is said of one ATS file.
  struct Channel {
    private let element: XMLElement
    /// The settings of the recorder's input that the file's samples came from.
    private let input: XMLElement?

    init(_ element: XMLElement, input: XMLElement?) {
      self.element = element
      self.input = input
    }

    var file: String { element.text(of: "ats_data_file") ?? "" }
    var rate: Double? { number("sample_freq") }
    var count: Double? { number("num_samples") }
    var millivoltsPerCount: Double? { number("ts_lsb") }
    var sensor: String { element.text(of: "sensor_type") ?? "" }
    var serial: String { element.text(of: "sensor_sernum") ?? "" }
    /// Of a magnetic channel; `nil` where the job does not tell.
    var chopper: Bool? { ["0": false, "1": true][input?.text(of: "hchopper") ?? ""] }

    var start: Instant? {
      guard let date = element.text(of: "start_date"), let time = element.text(of: "start_time")
      else { return nil }
      return Instant("\(date) \(time)")
    }

    /// x1, y1, z1, x2, y2, z2 in metres, if all are there.
    var positions: [Double]? {
      let values = ["x1", "y1", "z1", "x2", "y2", "z2"].compactMap { number("pos_" + $0) }
      return values.count == 6 ? values : nil
    }

    private func number(_ name: String) -> Double? {
      element.text(of: name).flatMap(DecimalNumber.parse).flatMap { $0.isFinite ? $0 : nil }
    }
  }

  let path: String
  let siteName: String?
  private let channels: [Channel]

  /// Reads a file.
  ///
  /// - Returns: `nil` when it does not speak of ATS files.
  /// - Throws: A `UserError` when it cannot be read, or is no XML.
  init?(_ path: String) throws {
    self.path = path
    let bytes = try InputFile.contents(of: path, limit: 8 << 20)
    let root: XMLElement
    do { root = try XMLElement(document: bytes) } catch {
      throw UserError(
        .data, path, at: "line \(error.line)", "is no XML: \(error.problem)",
        remedy: "copy the file again from its source, or take it away: the ATS files say the rest")
    }
    // Every kind of recorder names the way to it differently, and all have a writer of ATS files.
    guard let writer = root.descendant("ATSWriter") else { return nil }
    let inputs = root.descendant("channel_config")?.channels ?? []
    channels = (writer["configuration"]?.channels ?? []).map { output in
      let id = output.attributes["id"]
      return Channel(output, input: inputs.first { id != nil && $0.attributes["id"] == id })
    }
    siteName = writer["comments"]?.text(of: "site_name")
  }

  /// What is said of a file, found by its name in any case.
  func channel(of file: String) -> Channel? {
    channels.first { lastPart($0.file).lowercased() == lastPart(file).lowercased() }
  }
}

extension XMLElement {
  fileprivate var channels: [XMLElement] { children.filter { $0.name == "channel" } }
}

extension ATSJob.Channel {
  /// In what it differs from a file's own header, in words for the user.
  func differences(from header: ATSHeader) -> [String] {
    var differences: [String] = []
    func compare<Value: Equatable>(_ what: String, _ here: Value?, _ there: Value) {
      guard let here, here != there else { return }
      differences.append("the XML file gives \(what) \(here), the ATS file \(there): this is taken")
    }
    compare("rate", rate, Double(meantBy: header.statedRate))
    compare("number of samples", count, Double(header.sampleCount))
    compare("start", start?.iso, header.start.iso)
    // Printed with few digits by some recorders.
    if let millivoltsPerCount,
      abs(millivoltsPerCount - header.millivoltsPerCount) > 1e-6 * abs(header.millivoltsPerCount)
    {
      compare("mV of one count", millivoltsPerCount, header.millivoltsPerCount)
    }
    if let taken = header.chopper, (try? header.channel())?.kind == .magnetic {
      compare("the chopper as", chopper.map(Self.state), Self.state(taken))
    }
    return differences
  }

  private static func state(_ chopper: Bool) -> String { chopper ? "on" : "off" }
}
