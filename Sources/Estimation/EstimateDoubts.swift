internal import ComplexModule
package import Model
internal import RealModule

/// A reason not to believe a transfer function over a range of periods, although it was estimated.
package enum EstimateDoubt: Hashable, Sendable {
  /// The standard error of an element is larger than its modulus, at so many periods, in seconds.
  case errorAboveValue(output: Channel, input: Channel, periods: [Double])
  /// It differs from another estimate of the same channels by so many joint standard errors, at the median of a
  /// half-decade of periods.
  case disagreement(with: String, ratio: Double, periods: ClosedRange<Double>)
  /// An output of one recording is so many times that of another, at the median of periods.
  case gainChange(output: Channel, ratio: Double)
  /// So large a part of the windows of a channel of a site has a fault, at the recorded rate.
  case faultyWindows(WindowFaults.Kind, site: String, channel: Channel, share: Double)
}

/// Looks for doubts in the transfer functions of a site.
package enum EstimateDoubts {
  /// A change of an output's gain between recordings from which on it is none of the field.
  package static let largestGainChange = 1.5
  /// Joint standard errors from which on two estimates disagree.
  package static let largestRatio = 3.0

  /// The elements of a function whose errors exceed their values.
  package static func errorsAboveValues(_ function: TransferFunction) -> [EstimateDoubt] {
    function.outputs.indices.flatMap { output in
      function.inputs.indices.compactMap { input -> EstimateDoubt? in
        let periods = function.points.filter { point in
          point.estimate.variances[output][input]
            > point.estimate.values[output][input].lengthSquared
        }.map(\.period)
        return periods.isEmpty
          ? nil
          : .errorAboveValue(
            output: function.outputs[output], input: function.inputs[input],
            periods: periods.sorted())
      }
    }
  }

  /// The outputs whose gain changes from recording to recording.
  package static func gainChanges(_ function: TransferFunction) -> [EstimateDoubt] {
    function.outputs.indices.compactMap { output in
      let ratios = function.points.compactMap { point -> Double? in
        let changes = point.estimate.gainChanges
        return changes.indices.contains(output) ? changes[output] : nil
      }.sorted()
      guard !ratios.isEmpty, ratios[ratios.count / 2] > largestGainChange else { return nil }
      return .gainChange(output: function.outputs[output], ratio: ratios[ratios.count / 2])
    }
  }

  /// The function with flags at the periods that doubts speak of.
  package static func flagged(_ function: TransferFunction, _ doubts: [EstimateDoubt])
    -> TransferFunction
  {
    var function = function
    for doubt in doubts {
      for index in function.points.indices {
        switch doubt {
        // An element says so itself.
        case .errorAboveValue: break
        case .disagreement(_, _, let periods):
          guard periods.contains(function.points[index].period) else { continue }
          function.points[index].estimate.doubts.insert(.disagreement)
        case .gainChange: function.points[index].estimate.doubts.insert(.gainChange)
        // They do not count.
        case .faultyWindows(.missing, _, _, _): break
        case .faultyWindows: function.points[index].estimate.doubts.insert(.faultyWindows)
        }
      }
    }
    return function
  }

  /// The half-decades of periods in which a function differs from another by more than their errors allow: the
  /// median over elements and periods of `|Z - Z'| / √(VAR + VAR')`.
  ///
  /// The errors of two estimates from the same windows are not independent, so that the joint error is rather too
  /// large.
  package static func disagreements(
    of function: TransferFunction, with other: TransferFunction, called name: String
  ) -> [EstimateDoubt] {
    guard function.outputs == other.outputs, function.inputs == other.inputs else { return [] }
    var ratios: [Int: [(period: Double, values: [Double])]] = [:]
    for point in function.points {
      guard let same = other.points.first(where: { $0.frequency == point.frequency }) else {
        continue
      }
      let half = Int((2 * Double.log10(point.period)).rounded(.down))
      ratios[half, default: []].append((point.period, Self.ratios(point, same)))
    }
    return ratios.keys.sorted().compactMap { half in
      let found = ratios[half] ?? []
      let sorted = found.flatMap(\.values).filter { !$0.isNaN }.sorted()
      let periods = found.map(\.period)
      guard !sorted.isEmpty, let low = periods.min(), let high = periods.max() else { return nil }
      let median = sorted[sorted.count / 2]
      return median > largestRatio
        ? .disagreement(with: name, ratio: median, periods: low...high) : nil
    }
  }

  /// Of each element, the difference in joint standard errors.
  private static func ratios(_ a: TransferFunction.Point, _ b: TransferFunction.Point) -> [Double] {
    let values = zip(a.estimate.values.joined(), b.estimate.values.joined())
    let variances = zip(a.estimate.variances.joined(), b.estimate.variances.joined())
    return zip(values, variances).map { values, variances in
      (values.0 - values.1).length / (variances.0 + variances.1).squareRoot()
    }
  }
}
