import Archive
import Foundation
import Model
import Pipeline

/// Measures how fast files of units are written and read in a folder, with one that is removed again.
struct StoreMeasurement {
  private static let repetitions = 9
  private static let values = 1 << 17
  let folder: String

  /// How many times as long as `constants` say it takes; `nil` where the folder is not to be written to.
  func speed(relativeTo constants: CostConstants) -> Double? {
    let path = "\(folder)/.plan-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let content = UnitContent(
      madeBy: Digest(of: []), outputCount: StoreMeasurement.values, channelCount: 1,
      decimated: (0..<StoreMeasurement.values).map { Double($0) }, segments: [], constants: [nil],
      spectraDigests: [])
    let bytes = Double(8 * StoreMeasurement.values)
    let expected =
      constants.madeFile + constants.foundFile
      + bytes * (constants.storedByte + constants.foundByte)
    var found: [Double] = []
    for _ in 0..<StoreMeasurement.repetitions {
      let start = Terminal.clock()
      guard (try? UnitFile.write(path, content)) != nil, let file = try? UnitFile.open(path),
        (try? file.decimated(channel: 0, 0..<StoreMeasurement.values)) != nil
      else { return nil }
      found.append((Terminal.clock() - start) / expected)
    }
    // The first finds nothing in the caches.
    return found.dropFirst().sorted()[found.count / 2]
  }
}
