import ComplexModule
import Kernels
import Model
import Spectra
import TestSupport
import Testing

@Suite("Calibration in the spectra") struct CalibrationTests {
  private let level = DecimationLevel(
    index: 0, rate: SamplingRate(samples: 16, seconds: 1), steps: [], factor: 1,
    evaluationFrequencies: [2], windowSize: 64, windowOverlap: 16)

  private func header(_ response: ChannelResponse?) -> RecordingHeader {
    RecordingHeader(
      name: "r", rate: level.rate, start: Instant(nanoseconds: 0), sampleCount: 1000,
      channels: [ChannelHeader(.ex), ChannelHeader(.hx, response: response)])
  }

  private func spectra(_ calibration: HarmonicFactors) -> [Float] {
    var draws = Draws("calibration")
    let slot = WindowSlot(
      samples: draws.normals(500), origin: 0, windows: 0..<5, fraction: 0.25, keepsSpectra: true,
      calibration: calibration)
    return LevelTransform(
      size: 64, step: 48, taper: .hamming, prewhitens: false,
      bandSets: [[HarmonicBand(first: 3, weights: [1])]]
    ).products(of: [slot], windowCount: 5, requests: []).spectra[0]
  }

  @Test("divides every harmonic but the first by the response, and leaves channels without one")
  func divides() throws {
    let model = try #require(CoilModel.named("MFS06", chopper: true))
    let calibration = header(ChannelResponse(model)).calibration(of: .hx, at: level)
    let (raw, field) = (spectra(.none), spectra(calibration))
    #expect(header(ChannelResponse(model)).calibration(of: .ex, at: level) == .none)
    #expect(header(nil).calibration(of: .hx, at: level) == .none)
    for window in 0..<5 {
      let start = window * 66
      #expect(field[start] == raw[start])
      for k in 1...32 {
        let value = model.value(at: Double(k) * 0.25)
        let (re, im) = (Double(field[start + 2 * k]), Double(field[start + 2 * k + 1]))
        let (x, y) = (Double(raw[start + 2 * k]), Double(raw[start + 2 * k + 1]))
        let back = (
          re * value.real - im * value.imaginary, re * value.imaginary + im * value.real
        )
        // Spectra are stored in single precision.
        let size = (x * x + y * y).squareRoot() + 1e-3
        #expect(abs(back.0 - x) < 1e-6 * size && abs(back.1 - y) < 1e-6 * size)
      }
    }
  }
}
