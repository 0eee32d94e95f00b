import Glibc
import Model
import Pipeline
import Synchronization

/// Shows how far a run is: a bar on a terminal, a line now and then elsewhere.
final class ProgressDisplay: Sendable {
  private struct State {
    var stage: Progress.Stage?
    var start = 0.0
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
      if state.stage != progress.stage {
        state = State(stage: progress.stage, start: now)
      }
      let elapsed = now - state.start
      isBar ? showBar(progress, elapsed, now, &state) : showLine(progress, elapsed, &state)
    }
  }

  private func showBar(
    _ progress: Progress, _ elapsed: Double, _ now: Double, _ state: inout State
  ) {
    let isLast = progress.done == progress.total
    guard isLast || now - state.lastShown > 0.1 else { return }
    state.lastShown = now
    let width = 30
    let filled = width * progress.done / progress.total
    let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled)
    Terminal.write(
      "\r\(name(progress.stage)) [\(bar)] \(text(progress, elapsed))   " + (isLast ? "\n" : ""))
  }

  private func showLine(_ progress: Progress, _ elapsed: Double, _ state: inout State) {
    let tenth = 10 * progress.done / progress.total
    guard tenth != state.lastTenth else { return }
    state.lastTenth = tenth
    Terminal.write("\(progress.stage.rawValue): \(text(progress, elapsed))\n")
  }

  private func text(_ progress: Progress, _ elapsed: Double) -> String {
    let rate = elapsed > 0 ? Double(progress.done) / elapsed : 0
    let left = rate > 0 ? Double(progress.total - progress.done) / rate : 0
    let share = "\(100 * progress.done / progress.total) % (\(progress.done)/\(progress.total))"
    guard elapsed > 0.5 else { return share }
    return "\(share), \(rate.fixed(1)) units/s, \(duration(left)) left"
  }

  private func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    guard whole >= 60 else { return "\(whole) s" }
    return whole < 3600 ? "\(whole / 60) min" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }

  private func name(_ stage: Progress.Stage) -> String {
    stage == .spectra ? "spectra " : "solving "
  }
}
