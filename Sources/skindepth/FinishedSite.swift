import Formats
import Foundation
import Model

/// The finished file of a site, and the note in the work folder of the runs that it is finished
/// for.
///
/// The note is not in the file, whose bytes are the same wherever and whenever it was made. Its
/// first line tells the file by size and time of change; each further one is of a run all of whose
/// results are in it.
struct FinishedSite {
  let path: String

  /// A run by what made its results, and what decided the form of its files.
  struct Run: Hashable {
    let madeBy: Digest
    let form: Digest
  }

  /// Whether the file is there, and is the one that a note says to be finished for a run.
  func isMade(by key: Digest, _ note: String) -> Bool {
    runs(note).contains { $0.hasPrefix("\(key) ") }
  }

  /// The lines of the runs for which the file is finished.
  func runs(_ note: String) -> [String] {
    guard let state = state(), let data = FileManager.default.contents(atPath: note) else {
      return []
    }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    return lines.first == state ? Array(lines.dropFirst()) : []
  }

  /// Notes a run for which the file is finished.
  ///
  /// - Parameter others: Lines of earlier runs, which hold for files of the same form.
  func note(_ run: Run, besides others: [String], _ note: String) throws {
    guard let state = state() else { return }
    let kept = others.filter { $0.hasSuffix(" \(run.form)") && !$0.hasPrefix("\(run.madeBy) ") }
    let lines = [state] + kept.suffix(FinishedSite.mostRuns) + ["\(run.madeBy) \(run.form)"]
    try AtomicFile.write(note, lines.joined(separator: "\n") + "\n")
  }

  /// Notes that lines hold for a file that was changed in what none of them is about.
  func note(_ lines: [String], _ note: String) throws {
    guard let state = state(), !lines.isEmpty else { return }
    try AtomicFile.write(note, ([state] + lines).joined(separator: "\n") + "\n")
  }

  private static let mostRuns = 100

  /// Size and time of change of the file; `nil` where there is none.
  private func state() -> String? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let size = (attributes[.size] as? NSNumber)?.uint64Value,
      let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970
    else { return nil }
    return "\(size) \(changed.bitPattern)"
  }
}
