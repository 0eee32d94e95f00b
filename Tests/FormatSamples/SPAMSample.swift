/// Pairs of SPAM files of three channels, 50 Hz, from 2024-06-01T12:00:00.
package struct SPAMSample {
  package static let channels = ["Ex", "By", "Bz"]
  package var sampleCount = 100
  /// Microseconds since the beginning.
  package var offset = 0
  package var scaling = 0.00025
  package var name = "0996_LP00100Hz_HP00000s_R016_W038"

  package init() {}

  package static func volts(_ channel: Int, _ sample: Int) -> Float {
    Float(sample * (channel + 2) % 31) * 0.125 - 1.5
  }

  private func time(_ sample: Int) -> (second: Int, microsecond: Int) {
    let microseconds = offset + sample * 20_000
    return (1_717_243_200 + microseconds / 1_000_000, microseconds % 1_000_000)
  }

  package func header() -> String {
    let (start, last) = (time(0), time(sampleCount - 1))
    func padded(_ number: Int) -> String {
      String(repeating: "0", count: 6 - "\(number)".count) + "\(number)"
    }
    return """
      [TITLE]
      AUTHOR = 'no recorder'
      [FILE]
      NAME= '\(name).RAW' 'SPAM' \(sampleCount) -50.0
      FREQBAND= 100.0 0.0
      DATE= \(start.second) \(padded(start.microsecond)) \(last.second) \(padded(last.microsecond))
      [SITE]
      NAME= 'SYN01'
      COORDS= 'WGS84' 52.500000 -13.250000 123.45
      [CHANNAME]
      ITEMS= 3
      NAME= 1 Ex
      NAME= 2 By
      NAME= 3 Bz
      [DATA]
      ITEMS= 3
      CHAN= 1 Ex 2.0 80.0 \(scaling) 0.0
      CHAN= 2 By 92.0 1.0 0.00125 0.0
      CHAN= 3 Bz 90.0 1.0 0.00125 0.0
      [2002003]
      MODULE= 'Metronix_Coil-----TYPE-006_LF-ID-000366' 366 0.0

      """
  }

  package func samples() -> [UInt8] {
    func record(_ text: String) -> [UInt8] {
      Array(text.utf8) + [UInt8](repeating: 32, count: 128 - text.utf8.count)
    }
    var bytes = record("128 SPAM4 4 4.00 MTC 3 52 2 1 0")
    bytes += record("0 0 0 0 0.0 0.0 0.0 1 0 0 \(sampleCount) 3 0")
    for sample in 0..<sampleCount {
      for channel in 0..<3 { bytes.put(SPAMSample.volts(channel, sample)) }
    }
    // Records are whole.
    return bytes + [UInt8](repeating: 0, count: (128 - bytes.count % 128) % 128)
  }

  package func files() -> SampleFiles {
    var files = SampleFiles()
    files[name + ".XTR"] = Array(header().utf8)
    files[name + ".RAW"] = samples()
    return files
  }
}
