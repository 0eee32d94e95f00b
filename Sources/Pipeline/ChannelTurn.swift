internal import Distribution
package import Model
internal import RealModule

/// Takes some channels of a recording to the directions that those of its site have.
///
/// Recordings of a site at one rate may have been laid out differently; all are used in the
/// directions of the first of them that has the channel. A pair of horizontal channels is turned in
/// its plane, also where it is not orthogonal; a lone one can only be reversed.
struct ChannelTurn: Hashable, Sendable {
  /// Channels in the site's directions of channels as they were measured; `nil` where they are the
  /// same.
  let matrix: [[Double]]?

  /// - Parameters:
  ///   - directions: Of the site's channels, degrees clockwise from north.
  /// - Returns: `nil` where the channels do not determine the field in those directions.
  init?(_ channels: [Channel], of header: RecordingHeader, to directions: [Channel: Double]) {
    let measured = channels.map { channel in
      header.channels.first { $0.channel == channel }?.azimuth ?? channel.nominalAzimuth
    }
    let wanted = zip(channels, measured).map { directions[$0] ?? $1 }
    let differ = channels.indices.map { place in
      channels[place] != .hz && !Self.areSame(measured[place], wanted[place])
    }
    guard differ.contains(true) else {
      matrix = nil
      return
    }
    var rows = channels.indices.map { a in channels.indices.map { $0 == a ? 1.0 : 0 } }
    for place in channels.indices where differ[place] {
      let partner = Self.partner(of: channels[place]).flatMap { channels.firstIndex(of: $0) }
      guard let partner else {
        guard Self.areSame(measured[place] + 180, wanted[place]) else { return nil }
        rows[place][place] = -1
        continue
      }
      let area = Self.sine(measured[partner] - measured[place])
      guard abs(area) > 0.1 else { return nil }
      rows[place][place] = Self.sine(measured[partner] - wanted[place]) / area
      rows[place][partner] = Self.sine(wanted[place] - measured[place]) / area
    }
    matrix = rows
  }

  private static func areSame(_ a: Double, _ b: Double) -> Bool {
    abs((a - b).remainder(dividingBy: 360)) < 1e-9
  }

  private static func partner(of channel: Channel) -> Channel? {
    switch channel.name {
    case "Ex": .ey
    case "Ey": .ex
    case "Hx": .hy
    case "Hy": .hx
    case "E1": Channel("E2")
    case "E2": Channel("E1")
    default: nil
    }
  }

  /// Of degrees.
  private static func sine(_ degrees: Double) -> Double {
    Double.sin(degrees.remainder(dividingBy: 360) * .pi / 180)
  }
}

extension PlannedRecording {
  /// What takes some of its channels to the site's directions; `nil` where nothing does.
  func turn(of channels: [Channel]) -> ChannelTurn? {
    ChannelTurn(channels, of: header, to: directions)
  }

  /// Whether it can be used for all of these channels together.
  func serves(_ channels: [Channel]) -> Bool {
    channels.allSatisfy(header.has) && turn(of: channels) != nil
  }
}

extension SurveySite {
  /// The directions of the channels at a rate: those of the first recording that has them.
  package func directions(at rate: SamplingRate) -> [Channel: Double] {
    recordings.filter { $0.header.rate == rate }.flatMap(\.header.channels).reduce(into: [:]) {
      if $0[$1.channel] == nil { $0[$1.channel] = $1.azimuth }
    }
  }
}

extension Plan {
  /// What takes the cross-powers of a segment to the directions of the sites' channels; `nil` for
  /// nothing.
  func turn(of segment: UnitSegment, in unit: LevelUnit) -> [[Double]]? {
    let run = job.runs[segment.run]
    let groups = [
      (segment.inputInput, run.inputs), (segment.outputInput, run.outputs),
      (segment.referenceInput ?? 0, run.references),
    ]
    let turns = groups.map { place, channels in
      recordings[unit.inputs[place].recording].turn(of: channels)?.matrix
    }
    guard turns.contains(where: { $0 != nil }) else { return nil }
    let sizes = groups.map(\.1.count)
    let count = sizes.reduce(0, +)
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var first = 0
    for (turn, size) in zip(turns, sizes) {
      for a in 0..<size {
        for b in 0..<size { matrix[first + a][first + b] = turn?[a][b] ?? (a == b ? 1 : 0) }
      }
      first += size
    }
    return matrix
  }
}
