internal import Glibc

/// A thread of the operating system, which no library resizes or shares.
struct PlatformThread: Sendable {
  /// As large as the main thread's usual one: numerical code keeps arrays on the stack.
  static let stackBytes = 8 << 20

  private let identifier: pthread_t

  /// Starts a thread.
  ///
  /// - Parameter body: What the thread does; the thread ends with it.
  /// - Throws: `ThreadError` if the system gives no more threads.
  static func start(
    _ body: @escaping @Sendable () -> Void
  ) throws(ThreadError) -> PlatformThread {
    let errand = unsafe Unmanaged.passRetained(Errand(body))
    var identifier = pthread_t()
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setstacksize(&attributes, stackBytes)
    let code = unsafe pthread_create(&identifier, &attributes, runErrand, errand.toOpaque())
    guard code == 0 else {
      unsafe errand.release()
      throw ThreadError(code: code)
    }
    return PlatformThread(identifier: identifier)
  }

  /// Waits for the thread to end.
  ///
  /// Called on the thread itself, it lets go instead of waiting for ever.
  func join() {
    if pthread_equal(identifier, pthread_self()) != 0 {
      pthread_detach(identifier)
    } else {
      pthread_join(identifier, nil)
    }
  }
}

/// The system refused to start a thread.
package struct ThreadError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The `errno` value.
  package let code: Int32

  package var description: String {
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    return "cannot start a thread: \(reason)"
  }
}

/// Carries a closure through the C border.
private final class Errand: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}

private func runErrand(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument = unsafe argument else { return nil }
  unsafe Unmanaged<Errand>.fromOpaque(argument).takeRetainedValue().body()
  return nil
}
