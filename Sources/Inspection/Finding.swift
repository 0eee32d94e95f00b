/// Something about a recording that a person should look at before it is processed.
package struct Finding: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Cannot be opened or read.
    case unreadable
    /// The header's sampling rate is not that of the samples.
    case rate
    case gap
    case overlap
    /// Two channels have each other's names.
    case swapped
    /// A channel has the wrong sign.
    case reversed
    /// A channel that does not move.
    case dead
    case clipped
    /// Samples that are no numbers, or stand for nothing.
    case missing
    /// Lone samples that depart from their neighbours.
    case spikes
    /// Two channels of a pair lie along one line.
    case azimuth
    /// Recordings of a site say different things of their channels.
    case change
    /// The survey's table of sites and a recording's file say different things, or a row of it is about
    /// nothing that is there.
    case table
    /// Off by a factor such as 1000.
    case unit
    case gain
    /// The response of a sensor is still in the samples.
    case uncalibrated
    /// The response of a sensor was taken out twice.
    case calibratedTwice
    /// The clock jumps within the recording, or is off from the start.
    case clock
    /// The date is off by 1024 weeks.
    case gpsWeek
  }

  package enum Severity: String, Hashable, Sendable, Codable {
    /// Results will be wrong.
    case error
    /// Results may be wrong.
    case warning
    /// Good to know.
    case note
  }

  package var kind: Kind
  package var severity: Severity
  package var site: String
  /// The name of the recording within its site.
  package var recording: String
  /// Names of channels; empty where all are meant.
  package var channels: [String]
  /// What was seen, with numbers.
  package var evidence: String
  package var remedy: String

  package init(
    _ kind: Kind, _ severity: Severity, site: String, recording: String, channels: [String] = [],
    evidence: String, remedy: String
  ) {
    self.kind = kind
    self.severity = severity
    self.site = site
    self.recording = recording
    self.channels = channels
    self.evidence = evidence
    self.remedy = remedy
  }
}
