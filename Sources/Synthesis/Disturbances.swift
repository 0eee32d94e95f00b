import Kernels
import Model
import RealModule

extension ChannelNoise {
  /// Adds bursts, spikes and the power line to a channel's samples at `range` of `series`.
  ///
  /// - Parameters:
  ///   - unit: The signal's root mean square at periods below 100 s, in the unit of the samples.
  ///   - random: The channel's own numbers.
  func disturb(
    _ series: inout [Double], _ range: Range<Int>, rate: SamplingRate, unit: Double,
    random: RandomNumbers
  ) {
    if let bursts {
      bursts.add(to: &series, range, rate: rate, unit: unit, random: random.branch("bursts"))
    }
    if let spikes {
      spikes.add(to: &series, range, rate: rate, unit: unit, random: random.branch("spikes"))
    }
    if let line {
      line.add(to: &series, range, rate: rate, unit: unit, random: random.branch("line"))
    }
  }
}

extension Bursts {
  /// Where bursts are, in samples from the start of a channel of `count` samples.
  ///
  /// Each is followed by a pause whose mean is to the burst's length as `1 - share` to `share`.
  func places(count: Int, rate: SamplingRate, random: RandomNumbers) -> [Range<Int>] {
    guard share > 0 else { return [] }
    var places: [Range<Int>] = []
    var start = pause(length.lowerBound, random, 0)
    while start * rate.hertz < Double(count) {
      let seconds = random.branch("length").logUniform(places.count, in: length)
      let end = start + seconds
      places.append(Int(start * rate.hertz)..<min(count, Int(end * rate.hertz) + 1))
      start = end + pause(seconds, random, places.count)
    }
    return places
  }

  /// An exponentially distributed time to the next burst, seconds.
  private func pause(_ seconds: Double, _ random: RandomNumbers, _ index: Int) -> Double {
    -Double.log(random.branch("pause").uniform(index)) * seconds * (1 - share) / share
  }

  fileprivate func add(
    to series: inout [Double], _ range: Range<Int>, rate: SamplingRate, unit: Double,
    random: RandomNumbers
  ) {
    // An Ornstein-Uhlenbeck process: each sample keeps a part of the last one.
    let kept = Double.exp(-rate.interval)
    let fresh = (1 - kept * kept).squareRoot()
    for place in places(count: range.count, rate: rate, random: random) {
      var value = random.branch("start").normalPair(place.lowerBound).0
      for j in place {
        let edge = Bursts.edge(Double(j - place.lowerBound) / Double(place.count))
        series[range.lowerBound + j] += size * unit * edge * value
        value = kept * value + fresh * random.normalPair(j).0
      }
    }
  }

  /// Rises over the first tenth and falls over the last one.
  private static func edge(_ place: Double) -> Double {
    let distance = min(place, 1 - place)
    guard distance < 0.1 else { return 1 }
    let sine = Double.sin(.pi / 2 * distance / 0.1)
    return sine * sine
  }
}

extension Spikes {
  fileprivate func add(
    to series: inout [Double], _ range: Range<Int>, rate: SamplingRate, unit: Double,
    random: RandomNumbers
  ) {
    let count = Int((Double(range.count) * rate.interval / 3600 * perHour).rounded())
    for spike in 0..<count {
      let (place, sign) = random.uniformPair(spike)
      let sample = min(range.upperBound - 1, range.lowerBound + Int(place * Double(range.count)))
      series[sample] += size * unit * (sign < 0.5 ? -1 : 1)
    }
  }
}

extension PowerLine {
  fileprivate func add(
    to series: inout [Double], _ range: Range<Int>, rate: SamplingRate, unit: Double,
    random: RandomNumbers
  ) {
    let start = random.uniform(0)
    let step = hertz * rate.interval
    for j in range {
      let turns = start + step * Double(j - range.lowerBound)
      series[j] += size * unit * .sin(2 * .pi * turns)
    }
  }
}
