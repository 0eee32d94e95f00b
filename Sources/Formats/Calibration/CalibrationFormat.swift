import Files
package import Model

/// A way in which responses of sensors are stored.
///
/// A format is one file here, one line in `CalibrationFormats.all`, and its tests.
package protocol CalibrationFormat: SendableMetatype {
  /// The name that messages show.
  static var name: String { get }

  /// Whether a file is of this format, judged by its content.
  static func recognises(_ file: CalibrationText) -> Bool

  /// The responses that a file of this format holds.
  ///
  /// - Throws: A `UserError` that names the file, the place, what is wrong and what to do.
  static func read(_ file: CalibrationText) throws -> [CalibrationEntry]
}

/// The formats that responses are read from.
package enum CalibrationFormats {
  /// In the order in which a file is tried and, where several files match a channel, taken.
  package static let all: [any CalibrationFormat.Type] = [
    GenericCalibration.self, MetronixText.self, EmeraldText.self, EmeraldXML.self,
    MetronixXML.self, PhoenixCalibration.self, LemiText.self,
  ]

  /// The responses in a file, checked.
  ///
  /// - Returns: `nil` for a file of no known format.
  /// - Throws: A `UserError` when the file cannot be read or what it says cannot be.
  package static func read(_ path: String) throws -> [CalibrationEntry]? {
    let file = try CalibrationText(path)
    guard let format = all.first(where: { $0.recognises(file) }) else { return nil }
    var entries = try format.read(file)
    guard !entries.isEmpty else { throw file.wrong("holds no response", "copy the file again") }
    for index in entries.indices {
      entries[index].format = format.name
      entries[index].identify(byNameOf: path)
      try entries[index].check(file)
    }
    return entries
  }
}

/// One response with what says to which sensor it belongs.
package struct CalibrationEntry: Hashable, Sendable {
  package enum Part: String, Hashable, Sendable {
    case sensor
    /// A recorder's input: nothing that a coil's output is divided by.
    case receiver
  }

  package var response: ChannelResponse
  /// The state of the chopper for which it holds; `nil` for both.
  package var chopper: Bool?
  package var part = Part.sensor
  package internal(set) var path = ""
  package internal(set) var format = ""
  /// What cannot be vouched for, for the user.
  package internal(set) var notices: [String] = []

  package init(_ response: ChannelResponse, chopper: Bool? = nil, part: Part = .sensor) {
    self.response = response
    self.chopper = chopper
    self.part = part
  }

  fileprivate mutating func identify(byNameOf path: String) {
    self.path = path
    response.source = lastPart(path)
    let name = CalibrationName(path)
    if let serial = name.serial {
      if !response.serial.isEmpty, !sameSerial(serial, response.serial) {
        notices.append(
          "the name says serial number \(serial), the content \(response.serial): taken is the name"
        )
      }
      response.serial = serial
    }
    if response.sensor.isEmpty || name.sensor != nil {
      response.sensor = name.sensor ?? response.sensor
    }
    if let isBoth = name.chopper { chopper = isBoth }
  }

  fileprivate mutating func check(_ file: CalibrationText) throws {
    try dropRepeatedLines(file)
    guard response.frequencies.count >= 2 else {
      throw file.wrong(
        "has \(response.frequencies.count) frequencies", "a response needs two at least")
    }
    guard let lowest = response.frequencies.first, lowest > 0 else {
      throw file.wrong("has a frequency that is not above 0 Hz", "remove that line")
    }
    guard response.amplitudes.allSatisfy({ $0 > 0 }) else {
      throw file.wrong(
        "has an amplitude that is not above 0", "correct the line, or the static gain")
    }
  }
}

