import Model

/// Phoenix' calibrations of sensors (scal) and receivers (rxcal), as JSON.
package enum PhoenixCalibration: CalibrationFormat {
  package static let name = "Phoenix JSON"

  package static func recognises(_ file: CalibrationText) -> Bool {
    file.text.contains("\"cal_data\"") && file.text.contains("\"file_type\"")
  }

  package static func read(_ file: CalibrationText) throws -> [CalibrationEntry] {
    guard let tree = JSONText(file.text) else {
      throw file.wrong("is no JSON text", "copy the file again from its source")
    }
    let type = tree["file_type"]?.text?.lowercased() ?? ""
    let isSensor = type.contains("sensor")
    guard isSensor || type.contains("receiver") else {
      throw file.wrong(
        "is no kind of calibration that is known here: \(type)",
        "known are sensor calibration and receiver calibration", at: "file_type")
    }
    let serial = tree[isSensor ? "sensor_serial" : "inst_serial"]?.text ?? ""
    let model = isSensor ? tree["sensor_type"]?.text ?? "" : tree["instrument_type"]?.text ?? ""
    return try (tree["cal_data"]?.array ?? []).flatMap { channel in
      try (channel["chan_data"]?.array ?? []).map { data in
        let rows = try rows(data, channel["tag"]?.text ?? "", file)
        let response = ChannelResponse(
          rows, sensor: model, serial: serial, unit: isSensor ? "mV/nT" : "V/V")
        return CalibrationEntry(response, part: isSensor ? .sensor : .receiver)
      }
    }
  }

  /// A list of numbers; none where one of them is no number.
  private static func numbers(_ list: JSONText?) -> [Double] {
    let numbers = (list?.array ?? []).map(\.number)
    return numbers.contains(nil) ? [] : numbers.compactMap(\.self)
  }

  private static func rows(
    _ data: JSONText, _ tag: String, _ file: CalibrationText
  ) throws -> [CalibrationRow] {
    let columns = ["freq_Hz", "magnitude", "phs_deg"].map { numbers(data[$0]) }
    guard !columns[0].isEmpty, columns.allSatisfy({ $0.count == columns[0].count }) else {
      throw file.wrong(
        "has \(columns.map { "\($0.count)" }.joined(separator: ", ")) frequencies, amplitudes and "
          + "phases", "copy the file again from its source", at: "channel \(tag)")
    }
    return columns[0].indices.map {
      CalibrationRow(frequency: columns[0][$0], amplitude: columns[1][$0], phase: columns[2][$0])
    }.sorted { $0.frequency < $1.frequency }
  }
}

extension JSONText {
  /// A text, or a number as a text.
  fileprivate var text: String? {
    string ?? number.map { number in Int(exactly: number).map { "\($0)" } ?? "\(number)" }
  }
}
