import Archive
import Formats
import Foundation
import Model
import Pipeline

/// Measures what files take: those of units, drafts of sites, and recordings in each format.
struct FileCosts {
  private static let repetitions = 9
  let folder: String

  func measured() throws -> [CostCheck.Row] {
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try units() + drafts() + recordings()
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    try body()
    return median(
      try (0..<FileCosts.repetitions).map { _ in
        let start = clockSeconds()
        try body()
        return clockSeconds() - start
      })
  }

  private func units() throws -> [CostCheck.Row] {
    let path = folder + "/unit"
    var (made, found): ([Double], [Double]) = ([], [])
    let counts = [1024, 1 << 19]
    for count in counts {
      let content = UnitContent(
        madeBy: Digest(of: []), outputCount: count, channelCount: 1,
        decimated: (0..<count).map { Double($0) }, segments: [], faults: [],
        spectraDigests: [])
      made.append(try seconds { try UnitFile.write(path, content) })
      found.append(try seconds { _ = try UnitFile.open(path)?.decimated(channel: 0, 0..<count) })
    }
    let bytes = 8 * Double(counts[1] - counts[0])
    return [
      .init(name: "madeFile", path: \.madeFile, seconds: made[0]),
      .init(name: "storedByte", path: \.storedByte, seconds: (made[1] - made[0]) / bytes),
      .init(name: "foundFile", path: \.foundFile, seconds: found[0]),
      .init(name: "foundByte", path: \.foundByte, seconds: (found[1] - found[0]) / bytes),
    ]
  }

  // MARK: Drafts of sites

  private static let channels = [Channel.ex, .ey, .hx, .hy, .hz]

  private func header(_ count: Int) throws -> RecordingHeader {
    RecordingHeader(
      name: "r", rate: SamplingRate(samples: 128, seconds: 1), start: Instant(nanoseconds: 0),
      sampleCount: count, channels: FileCosts.channels.map { ChannelHeader($0) })
  }

  private func level(_ index: Int) -> DecimationLevel {
    DecimationLevel(
      index: index, rate: SamplingRate(samples: 128, seconds: 1), steps: [], factor: 1,
      evaluationFrequencies: [8], windowSize: 256, windowOverlap: 64)
  }

  private func prepare(_ levels: Int, windows: Int) throws -> SiteDraft.Prepared {
    let path = folder + "/draft.h5"
    try SiteDraft.remove(path)
    return try SiteDraft.prepare(
      path,
      SiteDescription(
        survey: "s", site: "A", location: nil, software: .init(name: "verification", version: "0")),
      recordings: [header(1 << 20)],
      spectra: (0..<levels).map {
        SpectraBlock(
          recording: 0, level: level($0), start: Instant(nanoseconds: 0), windowCount: windows,
          channels: FileCosts.channels, taper: "hamming", prewhitens: true)
      }, madeBy: Digest(of: []))
  }

  private func finish() throws {
    try SiteDraft.finish(
      folder + "/draft.h5", as: folder + "/site.h5", madeBy: Digest(of: [])
    ) { (_) throws(UserError) in }
  }

  private func drafts() throws -> [CostCheck.Row] {
    var (prepared, finished): ([Double], [Double]) = ([], [])
    for levels in [1, 9] {
      prepared.append(try seconds { _ = try prepare(levels, windows: 100) })
      // What is finished has to be prepared again: the one without the other.
      let both = try seconds {
        _ = try prepare(levels, windows: 100)
        try finish()
      }
      finished.append(both - (prepared.last ?? 0))
    }
    let datasets = Double(8 * FileCosts.channels.count)
    let (eachPrepared, eachFinished) = (
      (prepared[1] - prepared[0]) / datasets, (finished[1] - finished[0]) / datasets
    )
    return [
      .init(
        name: "preparedSite", path: \.preparedSite, seconds: prepared[0] - 5 * eachPrepared),
      .init(name: "preparedDataset", path: \.preparedDataset, seconds: eachPrepared),
      .init(name: "finishedSite", path: \.finishedSite, seconds: finished[0] - 5 * eachFinished),
      .init(name: "finishedDataset", path: \.finishedDataset, seconds: eachFinished),
    ] + (try spectra())
  }

  private func spectra() throws -> [CostCheck.Row] {
    let prepared = try prepare(1, windows: 4096)
    let file = try SpectraFile(folder + "/draft.h5", prepared.places)
    guard let place = prepared.places[0, 0, .ex] else { return [] }
    let counts = [4, 4096]
    let times = try counts.map { count in
      let values = [Float](repeating: 1.5, count: count * place.valuesPerRow)
      return try seconds {
        var builder = ValueDigestBuilder()
        builder.add(values.span)
        try file.write(values.span, at: place, firstRow: 0)
      }
    }
    let bytes = Double((counts[1] - counts[0]) * place.bytesPerRow)
    return [
      .init(name: "spectraCall", path: \.spectraCall, seconds: times[0]),
      .init(name: "spectraByte", path: \.spectraByte, seconds: (times[1] - times[0]) / bytes),
    ]
  }

  // MARK: Recordings

  private func recordings() throws -> [CostCheck.Row] {
    let path = folder + "/recording.h5"
    let count = 1 << 19
    let writer = try SiteFileWriter(
      path,
      SiteDescription(
        survey: "s", site: "A", location: nil, software: .init(name: "verification", version: "0")))
    let run = try writer.add(header(count), storing: .double(compression: nil))
    let values = (0..<count).map { Double($0) }
    for channel in FileCosts.channels { try writer.append(values.span, of: channel, run: run) }
    try writer.finish()
    guard let locator = try MTH5File(path).recordings.first?.locator else { return [] }
    let source = try MTH5Recording(locator)
    let counts = [1024, count]
    let times = try counts.map { count in
      try seconds {
        var samples = [Double](repeating: 0, count: count)
        var span = samples.mutableSpan
        try source.read(.ex, 0..<count, into: &span)
      }
    }
    let sample = (times[1] - times[0]) / Double(counts[1] - counts[0])
    return [
      .init(name: "readCall", path: \.readCall, seconds: times[0]),
      .init(name: "readSample mth5", path: \.mth5Sample, seconds: sample),
    ]
  }
}

extension CostConstants {
  fileprivate var mth5Sample: Double { readSample["mth5"] ?? otherSample }
}

/// `seconds()`, which a method here hides.
private func clockSeconds() -> Double { seconds() }
