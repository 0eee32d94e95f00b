import ComplexModule
import Configuration
import Model
import RealModule
import Spectra
import TestSupport

/// The filters between levels, measured by what they make of sinusoids, and what comes of them.
struct DecimationCheck {
  private static let passLimit = 1e-4
  /// -100 dB.
  private static let stopLimit = 1e-5

  func verdict() throws -> Verdict {
    var verdict = Verdict()
    try responses(&verdict)
    try DecimationBenefit(golden: GoldenSet(folder: ReferenceData.path("golden")))
      .judge(&verdict)
    return verdict
  }

  /// Every chain of filters that some configuration of half-octave steps makes, and a few beyond.
  private func chains() throws -> [[Int]] {
    var chains: Set<[Int]> = [[3], [5], [8, 8]]
    let rate = SamplingRate(samples: 128, seconds: 1)
    for perLevel in 1...10 {
      let settings = try Settings(
        text: "[Decimation]\nnumlevels = 10\n[Frequencies]\nperlevel = \(perLevel)", file: "")
      for level in decimationLevels(for: rate, settings.decimation, settings.window) {
        chains.insert(level.steps)
      }
    }
    return chains.filter { !$0.isEmpty }.sorted { $0.reduce(1, *) < $1.reduce(1, *) }
  }

  private func responses(_ verdict: inout Verdict) throws {
    var table = TextTable(
      "what is left of sinusoids; frequencies of the new rate, evaluation frequencies end at 0.25",
      [
        "factor", "steps", "filter", "largest error to 0.25", "to 0.28", "limit",
        "largest from 0.6 on, dB", "limit",
      ])
    for steps in try chains() {
      for filter in DecimationFilter.allCases {
        let measured = SinusoidResponse(steps: steps, filter: filter)
        let pass = [0.25, 0.28].map { measured.passError(upTo: $0) }
        let stop = measured.stopGain(from: 0.6)
        let isJudged = filter == .fir
        table.add([
          "\(steps.reduce(1, *))", steps.map(String.init).joined(separator: ", "), filter.rawValue,
          pass[0].scientific, pass[1].scientific,
          isJudged ? DecimationCheck.passLimit.scientific : "shown only",
          (20 * Double.log10(stop)).fixed(1), isJudged ? "-100" : "shown only",
        ])
        guard isJudged else { continue }
        let name = "the filter of factor \(measured.factor)"
        verdict.require("the error of \(name)", pass[1], atMost: DecimationCheck.passLimit)
        verdict.require("the stop band of \(name)", stop, atMost: DecimationCheck.stopLimit)
      }
    }
    table.show()
  }
}

/// What a decimator makes of sinusoids, far from the ends of a series.
private struct SinusoidResponse {
  private let decimator: Decimator
  private let count: Int
  private let outputs: Range<Int>

  init(steps: [Int], filter: DecimationFilter) {
    decimator = Decimator(steps: steps, filter: filter)
    // Far enough for the longest response.
    let margin = steps.count > 1 ? 400 : 700
    count = (2 * margin + 16) * steps.reduce(1, *)
    outputs = margin..<margin + 16
  }

  var factor: Int { decimator.factor }

  /// The largest difference from the sinusoid itself, at 60 frequencies of the new rate.
  func passError(upTo end: Double) -> Double {
    (0...60).map { step in
      let frequency = end * Double(step) / 60 / Double(factor)
      let response = response(frequency)
      return zip(outputs, response).map { output, value in
        (value - phasor(frequency, output * factor)).length
      }.max() ?? .nan
    }.max() ?? .nan
  }

  /// The largest modulus that is left, at 300 frequencies from `start` of the new rate on.
  func stopGain(from start: Double) -> Double {
    let first = start / Double(factor)
    return (0...300).map { step in
      let frequency = first + (0.5 - first) * Double(step) / 300
      return response(frequency).map(\.length).max() ?? .nan
    }.max() ?? .nan
  }

  private func response(_ frequency: Double) -> [Complex<Double>] {
    let input = (0..<count).map { phasor(frequency, $0) }
    let parts = [input.map(\.real), input.map(\.imaginary)].map {
      decimator.apply($0.span, first: 0, outputs: outputs, count: count)
    }
    return zip(parts[0], parts[1]).map { Complex($0, $1) }
  }

  private func phasor(_ frequency: Double, _ sample: Int) -> Complex<Double> {
    let turns = frequency * Double(sample)
    return Complex(length: 1, phase: 2 * .pi * (turns - turns.rounded()))
  }
}
