import Archive
import Formats
import Foundation
import Model
import Pipeline
import Synthesis

// Text files and figures, one set for each result.
extension SiteFiles {
  /// A file of one transfer function.
  struct TextFile {
    let path: String
    let labelled: LabelledTransferFunction
    let writer: any TransferFunctionWriter.Type
  }

  func draw(_ site: SiteContent, _ functions: [LabelledTransferFunction]) throws {
    let functions = try inChosenAxes(site.site, functions)
    let earlier = earlierResults(of: site.site.name)
    let kept = Set(
      functions.filter { earlier[$0.identifier] == settings.stamp($0).digest }.map(\.identifier))
    for text in texts(site.site, functions) {
      let isThere = FileManager.default.fileExists(atPath: text.path)
      if isThere, kept.contains(text.labelled.identifier) { continue }
      let before = isThere ? FileManager.default.contents(atPath: text.path) : nil
      let function = text.labelled.function
      let note = FileNote(provenance: function.doubtLines + provenance(of: text.labelled))
      try text.writer.write(function, to: text.path, note)
      guard let before, earlier[text.labelled.identifier] == nil,
        before != FileManager.default.contents(atPath: text.path)
      else { continue }
      say(
        "\(text.path) is replaced: no result of \(project.siteFile(site.site.name)) stood behind it"
      )
    }
    try figures(of: site.site).write(functions, keeping: kept)
  }

  /// How a result was made: what decides its numbers, and nothing of other results.
  private func provenance(of labelled: LabelledTransferFunction) -> [String] {
    ["# \(Version.product)"] + settings.spectralLines + settings.solvingLines
      + labelled.origin.definition
  }

  func figures(of site: SurveySite) -> SiteFigures {
    SiteFigures(
      folder: project.figuresFolder, site: site, truth: truth, phase: settings.figurePhase,
      form: settings.form)
  }

  /// The functions with the directions of their channels, turned where the survey asks for it.
  func inChosenAxes(
    _ site: SurveySite, _ functions: [LabelledTransferFunction]
  ) throws -> [LabelledTransferFunction] {
    try functions.map { labelled in
      var labelled = labelled
      labelled.function.metadata = site.metadata
      if site.metadata.survey.isEmpty { labelled.function.metadata.survey = settings.survey }
      labelled.function.instruments = site.instruments(of: labelled.function)
      labelled.function.azimuths = settings.layout.azimuths(of: labelled.function)
      labelled.function.units = settings.layout.units(of: labelled.function)
      if let axes = settings.axes {
        let subject = "site \(site.name) \(labelled.label)"
        labelled.function = try labelled.function.turned(to: axes, subject: subject)
      }
      return labelled
    }
  }

  /// Formats leave out functions that they have no place for.
  func texts(
    _ site: SurveySite, _ functions: [LabelledTransferFunction]
  ) -> [TextFile] {
    var files: [TextFile] = []
    for writer in settings.formats.compactMap({ TransferFunctionWriters.writer($0) }) {
      for labelled in functions where !labelled.function.points.isEmpty {
        guard writer.obstacle(labelled.function) == nil else { continue }
        let ending = writer.ending(for: labelled.function)
        let name = "\(site.name)_\(labelled.identifier).\(ending)"
        let path = "\(project.folder(of: writer.key))/\(name)"
        files.append(TextFile(path: path, labelled: labelled, writer: writer))
      }
    }
    return files
  }
}

// The results that an earlier run left, in a list that takes no HDF5 to read.
extension SiteFiles {
  /// Notes what the site's file has, for those who draw: any thread of any rank.
  func noteEarlierResults(of site: String) throws {
    let results = (try? StoredResult.readAll(project.siteFile(site))) ?? []
    let lines = results.compactMap { result -> String? in
      guard case .transferFunction = result.kind else { return nil }
      let digest = result.stamp?.digest ?? Digest(of: [])
      return "\(digest) \(result.name)\n"
    }
    try AtomicFile.write(work.resultsPath(site: site), lines.joined())
  }

  /// Of each transfer function what its stamp comes to.
  private func earlierResults(of site: String) -> [String: Digest] {
    let data = FileManager.default.contents(atPath: work.resultsPath(site: site)) ?? Data()
    let pairs = String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap {
      line -> (String, Digest)? in
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2, let digest = Digest(hexadecimal: parts[0]) else { return nil }
      return (parts[1], digest)
    }
    return Dictionary(pairs, uniquingKeysWith: { $1 })
  }
}
