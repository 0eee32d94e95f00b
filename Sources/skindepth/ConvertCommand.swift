import ArgumentParser
import Formats
import Foundation
import Model

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a transfer function or a recording in another format.",
    discussion: """
      What IN is, is told from its content; what OUT is to be, from its ending or --format:
        edi, xml (EMTF XML), zss zrr zmm (zfile), j, restf (resistics)    functions
        h5, mth5 (mth5)                                                   both
        ascii, binary (with --format only)                                recordings, as resistics
      Where IN holds several, OUT is a folder with a file or a folder for each, and --format says of which \
      kind. Nothing is overwritten without --force.

      EXAMPLES
        skindepth convert A.edi A.xml
        skindepth convert survey/survey.h5 edis --format edi
        skindepth convert survey/survey.h5 A.zrr --select A_remote-R --rotate 0
        skindepth convert meas_2024-06-01 A.h5
        skindepth convert test1.asc test1.h5 --rate 1 --channels "Hx Hy Hz Ex Ey"
      """)

  @Argument(help: "A file, a recording's folder, or a survey.")
  var input: String

  @Argument(help: "The file or folder to make.")
  var output: String

  @Option(
    help: "edi, xml, zfile, j, resistics, mth5, ascii or binary; unless OUT's ending says so.")
  var format: String?

  @Option(help: "Of several: the one of this name, as an error lists them.")
  var select: String?

  @Option(help: "Turn a transfer function to x at so many degrees clockwise from geographic north.")
  var rotate: Double?

  @Option(help: "Significant digits of numbers; 17 lose nothing, 5 are the columns of EMTF.")
  var digits = 17

  @Option(help: "Sampling rate in Hz of a column file.")
  var rate: String?

  @Option(help: "Start of a column file.")
  var start = "1980-01-01T00:00:00"

  @Option(help: "Channels of a column file's columns, in order; - for one to pass over.")
  var channels: String?

  @Flag(help: "Replace what is there.")
  var force = false

  func validate() throws {
    guard (2...17).contains(digits) else { throw ValidationError("--digits goes from 2 to 17.") }
    guard (rate == nil) == (channels == nil) else {
      throw ValidationError("--rate and --channels go together.")
    }
    try checkAngle(rotate)
  }

  func run() throws {
    let target = try ConversionTarget(output, format: format)
    let described = try rate.flatMap { rate in
      try channels.map { try DescribedColumns(input, rate: rate, start: start, channels: $0) }
    }
    let source = try ConversionSource(described?.path ?? input, named: input)
    var contents = try source.contents(for: target, select: select)
    if let rotate {
      guard !contents.functions.isEmpty else {
        throw UserError(
          .configuration, "--rotate", "turns transfer functions, and \(input) has none to write",
          remedy: "leave the option out")
      }
      contents.functions = try contents.functions.map { try $0.turned(to: rotate) }
    }
    let writer = ConversionWriter(
      target: target, digits: digits, mayReplace: force, origin: input)
    for line in try writer.write(contents) { print(line) }
  }
}

/// A column file beside a description of it, in a folder that goes with this object.
final class DescribedColumns {
  private let folder: String
  let path: String

  init(_ file: String, rate: String, start: String, channels: String) throws {
    guard FileManager.default.fileExists(atPath: file) else {
      throw UserError(.data, file, "does not exist", remedy: "check the path")
    }
    let source = URL(fileURLWithPath: file).standardizedFileURL
    folder = NSTemporaryDirectory() + "skindepth-convert-\(UUID().uuidString)"
    path = "\(folder)/\(source.lastPathComponent)"
    try makeFolder(folder)
    do {
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: source.path)
    } catch {
      throw UserError(
        .output, folder, "cannot be written to", remedy: "set TMPDIR to a folder with room")
    }
    try AtomicFile.write(
      path + ".ini", "rate = \(rate)\nstart = \(start)\nchannels = \(channels)\n")
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }
}
