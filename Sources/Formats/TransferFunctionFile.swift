import ComplexModule
package import Model

/// A way in which transfer functions are stored and can be read.
package protocol TransferFunctionFormat: SendableMetatype {
  static var name: String { get }

  /// Whether a file that begins so (some kilobytes) has this format.
  static func recognises(_ head: String) -> Bool

  /// Reads the transfer function of a file.
  ///
  /// What a file does not say is not made up: a missing element or error is NaN.
  ///
  /// - Throws: A `UserError` that names the file, the place, what is wrong and what to do.
  static func read(_ path: String) throws -> TransferFunction
}

/// Files of transfer functions, in whatever format.
package enum TransferFunctionFile {
  package static let formats: [any TransferFunctionFormat.Type] = [
    EDI.self, EMTFXML.self, ZFile.self, JFile.self, ResisticsTransferFunction.self,
  ]

  /// The format of a file by its content; `nil` for none that is known here.
  ///
  /// - Throws: A `UserError` when the file cannot be read.
  package static func format(
    of path: String
  ) throws -> (any TransferFunctionFormat.Type)? {
    let head = String(decoding: try InputFile.head(of: path, count: 4096), as: UTF8.self)
    return formats.first { $0.recognises(head) }
  }

  /// Reads a transfer function, deciding on the format by content.
  package static func read(_ path: String) throws -> TransferFunction {
    let head = String(decoding: try InputFile.head(of: path, count: 4096), as: UTF8.self)
    guard let format = formats.first(where: { $0.recognises(head) }) else {
      throw UserError(
        .data, path, head.isEmpty ? "is empty" : "is no transfer function that is known here",
        remedy: "name a file of one of the formats: "
          + formats.map { $0.name }.joined(separator: ", "))
    }
    return try format.read(path)
  }

  /// No transfer function has more bytes; another file is not read into memory.
  static let largest = 16 << 20
}

enum TransferFunctionUnits {
  /// (mV/km)/nT of an ohm: 10^4 / 4π.
  static let fieldPerOhm = 1e4 / (4 * Double.pi)
}

extension Estimate {
  /// An estimate of which a file tells only the values and their variances.
  init(readValues values: [[ComplexValue]], variances: [[Double]], inputCount: Int) {
    let unknown = ComplexValue(.nan, .nan)
    func square(_ n: Int) -> [[ComplexValue]] {
      [[ComplexValue]](repeating: [ComplexValue](repeating: unknown, count: n), count: n)
    }
    self.init(
      values: values, variances: variances, inverseSignalPower: square(inputCount),
      residualCovariance: square(values.count), windowCount: 0,
      weightSums: [Double](repeating: .nan, count: values.count),
      coherences: [Double](repeating: .nan, count: values.count), passes: 0, converged: true)
  }
}
