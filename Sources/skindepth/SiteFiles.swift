import Archive
import Formats
import Foundation
import Model
import Pipeline
import Synchronization
import Synthesis

/// Makes the files of sites: MTH5 with spectra and transfer functions, EDI, figures.
///
/// A site's MTH5 file grows in the work folder, where spectra go straight to their places from any thread
/// of any rank, and moves to its own place when it is whole.
final class SiteFiles: SiteStore {
  let project: Project
  let settings: SharedSettings
  let work: WorkFolder
  /// Files that are open for spectra, the one opened last at the end.
  private let open = Mutex<[(site: String, file: SpectraFile)]>([])
  private static let openLimit = 64
  /// What came of bringing the spectra of sites to the disk; nil while that goes on.
  private let settled = Mutex<[String: Result<Void, UserError>?]>([:])
  let truth: Truth?
  /// Tells the user what is replaced, and why.
  let say: @Sendable (String) -> Void

  init(
    project: Project, settings: SharedSettings, say: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.project = project
    self.settings = settings
    self.say = say
    work = WorkFolder(project.workFolder)
    truth = project.truth()
  }

  var extras: Digest { settings.extras }

  func isFinished(
    _ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest
  ) throws -> Bool {
    let finished = FinishedSite(path: project.siteFile(site.site.name))
    guard finished.isMade(by: madeBy, work.finishedPath(site: site.site.name)) else {
      return false
    }
    let paths =
      try texts(site.site, inChosenAxes(site.site, functions)).map(\.path)
      + figures(of: site.site).paths(functions)
    return paths.allSatisfy(FileManager.default.fileExists)
  }

  func forgetOpenFiles() {
    open.withLock { $0 = [] }
    settled.withLock { $0 = [:] }
  }

  func prepare(_ site: SiteContent) throws {
    let name = site.site.name
    try work.makeFolders(site: name)
    let description = SiteDescription(
      survey: site.site.metadata.survey.isEmpty ? settings.survey : site.site.metadata.survey,
      site: name, location: site.site.location, metadata: site.site.metadata,
      software: .init(name: "skindepth", version: Version.text))
    let headers = site.site.recordings.map(\.header)
    let blocks = site.spectra.map { planned in
      SpectraBlock(
        recording: planned.recording, level: planned.level, start: planned.start,
        windowCount: planned.windowCount,
        channels: headers[planned.recording].channels.map(\.channel),
        taper: settings.taper, prewhitens: settings.prewhitens)
    }
    // Spectra that a finished file has need not be made again; compressed ones lie elsewhere.
    let finished = settings.compression == 0 ? project.siteFile(name) : nil
    try SiteDraft.prepare(
      work.draftPath(site: name), description, recordings: headers, spectra: blocks,
      tables: site.tables.map { table in
        var stored = WindowTable(
          kind: tableKind(table.name), level: table.level, components: table.components,
          windows: table.windows, reference: table.reference, definition: table.definition)
        stored.stamp = settings.stamp(table)
        return stored
      },
      attributes: ["settings": .text(settings.provenance)], adoptingSpectraOf: finished,
      madeBy: Digest(of: []))
    try noteEarlierResults(of: name)
  }

  func store(
    _ values: Span<Float>, _ place: Pipeline.SpectraPlace, waits: Bool
  ) throws -> Bool {
    let file = try spectraFile(of: place.site)
    guard let room = file.places[place.recording, place.level, place.channel] else {
      throw UserError(
        .output, file.path, "has no room for the spectra of \(place.channel)",
        remedy: "leave the survey's folder `work` alone while a run goes on, and run again")
    }
    guard waits else {
      return try file.writeIfFree(values, at: room, firstRow: place.firstWindow)
    }
    try file.write(values, at: room, firstRow: place.firstWindow)
    return true
  }

  func digest(of place: Pipeline.SpectraPlace, windowCount: Int) throws -> Digest? {
    let file = try spectraFile(of: place.site)
    let rows = place.firstWindow..<place.firstWindow + windowCount
    guard let room = file.places[place.recording, place.level, place.channel],
      rows.upperBound <= room.rows
    else { return nil }
    return try file.digest(of: room, rows: rows)
  }

  func store(_ values: [Float], _ place: TablePlace) throws -> Digest {
    let file = try spectraFile(of: place.site)
    guard let room = room(place, in: file) else {
      throw UserError(
        .output, file.path, "has no room for statistics of level \(place.table.level)",
        remedy: "leave the survey's folder `work` alone while a run goes on, and run again")
    }
    try file.write(values.span, at: room, firstRow: place.firstRow)
    var builder = ValueDigestBuilder()
    builder.add(values.span)
    return builder.digest
  }

  func digest(of place: TablePlace, rowCount: Int) throws -> Digest? {
    let file = try spectraFile(of: place.site)
    let rows = place.firstRow..<place.firstRow + rowCount
    guard let room = room(place, in: file), rows.upperBound <= room.rows else { return nil }
    return try file.digest(of: room, rows: rows)
  }

  private func room(_ place: TablePlace, in file: SpectraFile) -> Archive.SpectraPlace? {
    file.places.tables[
      WindowTable.path(tableKind(place.table), level: place.table.level)]
  }

  func close(_ site: String) { open.withLock { $0.removeAll { $0.site == site } } }

  func tableKind(_ table: TableName) -> WindowTable.Kind {
    switch table.kind {
    case .statistic(let name, let run): .statistic(name, run: run)
    case .mask(let name): .mask(name)
    }
  }

  private func spectraFile(of site: String) throws -> SpectraFile {
    try open.withLock { open in
      if let known = open.first(where: { $0.site == site }) { return known.file }
      let path = work.draftPath(site: site)
      guard let places = SpectraPlaces.read(besides: path) else {
        throw UserError(
          .output, path, "is gone",
          remedy: "leave the survey's folder `work` alone while a run goes on, and run again")
      }
      let file = try SpectraFile(path, places)
      // A file that a thread still writes to stays open until it has done so.
      if open.count == SiteFiles.openLimit { open.removeFirst() }
      open.append((site, file))
      return file
    }
  }

  func settle(_ site: String) throws -> Bool {
    try settled.withLock { settled in
      guard let known = settled[site] else {
        let file = try spectraFile(of: site)
        settled[site] = .some(nil)
        DispatchQueue.global().async { [self] in
          let result = Result { () throws(UserError) in try file.synchronize() }
          self.settled.withLock { $0[site] = result }
        }
        return false
      }
      guard let result = known else { return false }
      // Told once: the system tells only one of those who ask that a disk has failed.
      settled[site] = nil
      try result.get()
      return true
    }
  }
}
