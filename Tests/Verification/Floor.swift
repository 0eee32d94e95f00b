import Archive
import Configuration
import Distribution
import Estimation
import Foundation
import Kernels
import Model
import Pipeline
import Spectra

/// What a run cannot do without, timed alone: Fourier transforms of all windows, and reading the file.
struct Floor {
  private let path: String
  private let threads: Int

  init(_ arguments: [String]) throws {
    guard arguments.count == 2, let threads = Int(arguments[1]), threads > 0 else {
      throw UserError(
        .configuration, "floor", "needs a file and a number of threads", remedy: "see run/bench")
    }
    path = arguments[0]
    self.threads = threads
  }

  func verdict() throws -> Verdict {
    guard let recording = try MTH5File(path).recordings.first else {
      throw UserError(.data, path, "has no recording", remedy: "remove .build/bench")
    }
    // Once for the page cache, as the run that it stands beside finds the file there too.
    try readBytes()
    let bytes = try timed { try readBytes() }
    var samples: [Double] = []
    let reading = try timed { samples = try readSamples(recording.locator) }
    let transforms = try transformSeconds(recording.header, samples)
    print("floor bytes: \(bytes.fixed(3)) s")
    print("floor reader: \(reading.fixed(3)) s")
    print("floor FFTW: \(transforms.fixed(3)) s")
    return Verdict(childCode: 0)
  }

  private func timed(_ body: () throws -> Void) rethrows -> Double {
    let start = seconds()
    try body()
    return seconds() - start
  }

  /// The file's bytes, a mebibyte at a time.
  private func readBytes() throws {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    while let data = try file.read(upToCount: 1 << 20), !data.isEmpty {}
  }

  /// All samples, in the blocks in which a run reads them; those of the last channel's end are kept.
  private func readSamples(_ locator: RecordingLocator) throws -> [Double] {
    let source = try MTH5Recording(locator)
    let count = 1 << 17
    var block = [Double](repeating: 0, count: count)
    let total = source.header.sampleCount
    for channel in source.header.channels.map(\.channel) {
      for start in stride(from: 0, through: total - count, by: count) {
        var span = block.mutableSpan
        try source.read(channel, start..<start + count, into: &span)
      }
    }
    return block
  }

  /// Seconds for the transforms of all channels' windows of all levels: nothing but the windows' samples
  /// into the transform's own memory, and FFTW with an estimated plan.
  private func transformSeconds(
    _ header: RecordingHeader, _ samples: [Double]
  ) throws -> Double {
    let plan = try Floor.plan(header)
    let crew = try Crew<Void>(width: threads)
    return timed {
      for planned in plan.recordings[0].levels {
        let level = planned.level
        let (size, step) = (level.windowSize, level.windowSize - level.windowOverlap)
        let count = planned.windows.count * header.channels.count
        let share = (count + threads - 1) / threads
        for first in stride(from: 0, to: count, by: share) {
          crew.submit { _ in
            let transform = RealTransform(length: size)
            var spectrum = [Double](repeating: 0, count: 2 * transform.harmonicCount)
            for window in first..<min(first + share, count) {
              let start = window * step % (samples.count - size)
              var output = spectrum.mutableSpan
              transform.forward(samples.span.extracting(start..<start + size), into: &output)
            }
          }
        }
        var left = (count + share - 1) / share
        while left > 0 {
          crew.waitForFinished(seconds: 1)
          left -= crew.takeFinished().count
        }
      }
    }
  }

  private static func plan(_ header: RecordingHeader) throws -> Plan {
    let settings = Settings.standard
    let survey = Survey(
      name: "bench", reference: Instant(header.start.dateText) ?? header.start,
      sites: [
        SurveySite(
          name: "A",
          recordings: [
            SurveyRecording(
              header: header, locator: RecordingLocator(format: "", path: ""),
              fingerprint: Digest(of: []))
          ])
      ])
    return Plan(
      Job(
        survey: survey,
        levels: [
          header.rate: decimationLevels(for: header.rate, settings.decimation, settings.window)
        ], spectra: SpectralSettings(), solver: SolverSettings(), runs: []))
  }
}
