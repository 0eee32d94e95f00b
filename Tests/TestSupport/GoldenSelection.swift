internal import ComplexModule
internal import Foundation
package import Model
package import Selection

/// Windows as resistics' results list them: `[first, last]`.
package struct GoldenRanges: Decodable, Sendable {
  package let windows: WindowRanges

  package init(from decoder: any Decoder) throws {
    let pairs = try decoder.singleValueContainer().decode([[Int]].self)
    windows = WindowRanges(pairs.map { $0[0]..<$0[1] + 1 })
  }
}

/// The stored statistics of one recording of the golden project.
package struct GoldenStatistics: Decodable, Sendable {
  package struct Product: Decodable, Sendable {
    package let components: [String]
    package let shape: [Int]
    package let windows: GoldenRanges

    enum CodingKeys: String, CodingKey {
      case components, shape
      case windows = "global_window_ranges"
    }
  }

  package let site: String
  package let meas: String
  /// By statistic and level, `coherence_L0`.
  package let products: [String: Product]

  package static let recordings = ["A_meas_01", "A_meas_02", "A_meas_fs16"]

  package static func read(_ recording: String) throws -> GoldenStatistics {
    try ReferenceData.json("statistics/\(recording)/index.json")
  }

  /// `[window, frequency, component]`.
  package static func values(_ recording: String, _ product: String) throws -> [Double] {
    try RealArray("statistics/\(recording)/\(product).npy").values
  }
}

/// A mask of the golden project with the windows that it excludes.
package struct GoldenMask: Decodable, Sendable {
  package struct Place: Decodable, Sendable {
    package let level: Int
    package let eidx: Int
    package let frequency: Double
    package let constraints: [String: [String: [Double]]]
    package let insideOut: [String: [String: Bool]]
    package let masked: GoldenRanges
    package let count: Int

    enum CodingKeys: String, CodingKey {
      case level, eidx, frequency, constraints, insideOut, masked
      case count = "num_masked"
    }

    package var place: MaskPlace { MaskPlace(level: level, index: eidx, frequency: frequency) }
  }

  package let site: String
  package let name: String
  package let frequencies: [Place]

  package static let names = ["coh70_100", "insideout", "mixed", "rrcoh80_100"]

  package static func read(_ name: String) throws -> GoldenMask {
    try ReferenceData.json("masks/A_\(name).json")
  }

  /// The calls that made the masks, as ours are given.
  package static let definitions: [WindowMask] = {
    func coherence(_ low: Double, _ high: Double, _ isInsideOut: Bool = false) -> [MaskConstraint] {
      ["cohExHy", "cohEyHx"].map {
        MaskConstraint(
          statistic: "coherence", component: $0, low: low, high: high, isInsideOut: isInsideOut)
      }
    }
    let masks = [
      WindowMask(name: "coh70_100", constraints: coherence(0.7, 1)),
      WindowMask(name: "insideout", constraints: coherence(0, 0.9, true)),
      WindowMask(
        name: "mixed",
        constraints: coherence(0.5, 1) + [
          MaskConstraint(
            statistic: "resPhase", component: "ExHyPhase", low: -180, high: 0, isInsideOut: true),
          MaskConstraint(
            statistic: "coherence", component: "cohExHy", low: 0.8, high: 1, scope: .level(1)),
          MaskConstraint(
            statistic: "resPhase", component: "EyHxRes", low: 1, high: 30,
            scope: .frequency(level: 0, index: 2)),
        ]),
      WindowMask(
        name: "rrcoh80_100",
        constraints: ["ExHyR-HyHyR", "EyHxR-HxHxR"].map {
          MaskConstraint(statistic: "RR_coherenceEqn", component: $0, low: 0.8, high: 1)
        }),
    ]
    return masks.map { mask in
      WindowMask(name: mask.name, constraints: mask.constraints, policy: .resistics)
    }
  }()
}

