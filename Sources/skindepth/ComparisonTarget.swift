import ArgumentParser
import ComplexModule
import Foundation
import Model
import Synthesis

/// What estimates are compared with: in their axes, or in those that both are turned to.
struct ComparisonTarget {
  enum Kind {
    case uniform(resistivity: Double)
    case functions(TransferFunctions)
    case truth(Truth)
  }

  /// An estimate with its reference, in the same axes.
  struct Pair {
    let estimate: TransferFunction
    let reference: ComparisonReference
    /// The axes, and what was turned to them.
    let axes: String
  }

  let kind: Kind
  /// Degrees that both are turned to.
  let angle: Double?

  func pair(_ named: NamedFunction) throws -> Pair {
    let estimate = try angle.map { try named.turned(to: $0).function } ?? named.function
    let turned = angle == nil ? "" : " (turned)"
    if case .truth(let truth) = kind, estimate.axes == 0 {
      let reference = truth.reference(site: estimate.origin.output)
      return Pair(estimate: estimate, reference: reference, axes: estimate.axesText + turned)
    }
    guard let reference = try reference(for: named, like: estimate) else {
      let own = try ownAxes(estimate, named.name)
      let reference = uniform(like: estimate)
      return Pair(estimate: estimate, reference: reference, axes: own.text + turned)
    }
    if reference.hasDirections(of: estimate) {
      return Pair(
        estimate: estimate, reference: reference.interpolated, axes: estimate.axesText + turned)
    }
    let own = try ownAxes(estimate, named.name)
    return Pair(
      estimate: estimate,
      reference: try reference.turned(to: own.angle, subject: "reference").interpolated,
      axes: "\(own.text)\(turned); the reference was turned from \(reference.axesText)")
  }

  /// - Throws: A `UserError` where the estimate is in no pair of orthogonal axes, to which others could be turned.
  private func ownAxes(
    _ estimate: TransferFunction, _ name: String
  ) throws -> (angle: Double, text: String) {
    guard let axes = estimate.axes else {
      throw UserError(
        .data, name, "is in other axes than what it is to be compared with: \(estimate.axesText)",
        remedy: "turn both with --rotate 0 (degrees clockwise from geographic north)")
    }
    return (axes, estimate.axesText)
  }

  /// The transfer function to compare with; nil for a uniform ground, which is the same in all
  /// orthogonal axes, and for a site that the truth does not have.
  private func reference(
    for named: NamedFunction, like estimate: TransferFunction
  ) throws -> TransferFunction? {
    switch kind {
    case .uniform: return nil
    case .functions(let functions): return try functions.counterpart(of: named)
    case .truth(let truth):
      return truth.transferFunction(
        site: estimate.origin.output, frequencies: estimate.points.map(\.frequency))
    }
  }

  /// A uniform ground in the sign convention of the data: which of the antidiagonal elements is
  /// negative is taken from the estimate.
  private func uniform(like function: TransferFunction) -> ComparisonReference {
    guard case .uniform(let resistivity) = kind else { return { _, _, _ in nil } }
    let ground = ImpedanceModel.uniform(resistivity)
    let isTurned =
      function.element(.ex, .hy).map { element in
        let reals = function.points.map { $0.estimate.values[element.output][element.input].real }
        return reals.filter { $0 < 0 }.count * 2 > reals.count
      } ?? false
    return { output, input, hertz in
      guard let value = ground.values(at: hertz).element(output, input) else { return nil }
      return isTurned ? -value : value
    }
  }
}

/// What options of angles have in common.
func checkAngle(_ angle: Double?) throws {
  if let angle, !(abs(angle) <= 360) {
    throw ValidationError("--rotate goes from -360 to 360 degrees.")
  }
}
