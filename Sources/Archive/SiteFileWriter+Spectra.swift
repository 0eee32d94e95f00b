import ComplexModule
import HDF5
package import Model

/// The Fourier coefficients of one recording at one level: which windows, harmonics, channels.
package struct SpectraBlock: Hashable, Sendable {
  /// The recording, counted from 0 in the order in which the file has them.
  package var recording: Int
  package var level: DecimationLevel
  /// The start of the first window.
  package var start: Instant
  package var windowCount: Int
  package var channels: [Channel]
  /// Which harmonics of a window are stored, from 0 at zero frequency.
  package var harmonics: Range<Int>
  /// The name of the taper, as SciPy calls it.
  package var taper: String
  /// Whether windows were differenced before their taper, and their spectra made good for it.
  package var prewhitens: Bool

  package init(
    recording: Int, level: DecimationLevel, start: Instant, windowCount: Int,
    channels: [Channel], harmonics: Range<Int>? = nil, taper: String = "boxcar",
    prewhitens: Bool = true
  ) {
    self.recording = recording
    self.level = level
    self.start = start
    self.windowCount = windowCount
    self.channels = channels
    self.harmonics = harmonics ?? 0..<level.harmonicCount
    self.taper = taper
    self.prewhitens = prewhitens
  }

  /// Hertz between harmonics.
  var spacing: Double { level.rate.hertz / Double(level.windowSize) }

  var step: Int { level.windowSize - level.windowOverlap }

  /// The start of the last window: where MTH5's axis of windows ends.
  var end: Instant { start.advanced(bySamples: max(0, windowCount - 1) * step, at: level.rate) }
}

extension SiteFileWriter {
  /// Makes room for the Fourier coefficients of all recordings, shape `[window, harmonic]`, 32-bit
  /// complex numbers in one piece, without writing any.
  ///
  /// - Precondition: Each level of each recording once, of recordings that have been added.
  func add(_ blocks: [SpectraBlock]) throws(UserError) {
    try withFile { file in
      let grouped = Dictionary(grouping: blocks, by: \.recording)
      for (recording, blocks) in grouped.sorted(by: { $0.key < $1.key }) {
        let path = "\(stationPath)/Fourier_Coefficients/\(recordings[recording].run)"
        let run = try file.createGroup(path)
        let ordered = blocks.sorted { $0.level.index < $1.level.index }
        try run.setAttributes(runAttributes(recordings[recording], ordered))
        for block in ordered { try add(block, to: run) }
      }
    }
  }

  private func add(_ block: SpectraBlock, to run: borrowing Group) throws(HDF5Error) {
    let group = try run.createGroup("\(block.level.index)")
    try group.setAttributes(levelAttributes(block))
    for channel in block.channels {
      let dataset = try group.createDataset(
        MTH5.component(channel), of: Complex<Float>.self,
        shape: [block.windowCount, block.harmonics.count], options: .reserved)
      try dataset.setAttributes(attributes(of: channel, in: block))
      let key = SpectraPlaces.Key(
        recording: block.recording, level: block.level.index, channel: channel)
      precondition(places[key] == nil, "a channel was planned twice")
      places[key] = SpectraPlace(
        offset: dataset.fileOffset ?? 0, rows: block.windowCount,
        bytesPerRow: block.harmonics.count * 2 * MemoryLayout<Float>.size)
    }
  }

  private func runAttributes(
    _ recording: (run: String, header: RecordingHeader), _ blocks: [SpectraBlock]
  ) -> [String: AttributeValue] {
    let channels = recording.header.channels.map(\.channel).filter { channel in
      blocks.contains { $0.channels.contains(channel) }
    }
    let start = blocks.map(\.start).min() ?? recording.header.start
    let end = blocks.map(\.end).max() ?? recording.header.end
    return [
      "id": .text(recording.run), "mth5_type": "FC", "method": "fft",
      "starting_sample_rate": .real(recording.header.rate.hertz),
      "channels_estimated": .text(JSONText.list(channels.map(MTH5.component))),
      "decimation_levels": .text(JSONText.list(blocks.map { "\($0.level.index)" })),
      "time_period.start": .text(start.iso), "time_period.end": .text(end.iso),
    ]
  }

  /// No list of harmonics: mth5 0.6.9 cannot read its own attribute of that name.
  ///
  /// Of prewhitening it knows `first difference`, by which it means that of the whole run, and
  /// `other`; it has no word for none, and takes the former where there is no attribute. So that
  /// there is none stands in an attribute of our own, which mth5 passes over.
  private func levelAttributes(_ block: SpectraBlock) -> [String: AttributeValue] {
    let level = block.level
    return [
      "id": .text("\(level.index)"), "mth5_type": "FCDecimation",
      "decimation_level": .text("\(level.index)"),
      "channels_estimated": .text(JSONText.list(block.channels.map(MTH5.component))),
      "time_period.start": .text(block.start.iso), "time_period.end": .text(block.end.iso),
      "time_series_decimation.level": .integer(Int64(level.index)),
      "time_series_decimation.factor": .real(Double(level.factor)),
      "time_series_decimation.sample_rate": .real(level.rate.hertz),
      "time_series_decimation.method": "default",
      "time_series_decimation.anti_alias_filter": "default",
      "short_time_fourier_transform.method": "fft",
      "short_time_fourier_transform.window.num_samples": .integer(Int64(level.windowSize)),
      "short_time_fourier_transform.window.overlap": .integer(Int64(level.windowOverlap)),
      "short_time_fourier_transform.window.type": .text(block.taper),
      "short_time_fourier_transform.window.clock_zero_type": "ignore",
      "short_time_fourier_transform.pre_fft_detrend_type": "linear",
      "short_time_fourier_transform.prewhitening_type": "other",
      "short_time_fourier_transform.recoloring": .boolean(block.prewhitens),
      "skindepth_prewhitening": block.prewhitens ? "first differences of each window" : "none",
    ]
  }

  private func attributes(
    of channel: Channel, in block: SpectraBlock
  ) -> [String: AttributeValue] {
    [
      "component": .text(MTH5.component(channel)), "mth5_type": "FCChannel",
      "frequency_min": .real(Double(block.harmonics.lowerBound) * block.spacing),
      "frequency_max": .real(Double(block.harmonics.upperBound - 1) * block.spacing),
      "sample_rate_decimation_level": .real(block.level.rate.hertz),
      // Seconds between windows, whatever the name says.
      "sample_rate_window_step": .real(Double(block.step) * block.level.rate.interval),
      "units": .text(MTH5.unitName(channel)),
      "time_period.start": .text(block.start.iso), "time_period.end": .text(block.end.iso),
    ]
  }
}
