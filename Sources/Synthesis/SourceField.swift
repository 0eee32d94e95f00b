import ComplexModule
import Kernels
import Model
import RealModule

/// One realisation of the natural field, as the spectra of a periodic function of time.
///
/// Sample `j` of a series that starts `s` samples after `origin`, whole or not, is the real part of
/// `2 / length · Σ X_k e^{+2πi k (s + j) / length}`: the field is band-limited, and so known exactly
/// between the samples too.
struct SourceField {
  let model: SourceModel
  let rate: SamplingRate
  /// The time of sample 0.
  let origin: Instant
  /// The period in samples.
  let length: Int
  /// From a harmonic to the next one, Hz.
  let step: Double
  /// Hx and Hy, nT, unnormalised; the mean and the highest harmonic are empty.
  let x, y: Spectrum
  /// Mean products of the two components over all harmonics, relative to the model's power.
  let covariance: (xx: Double, xy: Double, yy: Double)

  /// Makes the field for all times from `origin` on for `span` samples.
  init(
    _ model: SourceModel, seed: UInt64, rate: SamplingRate, origin: Instant, span: Int
  ) {
    // A margin keeps the end of the longest recording from running into its own start.
    let length = fastLength(atLeast: span + span / 20 + 64)
    let step = rate.hertz / Double(length)
    let transform = RealTransform(length: length, backward: true)
    let random = RandomNumbers(seed: seed, label: "source")
    let amplitude = { (k: Int) in
      harmonicAmplitude(model, Double(k), step: step, length: length)
    }
    var (north, east) = (
      [Double](repeating: 0, count: length), [Double](repeating: 0, count: length)
    )
    for part in 0..<model.components {
      let own = random.branch("component \(part)")
      let carrier = transform.series(
        of: noiseSpectrum(own, length: length, amplitude: amplitude))
      let strength = Strength(own.branch("strength"), model, rate: rate, length: length)
      // Directions are spread evenly over the half circle, each turned a little.
      let share = Double(part) + 0.5 * own.branch("direction").uniform(0)
      let angle = .pi * share / Double(model.components)
      let weight = (2 / Double(model.components)).squareRoot()
      add(carrier, strength, to: &north, times: weight * .cos(angle))
      add(carrier, strength, to: &east, times: weight * .sin(angle))
    }
    self.init(
      model, rate: rate, origin: origin, length: length, x: banded(transform.spectrum(of: north)),
      y: banded(transform.spectrum(of: east)))
  }

  private init(
    _ model: SourceModel, rate: SamplingRate, origin: Instant, length: Int, x: Spectrum, y: Spectrum
  ) {
    self.model = model
    self.rate = rate
    self.origin = origin
    self.length = length
    step = rate.hertz / Double(length)
    self.x = x
    self.y = y
    let step = step
    var sums = (xx: 0.0, xy: 0.0, yy: 0.0)
    for k in x.inner {
      let amplitude = harmonicAmplitude(model, Double(k), step: step, length: length)
      let scale = 1 / (amplitude * amplitude)
      sums.xx += x[k].lengthSquared * scale
      sums.yy += y[k].lengthSquared * scale
      sums.xy += (x[k] * y[k].conjugate).real * scale
    }
    let count = Double(x.inner.count)
    covariance = (sums.xx / count, sums.xy / count, sums.yy / count)
  }

  /// The frequency of a harmonic, Hz.
  func frequency(_ harmonic: Int) -> Double { Double(harmonic) * step }

  /// The root mean square that the model gives the modulus of a harmonic of an output, unnormalised.
  ///
  /// - Parameter harmonic: Whole or not.
  func expectedAmplitude(_ harmonic: Double, _ row: ResponseValues.Row) -> Double {
    let power =
      row.x.lengthSquared * covariance.xx + row.y.lengthSquared * covariance.yy
      + 2 * (row.x * row.y.conjugate).real * covariance.xy
    return harmonicAmplitude(model, harmonic, step: step, length: length) * power.squareRoot()
  }

  /// How many samples after `origin` an instant is: a whole number, and the rest in [0, 1).
  func position(of instant: Instant) -> (whole: Int, fraction: Double) {
    let unit = Int128(rate.seconds) * 1_000_000_000
    let nanoseconds = Int128(instant.nanoseconds) - Int128(origin.nanoseconds)
    let elapsed = nanoseconds * Int128(rate.samples)
    let (whole, rest) = elapsed.quotientAndRemainder(dividingBy: unit)
    return (Int(whole), Double(rest) / Double(unit))
  }
}

/// The root mean square of the modulus of harmonic `k`, unnormalised: it has half of the power in its
/// step of frequency, as the other half is at the negative frequency.
private func harmonicAmplitude(
  _ model: SourceModel, _ k: Double, step: Double, length: Int
) -> Double {
  model.amplitude(at: k * step) * (step / 2).squareRoot() * Double(length)
}

/// A Gaussian spectrum whose harmonic `k` has the mean square modulus `amplitude(k)²`.
private func noiseSpectrum(
  _ random: RandomNumbers, length: Int, amplitude: (Int) -> Double
) -> Spectrum {
  var spectrum = Spectrum(length: length)
  for k in spectrum.inner { spectrum[k] = random.complexNormal(k).multiplied(by: amplitude(k)) }
  return spectrum
}

/// The spectrum without its mean and its highest harmonic.
private func banded(_ spectrum: consuming Spectrum) -> Spectrum {
  spectrum[spectrum.inner.lowerBound - 1] = .zero
  spectrum[spectrum.inner.upperBound] = .zero
  return spectrum
}

private func add(
  _ carrier: [Double], _ strength: Strength, to field: inout [Double], times factor: Double
) {
  for j in field.indices { field[j] += factor * strength.at(j) * carrier[j] }
}

/// A slowly changing positive factor, periodic like the source, that blends from knot to knot.
private struct Strength {
  private let knots: [Double]
  private let scale: Double

  init(_ random: RandomNumbers, _ model: SourceModel, rate: SamplingRate, length: Int) {
    let duration = Double(length) * rate.interval
    let count = max(1, Int((duration / model.modulationTime).rounded()))
    let depth = model.modulationDepth
    // The mean square of a log-normal number is exp(2 depth²).
    knots = (0..<count).map { .exp(depth * random.normalPair($0).0 - depth * depth) }
    scale = Double(count) / Double(length)
  }

  func at(_ sample: Int) -> Double {
    let place = Double(sample) * scale
    let knot = Int(place)
    let rest = place - Double(knot)
    let blend = rest * rest * (3 - 2 * rest)
    return knots[knot % knots.count] * (1 - blend) + knots[(knot + 1) % knots.count] * blend
  }
}
