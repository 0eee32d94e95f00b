import ComplexModule
import Model
import Pipeline
import TestSupport

/// Smoothed cross-powers of some windows at the evaluation frequencies.
struct GoldenCrossPowers: GoldenPart {
  private static let limit = 3e-6
  /// Files, each with the transfer function that is made from the same cross-powers.
  private static let cases = [
    ("local_A", "local_A"), ("local_A_tipper", "tipper_A"), ("intersite_B_A", "intersite_B_A"),
    ("remote_A_R", "remote_A_R"),
  ]

  private struct Index: Decodable {
    struct Level: Decodable {
      let windows: [Int]
      let frequencies: [Double]
      let shape: [Int]
      let sharedCount: Int

      enum CodingKeys: String, CodingKey {
        case windows = "global_windows"
        case frequencies, shape
        case sharedCount = "num_shared"
      }
    }

    let levels: [String: Level]
  }

  func rows(_ golden: GoldenSet) throws -> [GoldenRow] {
    let project = try golden.project("default")
    return try GoldenCrossPowers.cases.flatMap { name, function in
      guard let expected = golden.functions.first(where: { $0.name == function }),
        let run = project.plan.job.runs.firstIndex(of: try expected.run())
      else { return [GoldenRow.missing("cross-powers \(name)", "no such run")] }
      let path = golden.path("crosspowers/\(name)")
      let index = try decodeJSON(Index.self, "\(path).json")
      var (largest, wrong) = (0.0, 0)
      for (level, content) in index.levels {
        let array = try NumpyArray("\(path)_L\(level).npy")
        for (band, frequency) in content.frequencies.enumerated() {
          let ours = try project.powers(run, level: Int(level) ?? -1, frequency)
          if ours?.windows.count != content.sharedCount { wrong += 1 }
          let difference = ours?.difference(from: array, content.windows, band) ?? .infinity
          largest = max(largest, difference.isNaN ? .infinity : difference)
        }
      }
      let extent = "\(index.levels.count) levels"
      return [
        GoldenRow("cross-powers \(name): windows", extent, wrong: wrong),
        GoldenRow(
          "cross-powers \(name)", extent, largest, limit: GoldenCrossPowers.limit,
          unit: "matrix's largest"),
      ]
    }
  }
}

/// Cross-powers of a problem with the global numbers of their windows.
private struct NumberedPowers {
  var windows: [Int] = []
  /// One for each part of the problem.
  var parts: [CrossPowers] = []

  /// From an array `[window, band, row, column]`, of the largest element of a window's matrix.
  ///
  /// Columns are rows again, or the last channels where there are fewer: a remote reference.
  func difference(from array: NumpyArray, _ wanted: [Int], _ band: Int) -> Double {
    guard array.shape.count == 4, let channels = parts.first?.channelCount else { return .nan }
    let (rows, columns) = (array.shape[2], array.shape[3])
    let firstColumn = rows == columns ? 0 : channels - columns
    var largest = 0.0
    for (w, window) in wanted.enumerated() {
      guard let place = windows.firstIndex(of: window) else { return .nan }
      var (scale, distance) = (0.0, 0.0)
      for row in 0..<rows {
        for column in 0..<columns {
          let start = 2 * (((w * array.shape[1] + band) * rows + row) * columns + column)
          let truth = Complex(array.values[start], array.values[start + 1])
          scale = max(scale, truth.length)
          let ours = element(row, firstColumn + column, place)
          distance = max(distance, (ours - truth).length)
        }
      }
      largest = max(largest, distance / scale)
    }
    return largest
  }

  private func element(_ a: Int, _ b: Int, _ place: Int) -> Complex<Double> {
    var window = place
    for part in parts {
      if window < part.windowCount {
        let (real, imaginary) = part.element(a, b, window: window)
        return Complex(real, imaginary)
      }
      window -= part.windowCount
    }
    return Complex(.nan, .nan)
  }
}

extension GoldenProject {
  /// The cross-powers of a run at a frequency; `nil` where there is no such problem.
  fileprivate func powers(_ run: Int, level: Int, _ frequency: Double) throws -> NumberedPowers? {
    let found = plan.problems(ofRun: run).map { plan.problems[$0] }.first {
      $0.level.index == level && abs($0.frequency / frequency - 1) < 1e-9
    }
    guard let problem = found else { return nil }
    var result = NumberedPowers()
    for part in plan.parts(of: problem) {
      let segment = plan.unit(part.unit).segments[part.segment]
      let address = plan.address(of: plan.units[part.unit])
      let stored = try work.unit(at: address)
      guard let values = try stored?.crossPowers(segment: part.segment, band: problem.band) else {
        return nil
      }
      result.windows += segment.windows
      result.parts.append(
        CrossPowers(
          channelCount: plan.job.runs[run].channelCount, windowCount: segment.windows.count,
          values: values))
    }
    return result
  }
}
