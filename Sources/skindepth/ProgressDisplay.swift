import Glibc
import Model
import Pipeline
import Synchronization

/// Shows how far a run is: a bar on a terminal, a line now and then elsewhere.
final class ProgressDisplay: Sendable {
  private struct State {
    var start: Double?
    var lastShown = 0.0
    var lastTenth = -1
  }

  private let state = Mutex(State())
  private let isBar: Bool
  private let isQuiet: Bool

  init(quiet: Bool) {
    isBar = Terminal.isInteractive
    isQuiet = quiet
  }

  func show(_ progress: Progress) {
    guard !isQuiet, progress.total > 0 else { return }
    state.withLock { state in
      let now = Terminal.clock()
      let start = state.start ?? now
      state.start = start
      isBar ? showBar(progress, now - start, now, &state) : showLine(progress, now - start, &state)
    }
  }

  private func showBar(
    _ progress: Progress, _ elapsed: Double, _ now: Double, _ state: inout State
  ) {
    let isLast = progress.isComplete
    guard isLast || now - state.lastShown > 0.1 else { return }
    state.lastShown = now
    let width = 30
    let filled = Int(Double(width) * progress.share)
    let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled)
    Terminal.write("\r[\(bar)] \(text(progress, elapsed))   " + (isLast ? "\n" : ""))
  }

  private func showLine(_ progress: Progress, _ elapsed: Double, _ state: inout State) {
    let tenth = Int(10 * progress.share)
    guard tenth != state.lastTenth else { return }
    state.lastTenth = tenth
    Terminal.write("\(text(progress, elapsed))\n")
  }

  private func text(_ progress: Progress, _ elapsed: Double) -> String {
    let share =
      "\(Int(100 * progress.share)) %, \(progress.sitesDone) of \(progress.sitesTotal) sites done"
    guard elapsed > 0.5, progress.share > 0.01, !progress.isComplete else { return share }
    return "\(share), \(duration(elapsed * (1 / progress.share - 1))) left"
  }

  private func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    guard whole >= 60 else { return "\(whole) s" }
    return whole < 3600 ? "\(whole / 60) min" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
