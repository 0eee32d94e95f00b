import ComplexModule
import Kernels
import Model
import Spectra
import TestSupport
import Testing

@Suite("The transform of a level")
struct LevelTransformTests {
  static let (size, step, windowCount) = (32, 24, 6)
  static let bands = [
    [HarmonicBand(first: 3, weights: [1, 2, 1]), HarmonicBand(first: 8, weights: [0.5])],
    [HarmonicBand(first: 2, weights: [1, 1, 1, 1, 1])],
  ]

  /// Three channels: one covers all windows, one the later ones, one those in the middle.
  static func slots() -> [WindowSlot] {
    var draws = Draws("slots")
    let places = [(0..<6, 5), (2..<6, 2), (1..<4, 0)]
    return places.enumerated().map { index, place in
      let (windows, lead) = place
      return WindowSlot(
        samples: draws.normals(lead + (windows.count - 1) * step + size),
        origin: lead - windows.lowerBound * step, windows: windows,
        fraction: index == 1 ? 0.3 : 0, keepsSpectra: index != 2)
    }
  }

  private func transform(prewhitens: Bool) -> LevelTransform {
    LevelTransform(
      size: Self.size, step: Self.step, taper: .hamming, prewhitens: prewhitens,
      bandSets: Self.bands)
  }

  /// The spectrum of one window of a slot, by the kernels one after the other.
  private func spectrum(_ slot: WindowSlot, _ window: Int, prewhitens: Bool) -> [Double] {
    let transform = WindowTransform(size: Self.size, taper: .hamming, prewhitens: prewhitens)
    var values = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    var output = values.mutableSpan
    transform.transform(
      slot.samples.span, from: slot.origin + window * Self.step, into: &output)
    PhaseRamp(fraction: slot.fraction, size: Self.size).turn(&output)
    return values
  }

  @Test(
    "gives the plain cross-powers of the windows that all channels cover", arguments: [false, true])
  func crossPowers(prewhitens: Bool) throws {
    let slots = Self.slots()
    let requests = [
      CrossPowerRequest(slots: [0, 1], following: [], bandSet: 0),
      CrossPowerRequest(slots: [2, 0], following: [], bandSet: 1),
      CrossPowerRequest(slots: [1, 2, 0], following: [], bandSet: 0),
    ]
    let products = transform(prewhitens: prewhitens).products(
      of: slots, windowCount: Self.windowCount, requests: requests)
    #expect(products.crossPowers.map(\.windows) == [2..<6, 1..<4, 2..<4])
    for (request, block) in zip(requests, products.crossPowers) {
      let bands = Self.bands[request.bandSet]
      let planes = request.slots.count * request.slots.count
      try #require(block.values.count == bands.count * planes * block.windows.count)
      for (b, band) in bands.enumerated() {
        let start = b * planes * block.windows.count
        let powers = CrossPowers(
          channelCount: request.slots.count, windowCount: block.windows.count,
          values: Array(block.values[start..<start + planes * block.windows.count]))
        for (w, window) in block.windows.enumerated() {
          let spectra = request.slots.map {
            spectrum(slots[$0], window, prewhitens: prewhitens)
          }
          for i in request.slots.indices {
            for j in request.slots.indices {
              let expected = power(band, spectra[i], spectra[j])
              let value = powers.element(i, j, window: w)
              let size = (power(band, spectra[i], spectra[i]) * power(band, spectra[j], spectra[j]))
                .real.squareRoot()
              #expect((Complex(value.real, value.imaginary) - expected).length < 1e-13 * size)
            }
          }
        }
      }
    }
  }

  private func power(_ band: HarmonicBand, _ a: [Double], _ b: [Double]) -> Complex<Double> {
    zip(band.harmonics, band.weights).reduce(.zero) { sum, item in
      let (k, weight) = item
      let x = Complex(a[2 * k], a[2 * k + 1])
      return sum + Complex(weight) * x * Complex(b[2 * k], -b[2 * k + 1])
    }
  }

  @Test("keeps the spectra that are wanted, to single precision")
  func spectra() {
    let slots = Self.slots()
    let products = transform(prewhitens: true).products(
      of: slots, windowCount: Self.windowCount, requests: [])
    #expect(products.spectra.count == 2)
    for (slot, stored) in zip(slots.prefix(2), products.spectra) {
      let expected = slot.windows.flatMap { spectrum(slot, $0, prewhitens: true).map(Float.init) }
      #expect(stored == expected)
    }
  }

