internal import ComplexModule

/// `absvalEqn`: how large the products are that enter the equations of each output and its partner
/// among the inputs.
struct AbsoluteProducts: WindowStatistic {
  let name = "absvalEqn"
  let isRemote = false

  func components(of channels: PowerChannels) -> [String] {
    products(channels).map { "abs\(channels.name($0))\(channels.name($1))" }
  }

  private func products(_ channels: PowerChannels) -> [(Int, Int)] {
    unique(
      channels.outputRows.flatMap { output in
        channels.partners(ofOutput: output).flatMap { input in
          channels.ownRows.flatMap { other in [(output, other), (input, other)] }
        }
      })
  }

  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>
  ) {
    writeLengths(of: products(powers.channels), powers, into: &values)
  }
}

/// `RR_absvalEqn`: the same with the channels of the remote reference.
struct RemoteAbsoluteProducts: WindowStatistic {
  let name = "RR_absvalEqn"
  let isRemote = true

  func components(of channels: PowerChannels) -> [String] {
    products(channels).map { "abs\(channels.name($0))\(channels.name($1))R" }
  }

  private func products(_ channels: PowerChannels) -> [(Int, Int)] {
    unique(
      channels.outputRows.flatMap { output in
        channels.partners(ofOutput: output).flatMap { input in
          channels.referenceRows.flatMap { remote in [(input, remote), (output, remote)] }
        }
      })
  }

  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>
  ) {
    writeLengths(of: products(powers.channels), powers, into: &values)
  }
}

private func unique(_ pairs: [(Int, Int)]) -> [(Int, Int)] {
  var found: [(Int, Int)] = []
  for pair in pairs where !found.contains(where: { $0 == pair }) { found.append(pair) }
  return found
}

private func writeLengths(
  of products: [(Int, Int)], _ powers: WindowPowers, into values: inout MutableSpan<Double>
) {
  let count = powers.windowCount
  let stored = powers.values.span
  for (component, (a, b)) in products.enumerated() {
    let element = powers.element(a, b)
    for window in 0..<count {
      values[component * count + window] =
        element.lengthSquared(stored, window).squareRoot()
    }
  }
}
