/// Which threads may call MPI.
package enum ThreadSupport: Int32, Comparable, Sendable {
  case single = 0
  /// Only the thread that began it.
  case funneled = 1
  /// Any, one at a time.
  case serialized = 2
  case multiple = 3

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
