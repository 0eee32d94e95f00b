import ComplexModule
package import Model

/// Two channels whose spectra are compared.
package struct ChannelPair: Hashable, Sendable {
  package var first: Channel
  package var second: Channel

  package init(_ first: Channel, _ second: Channel) {
    self.first = first
    self.second = second
  }

  var name: String { "\(first)–\(second)" }
}

/// Mean spectra of a group of consecutive windows, which come one after the other.
package struct SpectraStack: Hashable, Sendable {
  /// The start of the first window.
  package private(set) var start: Instant?
  package private(set) var windowCount = 0
  private var amplitudes: [Channel: [Double]] = [:]
  private var powers: [Channel: [Double]] = [:]
  private var products: [ChannelPair: [Complex<Double>]] = [:]
  private let pairs: [ChannelPair]

  package init(pairs: [ChannelPair]) {
    self.pairs = pairs
  }

  package mutating func add(_ window: SpectraWindow) {
    start = start ?? window.start
    windowCount += 1
    for (channel, values) in window.coefficients {
      amplitudes[channel].add(values.map(\.modulus))
      powers[channel].add(values.map(\.lengthSquared))
    }
    for pair in pairs {
      guard let a = window.coefficients[pair.first], let b = window.coefficients[pair.second]
      else { continue }
      var sums = products[pair] ?? [Complex<Double>](repeating: .zero, count: a.count)
      for index in sums.indices where index < min(a.count, b.count) {
        sums[index] += a[index] * b[index].conjugate
      }
      products[pair] = sums
    }
  }

  /// The mean modulus of each coefficient.
  func amplitude(_ channel: Channel) -> [Double] {
    (amplitudes[channel] ?? []).map { $0 / Double(max(1, windowCount)) }
  }

  /// The squared coherence of each coefficient over the windows, 0 to 1.
  func coherence(_ pair: ChannelPair) -> [Double] {
    guard let cross = products[pair], let a = powers[pair.first], let b = powers[pair.second]
    else { return [] }
    return cross.indices.map { cross[$0].lengthSquared / (a[$0] * b[$0]) }
  }

  /// The phase of the cross-spectrum, degrees.
  func phase(_ pair: ChannelPair) -> [Double] { (products[pair] ?? []).map(\.degrees) }
}

extension [Double]? {
  /// Adds number by number.
  fileprivate mutating func add(_ values: [Double]) {
    guard let sums = self else {
      self = values
      return
    }
    self = zip(sums, values).map { $0 + $1 }
  }
}
