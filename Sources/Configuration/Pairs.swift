package import Model

/// A value of the configuration that is written as two parts with a colon between them.
protocol PairValue: CustomStringConvertible {
  /// `nil` for what is no such pair.
  init?(_ text: String)
  /// What may come once only.
  var subject: String { get }
}

/// A channel and what its samples are multiplied with: `Ex:2.5`.
package struct ChannelFactor: Hashable, Sendable, PairValue {
  package let channel: Channel
  package let factor: Double

  package init?(_ text: String) {
    guard let (name, number) = parts(text), let channel = Channel(name),
      let factor = Double(number), factor.isFinite, factor != 0
    else { return nil }
    self.channel = channel
    self.factor = factor
  }

  package var description: String { "\(channel.name):\(Value.number(factor).iniText)" }
  var subject: String { channel.name }
}

/// A sampling rate and the one that it becomes: `128:64`.
package struct RatePair: Hashable, Sendable, PairValue {
  package let from: SamplingRate
  package let to: SamplingRate

  package init?(_ text: String) {
    guard let (first, second) = parts(text), let from = RatePair.rate(first),
      let to = RatePair.rate(second)
    else { return nil }
    self.from = from
    self.to = to
  }

  /// Of hertz, or of samples over seconds.
  private static func rate(_ text: String) -> SamplingRate? {
    let ratio = text.split(separator: "/", omittingEmptySubsequences: false).map(\.trimmed)
    if ratio.count == 2, let samples = Int(ratio[0]), let seconds = Int(ratio[1]) {
      guard (1...1_000_000_000).contains(samples), (1...1_000_000_000).contains(seconds) else {
        return nil
      }
      return SamplingRate(samples: samples, seconds: seconds)
    }
    guard let hertz = Double(text), let rate = SamplingRate(hertz: hertz),
      SamplingRate.recorded.contains(rate.hertz)
    else { return nil }
    return rate
  }

  package var description: String { "\(RatePair.text(from)):\(RatePair.text(to))" }
  var subject: String { RatePair.text(from) }

  private static func text(_ rate: SamplingRate) -> String {
    rate.seconds == 1 ? "\(rate.samples)" : "\(rate.samples)/\(rate.seconds)"
  }
}

private func parts(_ text: String) -> (String, String)? {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(\.trimmed)
  return parts.count == 2 ? (parts[0], parts[1]) : nil
}

/// A list of pairs, each as it is written by this program.
func pairs<Pair: PairValue>(
  _ raw: RawValue, allowed: String, _ make: (String) -> Pair?
) throws(Fault) -> [String] {
  guard raw.items != [""] else { return [] }
  var seen: Set<String> = []
  var texts: [String] = []
  for item in raw.items {
    guard let pair = make(item) else {
      throw Fault("`\(item)` is no such pair", remedy: "give \(allowed)")
    }
    guard seen.insert(pair.subject).inserted else {
      throw Fault("`\(pair.subject)` is there twice", remedy: "name it once")
    }
    texts.append(pair.description)
  }
  return texts
}
