import RealModule

/// Which values an axis must hold.
///
/// An estimate that failed must not press all others into a line; one that goes with its
/// neighbours, or whose error says that it is known, must be in sight wherever it lies.
struct HeldMarks {
  /// What lies in here is held in any case.
  let usual: (Double) -> Bool
  /// What lies out of here is not held where its standard error is as large as itself.
  let largest: (Double) -> Bool
  /// Whether two values are near for neighbours whose errors are small.
  let areNear: (Double, Double) -> Bool
  /// Whether a value alone is held for its error.
  let isKnown: (StackedFigure.Mark) -> Bool

  /// The values of a curve, which is in order of period, that its axis must hold.
  func values(_ marks: [StackedFigure.Mark]) -> [Double] {
    var isHeld = marks.indices.map { index in
      usual(marks[index].value) || (isCredible(marks[index]) && stands(index, marks))
    }
    // From what is held on to what is near it, from both ends.
    for order in [Array(marks.indices), marks.indices.reversed()] {
      for (last, next) in zip(order, order.dropFirst())
      where isHeld[last] && !isHeld[next] && isCredible(marks[next]) {
        isHeld[next] = areNear(marks[last].value, marks[next].value)
      }
    }
    return marks.indices.filter { isHeld[$0] }.map { marks[$0].value }
  }

  /// Whether a mark is known, or lies within two of its standard errors of a neighbour.
  private func stands(_ index: Int, _ marks: [StackedFigure.Mark]) -> Bool {
    let mark = marks[index]
    if isKnown(mark) { return true }
    return [index - 1, index + 1].contains { other in
      marks.indices.contains(other)
        && abs(marks[other].value - mark.value) <= 2 * mark.standardError
    }
  }

  private func isCredible(_ mark: StackedFigure.Mark) -> Bool {
    mark.standardError < abs(mark.value) || largest(mark.value)
  }
}

extension [StackedFigure.Curve] {
  /// Apparent resistivities that an axis must hold: within three decades of their median all,
  /// farther away those that go with their neighbours.
  func heldResistivities(_ periods: Axis) -> [Double] {
    let logarithms = shown(periods).map { Double.log10($0.value) }.sorted()
    guard let middle = logarithms.dropFirst(logarithms.count / 2).first else { return [] }
    func distance(_ value: Double) -> Double { abs(.log10(value) - middle) }
    let held = HeldMarks(
      usual: { distance($0) <= 3 }, largest: { distance($0) <= 6 },
      areNear: { abs(.log10($0) - .log10($1)) <= 1 }, isKnown: { _ in false })
    return flatMap { held.values($0.shown(periods)) }
  }

  /// Parts of tippers that an axis must hold.
  ///
  /// Tippers hardly exceed 1: what does is an estimate that failed, unless its error is small or it
  /// goes with its neighbours.
  func heldTippers(_ periods: Axis) -> [Double] {
    let held = HeldMarks(
      usual: { abs($0) <= 1 }, largest: { abs($0) <= 5 }, areNear: { _, _ in false },
      isKnown: { $0.standardError.isFinite && 4 * $0.standardError <= abs($0.value) })
    return flatMap { held.values($0.shown(periods)) }
  }
}
