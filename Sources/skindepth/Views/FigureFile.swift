import Files
import Foundation
import Model

/// A file with a figure, in the format that its ending names.
struct FigureFile {
  private static let converter = "rsvg-convert"
  let path: String

  init(_ path: String) {
    self.path = path
  }

  /// Writes the figure, whole or not at all.
  func write(_ svg: String) throws {
    let pending = PendingFile(path)
    if path.lowercased().hasSuffix(".svg") {
      try pending.write(Array(svg.utf8))
    } else {
      try convert(svg, into: pending)
    }
    try pending.publish()
  }

  private func convert(_ svg: String, into pending: PendingFile) throws {
    // Whether there may be such a file is found out before another program has to say it.
    try pending.write([])
    let source = PendingFile(path + ".svg")
    try source.write(Array(svg.utf8))
    let isPNG = path.lowercased().hasSuffix(".png")
    let process = Process()
    process.executableURL = URL(filePath: try program())
    // Twice as many pixels as the figure says, for screens that have them and for print.
    process.arguments =
      (isPNG ? ["--format", "png", "--zoom", "2"] : ["--format", "pdf"])
      + ["--output", pending.temporary, source.temporary]
    process.standardInput = FileHandle.nullDevice
    let complaints = Pipe()
    process.standardError = complaints
    try process.run()
    let said = complaints.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let line = String(decoding: said, as: UTF8.self).split(separator: "\n").first ?? ""
      throw UserError(
        .output, path, "could not be made: \(FigureFile.converter) said: \(line)",
        remedy: "check the folder and its free space, or give a name that ends in .svg")
    }
  }

  /// The path of the program that turns SVG into other formats.
  private func program() throws -> String {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let paths = folders.map { "\($0)/\(FigureFile.converter)" }
    guard let found = paths.first(where: FileManager.default.isExecutableFile) else {
      throw UserError(
        .configuration, path,
        "cannot be made: PDF and PNG need the program \(FigureFile.converter), which is not there",
        remedy: "install librsvg (Debian, Ubuntu: librsvg2-bin; Fedora: librsvg2-tools), or give a "
          + "name that ends in .svg")
    }
    return found
  }
}
