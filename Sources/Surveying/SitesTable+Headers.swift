package import Model

/// Where the table of sites and a recording's file say different things; the table counts.
package struct SitesConflict: Hashable, Sendable {
  package let recording: String
  package let channel: Channel
  package let column: SitesColumn
  /// As the file and as the table have it.
  package let file, table: String
}

// What it does to recordings.
extension SitesTable {
  /// The header of a recording as the table has it.
  package struct Applied: Sendable {
    package var header: RecordingHeader
    package var conflicts: [SitesConflict] = []
    /// What the table says and cannot be done, for the user.
    package var notices: [String] = []
  }

  /// Puts what the table says of a recording's channels in place of what its file says.
  ///
  /// Lengths, polarities and gains become the channels' corrections. The samples of a recording
  /// that has been conditioned were corrected then, and are not again.
  ///
  /// - Throws: `UserError` where two rows that name a channel equally closely differ.
  package func applied(
    to header: RecordingHeader, of site: String
  ) throws(UserError) -> Applied {
    var applied = Applied(header: header)
    guard !isEmpty else { return applied }
    for index in header.channels.indices {
      try replaceStatements(index, site, &applied)
      try correct(index, site, &applied)
    }
    return applied
  }

  private func replaceStatements(
    _ index: Int, _ site: String, _ applied: inout Applied
  ) throws(UserError) {
    let header = applied.header
    let channel = header.channels[index].channel
    if let azimuth = try number(.azimuth, site, header, channel) {
      note(.azimuth, channel, header.channels[index].azimuth, azimuth, &applied)
      applied.header.channels[index].azimuth = azimuth
    }
    if let tilt = try number(.tilt, site, header, channel) {
      note(.tilt, channel, header.channels[index].tilt, tilt, &applied)
      applied.header.channels[index].tilt = tilt
    }
    if let sensor = try cell(.sensor, site, header, channel) {
      note(.sensor, channel, header.channels[index].sensor, sensor, &applied)
      applied.header.channels[index].sensor = sensor
    }
    if let serial = try cell(.serial, site, header, channel) {
      note(.serial, channel, header.channels[index].serial, serial, &applied)
      applied.header.channels[index].serial = serial
    }
  }

  private func correct(
    _ index: Int, _ site: String, _ applied: inout Applied
  ) throws(UserError) {
    let header = applied.header
    let channel = header.channels[index]
    var factor = 1.0
    if let dipole = try number(.dipole, site, header, channel.channel) {
      if let known = channel.dipoleLength {
        note(.dipole, channel.channel, known, dipole, &applied)
      }
      factor = takeDipole(dipole, index, &applied)
    }
    factor *= try number(.polarity, site, header, channel.channel) ?? 1
    factor /= try number(.gain, site, header, channel.channel) ?? 1
    guard factor != 1 else { return }
    if header.conditioning?.steps.isEmpty == true {
      applied.notices.append(
        "\(header.name), \(channel.channel): its samples were conditioned before, so that dipole, polarity"
          + " and gain are not applied to them")
    } else {
      applied.header.channels[index].correction = factor
    }
  }

  /// Gives a channel its length.
  ///
  /// - Returns: What its samples are multiplied by for that.
  private func takeDipole(_ length: Double, _ index: Int, _ applied: inout Applied) -> Double {
    let channel = applied.header.channels[index]
    let name = "\(applied.header.name), \(channel.channel)"
    // A row may be about all channels.
    guard channel.channel.kind == .electric else { return 1 }
    applied.header.channels[index].dipoleLength = length
    if channel.lacksLength {
      applied.header.channels[index].forgetLackOfLength()
      return 1000 / length
    }
    if let known = channel.dipoleLength { return known / length }
    if channel.sampleUnit == channel.channel.unit {
      applied.notices.append(
        "\(name): is in mV/km by a length that its file does not tell: the dipole changes no samples"
          + " (gain does)")
    } else {
      applied.notices.append(
        "\(name): is in \(channel.sampleUnit), of which a length makes no mV/km: the dipole changes no samples"
      )
    }
    return 1
  }

  /// Notes a number that differs from the file's.
  private func note(
    _ column: SitesColumn, _ channel: Channel, _ old: Double, _ new: Double,
    _ applied: inout Applied
  ) {
    let difference =
      column == .azimuth ? (new - old).remainder(dividingBy: 360) : new - old
    guard abs(difference) > 1e-6 else { return }
    note(column, channel, "\(old)", "\(new)", &applied)
  }

  private func note(
    _ column: SitesColumn, _ channel: Channel, _ old: String, _ new: String,
    _ applied: inout Applied
  ) {
    guard old != new, !old.isEmpty else { return }
    applied.conflicts.append(
      SitesConflict(
        recording: applied.header.name, channel: channel, column: column, file: old, table: new))
  }
}

// Rows that are about nothing.
extension SitesTable {
  /// What is wrong with rows that name a site, recording or channel that the survey does not have.
  ///
  /// - Parameter sites: The survey's sites with their recordings.
  package func strays(among sites: [(name: String, headers: [RecordingHeader])]) -> [UserError] {
    rows.compactMap { row in
      let named = sites.filter { row.site.matches($0.name) }
      guard !named.isEmpty else {
        let near = nearest(to: row.site.text, among: sites.map(\.name))
        return stray(row, "no site has the name \(row.site.text)", near)
      }
      let headers = named.flatMap(\.headers)
      // A site whose recordings could not be read has problems of its own.
      guard !headers.isEmpty else { return nil }
      let recordings = headers.filter { row.recording.matches($0.name) }
      guard !recordings.isEmpty else {
        let near = nearest(to: row.recording.text, among: headers.map(\.name))
        return stray(
          row, "site \(row.site.text) has no recording of the name \(row.recording.text)", near)
      }
      guard let channel = row.channel else { return nil }
      let isThere = recordings.contains { header in
        header.channels.contains { row.isAbout($0.channel, of: header) }
      }
      return isThere
        ? nil : stray(row, "site \(row.site.text) has no channel \(channel) there", nil)
    }
  }

  private func stray(_ row: Row, _ problem: String, _ near: String?) -> UserError {
    UserError(
      .configuration, path, at: "line \(row.line)", problem,
      remedy: near.map { "did you mean \($0)?" }
        ?? "correct the row; `skindepth sites` lists sites, recordings and channels")
  }
}
