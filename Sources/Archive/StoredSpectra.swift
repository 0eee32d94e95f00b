import HDF5
package import Model

/// What Fourier coefficients a site's file has of one recording at one level.
package struct StoredSpectra: Hashable, Sendable {
  /// The name of the run in the file.
  package let run: String
  /// The recording's own name.
  package let recording: String
  package let level: Int
  /// The recorded rate, and that of the level.
  package let recordedRate: SamplingRate
  package let rate: SamplingRate
  package let windowSize: Int
  package let windowOverlap: Int
  /// The start of window 0.
  package let start: Instant
  package let windowCount: Int
  package let channels: [Channel]
  /// The first harmonic that is stored, 0 at zero frequency.
  package let firstHarmonic: Int
  /// The name of the taper, as SciPy calls it.
  package let taper: String

  /// Hertz between harmonics.
  package var spacing: Double { rate.hertz / Double(windowSize) }

  /// Samples from the start of a window to the start of the next.
  package var step: Int { windowSize - windowOverlap }

  /// The start of a window, counted from 0 in the recording.
  package func start(ofWindow window: Int) -> Instant {
    start.advanced(bySamples: window * step, at: rate)
  }
}

extension SiteFileReader {
  /// All Fourier coefficients that the file has, by start of the recording and level.
  ///
  /// - Throws: `UserError` if the file cannot be read.
  package func storedSpectra() throws(UserError) -> [StoredSpectra] {
    try naming(.data, path) {
      let place = "\(stationPath)/Fourier_Coefficients"
      guard try file.exists(place) else { return [] }
      var found: [StoredSpectra] = []
      for run in try file.group(place).childNames() {
        let group = try file.group("\(place)/\(run)")
        let hertz = try group.attribute("starting_sample_rate")?.real ?? 0
        guard let rate = SamplingRate(hertz: hertz) else { continue }
        let name = try recordingName(ofRun: run)
        for level in try group.childNames() {
          let spectra = try StoredSpectra(
            group.group(level), run: run, recording: name, recordedRate: rate)
          if let spectra { found.append(spectra) }
        }
      }
      return found.sorted { ($0.start, $0.run, $0.level) < ($1.start, $1.run, $1.level) }
    }
  }

  /// The name that a recording had before it became a run of the file.
  private func recordingName(ofRun run: String) throws -> String {
    let place = "\(ownPath)/recordings/\(run)"
    guard try file.exists(place) else { return run }
    return try file.group(place).attribute("name")?.text ?? run
  }
}

extension StoredSpectra {
  /// Nil for a level that lacks what is needed to place its windows, or has none.
  fileprivate init?(
    _ group: borrowing Group, run: String, recording: String, recordedRate: SamplingRate
  ) throws {
    let attributes = try group.attributes()
    let channels = try group.childNames().compactMap { Channel($0) }.sorted()
    guard let level = attributes["time_series_decimation.level"]?.integer,
      let rate = attributes["time_series_decimation.sample_rate"]?.real.flatMap({
        SamplingRate(hertz: $0)
      }), let size = attributes["short_time_fourier_transform.window.num_samples"]?.integer,
      let overlap = attributes["short_time_fourier_transform.window.overlap"]?.integer,
      size > overlap, overlap >= 0,
      let start = attributes["time_period.start"]?.text.flatMap({ Instant($0) }),
      let first = channels.first
    else { return nil }
    let dataset = try group.dataset(first.name.lowercased())
    let lowest = try dataset.attribute("frequency_min")?.real ?? 0
    self.init(
      run: run, recording: recording, level: Int(level), recordedRate: recordedRate, rate: rate,
      windowSize: Int(size), windowOverlap: Int(overlap), start: start,
      windowCount: try dataset.shape.first ?? 0, channels: channels,
      firstHarmonic: Int((lowest * Double(size) / rate.hertz).rounded()),
      taper: attributes["short_time_fourier_transform.window.type"]?.text ?? "")
  }
}
