import ComplexModule
import Kernels
import Model
import Spectra
import TestSupport
import Testing

@Suite("Coherences of equations")
struct EquationCoherenceTests {
  private static let size = 32
  private static let windowCount = 3
  private static let settings = SpectralSettings(
    taper: .hamming, prewhitens: false, smoothing: .fixed(length: 5),
    remoteSmoothing: .fixed(length: 5))
  private static let level = DecimationLevel(
    index: 0, rate: SamplingRate(samples: size, seconds: 1), steps: [], factor: 1,
    evaluationFrequencies: [9.3, 4], windowSize: size, windowOverlap: 8)

  private func slot(_ samples: [Double]) -> WindowSlot {
    WindowSlot(
      samples: samples, origin: 0, windows: 0..<Self.windowCount, fraction: 0, keepsSpectra: false)
  }

  private func series(_ label: String) -> [Double] {
    var draws = Draws(label)
    return draws.normals(Self.size + 24 * (Self.windowCount - 1))
  }

  /// `[band, plane, window]` of output, input and reference, with the equation's plane at the end.
  private func values(_ slots: [WindowSlot]) -> [Double] {
    let request = CrossPowerRequest(
      slots: [0, 1, 2], following: [], bandSet: 1,
      equations: [EquationSlots(output: 0, input: 1, reference: 2)])
    let transform = Self.settings.transform(of: Self.level, doublySmoothed: [1])
    return transform.crossPowers(
      of: slots, windowCount: Self.windowCount, requests: [request], keep: { _, _, _ in }
    )[0].values
  }

  private func coherences(_ values: [Double], band: Int) -> [Double] {
    let start = (10 * band + 9) * Self.windowCount
    return Array(values[start..<start + Self.windowCount])
  }

  @Test("are those of the twice smoothed products")
  func plain() {
    let slots = ["a", "b", "c"].map { slot(series($0)) }
    let found = values(slots)
    for window in 0..<Self.windowCount {
      let spectra = slots.map { spectrum($0.samples, window) }
      let u = smoothed(product(spectra[0], spectra[2]))
      let v = smoothed(product(spectra[1], spectra[2]))
      for (band, frequency) in Self.level.evaluationFrequencies.enumerated() {
        func power(_ a: [Complex<Double>], _ b: [Complex<Double>]) -> Complex<Double> {
          interpolated(smoothed(product(a, b)), at: frequency)
        }
        let expected = power(u, v).lengthSquared / (power(u, u).real * power(v, v).real)
        #expect(abs(coherences(found, band: band)[window] - expected) < 1e-12)
      }
    }
  }

  @Test("of an output that follows its input are one, and the other planes as without")
  func whole() {
    let (input, reference) = (series("input"), series("reference"))
    let slots = [slot(input.map { -3 * $0 }), slot(input), slot(reference)]
    let found = values(slots)
    for band in 0..<2 {
      #expect(coherences(found, band: band).allSatisfy { abs($0 - 1) < 1e-12 })
    }
    let plain = Self.settings.transform(of: Self.level).products(
      of: slots, windowCount: Self.windowCount,
      requests: [CrossPowerRequest(slots: [0, 1, 2], following: [], bandSet: 1)])
    let width = 9 * Self.windowCount
    for band in 0..<2 {
      let start = band * (width + Self.windowCount)
      #expect(
        Array(found[start..<start + width])
          == Array(plain.crossPowers[0].values[band * width..<(band + 1) * width]))
    }
  }

  private func spectrum(_ samples: [Double], _ window: Int) -> [Complex<Double>] {
    let transform = WindowTransform(size: Self.size, taper: .hamming, prewhitens: false)
    var values = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    var output = values.mutableSpan
    transform.transform(samples.span, from: 24 * window, into: &output)
    return stride(from: 0, to: values.count, by: 2).map { Complex(values[$0], values[$0 + 1]) }
  }

  private func product(_ a: [Complex<Double>], _ b: [Complex<Double>]) -> [Complex<Double>] {
    zip(a, b).map { $0 * $1.conjugate }
  }

  /// A symmetric Hann window of length 5, its ends zero; end values repeated.
  private func smoothed(_ x: [Complex<Double>]) -> [Complex<Double>] {
    x.indices.map { k in
      let (before, after) = (x[max(0, k - 1)], x[min(x.count - 1, k + 1)])
      return Complex(0.25) * before + Complex(0.5) * x[k] + Complex(0.25) * after
    }
  }

  private func interpolated(_ x: [Complex<Double>], at place: Double) -> Complex<Double> {
    let below = Int(place)
    let share = place - Double(below)
    return Complex(1 - share) * x[below] + Complex(share) * x[below + 1]
  }
}
