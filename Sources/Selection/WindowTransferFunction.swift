internal import ComplexModule
internal import Model
internal import RealModule

/// `transferFunction` and `RR_transferFunction`: the transfer function of each window alone.
struct WindowTransferFunction: WindowStatistic {
  let isRemote: Bool

  var name: String { isRemote ? "RR_transferFunction" : "transferFunction" }
  var agreesLocally: Bool { !isRemote }

  func components(of channels: PowerChannels) -> [String] {
    channels.outputRows.flatMap { output in
      channels.inputRows.flatMap { input in
        ["Real", "Imag"].map {
          "\(channels.name(output))\(channels.name(input))\($0)\(isRemote ? "RR" : "")"
        }
      }
    }
  }

  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>
  ) {
    let count = powers.windowCount
    let (inputs, outputs) = (powers.channels.inputs.count, powers.channels.outputs.count)
    var solution = WindowSolution(powers, isRemote: isRemote, policy)
    let stored = powers.values.span
    for window in 0..<count {
      solution.solve(stored, window)
      for output in 0..<outputs {
        for input in 0..<inputs {
          let value = solution.value(output, input)
          let place = 2 * (output * inputs + input) * count + window
          values[place] = value.real
          values[place + count] = value.imaginary
        }
      }
    }
  }
}

/// `resPhase` and `RR_resPhase`: apparent resistivity, Ω m, and phase, degrees from −180 to 180, of the
/// transfer function of each window; of electric outputs.
struct ResistivityAndPhase: WindowStatistic {
  let isRemote: Bool

  var name: String { isRemote ? "RR_resPhase" : "resPhase" }
  var agreesLocally: Bool { !isRemote }

  func range(of component: String) -> ClosedRange<Double>? {
    component.contains("Phase") ? -180...180 : 0...Double.infinity
  }

  func components(of channels: PowerChannels) -> [String] {
    electricRows(channels).flatMap { output in
      channels.inputRows.flatMap { input in
        ["Res", "Phase"].map {
          "\(channels.name(output))\(channels.name(input))\($0)\(isRemote ? "RR" : "")"
        }
      }
    }
  }

  private func electricRows(_ channels: PowerChannels) -> [Int] {
    channels.outputRows.filter { channels.channel($0).kind == .electric }
  }

  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>
  ) {
    let count = powers.windowCount
    let inputs = powers.channels.inputs.count
    let outputs = electricRows(powers.channels).map { $0 - inputs }
    var solution = WindowSolution(powers, isRemote: isRemote, policy)
    let stored = powers.values.span
    let factor = 0.2 / powers.frequency
    for window in 0..<count {
      solution.solve(stored, window)
      for (index, output) in outputs.enumerated() {
        for input in 0..<inputs {
          let value = solution.value(output, input)
          let place = 2 * (index * inputs + input) * count + window
          values[place] = factor * value.lengthSquared
          values[place + count] = Double.atan2(y: value.imaginary, x: value.real) * 180 / .pi
        }
      }
    }
  }
}

/// The least-squares transfer function of one window after the other.
struct WindowSolution {
  private var system: SmallSystem
  private let inputCount: Int
  private let outputCount: Int
  /// `[input, equation]` and `[output, equation]`.
  private let inputs: [PowerElement]
  private let outputs: [PowerElement]
  private let equationCount: Int

  init(_ powers: WindowPowers, isRemote: Bool, _ policy: StatisticPolicy) {
    let channels = powers.channels
    let equations =
      switch (isRemote, policy.equations) {
      case (true, _): channels.referenceRows
      case (false, .inputs): channels.inputRows
      case (false, .allChannels): 0..<channels.outputRows.upperBound
      }
    inputCount = channels.inputs.count
    outputCount = channels.outputs.count
    equationCount = equations.count
    inputs = channels.inputRows.flatMap { row in equations.map { powers.element(row, $0) } }
    outputs = channels.outputRows.flatMap { row in equations.map { powers.element(row, $0) } }
    system = SmallSystem(order: inputCount, sides: outputCount)
  }

  func value(_ output: Int, _ input: Int) -> Complex<Double> {
    system.solution(input, side: output)
  }

  mutating func solve(_ stored: Span<Double>, _ window: Int) {
    if equationCount == inputCount {
      fillSquare(stored, window)
    } else {
      fillNormal(stored, window)
    }
    system.solve()
  }

  /// As many equations as unknowns.
  private mutating func fillSquare(_ stored: Span<Double>, _ window: Int) {
    for equation in 0..<equationCount {
      for input in 0..<inputCount {
        system[equation, input] = inputs[input * equationCount + equation].value(stored, window)
      }
      for output in 0..<outputCount {
        system[equation, inputCount + output] =
          outputs[output * equationCount + equation].value(stored, window)
      }
    }
  }

  /// The normal equations of more.
  private mutating func fillNormal(_ stored: Span<Double>, _ window: Int) {
    for row in 0..<inputCount {
      for column in 0..<inputCount + outputCount {
        var sum = Complex<Double>.zero
        for equation in 0..<equationCount {
          let weight = inputs[row * equationCount + equation].value(stored, window).conjugate
          let other =
            column < inputCount
            ? inputs[column * equationCount + equation]
            : outputs[(column - inputCount) * equationCount + equation]
          sum += weight * other.value(stored, window)
        }
        system[row, column] = sum
      }
    }
  }
}
