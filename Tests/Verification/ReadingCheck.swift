import FormatSamples
import Formats
import Foundation
import Model

/// How fast recordings are read from the page cache, beside `cat FILE >/dev/null`, on one core.
///
/// Seconds are those that the processor spent, of the program or of `cat`, so that other work on the machine
/// counts little; both are measured in turns, and the median of the turns' quotients counts.
struct ReadingCheck {
  private static let rounds = 15

  struct Case {
    let name: String
    let file: String
    let isText: Bool
  }

  let folder: String

  init(_ arguments: [String]) throws {
    guard let folder = arguments.first else {
      throw UserError(.configuration, "verification", "needs a folder", remedy: "see run/verify")
    }
    self.folder = folder
  }

  func verdict() throws -> Verdict {
    var verdict = Verdict()
    var table = TextTable(
      "reading all channels of a file in the page cache (binary: 60 % of cat; text: 150 MB/s)",
      ["format", "MB", "cat MB/s", "read MB/s", "of cat %", "wanted"])
    for entry in try cases() {
      let megabytes = Double(try size(entry.file)) / 1e6
      let (cat, read, quotient) = try measure(entry)
      let share = 100 * quotient
      table.add(
        [
          entry.name, megabytes.fixed(0), (megabytes / cat).fixed(0), (megabytes / read).fixed(0),
          share.fixed(0), entry.isText ? "150 MB/s" : "60 %",
        ])
      let isFast = entry.isText ? megabytes / read >= 150 : share >= 60
      verdict.require(
        isFast,
        "\(entry.name) is read at \((megabytes / read).fixed(0)) MB/s, \(share.fixed(0)) % of cat")
      try FileManager.default.removeItem(atPath: (entry.file as NSString).deletingLastPathComponent)
    }
    table.show()
    return verdict
  }

  private func size(_ path: String) throws -> Int {
    (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue ?? 0
  }

  /// Medians of seconds for `cat` and for reading, and of their quotients.
  private func measure(
    _ entry: Case
  ) throws -> (cat: Double, read: Double, quotient: Double) {
    let parent = (entry.file as NSString).deletingLastPathComponent
    guard let locator = try TimeSeriesFormats.discover(siteFolder: parent).recordings.first else {
      throw UserError(.data, entry.file, "is not recognised", remedy: "see the reader")
    }
    var (cats, reads) = ([Double](), [Double]())
    for _ in 0..<ReadingCheck.rounds {
      cats.append(try cat(entry.file))
      // Anew, as a small file would else come from what the reader keeps.
      let source = try TimeSeriesFormats.open(locator)
      let start = Self.processorSeconds(RUSAGE_SELF)
      try readAll(source)
      reads.append(Self.processorSeconds(RUSAGE_SELF) - start)
    }
    return (median(cats), median(reads), median(zip(cats, reads).map { $0 / $1 }))
  }

  private func cat(_ path: String) throws -> Double {
    let start = Self.processorSeconds(RUSAGE_CHILDREN)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/cat")
    process.arguments = [path]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Self.processorSeconds(RUSAGE_CHILDREN) - start
  }

  /// Reads all channels, as processing does.
  private func readAll(_ source: any RecordingSource) throws {
    var count = 0
    let channels = source.header.channels.map(\.channel)
    try source.read(channels, 0..<source.header.sampleCount) { _, _, samples in
      count += samples.count
    }
    guard count == channels.count * source.header.sampleCount else {
      throw UserError(.data, source.header.name, "is not read whole", remedy: "see the reader")
    }
  }

  /// Of this process, or of its children that have ended.
  private static func processorSeconds(_ who: __rusage_who) -> Double {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(who.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
