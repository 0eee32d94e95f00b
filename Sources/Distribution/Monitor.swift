internal import Glibc

/// A value that threads share under one lock, with a way to wait for it to change.
///
/// `@unchecked Sendable`: `state` is only touched between `lock` and `unlock` of `mutex`.
/// The standard library's `Mutex` cannot wait for a condition, hence this one.
@safe final class Monitor<State: Sendable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var state: State

  init(_ state: State) {
    self.state = state
    unsafe mutex = .allocate(capacity: 1)
    unsafe changed = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe changed.initialize(to: pthread_cond_t())
    unsafe pthread_mutex_init(mutex, nil)
    // Time limits must not follow the clock on the wall when that is set.
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(changed, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Works on the state under the lock, and wakes nobody.
  func update<R, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Tries again after every announcement, under the lock, until the attempt gives a value.
  func wait<R, E: Error>(_ attempt: (inout State) throws(E) -> R?) throws(E) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      if let result = try attempt(&state) { return result }
      unsafe pthread_cond_wait(changed, mutex)
    }
  }

  /// Tries again after every announcement, for so long at most; `nil` if no attempt gave a value.
  func wait<R>(seconds: Double, _ attempt: (inout State) -> R?) -> R? {
    var deadline = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &deadline)
    let nanoseconds = deadline.tv_nsec + Int(seconds * 1e9)
    deadline.tv_sec += nanoseconds / 1_000_000_000
    deadline.tv_nsec = nanoseconds % 1_000_000_000
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      if let result = attempt(&state) { return result }
      if unsafe pthread_cond_timedwait(changed, mutex, &deadline) != 0 { return attempt(&state) }
    }
  }

  /// Wakes all that wait, after a change that one of them may wait for.
  func announce() {
    unsafe pthread_cond_broadcast(changed)
  }
}
