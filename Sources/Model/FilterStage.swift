package import ComplexModule

/// A filter that a channel's signal has passed on its way from the field to the recorded numbers.
package struct FilterStage: Hashable, Sendable {
  package enum Response: Hashable, Sendable {
    /// The gain alone.
    case scalar
    /// Amplitudes and phases in radians at ascending frequencies in hertz; times the gain.
    case table(frequencies: [Double], amplitudes: [Double], phases: [Double])
    /// gain · normalization · Π(iω − zero) / Π(iω − pole), zeros and poles in rad/s.
    case polesAndZeros(
      poles: [Complex<Double>], zeros: [Complex<Double>], normalization: Double)
    /// e^{−iωτ} of a delay τ in seconds; the gain does not count.
    case delay(Double)
    case taps(FilterTaps)
  }

  package var name: String
  /// Output per input in `unitsOut` per `unitsIn`.
  package var gain: Double
  package var unitsIn: String
  package var unitsOut: String
  package var response: Response
  /// The response of a sensor's kind, where that is known of a table.
  package var model: CoilModel?

  package init(
    _ name: String, gain: Double = 1, unitsIn: String = "", unitsOut: String = "",
    response: Response, model: CoilModel? = nil
  ) {
    self.name = name
    self.gain = gain
    self.unitsIn = unitsIn
    self.unitsOut = unitsOut
    self.response = response
    self.model = model
  }
}

/// A digital filter: Σ taps[k] e^{−iωk/rate}, scaled to the stage's gain at one frequency.
package struct FilterTaps: Hashable, Sendable {
  /// All of them, of symmetric filters too.
  package var taps: [Double]
  /// Hertz, of the samples that come in.
  package var rate: Double
  /// Samples that come in for one that goes out.
  package var decimation: Double
  /// Hertz, where the amplitude is the gain; at 0 the sum of the taps becomes the gain with its sign.
  package var gainFrequency: Double

  package init(
    _ taps: [Double], rate: Double, decimation: Double = 1, gainFrequency: Double = 0
  ) {
    self.taps = taps
    self.rate = rate
    self.decimation = decimation
    self.gainFrequency = gainFrequency
  }

  /// The taps' own response at a frequency in hertz.
  package func value(at frequency: Double) -> Complex<Double> {
    let step = Complex<Double>(length: 1, phase: -2 * .pi * frequency / rate)
    return taps.reversed().reduce(.zero) { $0 * step + Complex($1) }
  }

  /// The taps' own gain at the frequency where the stage's is known.
  package var ownGain: Double {
    gainFrequency == 0 ? taps.reduce(0, +) : value(at: gainFrequency).length
  }
}

/// A filter's response at any frequency.
struct FilterCurve: Sendable {
  private let stage: FilterStage
  /// Of a table, with the gain.
  private let table: ResponseCurve?
  /// What taps are multiplied with.
  private let scale: Double

  /// - Parameters:
  ///   - interpolation: Between the frequencies of a table.
  ///   - extends: Whether a table goes on beyond its ends.
  init(_ stage: FilterStage, _ interpolation: ChannelResponse.Interpolation, extends: Bool) {
    self.stage = stage
    if case .table(let frequencies, let amplitudes, let phases) = stage.response {
      table = ResponseCurve(
        ChannelResponse(
          frequencies: frequencies, amplitudes: amplitudes.map { $0 * stage.gain },
          phases: phases, source: stage.name, model: stage.model,
          interpolation: interpolation, extends: extends))
    } else {
      table = nil
    }
    if case .taps(let taps) = stage.response {
      scale = stage.gain / taps.ownGain
    } else {
      scale = stage.gain
    }
  }

  /// The response at a frequency above 0 Hz, in the stage's units.
  func value(at frequency: Double) -> Complex<Double> {
    switch stage.response {
    case .scalar: Complex(stage.gain)
    case .table: table?.value(at: frequency) ?? 1
    case .polesAndZeros(let poles, let zeros, let normalization):
      Complex(stage.gain * normalization) * FilterCurve.product(zeros, frequency)
        / FilterCurve.product(poles, frequency)
    case .delay(let seconds): Complex(length: 1, phase: -2 * .pi * frequency * seconds)
    case .taps(let taps): Complex(scale) * taps.value(at: frequency)
    }
  }

  /// Π(iω − root).
  private static func product(
    _ roots: [Complex<Double>], _ frequency: Double
  ) -> Complex<Double> {
    roots.reduce(1) { $0 * (Complex(0, 2 * .pi * frequency) - $1) }
  }
}
