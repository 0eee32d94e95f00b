import Archive
import ComplexModule
import Foundation
import Kernels
import Model
import Synthesis

/// Makes a survey of a thousand transfer functions, in site files and a `survey.h5` over them, for other
/// programs to load.
///
/// Values come from random numbers with a fixed start: what counts is that each is another.
struct ExchangeSurvey {
  private static let siteCount = 500
  private static let pointCount = 20

  let folder: String

  func verdict() throws -> Verdict {
    let sites = folder + "/sites"
    try FileManager.default.createDirectory(atPath: sites, withIntermediateDirectories: true)
    let paths = try (0..<ExchangeSurvey.siteCount).map { number in
      let name = "S" + String(String(number + 1001).dropFirst())
      let path = "\(sites)/\(name).h5"
      try write(name, number, to: path)
      return path
    }
    try SurveyFileWriter.write(folder + "/survey.h5", over: paths, software: software)
    return Verdict()
  }

  private var software: Archive.SiteDescription.Software { .init(name: "skindepth", version: "0") }

  /// Each site has a single-site and a remote-reference function.
  private func write(_ name: String, _ number: Int, to path: String) throws {
    let location = Location(
      latitude: 40 + Double(number) / 100, longitude: -10 + Double(number) / 50,
      elevation: Double(number))
    let writer = try SiteFileWriter(
      path,
      Archive.SiteDescription(
        survey: "thousand", site: name, location: location, software: software))
    for (id, remote) in [("single", nil), ("remote-R", "R")] {
      let random = RandomNumbers(seed: UInt64(number), label: id)
      let function = TransferFunction(
        origin: .init(output: name, input: name, remote: remote), outputs: [.ex, .ey, .hz],
        inputs: [.hx, .hy], rate: SamplingRate(samples: 128, seconds: 1), location: location,
        points: (0..<ExchangeSurvey.pointCount).map { point($0, random) })
      try writer.add(function, id: id, runs: [])
    }
    try writer.finish()
  }

  private func point(
    _ index: Int, _ random: RandomNumbers
  ) -> TransferFunction.Point {
    func value(_ place: Int) -> Complex<Double> { random.complexNormal(100 * index + place) }
    let power: [[Complex<Double>]] = [
      [Complex(1 + value(0).lengthSquared), value(1)], [value(1).conjugate, Complex(3)],
    ]
    let residuals: [[Complex<Double>]] = (0..<3).map { row in
      (0..<3).map { column in
        if row == column { return Complex(1 + value(2 + row).lengthSquared) }
        let shared = value(10 + min(row, column) * 3 + max(row, column)).multiplied(by: 0.1)
        return row < column ? shared : shared.conjugate
      }
    }
    let estimate = Estimate(
      values: (0..<3).map { row in (0..<2).map { value(20 + 2 * row + $0) } },
      variances: (0..<3).map { row in
        (0..<2).map { residuals[row][row].real * power[$0][$0].real }
      },
      inverseSignalPower: power, residualCovariance: residuals, windowCount: 100,
      weightSums: [90, 90, 90], coherences: [0.9, 0.9, 0.9], passes: 3, converged: true)
    return TransferFunction.Point(
      frequency: 32 * pow(0.5, Double(index) / 2), level: 0, estimate: estimate)
  }
}
