import ComplexModule

/// What resistics found for the golden project: the parts of its files that are compared.
struct GoldenIndex: Decodable {
  struct Level: Decodable {
    let site, meas: String
    let level, window, overlap: Int
    let globalOffset, windowCount, harmonicCount: Int
    let channels: [String]
    /// Which windows are stored, counted in the recording.
    let storedWindows: [Int]

    enum CodingKeys: String, CodingKey {
      case site, meas, level, window, overlap, channels
      case globalOffset = "global_offset"
      case windowCount = "num_windows"
      case harmonicCount = "num_bins"
      case storedWindows = "local_windows_stored"
    }
  }

  let referenceTime: String
  let levels: [String: Level]

  enum CodingKeys: String, CodingKey {
    case referenceTime = "reference_time"
    case levels
  }
}

/// A transfer function of resistics.
struct GoldenFunction: Decodable {
  let frequencies: [Double]
  let level: [Int]
  let windowCounts: [Int]
  let inputs, outputs: [String]
  /// By output and input, `ExHx`; each value as its two parts.
  private let elements: [String: [[Double]]]

  enum CodingKeys: String, CodingKey {
    case frequencies, level
    case windowCounts = "num_windows"
    case inputs = "inchans"
    case outputs = "outchans"
    case elements = "Z"
  }

  func value(_ output: String, _ input: String, _ index: Int) -> Complex<Double>? {
    guard let parts = elements[output + input]?[index], parts.count == 2 else { return nil }
    return Complex(parts[0], parts[1])
  }
}
