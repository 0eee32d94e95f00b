internal import RealModule

/// `powerSpectralDensity`: of each channel, as the policy says.
struct PowerSpectralDensity: WindowStatistic {
  let name = "powerSpectralDensity"
  let isRemote = false

  func components(of channels: PowerChannels) -> [String] {
    channels.ownRows.map { "psd\(channels.name($0))" }
  }

  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>
  ) {
    let count = powers.windowCount
    let stored = powers.values.span
    for (component, row) in powers.channels.ownRows.enumerated() {
      let power = powers.power(row)
      for window in 0..<count {
        values[component * count + window] = stored[power + window] * powers.densityFactor
      }
    }
  }
}

/// `polarisationDirection`: `atan(2 Re S₁₂ / (S₁₁ − S₂₂))` in degrees, −90 to 90, of the electric and of the
/// magnetic field.
///
/// After Weckmann, Magunia and Ritter (2005), doi:10.1111/j.1365-246X.2005.02587.x.
struct PolarisationDirection: WindowStatistic {
  let name = "polarisationDirection"
  let isRemote = false

  func range(of component: String) -> ClosedRange<Double>? { -90...90 }

  func components(of channels: PowerChannels) -> [String] {
    pairs(channels).map { "pol\(channels.name($0))\(channels.name($1))" }
  }

  private func pairs(_ channels: PowerChannels) -> [(Int, Int)] {
    [channels.outputRows, channels.inputRows].compactMap(channels.horizontalPair)
  }

  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>
  ) {
    let count = powers.windowCount
    let stored = powers.values.span
    for (component, (x, y)) in pairs(powers.channels).enumerated() {
      let cross = powers.element(x, y).real
      let (first, second) = (powers.power(x), powers.power(y))
      for window in 0..<count {
        let tangent =
          2 * stored[cross + window] / (stored[first + window] - stored[second + window])
        values[component * count + window] = Double.atan(tangent) * 180 / .pi
      }
    }
  }
}
