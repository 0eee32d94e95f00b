import Archive
import Configuration
import Foundation
import Model
import Pipeline

/// What of a survey's results no longer holds: their data changed, their site was renamed or is
/// gone, the settings changed, or another version made them; and files behind which no result
/// stands.
struct OutdatedResults {
  /// Something that `status` names and `clean` removes.
  struct Item {
    enum Thing {
      case result(StoredResult)
      /// A file or folder as a whole.
      case file
    }

    let thing: Thing
    /// The site's name, or empty.
    let site: String
    /// The site's file, or the file itself.
    let path: String
    let reason: String
    /// Text files and figures that go with it.
    let files: [String]

    var title: String {
      switch thing {
      case .result(let result): "site \(site), \(result.title)"
      case .file: path
      }
    }
  }

  private(set) var items: [Item] = []
  /// Site files that could not be looked at.
  private(set) var problems: [UserError] = []

  private let project: Project
  private let judge: ResultJudge
  private var identifiers: [String: Set<String>] = [:]

  init(_ project: Project, _ judge: ResultJudge) throws {
    self.project = project
    self.judge = judge
    let known = Set(try project.folderNames() + judge.siteNames)
    let stored = storedSites()
    for site in stored {
      if known.contains(site) { look(at: site) } else { condemn(site) }
    }
    findFiles(known.union(stored))
    findWork(known)
  }

  /// The sites that have files.
  private func storedSites() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: project.sitesFolder)) ?? []
    return names.filter { $0.hasSuffix(".h5") && !$0.hasPrefix(".") }.map { String($0.dropLast(3)) }
      .sorted()
  }

  private mutating func look(at site: String) {
    let path = project.siteFile(site)
    do {
      let results = try StoredResult.readAll(path)
      note(results, of: site)
      for result in results {
        guard let reason = judge.fault(of: result, site) else { continue }
        items.append(
          Item(
            thing: .result(result), site: site, path: path, reason: reason,
            files: files(of: result, site)))
      }
    } catch { problems.append(error) }
  }

  /// The file of a site that is no longer in the survey; one that is not ours stays.
  private mutating func condemn(_ site: String) {
    let path = project.siteFile(site)
    guard let results = try? StoredResult.readAll(path), SiteDraft.madeBy(ofFinished: path) != nil
    else { return }
    note(results, of: site)
    items.append(
      Item(
        thing: .file, site: site, path: path,
        reason: "site \(site) is not in the survey: it was renamed or is gone",
        files: results.flatMap { files(of: $0, site) }))
  }

  private mutating func note(_ results: [StoredResult], of site: String) {
    identifiers[site] = Set(results.filter { $0.kind == .transferFunction }.map(\.name))
  }

  private func files(of result: StoredResult, _ site: String) -> [String] {
    guard case .transferFunction = result.kind else { return [] }
    return ProductFiles(project: project).files(ofSite: site, result.name)
  }

  private mutating func findFiles(_ sites: Set<String>) {
    let files = ProductFiles(project: project)
    for file in files.all(of: sites)
    where identifiers[file.name.site]?.contains(file.name.identifier) != true {
      add(file.path, "no result of \(project.siteFile(file.name.site)) stands behind it")
    }
    for path in files.unfinished() { add(path, "a run that was killed left it unfinished") }
  }

  private mutating func findWork(_ known: Set<String>) {
    for site in WorkFolder(project.workFolder).sites(besides: known) {
      add("\(project.workFolder)/\(site)", "work on a site that is not in the survey")
    }
  }

  private mutating func add(_ path: String, _ reason: String) {
    items.append(Item(thing: .file, site: "", path: path, reason: reason, files: []))
  }
}
