import HDF5
package import Model

/// What a site file says of its survey and its site.
package struct SiteDescription: Hashable, Sendable {
  package var survey: String
  package var site: String
  package var location: Location?
  /// What else is known of it.
  package var metadata: SiteMetadata
  /// A name for people, such as that of the next village.
  package var placeName: String
  /// The program that writes, for the file's own record.
  package var software: Software
  /// Time of writing.
  ///
  /// The same content written twice is the same file only if this is the same.
  package var created: Instant?

  package struct Software: Hashable, Sendable {
    package var name: String
    package var version: String

    package init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }

  package init(
    survey: String, site: String, location: Location? = nil,
    metadata: SiteMetadata = SiteMetadata(), placeName: String = "", software: Software,
    created: Instant? = nil
  ) {
    self.survey = survey
    self.site = site
    self.location = location
    self.metadata = metadata
    self.placeName = placeName
    self.software = software
    self.created = created
  }
}

extension SiteDescription {
  /// mth5's own word for no time.
  static let unknownTime = "1980-01-01T00:00:00+00:00"

  /// The time of writing as text.
  var createdText: String { created?.iso ?? Self.unknownTime }

  /// Tables of MTH5 hold names of so many bytes; longer ones would be cut and confused.
  package static let longestName = 30

  /// - Throws: `UserError` if a name cannot be used in an MTH5 file.
  func validate(for path: String) throws(UserError) {
    for (key, name) in [("survey", survey), ("site", site)] {
      let problem: String
      if name.trimmed.isEmpty {
        problem = "is empty"
      } else if name.utf8.count > Self.longestName {
        problem = "is longer than \(Self.longestName) bytes"
      } else if name == "." || MTH5.reservedInStation.contains(name) {
        problem = "means something else in an MTH5 file"
      } else {
        continue
      }
      throw UserError(
        .output, path, at: "name of the \(key)", "\"\(name)\" \(problem)",
        remedy: "Give the \(key) another name")
    }
  }
}

extension SiteMetadata {
  /// As an MTH5 file has it.
  init(
    _ survey: borrowing Group, stationAttributes: [String: AttributeValue]
  ) throws(HDF5Error) {
    self.init(
      declination: stationAttributes["location.declination.value"]?.real,
      survey: try survey.attribute("id")?.text ?? "",
      project: try survey.attribute("project")?.text ?? "",
      people: stationAttributes["acquired_by.author"]?.text ?? "",
      citation: try survey.attribute("citation_dataset.title")?.text ?? "")
  }
}
