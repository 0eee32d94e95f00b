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
  private let project: Project
  private let settings: SharedSettings
  private let work: WorkFolder
  /// Files that are open for spectra, the one opened last at the end.
  private let open = Mutex<[(site: String, file: SpectraFile)]>([])
  private static let openLimit = 64
  private let truth: Truth?

  init(project: Project, settings: SharedSettings) throws {
    self.project = project
    self.settings = settings
    work = WorkFolder(project.workFolder)
    truth = try project.truth()
  }

  var extras: Digest { settings.extras }

  func isFinished(
    _ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest
  ) throws -> Bool {
    let finished = FinishedSite(path: project.siteFile(site.site.name))
    guard try finished.isMade(by: madeBy, work.finishedPath(site: site.site.name)) else {
      return false
    }
    let paths = ediPaths(site.site, functions).map(\.path) + figures(of: site.site).paths(functions)
    return paths.allSatisfy(FileManager.default.fileExists)
  }

  func forgetOpenFiles() { open.withLock { $0 = [] } }

  func prepare(_ site: SiteContent) throws {
    let name = site.site.name
    try work.makeFolders(site: name)
    let description = SiteDescription(
      survey: settings.survey, site: name, location: site.site.location,
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
      attributes: ["settings": .text(settings.provenance)], adoptingSpectraOf: finished,
      madeBy: Digest(of: []))
  }

  func store(_ values: [Float], _ place: Pipeline.SpectraPlace) throws -> Digest {
    let file = try spectraFile(of: place.site)
    guard let room = file.places[place.recording, place.level, place.channel] else {
      throw UserError(
        .output, file.path, "has no room for the spectra of \(place.channel)",
        remedy: "leave the survey's folder `work` alone while a run goes on, and run again")
    }
    return try file.write(values, at: room, firstRow: place.firstWindow)
  }

  func digest(of place: Pipeline.SpectraPlace, windowCount: Int) throws -> Digest? {
    let file = try spectraFile(of: place.site)
    let rows = place.firstWindow..<place.firstWindow + windowCount
    guard let room = file.places[place.recording, place.level, place.channel],
      rows.upperBound <= room.rows
    else { return nil }
    return try file.digest(of: room, rows: rows)
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

  func draw(_ site: SiteContent, _ functions: [LabelledTransferFunction]) throws {
    for (path, labelled) in ediPaths(site.site, functions) {
      let provenance = settings.provenance.split(separator: "\n").map(String.init)
      try EDI.write(labelled.function, to: path, provenance: provenance)
    }
    try figures(of: site.site).write(functions)
  }

  private func figures(of site: SurveySite) -> SiteFigures {
    SiteFigures(
      folder: project.figuresFolder, site: site, truth: truth, phase: settings.figurePhase)
  }

  /// EDI holds Ex, Ey and Hz from Hx and Hy only.
  private func ediPaths(_ site: SurveySite, _ functions: [LabelledTransferFunction])
    -> [(path: String, function: LabelledTransferFunction)]
  {
    functions.filter { !$0.function.points.isEmpty && EDI.canHold($0.function) }.map {
      ("\(project.ediFolder)/\(site.name)_\($0.identifier(at: site)).edi", $0)
    }
  }

  func finish(
    _ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest
  ) throws {
    let name = site.site.name
    open.withLock { $0.removeAll { $0.site == name } }
    let draft = work.draftPath(site: name)
    let runs = SpectraPlaces.read(besides: draft)?.runs ?? []
    let level = settings.compression == 0 ? nil : settings.compression
    try SiteDraft.finish(
      draft, as: project.siteFile(name), madeBy: inputs(of: site), compression: level
    ) {
      (writer) throws(UserError) in
      for labelled in functions where !labelled.function.points.isEmpty {
        let used = site.site.recordings.indices.filter {
          site.site.recordings[$0].header.rate == labelled.function.rate && $0 < runs.count
        }
        try writer.add(
          labelled.function, id: labelled.identifier(at: site.site), runs: used.map { runs[$0] })
      }
    }
    try FinishedSite(path: project.siteFile(name))
      .note(madeBy: madeBy, work.finishedPath(site: name))
  }

  /// What the file says that it was made by: settings and recordings, wherever they lay.
  private func inputs(of site: SiteContent) -> Digest {
    let recordings = site.site.recordings.map { "\($0.header.name) \($0.contents)" }
    return Digest(of: Array(([settings.provenance] + recordings).joined(separator: "\n").utf8))
  }
}
