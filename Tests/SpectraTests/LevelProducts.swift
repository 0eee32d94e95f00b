import Spectra

/// Spectra and cross-powers of a run of windows.
struct LevelProducts {
  /// For each slot that keeps its spectra: `[window, harmonic]`, real and imaginary parts in turn.
  var spectra: [[Float]]
  var crossPowers: [CrossPowerBlock]
}

extension LevelTransform {
  /// All products together.
  func products(of slots: [WindowSlot], windowCount: Int, requests: [CrossPowerRequest])
    -> LevelProducts
  {
    var spectra: [[Float]] = slots.map { _ in [] }
    let blocks = crossPowers(of: slots, windowCount: windowCount, requests: requests) {
      slot, _, values in
      for index in values.indices { spectra[slot].append(values[index]) }
    }
    return LevelProducts(
      spectra: zip(slots, spectra).filter(\.0.keepsSpectra).map(\.1), crossPowers: blocks)
  }
}
