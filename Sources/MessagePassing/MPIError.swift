internal import CMPI
package import Distribution

/// An MPI function returned an error code.
package struct MPIError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The function, such as `MPI_Send`.
  package let operation: String
  /// The class of the error: a small number that the MPI standard names.
  package let errorClass: Int32
  /// What the library says about it.
  package let text: String
  /// Where it happened.
  package let rank: Rank

  init(_ code: Int32, operation: String, rank: Rank) {
    self.operation = operation
    self.rank = rank
    errorClass = skd_error_class(code)
    text = Self.text(of: code)
  }

  package var description: String { "\(operation) failed on rank \(rank): \(text)" }

  private static func text(of code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: Int(skd_error_room()))
    unsafe skd_error_text(code, &buffer)
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension TeamError {
  /// What the rest of the program sees of an MPI error.
  package init(_ error: MPIError) {
    self = .transport(
      operation: error.operation, errorClass: error.errorClass, text: error.text,
      rank: error.rank)
  }
}
