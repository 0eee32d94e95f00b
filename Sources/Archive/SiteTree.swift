import HDF5
import Model

/// The groups that every MTH5 0.2.0 file has, with the attributes that its readers ask for.
enum SiteTree {
  static func writeRoot(_ file: borrowing File, _ site: SiteDescription) throws(HDF5Error) {
    try file.setAttributes([
      "file.type": "MTH5", "file.version": "0.2.0", "data_level": 1,
      "mth5.software.name": .text(site.software.name),
      "mth5.software.version": .text(site.software.version),
      "file.access.platform": "Linux", "file.access.time": .text(site.createdText),
    ])
    for (name, type) in [
      ("Reports", "Reports"), ("Standards", "Standards"), ("Surveys", "MasterSurvey"),
    ] {
      try file.createGroup("/Experiment/\(name)").setAttribute("mth5_type", to: .text(type))
    }
  }

  /// Writes the group of a survey and everything in it but stations.
  ///
  /// - Parameter corners: South-west and north-east of all its stations.
  static func writeSurvey(
    _ file: borrowing File, _ name: String, _ metadata: SiteMetadata = SiteMetadata(),
    corners: (Location, Location), days: (String, String)
  ) throws(HDF5Error) {
    let survey = try file.createGroup("/Experiment/Surveys/\(MTH5.validName(name))")
    try survey.setAttributes([
      "id": .text(name), "mth5_type": "Survey", "name": .text(name), "datum": "WGS 84",
      "geographic_name": "", "project": .text(metadata.project), "summary": "",
      "release_license": "CC-BY-4.0",
      "northwest_corner.latitude": .real(corners.1.latitude),
      "northwest_corner.longitude": .real(corners.0.longitude),
      "southeast_corner.latitude": .real(corners.0.latitude),
      "southeast_corner.longitude": .real(corners.1.longitude),
      "time_period.start_date": .text(days.0), "time_period.end_date": .text(days.1),
    ])
    if !metadata.citation.isEmpty {
      try survey.setAttribute("citation_dataset.title", to: .text(metadata.citation))
    }
    for (name, type) in [
      ("Filters", "Filters"), ("Reports", "Reports"), ("Standards", "Standards"),
      ("Stations", "MasterStation"),
    ] {
      try survey.createGroup(name).setAttribute("mth5_type", to: .text(type))
    }
    for kind in MTH5.filterKinds { try survey.createGroup("Filters/\(kind)") }
  }

  /// Writes the group of a station and the groups that mth5 expects in it.
  static func writeStation(
    _ file: borrowing File, _ path: String, _ attributes: [String: AttributeValue]
  ) throws(HDF5Error) {
    let station = try file.createGroup(path)
    try station.setAttributes(attributes)
    for (name, type) in [
      ("Features", "MasterFeatures"), ("Fourier_Coefficients", "MasterFC"),
      ("Transfer_Functions", "TransferFunctions"),
    ] {
      try station.createGroup(name).setAttribute("mth5_type", to: .text(type))
    }
  }
}

extension SiteDescription {
  /// Attributes of the station's group that are known before its recordings are.
  var stationAttributes: [String: AttributeValue] {
    let location = location ?? Location(latitude: 0, longitude: 0, elevation: 0)
    var attributes: [String: AttributeValue] = [
      "id": .text(site), "mth5_type": "Station", "geographic_name": .text(placeName),
      "location.latitude": .real(location.latitude),
      "location.longitude": .real(location.longitude),
      "location.elevation": .real(location.elevation), "location.datum": "WGS 84",
      "orientation.method": "compass", "orientation.reference_frame": "geographic",
      "orientation.value": "orthogonal", "channel_layout": "X", "data_type": "BBMT",
      "provenance.software.name": .text(software.name),
      "provenance.software.version": .text(software.version),
      "provenance.creation_time": .text(createdText),
    ]
    if let angle = metadata.declination { attributes["location.declination.value"] = .real(angle) }
    if !metadata.people.isEmpty { attributes["acquired_by.author"] = .text(metadata.people) }
    return attributes
  }
}
