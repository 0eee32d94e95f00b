internal import Synchronization

/// One call of a pool: numbered items that threads claim, and what came of them.
final class SharedWork<T: Sendable, E: Error>: Sendable {
  private struct Notes: Sendable {
    var parts: [[(index: Int, value: T)]] = []
    var failure: (index: Int, error: E)?
  }

  private let count: Int
  private let next = Atomic<Int>(0)
  /// Items from here on are not wanted: the count, or the lowest item that failed.
  private let end: Atomic<Int>
  private let notes = Mutex(Notes())

  init(count: Int) {
    precondition(count >= 0, "a count of \(count)")
    self.count = count
    end = Atomic(count)
  }

  /// Does items until none is left; each thread of the call runs it once.
  func drain(_ body: (Int) throws(E) -> T) {
    var mine: [(index: Int, value: T)] = []
    while let index = claim() {
      do throws(E) {
        mine.append((index, try body(index)))
      } catch {
        fail(index, error)
      }
    }
    if mine.isEmpty { return }
    notes.withLock { $0.parts.append(mine) }
  }

  /// The values in the order of their items, after every thread has left.
  ///
  /// - Throws: The error of the lowest item that failed. Items are claimed in order, so all
  ///   below it were done, and the choice does not depend on the threads.
  func results() throws(E) -> [T] {
    let (parts, failure) = notes.withLock { ($0.parts, $0.failure) }
    if let failure { throw failure.error }
    if parts.count == 1, let only = parts.first { return only.map(\.value) }
    var values = [T?](repeating: nil, count: count)
    for part in parts {
      for item in part { values[item.index] = item.value }
    }
    return values.compactMap { $0 }
  }

  private func claim() -> Int? {
    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < end.load(ordering: .relaxed) ? index : nil
  }

  private func fail(_ index: Int, _ error: E) {
    end.min(index, ordering: .relaxed)
    notes.withLock { notes in
      if let earlier = notes.failure, earlier.index < index { return }
      notes.failure = (index, error)
    }
  }
}
