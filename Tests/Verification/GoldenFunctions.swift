import ComplexModule
import Model

/// The transfer functions: values, variances, and the windows and equations that they were made from.
struct GoldenFunctions: GoldenPart {
  func rows(_ golden: GoldenSet) throws -> [GoldenRow] {
    try golden.functions.flatMap { expected in
      let project = try golden.project(expected.configuration)
      return GoldenComparison(expected, project.functions[expected.name]).rows
    }
  }
}

/// One transfer function beside resistics' own.
struct GoldenComparison {
  private let expected: GoldenFunction
  private var count = 0
  private var wrongCounts = 0
  private var values = WorstDifference(limit: 1e-5)
  private var variances = WorstDifference(limit: 1e-3)

  init(_ expected: GoldenFunction, _ function: TransferFunction?) {
    self.expected = expected
    for place in expected.frequencies.indices {
      let frequency = expected.frequencies[place]
      let point = function?.points.first {
        $0.level == expected.level[place] && abs($0.frequency / frequency - 1) < 1e-9
      }
      guard let function, let point else {
        wrongCounts += 1
        continue
      }
      count += 1
      if point.estimate.windowCount != expected.windowCounts[place]
        || point.estimate.windowCount * expected.rowsOfWindow != expected.rowCounts[place]
      {
        wrongCounts += 1
      }
      for output in expected.outputs { add(place, output, function, point) }
    }
    if let function, function.points.count != expected.frequencies.count { wrongCounts += 1 }
  }

  /// One row of the matrix.
  private mutating func add(
    _ place: Int, _ output: String, _ function: TransferFunction, _ point: TransferFunction.Point
  ) {
    let truths = expected.inputs.map { expected.value(output, $0, place) }
    let norm = truths.reduce(0) { $0 + ($1?.value.lengthSquared ?? .nan) }.squareRoot()
    for (input, truth) in zip(expected.inputs, truths) {
      guard let truth, let o = Channel(output), let i = Channel(input),
        let element = function.element(o, i)
      else {
        values.add(.nan, limit: 0)
        continue
      }
      let ours = point.estimate.values[element.output][element.input]
      values.add((ours - truth.value).length / norm, limit: max(1e-5, 100 * truth.sensitivity))
      let variance = point.estimate.variances[element.output][element.input]
      variances.add(
        abs(variance / truth.variance - 1), limit: max(1e-3, 100 * truth.varianceSensitivity))
    }
  }

  var rows: [GoldenRow] {
    let name = "transfer function \(expected.name)"
    let extent = "\(count) frequencies"
    return [
      GoldenRow("\(name): windows, equations", extent, wrong: wrongCounts),
      GoldenRow("\(name): Z", extent, values, unit: "norm of the row"),
      GoldenRow("\(name): Var", extent, variances, unit: "itself"),
    ]
  }
}
