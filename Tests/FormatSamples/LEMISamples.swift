/// Files of a LEMI-423, 16 Hz, from 2024-06-01T12:00:00.
package struct LEMI423Sample {
  package static let header = """
    %LEMI423 #0036\r
    %FIRMWARE Ver.2.1\r
    \r
    %Date 2024/06/01\r
    %Lat 5230.00000,N\r
    %Lon 01315.00000,W\r
    %Alt 123.4,m 12 2\r
    \r

    """
  package static let coefficients = [
    "Kmx": 2.5e-6, "Kmy": 3e-6, "Kmz": 2e-6, "Ax": -50, "Ay": -49, "Az": 0, "Ke1": 3e-4,
    "Ke2": 2e-4, "Ae1": -5004.75, "Ae2": 1,
  ]
  package static let electricCoefficients = [
    "Ke1": 2.91e-4, "Ke2": 2.92e-4, "Ke3": 2.93e-4, "Ke4": 2.94e-4, "Ae1": -5000, "Ae2": 0,
    "Ae3": 0, "Ae4": 10,
  ]

  /// Samples a second.
  package var rate = 16
  package var sampleCount = 80
  /// Samples since 1970 of the first record.
  package var first = 1_717_243_200 * 16
  package var isElectric = false
  /// Samples that are left out behind so many.
  package var gap: (after: Int, length: Int)?

  package init() {}

  package var channelCount: Int { isElectric ? 4 : 5 }

  package func count(_ channel: Int, _ sample: Int) -> Int32 {
    Int32(truncatingIfNeeded: (sample + 3) * 12_345_677 * (channel + 1))
  }

  package func file() -> [UInt8] {
    let values = isElectric ? LEMI423Sample.electricCoefficients : LEMI423Sample.coefficients
    let text =
      LEMI423Sample.header
      + values.sorted { $0.key < $1.key }
      .map { "%\($0.key) = \($0.value)\r\n" }.joined()
    var bytes = Array(text.utf8)
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: 1024 - bytes.count)
    for sample in 0..<sampleCount {
      let missing = gap.map { sample >= $0.after ? $0.length : 0 } ?? 0
      let ticks = first + sample + missing
      bytes.put(UInt32(ticks / rate))
      bytes.put(UInt16(ticks % rate))
      for channel in 0..<channelCount { bytes.put(count(channel, sample)) }
      bytes += [0, 1, 0, 0]
    }
    return bytes
  }
}

/// A LEMI-424's text.
package struct LEMI424Sample {
  package var rowCount = 90
  package var hasPlace = true
  /// The second of the day of the first row.
  package var first = 43_200
  /// Rows that are left out.
  package var missing: Range<Int> = 0..<0

  package init() {}

  package static func value(_ column: Int, _ row: Int) -> Double {
    Double(row * (column + 1) % 97) * 0.25 - 10
  }

  package func text() -> String {
    (0..<rowCount).filter { !missing.contains($0) }.map { row in
      let second = first + row
      let time = "2024 06 01 \(second / 3600) \(second / 60 % 60) \(second % 60)"
      let values = (0..<9).map { "\(LEMI424Sample.value($0, row))" }.joined(separator: " ")
      let place = " 12.81 123.4 5230.0 N 1315.00000 W 12 2 0"
      return "\(time)  \(values)\(hasPlace ? place : " 12.81")\r\n"
    }.joined()
  }
}
