import Files
import Model

/// Samples of an MTU-5C that belong together: all channels of one rate, between two gaps.
struct MTU5CRecording {
  /// A channel without a gap, in files that follow one another.
  struct Samples {
    var channel: Int
    var file: MTU5CFile
    var stretches: [MTU5CStretch]

    var count: Int { stretches.reduce(0) { $0 + $1.run.count } }
  }

  /// The ending of the files' names in small letters.
  var kind: String
  /// When the first sample was taken, in seconds of the satellites' clock.
  var start: Int
  var channels: [Samples]

  /// Samples that every channel has.
  var count: Int { channels.map(\.count).min() ?? 0 }

  /// Numbers of the files, from the first to the last.
  var sequences: ClosedRange<Int> {
    let numbers = channels.flatMap { $0.stretches.map(\.header.sequence) }
    return (numbers.min() ?? 0)...(numbers.max() ?? 0)
  }

  static func kind(_ path: String) -> String {
    path.split(separator: ".").last.map { $0.lowercased() } ?? ""
  }

  /// The recordings of files, in the order of kind and time.
  ///
  /// Channels belong together when they have the same kind and rate and begin in the same second.
  static func all(in files: [MTU5CFile]) -> [MTU5CRecording] {
    var recordings: [MTU5CRecording] = []
    var places: [String: Int] = [:]
    for samples in joined(files) {
      guard let first = samples.stretches.first, let rate = first.header.rate else { continue }
      let kind = kind(first.header.path)
      let key = "\(kind) \(rate) \(first.start) \(first.header.serial)"
      if let place = places[key] {
        recordings[place].channels.append(samples)
      } else {
        places[key] = recordings.count
        recordings.append(MTU5CRecording(kind: kind, start: first.start, channels: [samples]))
      }
    }
    return recordings.sorted { ($0.kind, $0.start) < ($1.kind, $1.start) }
  }

  /// Stretches of each channel joined where they follow one another.
  private static func joined(_ files: [MTU5CFile]) -> [Samples] {
    let sorted = files.flatMap { file in file.stretches.map { (file, $0) } }.sorted { a, b in
      (key(a.1), a.1.start) < (key(b.1), b.1.start)
    }
    var all: [Samples] = []
    for (file, stretch) in sorted {
      if let last = all.last, let previous = last.stretches.last, key(previous) == key(stretch),
        follows(stretch, previous)
      {
        all[all.count - 1].stretches.append(stretch)
      } else {
        all.append(
          Samples(channel: stretch.header.channelNumber, file: file, stretches: [stretch]))
      }
    }
    return all
  }

  private static func key(_ stretch: MTU5CStretch) -> String {
    "\(stretch.header.channelNumber) \(kind(stretch.header.path)) "
      + "\(stretch.header.rate?.hertz ?? 0) \(stretch.header.serial)"
  }

  /// Whether a stretch begins exactly where another one ends.
  private static func follows(_ next: MTU5CStretch, _ last: MTU5CStretch) -> Bool {
    guard let rate = last.header.rate else { return false }
    let (seconds, rest) = (last.run.count * rate.seconds).quotientAndRemainder(
      dividingBy: rate.samples)
    return rest == 0 && last.start + seconds == next.start
  }
}

extension MTU5CRecording.Samples {
  /// A channel's column, in mV/km where the length of its line is known, else in mV.
  func column(
    _ setting: MTU5CDescription.Channel, _ files: RunFiles
  ) throws -> PackedColumn {
    let divisor = setting.channel.kind == .electric ? (setting.dipole ?? 1000) / 1000 : 1
    let parts = try stretches.map { stretch in
      // Gains may be set anew from one file to the next.
      let scale = SampleScale(factor: stretch.header.millivolts / divisor)
      guard scale.isUsable else {
        throw UserError(
          .data, stretch.header.path, "gives \(scale.factor) mV a count",
          remedy: "copy the file again from its source")
      }
      return PackedColumn.Part(run: stretch.run, scale: scale)
    }
    return try PackedColumn(
      setting.channel.name, parts, element: file.element, placeInScan: 0,
      scanLength: file.header.sampleLength, files: files)
  }

  /// What is to be said of a channel in a recording of so many samples.
  func notices(_ count: Int) -> [String] {
    var notices: [String] = []
    if self.count > count {
      notices.append("cut from \(self.count) samples to the \(count) of another channel")
    }
    let saturated = stretches.reduce(0) { $0 + $1.saturated }
    if saturated > 0 { notices.append("\(saturated) samples were saturated") }
    return notices
  }
}
