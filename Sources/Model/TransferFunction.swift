package import ComplexModule

/// A transfer function: outputs = matrix × inputs at each frequency, with its uncertainty.
///
/// Time dependence e^{+iωt}; impedances in (mV/km)/nT unless `units` says otherwise, tippers
/// without unit.
package struct TransferFunction: Hashable, Sendable {
  /// Which site's channels are the output, the input, and the reference, if there is one.
  package struct Origin: Hashable, Sendable {
    package var output: String
    package var input: String
    package var remote: String?

    package init(output: String, input: String, remote: String? = nil) {
      self.output = output
      self.input = input
      self.remote = remote
    }
  }

  /// One frequency.
  package struct Point: Hashable, Sendable {
    /// Hertz.
    package var frequency: Double
    package var level: Int
    package var estimate: Estimate

    package init(frequency: Double, level: Int, estimate: Estimate) {
      self.frequency = frequency
      self.level = level
      self.estimate = estimate
    }

    /// Seconds.
    package var period: Double { 1 / frequency }
  }

  package var origin: Origin
  package var outputs: [Channel]
  package var inputs: [Channel]
  /// The recorded rate of the data.
  package var rate: SamplingRate
  /// Where the output site stands.
  package var location: Location?
  /// What else is known of the output site.
  package var metadata = SiteMetadata()
  /// How the channels of the output site were measured, as far as that is known.
  package var instruments: [Instrument] = []
  /// Directions of channels that are not the nominal ones.
  package var azimuths = Azimuths()
  /// Of the fields; impedances are in their ratio.
  package var units = FieldUnits()
  /// In order of descending frequency.
  package var points: [Point]

  package init(
    origin: Origin, outputs: [Channel], inputs: [Channel], rate: SamplingRate,
    location: Location? = nil, azimuths: Azimuths = Azimuths(), points: [Point]
  ) {
    self.origin = origin
    self.outputs = outputs
    self.inputs = inputs
    self.rate = rate
    self.location = location
    self.azimuths = azimuths
    self.points = points
  }

  /// Places of a pair of channels in the matrices, or `nil` where one is not part of this function.
  package func element(_ output: Channel, _ input: Channel) -> (output: Int, input: Int)? {
    guard let o = outputs.firstIndex(of: output), let i = inputs.firstIndex(of: input) else {
      return nil
    }
    return (o, i)
  }
}

/// The transfer function at one frequency with its uncertainty.
package struct Estimate: Hashable, Sendable {
  /// `[output][input]`.
  package var values: [[Complex<Double>]]
  /// `[output][input]`: expected squared modulus of the error of each complex value; the real and the
  /// imaginary part have half of it each.
  package var variances: [[Double]]
  /// `[input][input]`: inverse of the coherent signal power, 1/nT² for magnetic inputs (Egbert 1997).
  package var inverseSignalPower: [[Complex<Double>]]
  /// `[output][output]`: covariance of the residuals, scaled so that the variance of element (o, i) is
  /// about `residualCovariance[o][o] · inverseSignalPower[i][i]`.
  package var residualCovariance: [[Complex<Double>]]
  /// Windows that entered.
  package var windowCount: Int
  /// Sum of the final weights of each output, from 0 to `windowCount`.
  package var weightSums: [Double]
  /// Share of each output's power that the inputs explain, 0 to 1.
  package var coherences: [Double]
  /// Passes of the robust iteration.
  package var passes: Int
  package var converged: Bool
  /// What the errors of each output are at least, as a share of the modulus of its row.
  ///
  /// It is what the estimate's band leaves of bias, and part of `variances`. Empty where errors are noise alone, or
  /// nothing is known of it.
  package var errorFloors: [Double] = []
  /// Of each output the largest gain of a recording over the smallest, where recordings were
  /// compared.
  package var gainChanges: [Double] = []
  /// What puts all elements in doubt; what an element's own error does is no part of it.
  package var doubts: DoubtFlags = []

  package init(
    values: [[Complex<Double>]], variances: [[Double]], inverseSignalPower: [[Complex<Double>]],
    residualCovariance: [[Complex<Double>]], windowCount: Int, weightSums: [Double],
    coherences: [Double], passes: Int, converged: Bool
  ) {
    self.values = values
    self.variances = variances
    self.inverseSignalPower = inverseSignalPower
    self.residualCovariance = residualCovariance
    self.windowCount = windowCount
    self.weightSums = weightSums
    self.coherences = coherences
    self.passes = passes
    self.converged = converged
  }
}

/// What came of an estimation: a value, or the reason why there is none.
package enum EstimateOutcome: Hashable, Sendable {
  case estimated(Estimate)
  /// Fewer windows than unknowns can be estimated from.
  case tooFewWindows(have: Int, need: Int)
  /// The inputs are not independent (a dead or a doubled channel, one polarisation only).
  case dependentInputs
  /// They nearly are: the scaled normal matrix has a condition number above `largestCondition`, so that an
  /// estimate would be made of what noise and rounding leave.
  case illConditioned(Double)

  package static let largestCondition = 1e6
}
