package import Distribution
internal import Estimation
package import Model

/// Many windows of a channel of a run have a fault.
package struct RunFault: Hashable, Sendable {
  /// In the job's list.
  package let run: Int
  package let site: String
  package let channel: Channel
  package let kind: WindowFaults.Kind
  /// Of the windows at the recorded rate, from 0 to 1.
  package let share: Double

  /// From which share on it is worth a word.
  static let leastShare = 0.05
}

/// Counts what is wrong with the windows of all runs at the recorded rates, from what units of
/// level 0 found.
struct RunFaults {
  private let plan: Plan
  /// Of each run that has cross-powers of its own.
  private var counts: [Int: [Source: WindowFaults]] = [:]

  /// Recordings have ranges of their own, so that clipped samples of one do not lie within that of
  /// another.
  private struct Source: Hashable, Comparable {
    let recording: Int
    let channel: Channel

    static func < (a: Source, b: Source) -> Bool {
      a.recording == b.recording ? a.channel < b.channel : a.recording < b.recording
    }
  }

  init(_ plan: Plan) {
    self.plan = plan
  }

  /// Takes what a unit of level 0 found: of each channel of each input.
  mutating func take(_ unit: Int, _ found: [WindowFaults]) {
    let unit = plan.unit(unit)
    let slots = unit.inputs.indices.flatMap { input in
      unit.inputs[input].channels.map { (input: input, channel: $0) }
    }
    guard slots.count == found.count else { return }
    for run in Set(unit.segments.map(\.run)) {
      let definition = plan.job.runs[run]
      let segments = unit.segments.filter { $0.run == run }
      let used =
        (definition.outputs.map { (0, $0) })
        + segments.flatMap { segment in definition.inputs.map { (segment.inputInput, $0) } }
        + segments.flatMap { segment in
          definition.references.compactMap { channel in
            segment.referenceInput.map { ($0, channel) }
          }
        }
      for (slot, faults) in zip(slots, found) where used.contains(where: { $0 == slot }) {
        let source = Source(recording: unit.inputs[slot.input].recording, channel: slot.channel)
        counts[run, default: [:]][source, default: WindowFaults()].add(faults)
      }
    }
  }

  /// What is wrong with more than a few windows of the solved runs of a site.
  func ofRuns(ofSite site: Int) -> [RunFault] {
    plan.solvedRuns(ofSite: site).flatMap { faults(ofRun: $0) }
  }

  private func faults(ofRun run: Int) -> [RunFault] {
    let found = counts[plan.source(ofRun: run)] ?? [:]
    var names: [(site: String, channel: Channel)] = []
    for source in found.keys.sorted() {
      let site = plan.job.survey.sites[plan.recordings[source.recording].site].name
      if !names.contains(where: { $0 == (site, source.channel) }) {
        names.append((site, source.channel))
      }
    }
    return names.flatMap { name in
      let parts = found.filter {
        $0.key.channel == name.channel
          && plan.job.survey.sites[plan.recordings[$0.key.recording].site].name == name.site
      }.map(\.value)
      let windows = parts.reduce(0) { $0 + $1.windows }
      return WindowFaults.Kind.allCases.compactMap { kind -> RunFault? in
        let count = parts.reduce(0) { $0 + $1.count(kind) }
        let share = Double(count) / Double(max(1, windows))
        guard share > RunFault.leastShare else { return nil }
        return RunFault(
          run: run, site: name.site, channel: name.channel, kind: kind, share: share)
      }
    }
  }
}

extension RunFault: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let (run, site, channel): (Int, String, Channel) = (
      try reader.read(), try reader.read(), try reader.read()
    )
    let code: UInt8 = try reader.read()
    guard let kind = WindowFaults.Kind(rawValue: code) else { throw .invalid("fault of windows") }
    self.init(run: run, site: site, channel: channel, kind: kind, share: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(run)
    writer.write(site)
    writer.write(channel)
    writer.write(kind.rawValue)
    writer.write(share)
  }
}

extension WindowFaults: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init()
    windows = try reader.read()
    constant = try reader.read()
    spiked = try reader.read()
    lost = try reader.read()
    largest = try reader.read()
    smallest = try reader.read()
    atLargest = try reader.read()
    atSmallest = try reader.read()
    atBoth = try reader.read()
  }

  package func write(to writer: inout WireWriter) {
    writer.write(windows)
    writer.write(constant)
    writer.write(spiked)
    writer.write(lost)
    writer.write(largest)
    writer.write(smallest)
    writer.write(atLargest)
    writer.write(atSmallest)
    writer.write(atBoth)
  }
}
