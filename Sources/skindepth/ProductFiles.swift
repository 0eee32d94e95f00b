import Archive
import Formats
import Foundation
import Model

/// The files of a survey that runs make for reading: of transfer functions in each format, and
/// figures.
struct ProductFiles {
  struct File: Hashable {
    let path: String
    let name: ProductName
    static func == (a: File, b: File) -> Bool { a.path == b.path }
    func hash(into hasher: inout Hasher) { hasher.combine(path) }
  }

  let project: Project

  /// Folders with the ends of the names in them.
  private var folders: [(path: String, endings: [String])] {
    TransferFunctionWriters.all.map { writer in
      (project.folder(of: writer.key), writer.endings.map { ".\($0)" })
    } + [(project.figuresFolder, ["_impedance.svg", "_tipper.svg"])]
  }

  /// Those of a result.
  func files(ofSite site: String, _ identifier: String) -> [String] {
    folders.flatMap { folder in
      folder.endings.map { "\(folder.path)/\(site)_\(identifier)\($0)" }
    }.filter(FileManager.default.fileExists)
  }

  /// All whose names are those of runs of these sites, and that say that this program wrote them.
  func all(of sites: Set<String>) -> [File] {
    var found: [File] = []
    for folder in folders {
      for file in names(folder.path) {
        let path = "\(folder.path)/\(file)"
        for site in sites.sorted(by: { $0.count > $1.count }) {
          guard let name = ProductName(file, of: site, endings: folder.endings),
            name.isOfRun(between: sites)
          else { continue }
          if isOurs(path) { found.append(File(path: path, name: name)) }
          break
        }
      }
    }
    return found
  }

  /// What killed programs left unfinished.
  func unfinished() -> [String] {
    let places = folders.map(\.path) + [project.sitesFolder, project.products]
    return places.flatMap { place in
      names(place).filter { $0.hasPrefix(".") && $0.hasSuffix(".partial") }.map { "\(place)/\($0)" }
    }
  }

  private func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private func isOurs(_ path: String) -> Bool {
    guard let data = FileManager.default.contents(atPath: path) else { return false }
    let head = String(decoding: data.prefix(8192), as: UTF8.self)
    return head.contains("skindepth") || path.hasSuffix(".svg") && head.contains("<title>Site ")
  }
}
