internal import ComplexModule
package import Distribution
package import Model

// How the nouns travel.

extension Survey: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      name: try reader.read(), reference: try reader.read(), sites: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(name)
    writer.write(reference)
    writer.write(sites)
  }
}

extension SurveySite: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      name: try reader.read(), recordings: try reader.read(), metadata: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(name)
    writer.write(recordings)
    writer.write(metadata)
  }
}

extension SiteMetadata: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      location: try reader.read(), declination: try reader.read(), survey: try reader.read(),
      project: try reader.read(), people: try reader.read(), citation: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(location)
    writer.write(declination)
    writer.write(survey)
    writer.write(project)
    writer.write(people)
    writer.write(citation)
  }
}

extension SurveyRecording: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      header: try reader.read(), locator: try reader.read(), fingerprint: try reader.read(),
      contents: try reader.read(Digest.self), isForOneThread: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(header)
    writer.write(locator)
    writer.write(fingerprint)
    writer.write(contents)
    writer.write(isForOneThread)
  }
}

extension RecordingLocator: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      format: try reader.read(), path: try reader.read(), member: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(format)
    writer.write(path)
    writer.write(member)
  }
}

extension RecordingHeader: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      name: try reader.read(), rate: try reader.read(), start: try reader.read(),
      sampleCount: try reader.read(), channels: try reader.read(), location: try reader.read(),
      station: try reader.read(), conditioning: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(name)
    writer.write(rate)
    writer.write(start)
    writer.write(sampleCount)
    writer.write(channels)
    writer.write(location)
    writer.write(station)
    writer.write(conditioning)
  }
}

extension ChannelHeader: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      try reader.read(), azimuth: try reader.read(Double.self), tilt: try reader.read(Double.self),
      dipoleLength: try reader.read(), sensor: try reader.read(), serial: try reader.read(),
      resisticsSign: try reader.read(), notices: try reader.read(), chopper: try reader.read(),
      isCalibrated: try reader.read(), response: try reader.read())
    correction = try reader.read()
  }

  package func write(to writer: inout WireWriter) {
    writer.write(channel)
    writer.write(azimuth)
    writer.write(tilt)
    writer.write(dipoleLength)
    writer.write(sensor)
    writer.write(serial)
    writer.write(resisticsSign)
    writer.write(notices)
    writer.write(chopper)
    writer.write(isCalibrated)
    writer.write(response)
    writer.write(correction)
  }
}

extension Channel: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    guard let channel = Channel(try reader.read(String.self)) else { throw .invalid("channel") }
    self = channel
  }

  package func write(to writer: inout WireWriter) {
    writer.write(name)
  }
}

extension Location: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      latitude: try reader.read(), longitude: try reader.read(), elevation: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(latitude)
    writer.write(longitude)
    writer.write(elevation)
  }
}

extension Instant: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(nanoseconds: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(nanoseconds)
  }
}

extension SamplingRate: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let (samples, seconds) = (try reader.read(Int.self), try reader.read(Int.self))
    guard samples > 0, seconds > 0 else { throw .invalid("sampling rate") }
    self.init(samples: samples, seconds: seconds)
  }

  package func write(to writer: inout WireWriter) {
    writer.write(samples)
    writer.write(seconds)
  }
}

extension DecimationLevel: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(
      index: try reader.read(), rate: try reader.read(), steps: try reader.read(),
      factor: try reader.read(), evaluationFrequencies: try reader.read(),
      windowSize: try reader.read(), windowOverlap: try reader.read(),
      lastOnly: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(index)
    writer.write(rate)
    writer.write(steps)
    writer.write(factor)
    writer.write(evaluationFrequencies)
    writer.write(windowSize)
    writer.write(windowOverlap)
    writer.write(lastOnly)
  }
}

extension Digest: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(high: try reader.read(), low: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(high)
    writer.write(low)
  }
}

extension UserError: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let kind: String = try reader.read()
    guard let kind = Kind(rawValue: kind) else { throw .invalid("kind of error") }
    self.init(
      kind, try reader.read(), at: try reader.read(), try reader.read(),
      remedy: try reader.read(), channel: try reader.read())
  }

  package func write(to writer: inout WireWriter) {
    writer.write(kind.rawValue)
    writer.write(subject)
    writer.write(place)
    writer.write(problem)
    writer.write(remedy)
    writer.write(channel)
  }
}
