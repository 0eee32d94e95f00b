package import Model

// The nouns' forms in JSON.

extension Channel: Codable {
  /// Reads the channel's name.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let channel = Channel(name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(name) is no channel")
    }
    self = channel
  }

  /// Writes the channel's name.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

extension Instant: Codable {
  /// Reads the ISO form, nanoseconds included.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let instant = Instant(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no time")
    }
    self = instant
  }

  /// Writes the ISO form, nanoseconds included.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(iso)
  }
}

extension SamplingRate: Codable {
  private enum CodingKeys: CodingKey { case samples, seconds }

  /// Reads the ratio of `samples` in `seconds`.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let samples = try container.decode(Int.self, forKey: .samples)
    let seconds = try container.decode(Int.self, forKey: .seconds)
    guard samples > 0, seconds > 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .samples, in: container, debugDescription: "\(samples) in \(seconds) s is no rate")
    }
    self.init(samples: samples, seconds: seconds)
  }

  /// Writes the ratio of `samples` in `seconds`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(samples, forKey: .samples)
    try container.encode(seconds, forKey: .seconds)
  }
}

extension Location: Codable {
  private enum CodingKeys: CodingKey { case latitude, longitude, elevation }

  /// Reads degrees and metres.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      latitude: try container.decode(Double.self, forKey: .latitude),
      longitude: try container.decode(Double.self, forKey: .longitude),
      elevation: try container.decode(Double.self, forKey: .elevation))
  }

  /// Writes degrees and metres.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(latitude, forKey: .latitude)
    try container.encode(longitude, forKey: .longitude)
    try container.encode(elevation, forKey: .elevation)
  }
}
