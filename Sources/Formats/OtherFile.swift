package import Model

/// What a file is that is no recording, where that is known by its content.
enum OtherFile {
  case transferFunction(String)
  case calibration(String)
  /// A table of Phoenix MTU without its bands.
  case loneTable

  init?(_ path: String) {
    if let format = (try? TransferFunctionFile.format(of: path)) ?? nil {
      self = .transferFunction(format.name)
    } else if let file = try? CalibrationText(path),
      let format = CalibrationFormats.all.first(where: { $0.recognises(file) })
    {
      self = .calibration(format.name)
    } else if ((try? PhoenixTable(path)) ?? nil) != nil {
      self = .loneTable
    } else {
      return nil
    }
  }

  /// Whether a survey lacks nothing for it.
  var isForeign: Bool { if case .loneTable = self { false } else { true } }

  /// - Parameter path: The file's.
  func problem(_ path: String) -> UserError {
    switch self {
    case .transferFunction(let format):
      UserError(
        .data, path, "is no recording, but a transfer function (\(format))",
        remedy:
          "see it with `skindepth view impedance`, `compare` or `convert`; take it out of timeData")
    case .calibration(let format):
      UserError(
        .data, path, "is no recording, but the calibration of a sensor (\(format))",
        remedy: "put it into the survey's folder calData")
    case .loneTable:
      UserError(
        .data, path,
        "is the table of a Phoenix MTU, and its bands (.TS2 to .TS5, .TSL, .TSH) are not beside it",
        remedy: "copy them into the folder of the table, under its name")
    }
  }
}

extension TimeSeriesFormats {
  /// What is to be said of a file that is no recording; `nil` where it is not known what it is.
  package static func problem(withFile path: String) -> UserError? {
    OtherFile(path)?.problem(path)
  }
}