  @Test("hands spectra on in pieces that follow one another, the last one with the last window")
  func pieces() {
    var draws = Draws("pieces")
    let (count, width) = (2500, 2 * (Self.size / 2 + 1))
    let slot = WindowSlot(
      samples: draws.normals((count - 8) * Self.step + Self.size), origin: -7 * Self.step,
      windows: 7..<count, fraction: 0, keepsSpectra: true)
    var pieces: [Range<Int>] = []
    var spectra: [Float] = []
    _ = transform(prewhitens: true).crossPowers(of: [slot], windowCount: count, requests: []) {
      index, first, values in
      #expect(index == 0)
      pieces.append(first..<first + values.count / width)
      for place in values.indices { spectra.append(values[place]) }
    }
    let rows = SpectrumRows.byteCount(harmonics: width / 2, windowCount: count) / (4 * width)
    #expect(pieces == [7..<7 + rows, 7 + rows..<7 + 2 * rows, 7 + 2 * rows..<count])
    let expected = slot.windows.flatMap { spectrum(slot, $0, prewhitens: true).map(Float.init) }
    #expect(spectra == expected)
  }

  @Test("hands on the spectra of several channels at different windows")
  func turns() {
    var draws = Draws("turns")
    let (count, width) = (2500, 2 * (Self.size / 2 + 1))
    let slots = (0..<3).map { index in
      WindowSlot(
        samples: draws.normals((count - 1) * Self.step + Self.size), origin: 0, windows: 0..<count,
        fraction: 0, keepsSpectra: index != 1)
    }
    var ends: [[Int]] = slots.map { _ in [] }
    var spectra: [[Float]] = slots.map { _ in [] }
    _ = transform(prewhitens: false).crossPowers(of: slots, windowCount: count, requests: []) {
      index, first, values in
      #expect(first == ends[index].last ?? 0)
      ends[index].append(first + values.count / width)
      for place in values.indices { spectra[index].append(values[place]) }
    }
    let rows = SpectrumRows.byteCount(harmonics: width / 2, windowCount: count) / (4 * width)
    #expect(ends[0] == [rows, 2 * rows, count])
    #expect(ends[1] == [])
    let later = [rows / 2, rows / 2 + rows, rows / 2 + 2 * rows].filter { $0 < count }
    #expect(ends[2] == later + [count])
    for index in [0, 2] {
      let slot = slots[index]
      let expected = slot.windows.flatMap {
        spectrum(slot, $0, prewhitens: false).map(Float.init)
      }
      #expect(spectra[index] == expected)
    }
  }

  @Test("hands long spectra on one by one, and nothing after an error")
  func longSpectra() {
    struct Refusal: Error {}
    let (size, harmonics) = (1 << 16, (1 << 15) + 1)
    #expect(SpectrumRows.byteCount(harmonics: harmonics, windowCount: 3) == 8 * harmonics)
    var calls = 0
    let slot = WindowSlot(
      samples: [Double](repeating: 1, count: 3 * size), origin: 0, windows: 0..<3, fraction: 0,
      keepsSpectra: true)
    let transform = LevelTransform(
      size: size, step: size, taper: .hamming, prewhitens: false, bandSets: [])
    #expect(throws: Refusal.self) {
      try transform.crossPowers(of: [slot], windowCount: 3, requests: []) { _, first, values in
        #expect(first == calls && values.count == 2 * harmonics)
        calls += 1
        if calls == 2 { throw Refusal() }
      }
    }
    #expect(calls == 2)
  }

  @Test("gives the same bits when the windows are cut into runs")
  func runs() {
    let slot = Self.slots()[0]
    let request = [CrossPowerRequest(slots: [0], following: [], bandSet: 0)]
    let whole = transform(prewhitens: true).products(
      of: [slot], windowCount: 6, requests: request)
    var parts: [LevelProducts] = []
    for range in [0..<1, 1..<4, 4..<6] {
      var part = slot
      part.origin += range.lowerBound * Self.step
      part.windows = 0..<range.count
      parts.append(
        transform(prewhitens: true).products(
          of: [part], windowCount: range.count, requests: request))
    }
    #expect(parts.flatMap { $0.spectra[0] } == whole.spectra[0])
    for band in 0..<2 {
      let joined = parts.flatMap { part -> [Double] in
        let count = part.crossPowers[0].windows.count
        return Array(part.crossPowers[0].values[band * count..<(band + 1) * count])
      }
      #expect(joined == Array(whole.crossPowers[0].values[band * 6..<(band + 1) * 6]))
    }
  }

  @Test("channels without a window in common give an empty block")
  func apart() {
    var slots = Self.slots()
    slots[0].windows = 0..<2
    let products = transform(prewhitens: false).products(
      of: slots, windowCount: 6,
      requests: [CrossPowerRequest(slots: [0, 1], following: [], bandSet: 0)])
    #expect(products.crossPowers[0].windows.isEmpty)
    #expect(products.crossPowers[0].values.isEmpty)
  }
}
