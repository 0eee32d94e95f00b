/// What products say of a site besides its results: where it stands, and whose it is.
package struct SiteMetadata: Hashable, Sendable {
  /// Where it stands, if not where its recordings say.
  package var location: Location?
  /// Degrees east of geographic north to which the needle of a compass points there.
  package var declination: Double?
  package var survey: String
  package var project: String
  /// Who recorded it.
  package var people: String
  /// How the data are to be cited.
  package var citation: String

  package init(
    location: Location? = nil, declination: Double? = nil, survey: String = "",
    project: String = "", people: String = "", citation: String = ""
  ) {
    self.location = location
    self.declination = declination
    self.survey = survey
    self.project = project
    self.people = people
    self.citation = citation
  }
}

extension SiteMetadata {
  /// What there is to say in words, the place apart; nothing of what is empty.
  package var lines: [String] {
    let texts = [
      ("survey", survey), ("project", project), ("acquired by", people), ("citation", citation),
    ]
    let angle = declination.map { ["declination = \($0)"] } ?? []
    return texts.filter { !$0.1.isEmpty }.map { "\($0.0) = \($0.1)" } + angle
  }
}
