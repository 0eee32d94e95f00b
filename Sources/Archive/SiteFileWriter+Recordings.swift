import HDF5
package import Model

/// Whether a recording's samples are stored, and how.
package enum SampleStorage: Hashable, Sendable {
  /// What is known of the channels, without their samples.
  case none
  /// As 32-bit floats; the level is gzip's, nil for none.
  case single(compression: Int?)
  /// As 64-bit floats.
  case double(compression: Int?)
}

extension SiteFileWriter {
  /// Writes what is known of a recording, and prepares for its samples if they are wanted.
  ///
  /// Filters of channels' responses are written, too: as those that the samples have passed, or where there
  /// are no samples as those whose effect was taken out of what is made of them.
  ///
  /// - Parameters:
  ///   - units: Units of channels whose samples are not in their own, as mt_metadata names them:
  ///     `milliVolt` where the response of a coil is still in the samples.
  /// - Returns: The name of the run in the file: the recording's, or another where that is too long.
  @discardableResult
  package func add(
    _ header: RecordingHeader, storing storage: SampleStorage = .none,
    units: [Channel: String] = [:]
  ) throws(UserError) -> String {
    let run = runName(for: header)
    let runPath = "\(stationPath)/\(run)"
    try withFile { file in
      let group = try file.createGroup(runPath)
      try group.setAttributes(attributes(of: header, run: run))
      for (index, channel) in header.channels.enumerated() {
        let name = MTH5.component(channel.channel)
        let unit = units[channel.channel] ?? MTH5.unitName(channel.channel)
        let dataset = try create(name, in: group, storage, samples: header.sampleCount)
        var values = attributes(of: channel, in: header, number: index + 1, unit)
        values["filters"] = try writeFilters(of: channel, in: file, isInSamples: storage != .none)
        try dataset.setAttributes(values)
      }
      try file.requireGroup("\(ownPath)/recordings/\(run)")
        .setAttributes([
          "name": .text(header.name), "sample_count": .integer(Int64(header.sampleCount)),
        ])
    }
    recordings.append((run, header))
    return run
  }

  /// Adds samples at the end of a channel's; together they are the recording's, from first to last.
  ///
  /// - Parameters:
  ///   - samples: In the channel's unit.
  ///   - run: As `add(_:storing:units:)` named it.
  package func append(
    _ samples: Span<Double>, of channel: Channel, run: String
  ) throws(UserError) {
    try append(samples, to: "\(stationPath)/\(run)/\(MTH5.component(channel))")
  }

  private func create(
    _ name: String, in group: borrowing Group, _ storage: SampleStorage, samples: Int
  ) throws(HDF5Error) -> Dataset {
    switch storage {
    case .none:
      // One zero: mth5's own form of a channel without samples.
      return try group.createDataset(
        name, values: [Int32(0)], options: .chunked([1], growing: [0]))
    case .single(let compression):
      return try group.createDataset(
        name, of: Float.self, shape: [0], options: Self.chunks(of: samples, 4, compression))
    case .double(let compression):
      return try group.createDataset(
        name, of: Double.self, shape: [0], options: Self.chunks(of: samples, 8, compression))
    }
  }

  /// Large chunks where readers need not unpack them, as HDF5 takes the longer to find one, the more there are:
  /// no more than 256, if HDF5 allows so large ones, and of equal length, so that the last one is full as well.
  private static func chunks(
    of samples: Int, _ bytesPerSample: Int, _ compression: Int?
  ) -> StorageOptions {
    if let compression {
      return .chunked([(256 << 10) / bytesPerSample], growing: [0], compression: compression)
    }
    let most = min(max((8 << 20) / bytesPerSample, samples / 256 + 1), (1 << 31) / bytesPerSample)
    let count = max(1, (samples + most - 1) / most)
    return .chunked([max(1, (samples + count - 1) / count)], growing: [0])
  }

  /// The recording's name if it fits into MTH5, else one in mth5's manner that is not taken.
  private func runName(for header: RecordingHeader) -> String {
    let name = MTH5.validName(header.name)
    let taken = Set(recordings.map(\.run)).union(MTH5.reservedInStation).union([".", ""])
    if name.utf8.count <= SummaryTables.longestRunName, !taken.contains(name) { return name }
    let digits = String(recordings.count + 1)
    let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "sr\(Int(header.rate.hertz.rounded(.up)))_\(number)"
  }

  private func attributes(
    of header: RecordingHeader, run: String
  ) -> [String: AttributeValue] {
    func components(_ kind: Channel.Kind) -> AttributeValue {
      let channels = header.channels.map(\.channel).filter { $0.kind == kind }
      return .text(JSONText.list(channels.map(MTH5.component)))
    }
    return [
      "id": .text(run), "mth5_type": "Run", "data_type": "BBMT",
      "sample_rate": .real(header.rate.hertz),
      "time_period.start": .text(header.start.iso), "time_period.end": .text(header.end.iso),
      "channels_recorded_electric": components(.electric),
      "channels_recorded_magnetic": components(.magnetic), "channels_recorded_auxiliary": "[]",
      // No provenance here: mt_metadata cannot then write an EDI file of the transfer function.
      "data_logger.timing_system.type": "GPS",
    ]
  }

  private func attributes(
    of channel: ChannelHeader, in header: RecordingHeader, number: Int, _ unit: String
  ) -> [String: AttributeValue] {
    var values: [String: AttributeValue] = [
      "component": .text(MTH5.component(channel.channel)),
      "channel_number": .integer(Int64(number)),
      "type": .text(channel.channel.typeName),
      "mth5_type": .text(channel.channel.typeName.capitalizedFirst),
      "units": .text(unit), "sample_rate": .real(header.rate.hertz),
      "measurement_azimuth": .real(channel.azimuth), "measurement_tilt": .real(channel.tilt),
      "translated_azimuth": .real(channel.azimuth), "translated_tilt": .real(channel.tilt),
      "time_period.start": .text(header.start.iso), "time_period.end": .text(header.end.iso),
    ]
    if channel.channel.kind == .electric {
      values["dipole_length"] = .real(channel.dipoleLength ?? 0)
    } else {
      values["sensor.model"] = .text(channel.sensor)
      values["sensor.id"] = .text(channel.serial)
    }
    return values
  }
}

extension Channel {
  fileprivate var typeName: String { kind == .electric ? "electric" : "magnetic" }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
