package import ComplexModule
package import HDF5
package import Model

/// The Fourier coefficients of one recording at one level: which windows, harmonics, channels.
package struct SpectraBlock: Hashable, Sendable {
  /// The run, as the writer named it.
  package var run: String
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
    run: String, level: DecimationLevel, start: Instant, windowCount: Int, channels: [Channel],
    harmonics: Range<Int>? = nil, taper: String = "boxcar", prewhitens: Bool = true
  ) {
    self.run = run
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

/// How Fourier coefficients are stored.
package struct SpectraStorage: Hashable, Sendable {
  /// Whether real and imaginary parts are 64-bit floats, not 32-bit ones.
  package var isDouble: Bool
  /// gzip's level; nil does not compress.
  ///
  /// Spectra of noise hardly shrink, and slowly.
  package var compression: Int?

  package init(isDouble: Bool = false, compression: Int? = nil) {
    self.isDouble = isDouble
    self.compression = compression
  }
}

extension SiteFileWriter {
  /// Prepares for the Fourier coefficients of a recording at a level, shape `[window, harmonic]`.
  package func add(
    _ block: SpectraBlock, _ storage: SpectraStorage = SpectraStorage()
  ) throws(UserError) {
    let runPath = "\(stationPath)/Fourier_Coefficients/\(block.run)"
    let levelPath = "\(runPath)/\(block.level.index)"
    precondition(spectra[levelPath] == nil, "the level has been added already")
    try withFile { file in
      try describe(runOf: block, at: runPath, in: file)
      let group = try file.createGroup(levelPath)
      try group.setAttributes(levelAttributes(block))
      for channel in block.channels {
        let dataset = try create(MTH5.component(channel), block, storage, in: group)
        try dataset.setAttributes(attributes(of: channel, in: block))
        rows.spectra.append(try row(channel, block, at: levelPath, runPath, file))
      }
    }
    spectra[levelPath] = block
  }

  /// Adds windows at the end of a channel's coefficients.
  ///
  /// - Parameter values: Whole windows in their order, `[window, harmonic]`.
  package func append<Part: HDF5ComplexPart>(
    _ values: Span<Complex<Part>>, of channel: Channel, run: String, level: Int
  ) throws(UserError) {
    let path = "\(stationPath)/Fourier_Coefficients/\(run)/\(level)/\(MTH5.component(channel))"
    try append(values, to: path)
  }

  private func create(
    _ name: String, _ block: SpectraBlock, _ storage: SpectraStorage, in group: borrowing Group
  ) throws(HDF5Error) -> Dataset {
    let harmonics = block.harmonics.count
    // Chunks of about a quarter of a megabyte: small enough to cache, large enough to compress.
    let windows = max(1, min(block.windowCount, 32768 / max(1, harmonics)))
    let options = StorageOptions.chunked(
      [windows, harmonics], growing: [0], compression: storage.compression)
    return storage.isDouble
      ? try group.createDataset(
        name, of: Complex<Double>.self, shape: [0, harmonics], options: options)
      : try group.createDataset(
        name, of: Complex<Float>.self, shape: [0, harmonics], options: options)
  }

  private func describe(
    runOf block: SpectraBlock, at path: String, in file: borrowing File
  ) throws(HDF5Error) {
    let levels = spectra.values.filter { $0.run == block.run }.map(\.level.index)
    let rate = recordings.first { $0.run == block.run }?.header.rate ?? block.level.rate
    try file.requireGroup(path).setAttributes([
      "id": .text(block.run), "mth5_type": "FC", "method": "fft",
      "starting_sample_rate": .real(rate.hertz),
      "channels_estimated": .text(JSONText.list(block.channels.map(MTH5.component))),
      "decimation_levels": .text(
        JSONText.list((levels + [block.level.index]).sorted().map { "\($0)" })),
      "time_period.start": .text(block.start.iso), "time_period.end": .text(block.end.iso),
    ])
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

  private func row(
    _ channel: Channel, _ block: SpectraBlock, at levelPath: String, _ runPath: String,
    _ file: borrowing File
  ) throws(HDF5Error) -> [Cell] {
    let name = MTH5.component(channel)
    return [
      .text(site.survey), .text(site.site), .text(block.run), .text("\(block.level.index)"),
    ] + placeCells + [
      .text(name), .text(block.start.iso), .text(block.end.iso),
      .integer(Int64(block.windowCount * block.harmonics.count)),
      .real(Double(block.step) * block.level.rate.interval), .text("FCChannel"),
      .text(MTH5.unitName(channel)), .reference(try file.reference(to: "\(levelPath)/\(name)")),
      .reference(try file.reference(to: levelPath)), .reference(try file.reference(to: runPath)),
      .reference(try file.reference(to: stationPath)),
    ]
  }
}