/// A selection of the golden project: which windows of some sites count.
package struct GoldenSelector: Decodable, Sendable {
  package struct Constraint: Decodable, Sendable {
    package let type: String
    package let start: String?
    package let stop: String?
    package let date: String?
    package let levels: [Int]?

    /// `nil` where a text is none of a time.
    package var constraint: TimeConstraint? {
      switch type {
      case "datetime": .span(start ?? "", stop ?? "", levels: levels)
      case "time": .time(start ?? "", stop ?? "", levels: levels)
      default: .date(date ?? "", levels: levels)
      }
    }
  }

  package struct Level: Decodable, Sendable {
    package let level: Int
    package let count: Int
    package let shared: GoldenRanges
    /// By evaluation frequency, without those that are masked.
    package let perFrequency: [GoldenRanges]?

    enum CodingKeys: String, CodingKey {
      case level, shared
      case count = "num_shared"
      case perFrequency = "per_frequency"
    }
  }

  /// One name or several.
  package struct Names: Decodable, Sendable {
    package let names: [String]

    package init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let name = try? container.decode(String.self) {
        names = [name]
      } else {
        names = try container.decode([String].self)
      }
    }
  }

  package let sites: [String]
  package let fs: Double
  package let datetimes: [Constraint]
  /// By site.
  package let masks: [String: Names]
  package let levels: [Level]

  package static let names = [
    "A", "A_B", "A_B_R", "A_R", "A_R_datetime", "A_R_two_masks", "A_date", "A_date_and_time",
    "A_datetime", "A_datetime_levels", "A_fs16", "A_mask", "A_mixed_constraints",
    "A_short_interval", "A_time", "A_time_and_mask", "A_time_over_midnight",
  ]

  package static func read(_ name: String) throws -> GoldenSelector {
    try ReferenceData.json("selector/\(name).json")
  }
}

/// Cross-powers of the golden project that resistics computed of all windows of site A.
package struct GoldenPowers: Decodable, Sendable {
  package struct Level: Decodable, Sendable {
    package let windows: [Int]
    package let frequencies: [Double]

    enum CodingKeys: String, CodingKey {
      case frequencies
      case windows = "global_windows"
    }
  }

  package let levels: [String: Level]

  package static func read(_ name: String) throws -> GoldenPowers {
    try ReferenceData.json("crosspowers/\(name).json")
  }

  /// One `[plane, window]` for each frequency, of the Hermitian matrices `[window, frequency, row, row]`.
  package static func planes(_ name: String, level: Int) throws -> [[Double]] {
    let array = try ReferenceData.complexArray("crosspowers/\(name)_L\(level).npy")
    let (windows, frequencies, n) = (array.shape[0], array.shape[1], array.shape[2])
    return (0..<frequencies).map { frequency in
      var planes = [Double](repeating: 0, count: n * n * windows)
      for a in 0..<n {
        for b in a..<n {
          let plane = CrossPowers.plane(a, b, channelCount: n)
          for window in 0..<windows {
            let value = array.values[((window * frequencies + frequency) * n + a) * n + b]
            planes[plane * windows + window] = value.real
            if a != b { planes[(plane + 1) * windows + window] = value.imaginary }
          }
        }
      }
      return planes
    }
  }
}

/// Real numbers from a NumPy file of `golden/expected`: `<f4` or `<f8`, format 1.0, C order.
package struct RealArray: Sendable {
  package let shape: [Int]
  package let values: [Double]

  package init(_ path: String) throws {
    let path = try ReferenceData.path("golden/expected/\(path)")
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    guard bytes.count > 10 else { throw ReferenceData.Missing(path: path) }
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard let open = header.firstIndex(of: "("), let close = header.firstIndex(of: ")") else {
      throw ReferenceData.Missing(path: path)
    }
    shape = header[open..<close].dropFirst().split(separator: ",").compactMap {
      Int($0.filter(\.isNumber))
    }
    let size = header.contains("'<f4'") ? 4 : 8
    values = stride(from: start, to: bytes.count - size + 1, by: size).map { place in
      let bits = (0..<size).reduce(UInt64(0)) {
        $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1))
      }
      return size == 4
        ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Double(bitPattern: bits)
    }
  }
}
