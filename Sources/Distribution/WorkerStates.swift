internal import Synchronization

/// One state for each thread of a crew, kept from call to call: FFT plans, scratch memory.
///
/// A state need be neither copyable nor sendable: each has its lock, which a thread holds for its
/// share of a call.
package final class WorkerStates<State: ~Copyable>: Sendable {
  private let slots: [Slot<State>]

  var count: Int { slots.count }

  /// Makes one state for each thread, on the calling thread and one after the other.
  package init<E: Error>(count: Int, _ make: () throws(E) -> sending State) throws(E) {
    var slots: [Slot<State>] = []
    for _ in 0..<count { slots.append(Slot(try make())) }
    self.slots = slots
  }

  /// Works with the state of one thread.
  package func use<R: Sendable>(_ worker: Int, _ body: (inout State) -> R) -> R {
    slots[worker].use(body)
  }
}

private final class Slot<State: ~Copyable>: Sendable {
  private let state: Mutex<State>

  init(_ state: consuming sending State) {
    self.state = Mutex(state)
  }

  func use<R: Sendable>(_ body: (inout State) -> R) -> R {
    state.withLock { state in body(&state) }
  }
}