extension CalibrationEntry {
  /// Reads a line that comes twice once.
  ///
  /// - Throws: A `UserError` where two lines of one frequency differ.
  private mutating func dropRepeatedLines(_ file: CalibrationText) throws {
    for place in response.frequencies.indices.dropFirst().reversed()
    where response.frequencies[place] == response.frequencies[place - 1] {
      let hertz = response.frequencies[place]
      guard response.amplitudes[place] == response.amplitudes[place - 1],
        response.phases[place] == response.phases[place - 1]
      else {
        throw file.wrong(
          "has \(hertz) Hz twice, with other values", "keep the line that is right")
      }
      response.frequencies.remove(at: place)
      response.amplitudes.remove(at: place)
      response.phases.remove(at: place)
      notices.append("has the line of \(hertz) Hz twice; it is read once")
    }
  }
}

/// The text of a calibration file.
package struct CalibrationText {
  package let path: String
  package let lines: [String]
  let text: String

  /// No calibration file is longer.
  private static let limit = 16 << 20

  /// - Throws: A `UserError` when the file cannot be read or is no text.
  init(_ path: String) throws {
    self.path = path
    let bytes = try InputFile.contents(of: path, limit: CalibrationText.limit)
    // A NUL is in no text; a file of another kind is of no format.
    text = bytes.prefix(4096).contains(0) ? "" : String(decoding: bytes, as: UTF8.self)
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(\.trimmed)
  }

  func wrong(_ problem: String, _ remedy: String, at place: String = "") -> UserError {
    UserError(.data, path, at: place, problem, remedy: remedy)
  }

  /// The whole file as XML, below an element without a name.
  ///
  /// - Throws: A `UserError` with the line, for what is not well-formed.
  func markup() throws -> XMLElement {
    var tree = XMLElement(name: "", line: 1)
    do {
      tree.children = [try XMLElement(document: Array(text.utf8))]
    } catch {
      throw wrong(error.problem, "copy the file again from its source", at: "line \(error.line)")
    }
    return tree
  }

  /// The first line that contains a text, in any case.
  func line(with text: String) -> Int? {
    lines.firstIndex { $0.lowercased().contains(text.lowercased()) }
  }

  /// What follows a key at the beginning of a line, without a separator.
  func value(of key: String) -> String? {
    for line in lines where line.lowercased().hasPrefix(key.lowercased()) {
      return line.dropFirst(key.count).drop { " =:\t".contains($0) }.trimmed
    }
    return nil
  }

  /// Rows of three numbers from a line on, up to the first line that is none; ascending.
  ///
  /// - Throws: A `UserError` for a line that begins with a number and has not three.
  func rows(from start: Int) throws -> [CalibrationRow] {
    var rows: [CalibrationRow] = []
    for (offset, line) in lines.dropFirst(start).enumerated() {
      let fields = line.split { $0 == " " || $0 == "\t" || $0 == "," || $0 == ";" }
      guard let first = fields.first, DecimalNumber.parse(first) != nil else { break }
      let numbers = fields.compactMap { DecimalNumber.parse($0) }.filter(\.isFinite)
      guard numbers.count == fields.count, numbers.count >= 3 else {
        throw wrong(
          "is no row of frequency, amplitude and phase: \(line.prefix(60))",
          "write three numbers", at: "line \(start + offset + 1)")
      }
      rows.append(
        CalibrationRow(frequency: numbers[0], amplitude: numbers[1], phase: numbers[2]))
    }
    return rows.sorted { $0.frequency < $1.frequency }
  }
}

/// One line of a table, in the file's units.
struct CalibrationRow {
  var frequency, amplitude, phase: Double
}

extension ChannelResponse {
  /// A response from rows with phases in degrees.
  init(
    _ rows: [CalibrationRow], gain: Double = 1, sensor: String = "", serial: String = "",
    isPerHertz: Bool = false, hasDegrees: Bool = true, unit: String = "mV/nT"
  ) {
    self.init(
      frequencies: rows.map(\.frequency),
      amplitudes: rows.map {
        isPerHertz ? $0.amplitude * $0.frequency * gain : $0.amplitude * gain
      },
      phases: rows.map { hasDegrees ? $0.phase * .pi / 180 : $0.phase },
      unit: unit, source: "", sensor: sensor, serial: serial, isPerHertz: isPerHertz)
  }
}
