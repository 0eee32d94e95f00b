package import Model

/// Whether a recording's samples were taken at another rate than its header says.
package enum RateCheck {
  /// Samples that are compared.
  package static let length = 8192

  /// The finding, if the samples from the recording's start follow those of another one, taken at that
  /// one's rate.
  ///
  /// - Parameters:
  ///   - local: The recording's Hx and Hy, from its first sample.
  ///   - other: Another site's from that time on, as many samples at `rate`.
  package static func finding(
    _ header: RecordingHeader, site: String, _ local: [Channel: [Double]],
    _ other: [Channel: [Double]], rate: SamplingRate, of name: String
  ) -> Finding? {
    let pairs = [Channel.hx, .hy].compactMap { channel -> (first: [Double], second: [Double])? in
      guard let a = local[channel], let b = other[channel] else { return nil }
      return (a, b)
    }
    guard let correlation = Correlation(pairs), correlation.height > 0.3,
      abs(correlation.lag) < length / 50
    else { return nil }
    return Finding(
      .rate, .error, site: site, recording: header.name,
      evidence:
        "its magnetic field follows that of \(name) sample by sample at \(rate.hertz) Hz, where the"
        + " header says \(header.rate.hertz) Hz",
      remedy: "correct the rate in the header (`rate` in NAME.ini of column files)")
  }
}
