package import Kernels

/// One channel's samples for a run of windows.
package struct WindowSlot: Sendable {
  /// Field units, or what `calibration` makes them of.
  package var samples: [Double]
  /// Where in `samples` window 0 of the unit begins; negative when this channel covers later ones only.
  package var origin: Int
  /// Which of the unit's windows this channel covers.
  package var windows: Range<Int>
  /// Samples to the survey's grid.
  package var fraction: Double
  /// Whether the spectra themselves are a product, besides the cross-powers.
  package var keepsSpectra: Bool
  /// What takes the sensor's response out of the spectra.
  package var calibration: HarmonicFactors

  package init(
    samples: [Double], origin: Int, windows: Range<Int>, fraction: Double, keepsSpectra: Bool,
    calibration: HarmonicFactors = .none
  ) {
    self.samples = samples
    self.origin = origin
    self.windows = windows
    self.fraction = fraction
    self.keepsSpectra = keepsSpectra
    self.calibration = calibration
  }
}

/// Which channels' cross-powers are wanted over which bands.
package struct CrossPowerRequest: Sendable, Hashable {
  /// Slots in the order of the matrices' rows.
  package var slots: [Int]
  /// Those of them whose power the weights of bands with a center follow.
  package var followed: [Int]
  /// Which of the transform's sets of bands.
  package var bandSet: Int
  /// Of which equations the coherence of both sides is wanted, too.
  package var equations: [EquationSlots]

  package init(
    slots: [Int], following followed: [Int], bandSet: Int, equations: [EquationSlots] = []
  ) {
    self.slots = slots
    self.followed = followed
    self.bandSet = bandSet
    self.equations = equations
  }

  var planeCount: Int { slots.count * slots.count + equations.count }
}

/// Cross-powers of the windows that all channels of a request cover.
package struct CrossPowerBlock: Sendable, Hashable {
  /// Windows of the unit.
  package var windows: Range<Int>
  /// `[band, plane, window]`, planes as in `CrossPowers`, and behind them one for each equation.
  package var values: [Double]

  package init(windows: Range<Int>, values: [Double]) {
    self.windows = windows
    self.values = values
  }
}

/// Turns samples of one level into spectra and cross-powers, window by window.
///
/// Everything of a window is done while it is in the processor's cache. One object serves one thread.
package final class LevelTransform {
  private let transform: WindowTransform
  private let step: Int
  private let bandSets: [[HarmonicBand]]
  private let innerBands: [[HarmonicBand]]

  /// For windows of `size` samples that begin every `step` samples.
  ///
  /// - Parameter innerBands: For each set that equations are asked of, a band around every harmonic.
  package init(
    size: Int, step: Int, taper: Taper, prewhitens: Bool, bandSets: [[HarmonicBand]],
    innerBands: [[HarmonicBand]] = []
  ) {
    transform = WindowTransform(size: size, taper: taper, prewhitens: prewhitens)
    self.step = step
    self.bandSets = bandSets
    self.innerBands = innerBands
  }

  /// The cross-powers of a run of `windowCount` windows, one block for each request.
  ///
  /// - Parameter keep: Called with the spectra of slots that keep them, some windows at a time and while they
  ///   are in the processor's cache: the slot, the first window, and `[window, harmonic]`, real and imaginary
  ///   parts in turn. Every slot's windows come in their order.
  package func crossPowers(
    of slots: [WindowSlot], windowCount: Int, requests: [CrossPowerRequest],
    keep: (_ slot: Int, _ firstWindow: Int, _ spectra: Span<Float>) throws -> Void
  ) rethrows -> [CrossPowerBlock] {
    let harmonics = bandSets.map { BandCrossPowers(bands: $0, slotCount: slots.count) }
    let ramps = slots.map { PhaseRamp(fraction: $0.fraction, size: transform.size) }
    var blocks = requests.map { emptyBlock(slots, $0) }
    var equations = requests.map { request in
      request.equations.isEmpty
        ? nil
        : EquationCoherences(
          request.equations, bands: bandSets[request.bandSet], inner: innerBands[request.bandSet])
    }
    var spectrum = [Double](repeating: 0, count: 2 * transform.harmonicCount)
    var rows = rows(of: slots)
    for window in 0..<windowCount {
      // A slot is not copied, which would count all its references with each window.
      for index in slots.indices where slots[index].windows.contains(window) {
        var output = spectrum.mutableSpan
        let samples = slots[index].samples
        let start = slots[index].origin + window * step
        transform.transform(samples.span, from: start, into: &output)
        ramps[index].turn(&output)
        slots[index].calibration.apply(to: &output)
        for set in harmonics { set.gather(spectrum.span, slot: index) }
        for place in equations.indices { equations[place]?.take(spectrum.span, slot: index) }
        let end = min(slots[index].windows.upperBound, windowCount)
        try rows[index]?.take(spectrum.span, window, before: end) { try keep(index, $0, $1) }
      }
      write(window, requests, harmonics, &blocks, &equations)
    }
    return blocks
  }

  /// Where the spectra of slots that keep them gather.
  private func rows(of slots: [WindowSlot]) -> [SpectrumRows?] {
    let kept = slots.indices.filter { slots[$0].keepsSpectra }
    return slots.indices.map { index in
      kept.firstIndex(of: index).map { turn in
        SpectrumRows(
          harmonics: transform.harmonicCount, windowCount: slots[index].windows.count,
          turn: (turn, kept.count))
      }
    }
  }

  private func emptyBlock(_ slots: [WindowSlot], _ request: CrossPowerRequest) -> CrossPowerBlock {
    let windows = request.slots.map { slots[$0].windows }.reduce(nil as Range<Int>?) {
      $0?.clamped(to: $1) ?? $1
    }
    let count = windows?.count ?? 0
    let size = bandSets[request.bandSet].count * request.planeCount * count
    return CrossPowerBlock(
      windows: windows ?? 0..<0, values: [Double](repeating: 0, count: size))
  }

  private func write(
    _ window: Int, _ requests: [CrossPowerRequest], _ harmonics: [BandCrossPowers],
    _ blocks: inout [CrossPowerBlock], _ equations: inout [EquationCoherences?]
  ) {
    for (index, request) in requests.enumerated()
    where blocks[index].windows.contains(window) {
      let windows = blocks[index].windows
      var planes = blocks[index].values.mutableSpan
      harmonics[request.bandSet].write(
        slots: request.slots, following: request.followed, window: window - windows.lowerBound,
        of: windows.count, others: request.equations.count, to: &planes)
      equations[index]?.write(
        window, behind: request.slots.count * request.slots.count,
        like: harmonics[request.bandSet], &blocks[index])
    }
  }
}
