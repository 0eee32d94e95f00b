package import Model

/// Names of products of runs.
package enum LabelledNames {
  /// A run's label, with the rate where the site has several.
  package static func identifier(_ label: String, _ rate: SamplingRate, at site: SurveySite)
    -> String
  {
    site.rates.count > 1 ? "\(label)_\(rateText(rate))" : label
  }

  /// The rate as `128Hz`, or `32s` where a sample is longer than a second.
  private static func rateText(_ rate: SamplingRate) -> String {
    rate.seconds == 1 || rate.samples > rate.seconds
      ? "\(plain(rate.hertz))Hz" : "\(plain(rate.interval))s"
  }

  private static func plain(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}
