package import Model

/// What is known of a thing, and whether the table says it.
package struct SitesStatement: Hashable, Sendable {
  package let column: SitesColumn
  package let text: String
  package let isOfTable: Bool
}

// What is in force.
extension SitesTable {
  /// What the table or, where that is silent, the file says of a channel; nothing of what is not
  /// known.
  ///
  /// - Parameter header: Of a recording, as `applied` gives it.
  /// - Throws: `UserError` where rows differ.
  package func statements(
    of channel: ChannelHeader, in header: RecordingHeader, _ site: String
  ) throws(UserError) -> [SitesStatement] {
    var found: [SitesStatement] = []
    for column in SitesColumn.allCases where column.isOfChannel {
      if let text = try cell(column, site, header, channel.channel) {
        found.append(SitesStatement(column: column, text: text, isOfTable: true))
      } else if let text = SitesTable.text(column, channel), !text.isEmpty {
        found.append(SitesStatement(column: column, text: text, isOfTable: false))
      }
    }
    return found
  }

  private static func text(_ column: SitesColumn, _ channel: ChannelHeader) -> String? {
    switch column {
    case .azimuth: "\(channel.azimuth)"
    case .tilt: "\(channel.tilt)"
    case .dipole: channel.dipoleLength.map { "\($0)" }
    case .sensor: channel.sensor
    case .serial: channel.serial
    default: nil
    }
  }

  /// What is known of a site.
  ///
  /// - Parameter location: As its recordings have it.
  /// - Throws: `UserError` where rows differ.
  package func statements(
    of site: String, location: Location?
  ) throws(UserError) -> [SitesStatement] {
    let known: [SitesColumn: Double?] = [
      .latitude: location?.latitude, .longitude: location?.longitude,
      .elevation: location?.elevation,
    ]
    var found: [SitesStatement] = []
    for column in SitesColumn.allCases where !column.isOfChannel {
      if let text = try cell(column, site) {
        found.append(SitesStatement(column: column, text: text, isOfTable: true))
      } else if let number = known[column] ?? nil {
        found.append(SitesStatement(column: column, text: "\(number)", isOfTable: false))
      }
    }
    return found
  }
}
