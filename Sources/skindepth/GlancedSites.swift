import Archive
import Foundation
import Model
import Pipeline

extension StockPorts {
  /// Where `plan` and `status` look for what is done.
  init(glancingAt project: Project, _ settings: SharedSettings) throws {
    self.init(
      work: UnitFiles(folder: WorkFolder(project.workFolder)),
      sites: GlancedSites(
        files: SiteFiles(project: project, settings: settings), project: project,
        adoptsSpectra: settings.compression == 0))
  }
}

/// The files of sites as a plan sees them: what is there is looked at, nothing is made.
struct GlancedSites: SiteStock {
  let files: SiteFiles
  let project: Project
  /// Whether a run would take spectra over from files that are finished.
  let adoptsSpectra: Bool

  var extras: Digest { files.extras }

  func isFinished(
    _ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest
  ) throws -> Bool { try files.isFinished(site, functions, madeBy: madeBy) }

  /// Some digest where there is a file that has the spectra.
  func digest(of place: Pipeline.SpectraPlace, windowCount: Int) throws -> Digest? {
    let draft = WorkFolder(project.workFolder).draftPath(site: place.site)
    let paths = adoptsSpectra ? [draft, project.siteFile(place.site)] : [draft]
    return paths.contains(where: FileManager.default.fileExists) ? Digest(of: []) : nil
  }

  /// Some digest where there is a file that has the table.
  func digest(of place: TablePlace, rowCount: Int) throws -> Digest? {
    let draft = WorkFolder(project.workFolder).draftPath(site: place.site)
    return FileManager.default.fileExists(atPath: draft) ? Digest(of: []) : nil
  }
}
