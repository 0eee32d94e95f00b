/// A run of a Metronix recorder of three channels, 128 Hz, from 2024-06-01T12:00:00.
package struct ATSSample {
  package static let channels = ["Ex", "Ey", "Hx"]
  package static let millivoltsPerCount = ["Ex": 1.25e-6, "Ey": 1.5e-6, "Hx": 1e-4]

  package var sampleCount = 300

  package init() {}

  /// The counts of a channel: all bytes take part.
  package func counts(_ channel: Int) -> [Int32] {
    (0..<sampleCount).map {
      Int32(truncatingIfNeeded: ($0 + 1) * ($0 + 2) * 7_654_321 * (channel + 1))
    }
  }

  package static func fileName(_ channel: Int) -> String {
    "099_V01_C0\(channel)_R001_T\(channels[channel])_BL_128H.ats"
  }

  package static let jobName = "099_2024-06-01_12-00-00_2024-06-01_12-00-02_R001_128H.xml"

  package func header(_ channel: Int) -> [UInt8] {
    let name = ATSSample.channels[channel]
    var bytes = [UInt8](repeating: 0, count: 1024)
    bytes.replace(at: 0, with: UInt16(1024))
    bytes.replace(at: 2, with: Int16(80))
    bytes.replace(at: 4, with: UInt32(sampleCount))
    bytes.replace(at: 8, with: Float(128))
    bytes.replace(at: 0xc, with: UInt32(1_717_243_200))
    bytes.replace(at: 0x10, with: ATSSample.millivoltsPerCount[name] ?? 1)
    bytes.replace(at: 0x20, with: UInt16(99))
    bytes.replace(at: 0x25, with: UInt8(1))
    bytes.replace(at: 0x26, with: name)
    bytes.replace(at: 0x28, with: name == "Hx" ? "MFS06e" : "EFP06")
    bytes.replace(at: 0x2e, with: Int16(name == "Hx" ? 365 : 0))
    // 100 m and 80 m, through the middle.
    if name == "Ex" {
      bytes.replace(at: 0x30, with: Float(-52))
      bytes.replace(at: 0x3c, with: Float(48))
    } else if name == "Ey" {
      bytes.replace(at: 0x34, with: Float(-40))
      bytes.replace(at: 0x40, with: Float(40))
    }
    bytes.replace(at: 0x60, with: Int32(189_000_000))
    bytes.replace(at: 0x64, with: Int32(-47_700_000))
    bytes.replace(at: 0x68, with: Int32(12_345))
    bytes.replace(at: 0x150, with: "SynSite")
    return bytes
  }

  package func job() -> String {
    let channels = ATSSample.channels.indices.map { channel in
      let name = ATSSample.channels[channel]
      return """
        <channel id="\(channel)"><start_time>12:00:00</start_time><start_date>2024-06-01</start_date>
        <sample_freq>128</sample_freq><num_samples>\(sampleCount)</num_samples>
        <ats_data_file>\(ATSSample.fileName(channel))</ats_data_file>
        <ts_lsb>\(ATSSample.millivoltsPerCount[name] ?? 1)</ts_lsb><channel_type>\(name)</channel_type>
        <sensor_sernum>7</sensor_sernum><sensor_type>MFS06</sensor_type>
        <pos_x1>-52</pos_x1><pos_y1>0</pos_y1><pos_z1>0</pos_z1>
        <pos_x2>48</pos_x2><pos_y2>0</pos_y2><pos_z2>0</pos_z2></channel>
        """
    }
    // In another order than the outputs, to which their numbers lead.
    let inputs = ATSSample.channels.indices.reversed().map { channel in
      "<channel id=\"\(channel)\"><hchopper>\(channel == 2 ? 1 : 0)</hchopper></channel>"
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- made by no recorder -->
      <measurement><recording><input><ADU07Hardware><channel_config>
      \(inputs.joined())</channel_config></ADU07Hardware></input><output><ProcessingTree1 id="0"><output><ATSWriter><configuration>
      \(channels.joined())</configuration><comments><site_name>A &amp; B</site_name><weather/></comments>
      </ATSWriter></output></ProcessingTree1></output></recording></measurement>
      """
  }

  package func files() -> SampleFiles {
    var files = SampleFiles()
    for channel in ATSSample.channels.indices {
      var bytes = header(channel)
      for count in counts(channel) { bytes.put(count) }
      files[ATSSample.fileName(channel)] = bytes
    }
    files[ATSSample.jobName] = Array(job().utf8)
    return files
  }
}

/// Two channels of a Metronix recorder with doubles and JSON, 0.125 Hz.
package struct ATSSSample {
  package static let names = ["Ex": "099_ADU-08e_C000_TEx_8s", "Hy": "099_ADU-08e_C003_THy_8s"]

  package init() {}

  package func values(_ channel: String) -> [Double] {
    (0..<100).map { Double($0 * $0) / 7 - (channel == "Ex" ? 3 : 500) }
  }

  package func description(_ channel: String) -> String {
    """
    {"datetime": "2024-06-01T12:00:00", "latitude": 52.5, "longitude": -13.25, "elevation": 123.45,
     "azimuth": \(channel == "Ex" ? 3.5 : 93.5), "tilt": 0.0, "resistance": 1234.5,
     "units": "\(channel == "Ex" ? "mV/km" : "mV")", "filter": "ADB-LF", "source": "",
     "sensor_calibration": {"sensor": "MFS-06", "serial": 365, "chopper": 1,
      "f": [0.1, 1.0], "a": [20.0, 194.0], "p": [88.5, 75.9]}}
    """
  }

  package func files() -> SampleFiles {
    var files = SampleFiles()
    for channel in ["Ex", "Hy"] {
      let name = ATSSSample.names[channel] ?? ""
      var bytes: [UInt8] = []
      for value in values(channel) { bytes.put(value) }
      files[name + ".atss"] = bytes
      files[name + ".json"] = Array(description(channel).utf8)
    }
    return files
  }
}
