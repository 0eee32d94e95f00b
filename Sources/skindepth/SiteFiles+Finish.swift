import Archive
import Files
import Foundation
import Model
import Pipeline

// The last step of a site's file.
extension SiteFiles {
  func finish(
    _ site: SiteContent, _ functions: [LabelledTransferFunction], madeBy: Digest
  ) throws {
    let name = site.site.name
    let functions = try inChosenAxes(site.site, functions).filter { !$0.function.points.isEmpty }
    close(name)
    let (draft, target) = (work.draftPath(site: name), project.siteFile(name))
    let runs = SpectraPlaces.read(besides: draft)?.runs ?? []
    let earlier = try earlierResults(besides: target, site: name)
    let replaced = replacements(in: earlier, by: functions, site)
    let noted =
      replaced.isEmpty ? FinishedSite(path: target).runs(work.finishedPath(site: name)) : []
    let same = try unchanged(functions, earlier, target)
    let level = settings.compression == 0 ? nil : settings.compression
    try SiteDraft.finish(draft, as: target, madeBy: inputs(of: site), compression: level) {
      (writer) throws(UserError) in
      for labelled in functions {
        let used = site.site.recordings.indices.filter {
          let header = site.site.recordings[$0].header
          return header.rate == labelled.function.rate && $0 < runs.count
            && labelled.function.outputs.contains { header.has($0) || header.hasLine(for: $0) }
        }
        // What is the same keeps its doubts, which came of the other results of its run.
        try writer.add(
          same[labelled.identifier] ?? labelled.function, id: labelled.identifier,
          runs: used.map { runs[$0] },
          stamp: settings.stamp(labelled))
      }
      if !site.spectra.isEmpty {
        try writer.setStamp(ofSpectra: settings.stampOfSpectra(site.site))
      }
      try writer.keepOthers(of: target)
    }
    for (reason, titles) in replaced {
      say("site \(name): replaced \(titles.joined(separator: ", ")): \(reason)")
    }
    try FinishedSite(path: target).note(
      FinishedSite.Run(madeBy: madeBy, form: settings.form), besides: noted,
      work.finishedPath(site: name))
  }

  /// What the site's file has; one that cannot be read gives way, as what it holds cannot be kept.
  private func earlierResults(besides target: String, site: String) throws -> [StoredResult] {
    guard case .file(let size) = EntryKind(target), size > 0 else { return [] }
    let found = Result { try StoredResult.readAll(target) }
    if case .success(let results) = found, SiteDraft.madeBy(ofFinished: target) != nil {
      return results
    }
    var number = 1
    while EntryKind("\(target).unreadable-\(number)") != nil { number += 1 }
    let aside = "\(target).unreadable-\(number)"
    try FileManager.default.moveItem(atPath: target, toPath: aside)
    say("site \(site): \(target) is not a whole file of this program; it is now \(aside)")
    return []
  }

  /// The transfer functions that are there already as this run would make them, by name.
  private func unchanged(
    _ functions: [LabelledTransferFunction], _ earlier: [StoredResult], _ target: String
  ) throws -> [String: TransferFunction] {
    let names = functions.filter { labelled in
      let stamp = settings.stamp(labelled)
      return earlier.contains {
        $0.kind == .transferFunction && $0.name == labelled.identifier && $0.stamp == stamp
      }
    }.map(\.identifier)
    guard !names.isEmpty else { return [:] }
    let stored = try StoredTransferFunction.readAll(target).filter { names.contains($0.id) }
    return Dictionary(stored.map { ($0.id, $0.function) }, uniquingKeysWith: { first, _ in first })
  }

  /// The results that give way to those of the same name, by the reason.
  private func replacements(
    in earlier: [StoredResult], by functions: [LabelledTransferFunction], _ site: SiteContent
  ) -> [(reason: String, titles: [String])] {
    let present = presentResults(functions, site)
    var found: [(reason: String, titles: [String])] = []
    for result in earlier {
      let twin = present.first { $0.kind == result.kind && $0.name == result.name }
      guard let stamp = twin?.stamp else { continue }
      let old = result.stamp
      guard let reason = old == nil ? "an older version made it" : old?.difference(from: stamp)
      else { continue }
      if let place = found.firstIndex(where: { $0.reason == reason }) {
        found[place].titles.append(result.title)
      } else {
        found.append((reason, [result.title]))
      }
    }
    return found
  }

  /// What this run makes.
  private func presentResults(
    _ functions: [LabelledTransferFunction], _ site: SiteContent
  ) -> [StoredResult] {
    var seen: Set<String> = []
    let tables = site.tables.compactMap { table -> StoredResult? in
      let stamp = settings.stamp(table)
      switch table.name.kind {
      case .statistic(let name, let run):
        return seen.insert("\(run)/\(name)").inserted
          ? StoredResult(.statistic(name), run, stamp) : nil
      case .mask(let name):
        return seen.insert(name).inserted ? StoredResult(.mask, name, stamp) : nil
      }
    }
    return functions.map { StoredResult(.transferFunction, $0.identifier, settings.stamp($0)) }
      + tables
      + (site.spectra.isEmpty
        ? [] : [StoredResult(.spectra, "", settings.stampOfSpectra(site.site))])
  }

  /// What the file says that it was made by: settings and recordings, wherever they lay.
  private func inputs(of site: SiteContent) -> Digest {
    let recordings = site.site.recordings.map { "\($0.header.name) \($0.contents)" }
    return Digest(of: Array(([settings.provenance] + recordings).joined(separator: "\n").utf8))
  }
}
