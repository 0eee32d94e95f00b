import ComplexModule
package import Model

/// The XML format of the EMTF database (Kelbert 2020), with full error covariance.
///
/// Impedances are in (mV/km)/nT; files in [V/m]/[T] are converted. A file with time dependence e^{-iωt}
/// is read as its complex conjugate. Covariances between Ex or Ey and Hz have no place in the schema; they
/// stand in an element of their own, `CrossCovariances`, that other programs pass over.
package enum EMTFXML: TransferFunctionFormat, TransferFunctionWriter {
  package static let name = "EMTF XML"
  package static let key = "xml"
  package static let endings = ["xml"]

  package static func recognises(_ head: String) -> Bool {
    head.contains("<EM_TF")
  }

  package static func obstacle(_ function: TransferFunction) -> String? {
    function.obstacleToTheUsualChannels
  }

  /// A pair of channels in an element of a period, with the name that the schema gives it.
  struct Cell {
    var name: String?
    var output: Channel
    var input: Channel
  }

  /// The parts of a transfer function that stand apart.
  struct Part {
    /// The element's name, `Z` or `T`.
    var name: String
    var outputs: [Channel]
    var type: String

    /// As an attribute of the element has them.
    func units(_ function: TransferFunction) -> String {
      name == "Z" ? "[\(function.units.electric)]/[\(function.units.magnetic)]" : "[]"
    }
  }

  static let parts = [
    Part(name: "Z", outputs: [.ex, .ey], type: "MT impedance"),
    Part(
      name: "T", outputs: [.hz], type: "Vertical Field Transfer Functions (Tipper)"),
  ]

  static let inputs: [Channel] = [.hx, .hy]
  static let sign = #"exp(+ i\omega t)"#
  /// Covariances between the electric channels and Hz.
  static let crossName = "CrossCovariances"
}
