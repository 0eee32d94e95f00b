import ComplexModule
import Kernels
import Model
import RealModule
import Spectra
import TestSupport
import Testing

@Suite("The bias of a band's mean")
struct BandBiasTests {
  private static let size = 512
  private static let windowCount = 800

  /// One level whose harmonic `k` lies at `k` Hz.
  private static let level = DecimationLevel(
    index: 0, rate: SamplingRate(samples: size, seconds: 1), steps: [], factor: 1,
    evaluationFrequencies: [128, 64, 32, 22.63, 16], windowSize: size, windowOverlap: 128)

  /// A magnetic field, and an electric one that is √f times as large: from half of `center` to twice of it
  /// the power goes as a power of f, beyond as natural fields do.
  private static func fields(slope: Double, around center: Double) -> [[Double]] {
    let length = 384 * windowCount + size
    let transform = RealTransform(length: length, backward: true)
    var draws = Draws("bias \(slope) \(center)")
    var parts = [[0.0, 0], [0, 0]]
    for k in 1...length / 2 {
      let x = Double(k * size) / Double(length) / center
      let near = min(max(x, 0.5), 2)
      let power = Double.pow(near, slope) * near * near / (x * x)
      let value = draws.complex().multiplied(by: power.squareRoot())
      let other = value.multiplied(by: x.squareRoot())
      // The highest harmonic is real.
      parts[0] += [value.real, k == length / 2 ? 0 : value.imaginary]
      parts[1] += [other.real, k == length / 2 ? 0 : other.imaginary]
    }
    return parts.map { parts in
      var series = [Double](repeating: 0, count: length)
      var output = series.mutableSpan
      transform.backward(parts.span, into: &output)
      return series
    }
  }

  @Test(
    "is small for any slope of the power that natural fields have",
    arguments: [-4.0, -2, 0, 2], level.evaluationFrequencies.indices)
  func slopes(slope: Double, band: Int) {
    let frequency = Self.level.evaluationFrequencies[band]
    let slots = Self.fields(slope: slope, around: frequency).map {
      WindowSlot(
        samples: $0, origin: 0, windows: 0..<Self.windowCount, fraction: 0, keepsSpectra: false)
    }
    let transform = SpectralSettings().transform(of: Self.level)
    let request = CrossPowerRequest(slots: [0, 1], following: [0], bandSet: 0)
    let values = transform.products(
      of: slots, windowCount: Self.windowCount, requests: [request]
    ).crossPowers[0].values
    func sum(_ plane: Int) -> Double {
      let start = (4 * band + plane) * Self.windowCount
      return values[start..<start + Self.windowCount].reduce(0, +)
    }
    // Planes: H H*, Re H E*, Im H E*, E E*.
    let ratio = sum(1) / sum(0)
    // Chance gives 0.1 %; side lobes, which no slope in the band tells of, up to 0.26 %. Weights for one slope
    // are 0.8 % off for each two by which it is another, in the widest of these bands.
    #expect(abs(ratio - 1) < 4e-3, "\(ratio)")
  }
}
