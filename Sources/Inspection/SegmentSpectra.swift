import ComplexModule
import Kernels
import Model

/// Spectra of a recording's segments, in a few bands of harmonics, without the responses that are known of its
/// channels.
struct SegmentSpectra {
  /// Harmonics of the bands of a segment, from low to high.
  static func bands(segmentLength: Int) -> [Range<Int>] {
    let edges = [4, 12, 28, 64, 144].map { $0 * segmentLength / 1024 }
    let low = edges.map { max($0, 3) }
    return zip(low, low.dropFirst()).map { $0..<$1 }.filter { $0.count >= 6 }
  }

  /// `[channel][segment][harmonic]`; `nil` for a segment that the recording does not cover.
  private(set) var values: [Channel: [[Complex<Double>]?]] = [:]

  private let header: RecordingHeader

  /// - Parameter transform: Of windows as long as the segments.
  init(_ excerpt: Excerpt, _ channels: [Channel], _ transform: WindowTransform) {
    let length = transform.size
    header = excerpt.header
    var spectrum = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    for channel in channels {
      let response = excerpt.header.channels.first { $0.channel == channel }?.response
      let inverse = response.map {
        HarmonicFactors(ResponseCurve($0).inverse(size: length, rate: excerpt.header.rate))
      }
      values[channel] = excerpt.segments[channel]?.map { segment in
        segment.map { samples in
          var span = spectrum.mutableSpan
          transform.transform(samples.span, from: 0, into: &span)
          inverse?.apply(to: &span)
          return (0..<transform.harmonicCount).map {
            Complex(spectrum[2 * $0], spectrum[2 * $0 + 1])
          }
        }
      }
    }
  }

  /// The same with a pair of channels along orthogonal axes, x at `angle`; as it is where they lie
  /// along one line.
  func turned(_ x: Channel, _ y: Channel, to angle: Double) -> SegmentSpectra {
    guard let turn = PairTurn(header, x, y, to: angle), !turn.isIdentity,
      let first = values[x], let second = values[y]
    else { return self }
    var turned = self
    let segments = zip(first, second).map { a, b -> ([Complex<Double>], [Complex<Double>])? in
      guard let a, let b else { return nil }
      let pairs = zip(a, b).map { turn.turn($0, $1) }
      return (pairs.map(\.0), pairs.map(\.1))
    }
    turned.values[x] = segments.map { $0?.0 }
    turned.values[y] = segments.map { $0?.1 }
    return turned
  }
}

/// How two outputs follow two inputs in one band: medians over the segments in which they do.
struct BandRelation {
  /// `[output][input]`.
  let matrix: [[Complex<Double>]]
  /// The part of the outputs' power that the inputs explain, in the better half of the segments, 0 to 1.
  let coherences: [Double]

  /// - Returns: `nil` with fewer than six segments.
  init?(
    _ outputs: [[[Complex<Double>]?]], _ inputs: [[[Complex<Double>]?]], band: Range<Int>
  ) {
    guard inputs.count == 2, let count = inputs.first?.count else { return nil }
    var rows: [[Complex<Double>]] = []
    var coherences: [Double] = []
    for output in outputs {
      var fits: [Fit] = []
      for segment in 0..<count {
        guard let e = output[segment], let x = inputs[0][segment], let y = inputs[1][segment],
          let fit = Fit(e[band], x[band], y[band])
        else { continue }
        fits.append(fit)
      }
      guard fits.count >= 6 else { return nil }
      let better = fits.sorted { $0.coherence > $1.coherence }.prefix((fits.count + 1) / 2)
      rows.append([
        BandRelation.median(better.map(\.x)), BandRelation.median(better.map(\.y)),
      ])
      coherences.append(Kernels.median(better.map(\.coherence)))
    }
    matrix = rows
    self.coherences = coherences
  }

  private static func median(_ values: [Complex<Double>]) -> Complex<Double> {
    Complex(Kernels.median(values.map(\.real)), Kernels.median(values.map(\.imaginary)))
  }

  /// Least squares over the harmonics of one segment.
  private struct Fit {
    let x: Complex<Double>
    let y: Complex<Double>
    let coherence: Double

    init?(
      _ e: ArraySlice<Complex<Double>>, _ x: ArraySlice<Complex<Double>>,
      _ y: ArraySlice<Complex<Double>>
    ) {
      var (xx, yy, ee) = (0.0, 0.0, 0.0)
      var (xy, ex, ey) = (Complex<Double>.zero, Complex<Double>.zero, Complex<Double>.zero)
      for i in e.indices {
        xx += x[i].lengthSquared
        yy += y[i].lengthSquared
        ee += e[i].lengthSquared
        xy += x[i] * y[i].conjugate
        ex += e[i] * x[i].conjugate
        ey += e[i] * y[i].conjugate
      }
      let determinant = xx * yy - xy.lengthSquared
      guard ee > 0, determinant > 1e-3 * xx * yy else { return nil }
      // e = a x + b y: (ex, ey) = (a, b)·[[xx, xy], [xy*, yy]].
      let a = (ex.multiplied(by: yy) - ey * xy.conjugate).divided(by: determinant)
      let b = (ey.multiplied(by: xx) - ex * xy).divided(by: determinant)
      let explained = (a * ex.conjugate + b * ey.conjugate).real
      self.x = a
      self.y = b
      // Two unknowns explain a part of any noise.
      let free = 2 / Double(e.count)
      coherence = max(0, min(1, (explained / ee - free) / (1 - free)))
    }
  }
}
