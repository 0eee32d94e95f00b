package import Model

/// What disturbs the channels of a site, each channel by numbers of its own.
package struct NoiseModel: Hashable, Sendable, Codable {
  package var electric: ChannelNoise
  package var magnetic: ChannelNoise

  package init(electric: ChannelNoise = ChannelNoise(), magnetic: ChannelNoise = ChannelNoise()) {
    self.electric = electric
    self.magnetic = magnetic
  }

  package func of(_ channel: Channel) -> ChannelNoise {
    channel.kind == .electric ? electric : magnetic
  }

  /// No noise at all.
  package static let clean = NoiseModel()

  /// Good data: only Gaussian noise, 100 to 200 times weaker than the signal, and half as much again in the
  /// dead band and above 20 Hz.
  package static let quiet = NoiseModel(electric: .quiet, magnetic: .quiet)

  /// Good data with bursts for 20 % of the time in E and 5 % in H, and the power line.
  package static let outliers = NoiseModel(
    electric: ChannelNoise(
      signalToNoise: 100...200, floor: 100, bursts: Bursts(share: 0.2, size: 10),
      spikes: Spikes(perHour: 20, size: 30), line: PowerLine(size: 1)),
    magnetic: ChannelNoise(
      signalToNoise: 100...200, floor: 100, bursts: Bursts(share: 0.05, size: 5),
      line: PowerLine(size: 0.2)))

  /// Noise on H half as strong as the signal, which biases single-site impedances by -20 %: noise in
  /// the inputs adds to their power and not to the cross-power (Gamble, Goubau & Clarke 1979).
  package static let hard = NoiseModel(
    electric: ChannelNoise(
      signalToNoise: 10...10, floor: 20, bursts: Bursts(share: 0.1, size: 10)),
    magnetic: ChannelNoise(signalToNoise: 2...2, floor: 6, bursts: Bursts(share: 0.05, size: 5)))
}

/// What disturbs the channels of one kind.
package struct ChannelNoise: Hashable, Sendable, Codable {
  /// The range of the ratio of the amplitudes of signal and Gaussian noise, the same at all
  /// frequencies; `nil` is no noise.
  ///
  /// Each channel draws one value. The noise has the shape of the channel's own expected spectrum.
  package var signalToNoise: ClosedRange<Double>?
  /// The ratio of the amplitudes of signal and further Gaussian noise in the middle of the dead band.
  ///
  /// This noise is white, as that of instruments: it counts most where the signal is weak. `nil` is none.
  package var floor: Double?
  package var bursts: Bursts?
  package var spikes: Spikes?
  package var line: PowerLine?

  package init(
    signalToNoise: ClosedRange<Double>? = nil, floor: Double? = nil, bursts: Bursts? = nil,
    spikes: Spikes? = nil, line: PowerLine? = nil
  ) {
    self.signalToNoise = signalToNoise
    self.floor = floor
    self.bursts = bursts
    self.spikes = spikes
    self.line = line
  }

  package static let quiet = ChannelNoise(signalToNoise: 100...200, floor: 100)
}

/// Stretches of strong irregular noise, as of pumps and fences.
///
/// The noise has a correlation time of 1 s, so that above 0.2 Hz it falls with frequency like the
/// natural field, and its edges are smooth.
package struct Bursts: Hashable, Sendable, Codable {
  /// Which share of the time they take, 0 to 1 (exclusive).
  package var share: Double
  /// Their root mean square, in units of the signal's at periods below 100 s.
  package var size: Double
  /// Seconds; the lengths' logarithms are uniform over the range.
  package var length: ClosedRange<Double>

  package init(share: Double, size: Double, length: ClosedRange<Double> = 2...30) {
    self.share = share
    self.size = size
    self.length = length
  }
}

/// Single wrong samples.
package struct Spikes: Hashable, Sendable, Codable {
  package var perHour: Double
  /// Their height of either sign, in units of the signal's root mean square at periods below 100 s.
  package var size: Double

  package init(perHour: Double, size: Double) {
    self.perHour = perHour
    self.size = size
  }
}

/// The sine wave of the power network.
package struct PowerLine: Hashable, Sendable, Codable {
  package var hertz: Double
  /// Its amplitude, in units of the signal's root mean square at periods below 100 s.
  package var size: Double

  package init(hertz: Double = 50, size: Double) {
    self.hertz = hertz
    self.size = size
  }
}
