internal import Synchronization

/// One state for each thread of a pool, kept from call to call: FFT plans, scratch memory.
///
/// A state need be neither copyable nor sendable: each has its lock, which a thread holds for its
/// share of a call.
package final class WorkerStates<State: ~Copyable>: Sendable {
  private let slots: [Slot<State>]

  var count: Int { slots.count }

  init<E: Error>(count: Int, _ make: () throws(E) -> sending State) throws(E) {
    var slots: [Slot<State>] = []
    for _ in 0..<count { slots.append(Slot(try make())) }
    self.slots = slots
  }

  func use(_ worker: Int, _ body: (inout State) -> Void) {
    slots[worker].use(body)
  }
}

private final class Slot<State: ~Copyable>: Sendable {
  private let state: Mutex<State>

  init(_ state: consuming sending State) {
    self.state = Mutex(state)
  }

  func use(_ body: (inout State) -> Void) {
    state.withLock { state in body(&state) }
  }
}
