import Files

/// Files that lie beside recordings and are none: photographs, notes, maps.
///
/// By their names alone: what bears the name of a recording, and cannot be read as one, may be one
/// that is damaged.
enum ForeignFile {
  private static let endings: Set<String> = [
    "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "heic", "webp", "svg", "raw", "dng",
    "mp4", "mov", "avi", "mp3", "m4a",
    "pdf", "doc", "docx", "odt", "rtf", "txt", "md", "rst", "tex", "log",
    "xls", "xlsx", "ods", "ppt", "pptx", "odp",
    "kml", "kmz", "gpx", "geojson", "json", "html", "htm", "url", "eml", "msg",
  ]

  /// Names without an ending that notes have.
  private static let names: Set<String> = ["readme", "notes", "note", "license", "thumbs.db"]

  /// Whether a name ends with that of a channel, as `A_hx` does.
  private static func bearsChannel(_ stem: Substring) -> Bool {
    let last = stem.split { "_-. ".contains($0) }.last ?? stem
    return ["ex", "ey", "hx", "hy", "hz", "bx", "by", "bz"].contains(last)
  }

  static func isForeign(_ path: String) -> Bool {
    let name = lastPart(path).lowercased()
    guard let point = name.lastIndex(of: "."), point != name.startIndex else {
      return names.contains(name)
    }
    if bearsChannel(name[..<point]) { return false }
    return names.contains(name) || endings.contains(String(name[name.index(after: point)...]))
  }
}
