package import Model

/// A survey as its recordings' headers tell it.
package struct Survey: Hashable, Sendable {
  package var name: String
  /// The time at which window 0 of every level begins.
  package var reference: Instant
  /// In alphabetical order.
  package var sites: [SurveySite]

  package init(name: String, reference: Instant, sites: [SurveySite]) {
    self.name = name
    self.reference = reference
    self.sites = sites.sorted { $0.name < $1.name }
  }

  package func site(named name: String) -> Int? {
    sites.firstIndex { $0.name == name }
  }
}

/// One place with all its recordings.
package struct SurveySite: Hashable, Sendable {
  package var name: String
  /// In order of their start.
  package var recordings: [SurveyRecording]
  package var metadata: SiteMetadata

  package init(
    name: String, recordings: [SurveyRecording], metadata: SiteMetadata = SiteMetadata()
  ) {
    self.name = name
    self.metadata = metadata
    self.recordings = recordings.sorted {
      ($0.header.start, $0.header.name) < ($1.header.start, $1.header.name)
    }
  }

  /// Where the site stands: as its metadata say, else the first recording that knows.
  package var location: Location? {
    metadata.location ?? recordings.lazy.compactMap(\.header.location).first
  }

  /// What the channels of a transfer function were measured with here.
  package func instruments(of function: TransferFunction) -> [Instrument] {
    let headers = recordings.map(\.header).filter { $0.rate == function.rate }
      .flatMap(\.channels)
    let channels =
      (function.origin.input == name ? function.inputs : [])
      + (function.origin.output == name ? function.outputs : [])
    return channels.compactMap { channel in
      let own = headers.filter { $0.channel == channel }
      return Instrument(own.isEmpty ? headers.filter { $0.channel.component == channel } : own)
    }
  }

  /// The rates that occur, highest first.
  package var rates: [SamplingRate] {
    Array(Set(recordings.map(\.header.rate))).sorted(by: >)
  }
}

/// One recording: what it is and where it is found.
package struct SurveyRecording: Hashable, Sendable {
  package var header: RecordingHeader
  package var locator: RecordingLocator
  /// Of its files: another one means that they may have changed.
  package var fingerprint: Digest
  /// Of what is in them as far as it was looked at, wherever and whenever they were written.
  package var contents: Digest
  /// Whether a rank's main thread reads it for all of the rank's threads.
  package var isForOneThread: Bool

  package init(
    header: RecordingHeader, locator: RecordingLocator, fingerprint: Digest,
    contents: Digest? = nil, isForOneThread: Bool = false
  ) {
    self.header = header
    self.locator = locator
    self.fingerprint = fingerprint
    self.contents = contents ?? fingerprint
    self.isForOneThread = isForOneThread
  }
}
