import ComplexModule
import Model

/// A value of a transfer function.
typealias ComplexValue = Complex<Double>

/// The Electrical Data Interchange format (SEG 1987), impedance and tipper.
///
/// Impedances are in (mV/km)/nT with time dependence e^{+iωt}; a variance is the expected squared
/// modulus of the complex value's error, twice that of its real part. ZROT is the direction of the x axis,
/// degrees clockwise from geographic north.
package enum EDI: TransferFunctionFormat, TransferFunctionWriter {
  package static let name = "EDI"
  package static let key = "edi"
  package static let endings = ["edi"]

  /// What stands where there is no value.
  static let empty = 1e32
  static let emptyText = "1.0E32"

  package static func recognises(_ head: String) -> Bool {
    let first = head.split(whereSeparator: \.isNewline).first { !$0.trimmed.isEmpty }
    guard let line = first?.trimmed.uppercased() else { return false }
    return line.hasPrefix(">HEAD") || line.hasPrefix(">!") || line.hasPrefix(">FREQ")
  }

  /// An element of the matrices and the names of its blocks.
  struct Element {
    var output: Channel
    var input: Channel
    var real: String
    var imaginary: String
    var variance: String
  }

  /// In the order in which they are written.
  static let elements: [Element] = {
    let impedances = [Channel.ex, .ey].flatMap { output in
      inputs.map { input in
        let stem = "Z\(output.name.suffix(1))\(input.name.suffix(1))".uppercased()
        return Element(
          output: output, input: input, real: stem + "R", imaginary: stem + "I",
          variance: stem + ".VAR")
      }
    }
    let tippers = inputs.map { input in
      let stem = "T\(input.name.suffix(1))".uppercased()
      return Element(
        output: .hz, input: input, real: stem + "R.EXP", imaginary: stem + "I.EXP",
        variance: stem + "VAR.EXP")
    }
    return impedances + tippers
  }()

  static let inputs: [Channel] = [.hx, .hy]

  /// Keys of the lines of >INFO that say what the format has no place for.
  enum InfoKey {
    static let units = "units"
    static let output = "output site"
    static let input = "input site"
    static let remote = "remote site"
    static let rate = "sampling rate"
    static let rotation = "rotation"
    /// The rotation where each channel has the direction that its AZM gives.
    static let asLaidOut = "none, each channel in the direction of its AZM"
  }
}
