import CZlib
import Foundation
import Model
import Testing

@testable import Formats

/// A folder that is removed with the test that made it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "skindepth-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file, and the folders that it is in.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// Writes a file compressed with gzip.
  @discardableResult
  func writeGzip(_ name: String, _ bytes: [UInt8], append: Bool = false) throws -> String {
    let file = path + "/" + name
    let handle = unsafe gzopen(file, append ? "ab1" : "wb1")
    let wrote = unsafe bytes.withUnsafeBytes { all in
      unsafe gzwrite(handle, all.baseAddress, UInt32(all.count))
    }
    let closed = unsafe gzclose(handle)
    #expect(Int(wrote) == bytes.count && closed == Z_OK)
    return file
  }
}

/// The test data that are kept outside of the repository.
///
/// `SKINDEPTH_DATA` names their folder; else `../shared/data` beside the package is taken. Tests
/// that need them are skipped where there are none; the others make what they need.
enum Fixtures {
  static let folder: String? = {
    let named = ProcessInfo.processInfo.environment["SKINDEPTH_DATA"]
    let folder = named ?? packageFolder.map { $0 + "/../shared/data" }
    return folder.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
  }()

  static let areThere = folder != nil

  static func path(_ name: String) throws -> String {
    try #require(folder) + "/" + name
  }

  /// The folder above this file that has the package's manifest.
  private static let packageFolder: String? = {
    var url = URL(fileURLWithPath: #filePath)
    while url.path != "/" {
      url.deleteLastPathComponent()
      if FileManager.default.fileExists(atPath: url.path + "/Package.swift") { return url.path }
    }
    return nil
  }()
}

extension Trait where Self == ConditionTrait {
  static var needsFixtures: Self {
    .enabled(if: Fixtures.areThere, "needs the test data: set SKINDEPTH_DATA to their folder")
  }
}

extension RecordingSource {
  /// A slice of a channel.
  func samples(_ channel: Channel, _ range: Range<Int>) throws -> [Double] {
    var values = [Double](repeating: .nan, count: range.count)
    var span = values.mutableSpan
    try read(channel, range, into: &span)
    return values
  }

  func samples(_ channel: Channel) throws -> [Double] {
    try samples(channel, 0..<header.sampleCount)
  }

  /// That slices of all kinds are what a read of the whole has there.
  func expectSlicesOfWhole(sourceLocation: SourceLocation = #_sourceLocation) throws {
    var generator = Seeded(state: 1)
    for channel in header.channels.map(\.channel) {
      let whole = try samples(channel)
      let n = header.sampleCount
      var ranges = [0..<0, 0..<1, n - 1..<n, 0..<n, n / 3..<2 * n / 3]
      for _ in 0..<12 {
        let (a, b) = (
          Int.random(in: 0...n, using: &generator), Int.random(in: 0...n, using: &generator)
        )
        ranges.append(min(a, b)..<max(a, b))
      }
      for range in ranges {
        // What is fetched ahead may lie anywhere, and is the same when it is read.
        fetch(
          [channel], range.lowerBound..<range.upperBound + Int.random(in: 0...9, using: &generator))
        let slice = try samples(channel, range)
        #expect(slice == Array(whole[range]), "\(channel) \(range)", sourceLocation: sourceLocation)
      }
    }
    let channels = header.channels.map(\.channel)
    for channels in [channels, channels.suffix(2).reversed(), []] {
      try expectSamplesTogether(channels, sourceLocation)
    }
  }

  /// That what is read of channels together is what is read of each.
  private func expectSamplesTogether(
    _ channels: [Channel], _ sourceLocation: SourceLocation
  ) throws {
    let n = header.sampleCount
    for range in [0..<n, n / 3..<2 * n / 3, n..<n] {
      let singly = try channels.map { try samples($0, range) }
      var together = channels.map { _ in [Double]() }
      try read(channels, range) { index, part, values in
        #expect(
          part.lowerBound == range.lowerBound + together[index].count,
          sourceLocation: sourceLocation)
        together[index] += part.indices.map { values[$0 - part.lowerBound] }
      }
      #expect(together == singly, "\(range)", sourceLocation: sourceLocation)
    }
  }
}

/// The user error that a piece of work ends with; all the texts must be in it.
func expectUserError(
  _ texts: String..., kind: UserError.Kind = .data,
  sourceLocation: SourceLocation = #_sourceLocation, _ work: () throws -> Void
) {
  do {
    try work()
    Issue.record("no error", sourceLocation: sourceLocation)
  } catch let error as UserError {
    #expect(error.kind == kind, sourceLocation: sourceLocation)
    #expect(!error.remedy.isEmpty, "a remedy", sourceLocation: sourceLocation)
    for text in texts {
      #expect(
        error.description.contains(text), "`\(text)` in: \(error)", sourceLocation: sourceLocation)
    }
  } catch {
    Issue.record("not a user error: \(error)", sourceLocation: sourceLocation)
  }
}

/// The little-endian bytes of 32-bit words.
func bytes(of words: [UInt32]) -> [UInt8] {
  words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
}

/// The same numbers in every run.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
