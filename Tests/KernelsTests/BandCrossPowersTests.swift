import ComplexModule
import Kernels
import TestSupport
import Testing

@Suite("Cross-powers over bands")
struct BandCrossPowersTests {
  @Test("equal the plain sum, for bands of any length", arguments: [[0, 1, 2], [2, 0], [1]])
  func plain(slots: [Int]) {
    var draws = Draws("bands")
    let bands = [(0, 1), (3, 4), (2, 7), (5, 28)].map { first, count in
      HarmonicBand(first: first, weights: (0..<count).map { _ in draws.uniform() })
    }
    let windowCount = 3
    let powers = BandCrossPowers(bands: bands, slotCount: 3)
    let count = slots.count
    var planes = [Double](repeating: 0, count: bands.count * count * count * windowCount)
    for window in 0..<windowCount {
      let spectra = (0..<3).map { _ in draws.complexes(33) }
      for (slot, spectrum) in spectra.enumerated() {
        powers.gather(parts(spectrum).span, slot: slot)
      }
      var span = planes.mutableSpan
      powers.write(slots: slots, following: [], window: window, of: windowCount, to: &span)
      for (b, band) in bands.enumerated() {
        var plane = b * count * count
        for i in 0..<count {
          for j in i..<count {
            let expected = sum(band, spectra[slots[i]], spectra[slots[j]])
            #expect(abs(planes[plane * windowCount + window] - expected.real) < 1e-13)
            plane += 1
            guard i != j else { continue }
            #expect(abs(planes[plane * windowCount + window] - expected.imaginary) < 1e-13)
            plane += 1
          }
        }
      }
    }
  }

  private func sum(
    _ band: HarmonicBand, _ a: [Complex<Double>], _ b: [Complex<Double>]
  ) -> Complex<Double> {
    zip(band.harmonics, band.weights).reduce(Complex<Double>.zero) { sum, item in
      sum + Complex(item.1) * a[item.0] * b[item.0].conjugate
    }
  }
}
