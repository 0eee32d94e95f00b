internal import ComplexModule

/// `partialCoherence`: the squared coherence of each output with all inputs together (`bivar`), and with
/// each input once what the others explain is taken out (`par`).
struct PartialCoherence: WindowStatistic {
  let name = "partialCoherence"
  let isRemote = false
  let agreesLocally = true

  func range(of component: String) -> ClosedRange<Double>? { 0...1 }

  func components(of channels: PowerChannels) -> [String] {
    channels.outputRows.map { "bivar\(channels.name($0))" }
      + channels.outputRows.flatMap { output in
        channels.inputRows.map { "par\(channels.name(output))\(channels.name($0))" }
      }
  }

  func evaluate(
    _ powers: WindowPowers, _ policy: StatisticPolicy, into values: inout MutableSpan<Double>
  ) {
    let count = powers.windowCount
    let channels = powers.channels
    let (inputs, outputs) = (channels.inputs.count, channels.outputs.count)
    var whole = MultipleCoherence(powers, inputs: Array(channels.inputRows))
    var others = channels.inputRows.map { left in
      MultipleCoherence(powers, inputs: channels.inputRows.filter { $0 != left })
    }
    let stored = powers.values.span
    for window in 0..<count {
      whole.solve(stored, window)
      for input in 0..<inputs { others[input].solve(stored, window) }
      for output in 0..<outputs {
        let all = whole.value(stored, window, output)
        values[output * count + window] = all
        for input in 0..<inputs {
          let rest = others[input].value(stored, window, output)
          values[(outputs + output * inputs + input) * count + window] = (all - rest) / (1 - rest)
        }
      }
    }
  }
}

/// The share of each output's power that a set of inputs explains.
private struct MultipleCoherence {
  private var system: SmallSystem
  private let inputCount: Int
  /// `[equation, input]` and `[output, input]`.
  private let matrix: [PowerElement]
  private let sides: [PowerElement]
  private let powers: [Int]

  init(_ powers: WindowPowers, inputs: [Int]) {
    let outputs = powers.channels.outputRows
    inputCount = inputs.count
    system = SmallSystem(order: inputs.count, sides: outputs.count)
    matrix = inputs.flatMap { row in inputs.map { powers.element($0, row) } }
    sides = outputs.flatMap { output in inputs.map { powers.element(output, $0) } }
    self.powers = outputs.map(powers.power)
  }

  mutating func solve(_ stored: Span<Double>, _ window: Int) {
    for row in 0..<inputCount {
      for column in 0..<inputCount {
        system[row, column] = matrix[row * inputCount + column].value(stored, window)
      }
      for output in powers.indices {
        system[row, inputCount + output] = sides[output * inputCount + row].value(stored, window)
      }
    }
    system.solve()
  }

  /// Once it is solved.
  func value(_ stored: Span<Double>, _ window: Int, _ output: Int) -> Double {
    var sum = 0.0
    for input in 0..<inputCount {
      let cross = sides[output * inputCount + input].value(stored, window).conjugate
      sum += (system.solution(input, side: output) * cross).real
    }
    return sum / stored[powers[output] + window]
  }
}
