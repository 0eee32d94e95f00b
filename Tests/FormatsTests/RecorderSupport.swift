import FormatSamples
import Formats
import Model
import Testing

extension TemporaryFolder {
  func write(_ files: SampleFiles, in folder: String = "") throws {
    for (name, bytes) in files.all { try write(folder.isEmpty ? name : "\(folder)/\(name)", bytes) }
  }

  /// The recordings of the folder, which must hold nothing else.
  func recordings(
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [any RecordingSource] {
    let found = try TimeSeriesFormats.discover(siteFolder: path)
    #expect(found.problems.isEmpty, sourceLocation: sourceLocation)
    return try found.recordings.map { try TimeSeriesFormats.open($0) }
  }

  /// The one recording of the folder.
  func recording(
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> any RecordingSource {
    let all = try recordings(sourceLocation: sourceLocation)
    #expect(all.count == 1, sourceLocation: sourceLocation)
    return try #require(all.first, sourceLocation: sourceLocation)
  }

  /// What is wrong in the folder, when it is looked at and when what was found is opened.
  func problems(in folder: String = "") throws -> [UserError] {
    let found = try TimeSeriesFormats.discover(siteFolder: path + folder)
    return found.problems
      + found.recordings.compactMap { locator in
        do {
          _ = try TimeSeriesFormats.open(locator)
          return nil
        } catch { return error as? UserError }
      }
  }

  func expectProblem(
    _ texts: String..., in folder: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let problems = try problems(in: folder)
    #expect(!problems.isEmpty, sourceLocation: sourceLocation)
    #expect(problems.allSatisfy { !$0.remedy.isEmpty }, sourceLocation: sourceLocation)
    let all = problems.map(\.description).joined(separator: "\n")
    for text in texts {
      #expect(all.contains(text), "`\(text)` in: \(all)", sourceLocation: sourceLocation)
    }
  }
}

extension RecordingSource {
  func channel(_ channel: Channel) throws -> ChannelHeader {
    try #require(header.channels.first { $0.channel == channel })
  }

  func notices(_ channel: Channel) throws -> String {
    try self.channel(channel).notices.joined(separator: "; ")
  }

  /// That samples are what is expected, to the rounding of a few operations.
  func expect(
    _ channel: Channel, _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try samples(channel)
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    let worst = zip(found, expected).map { abs($0 - $1) / max(abs($1), 1e-30) }.max() ?? 0
    #expect(worst < 1e-14, "\(channel)", sourceLocation: sourceLocation)
  }
}

let noon = Instant(nanoseconds: 1_717_243_200_000_000_000)
let site = Location(latitude: 52.5, longitude: -13.25, elevation: 123.45)
