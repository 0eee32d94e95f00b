import Model

/// Phoenix' calibrations of sensors (scal) and receivers (rxcal), as JSON.
package enum PhoenixCalibration: CalibrationFormat {
  package static let name = "Phoenix JSON"

  package static func recognises(_ file: CalibrationText) -> Bool {
    file.text.contains("\"cal_data\"") && file.text.contains("\"file_type\"")
  }

  package static func read(_ file: CalibrationText) throws -> [CalibrationEntry] {
    let tree = try CalibrationJSON(file)
    let type = tree["file_type"]?.text?.lowercased() ?? ""
    let isSensor = type.contains("sensor")
    guard isSensor || type.contains("receiver") else {
      throw file.wrong(
        "is no kind of calibration that is known here: \(type)",
        "known are sensor calibration and receiver calibration", at: "file_type")
    }
    let serial = tree[isSensor ? "sensor_serial" : "inst_serial"]?.text ?? ""
    let model = isSensor ? tree["sensor_type"]?.text ?? "" : tree["instrument_type"]?.text ?? ""
    return try (tree["cal_data"]?.items ?? []).flatMap { channel in
      try (channel["chan_data"]?.items ?? []).map { data in
        let rows = try rows(data, channel["tag"]?.text ?? "", file)
        let response = ChannelResponse(
          rows, sensor: model, serial: serial, unit: isSensor ? "mV/nT" : "V/V")
        return CalibrationEntry(response, part: isSensor ? .sensor : .receiver)
      }
    }
  }

  private static func rows(
    _ data: CalibrationJSON, _ tag: String, _ file: CalibrationText
  ) throws -> [CalibrationRow] {
    let columns = ["freq_Hz", "magnitude", "phs_deg"].map { data[$0]?.numbers ?? [] }
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
