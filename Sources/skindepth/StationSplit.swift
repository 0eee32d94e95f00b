import Archive
import Model
import Pipeline

/// What lies in one folder of timeData.
struct SiteFolder {
  let name: String
  let recordings: [SurveyRecording]
}

/// The sites of folders: one each, but a file with many stations is many sites, by their own names.
struct StationSplit {
  private(set) var sites: [SiteFolder] = []
  private(set) var notices: [String] = []

  init(_ folders: [SiteFolder]) {
    for folder in folders {
      let stations = StationSplit.stations(of: folder)
      let rest = folder.recordings.filter { !stations.keys.contains($0.locator.path) }
      // A folder of nothing else is no site of its own.
      if stations.isEmpty || !rest.isEmpty {
        sites.append(SiteFolder(name: folder.name, recordings: rest))
      }
    }
    for folder in folders { addStations(of: folder, taken: Set(sites.map(\.name))) }
    sites.sort { $0.name < $1.name }
  }

  /// Of each file with several stations their names, as the file gives them.
  private static func stations(of folder: SiteFolder) -> [String: [String]] {
    let files = Dictionary(
      grouping: folder.recordings.filter { $0.locator.format == MTH5Format.name },
      by: \.locator.path)
    return files.compactMapValues { recordings in
      let names = Set(recordings.compactMap(\.header.station))
      return names.count > 1 ? names.sorted() : nil
    }
  }

  private mutating func addStations(of folder: SiteFolder, taken: Set<String>) {
    for (path, names) in StationSplit.stations(of: folder).sorted(by: { $0.key < $1.key }) {
      var made: [String] = []
      for station in names {
        let recordings = folder.recordings.filter {
          $0.locator.path == path && $0.header.station == station
        }
        let name = StationSplit.name(station, folder.name, taken.union(sites.map(\.name)))
        sites.append(SiteFolder(name: name, recordings: recordings))
        made.append(name)
      }
      let some = made.prefix(5).joined(separator: ", ")
      let more = made.count > 5 ? " and \(made.count - 5) more" : ""
      notices.append("\(path): has \(made.count) stations, which are sites: \(some)\(more)")
    }
  }

  /// The station's name as that of a folder, with its folder's in front where another site has it.
  private static func name(_ station: String, _ folder: String, _ taken: Set<String>) -> String {
    let plain = station.map { $0 == "/" || $0 == "\0" ? "_" : $0 }
    let own = plain.first == "." ? "_" + plain : String(plain)
    guard own.isEmpty || taken.contains(own) else { return own }
    let longer = "\(folder)_\(own)"
    var name = longer
    var count = 2
    while taken.contains(name) {
      name = "\(longer)_\(count)"
      count += 1
    }
    return name
  }
}
