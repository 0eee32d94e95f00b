import Archive
import Foundation
import Model

/// Measures how fast files of units are written and read in a folder, with one that is removed again.
struct StoreMeasurement {
  private static let repetitions = 9
  private static let values = 1 << 17
  /// What it takes on the machine that `CostConstants.reference` was measured on.
  private static let reference = 1.85e-3
  let folder: String

  /// How many times as long as on the reference machine it takes; `nil` where the folder is not to be written to.
  func speed() -> Double? {
    let path = "\(folder)/.plan-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let content = UnitContent(
      madeBy: Digest(of: []), outputCount: StoreMeasurement.values, channelCount: 1,
      decimated: (0..<StoreMeasurement.values).map { Double($0) }, segments: [], faults: [],
      spectraDigests: [])
    var found: [Double] = []
    for _ in 0..<StoreMeasurement.repetitions {
      let start = Terminal.clock()
      guard (try? UnitFile.write(path, content)) != nil, let file = try? UnitFile.open(path),
        (try? file.decimated(channel: 0, 0..<StoreMeasurement.values)) != nil
      else { return nil }
      found.append((Terminal.clock() - start) / StoreMeasurement.reference)
    }
    // The first finds nothing in the caches.
    return found.dropFirst().sorted()[found.count / 2]
  }
}
