import Configuration
import Distribution
import MessagePassing
import Model
import Pipeline

/// An error as the user sees it: a message and an exit code.
struct Failure {
  let message: String
  let code: Int32

  /// `nil` for what the argument parser has to report itself.
  init?(_ error: any Error) {
    switch error {
    case let error as UserError:
      self.init("error: \(error)", Failure.code(error.kind))
    case let problems as ConfigurationProblems:
      self.init("error: \(problems)", 2)
    case let incomplete as IncompleteEstimates:
      self.init("\(incomplete)", 4)
    case is FindingsReported: self.init("", 4)
    case is Interrupted: self.init("", 75)
    case is TeamError, is ThreadError, is LaunchError, is StartError, is MPIError:
      self.init("error: \(error)", 1)
    default: return nil
    }
  }

  private init(_ message: String, _ code: Int32) {
    self.message = message
    self.code = code
  }

  private static func code(_ kind: UserError.Kind) -> Int32 {
    switch kind {
    case .data: 1
    case .configuration: 2
    case .output: 3
    }
  }
}

/// The run was asked to end before it was done, and has said so; what is done is kept.
struct Interrupted: Error, CustomStringConvertible {
  let description = "interrupted; what is done is kept, and the same command goes on from there"
}

/// A check has found errors or warnings, and has said which.
struct FindingsReported: Error {}

/// The run is done, but some transfer functions or periods are missing.
struct IncompleteEstimates: Error, CustomStringConvertible {
  let description: String
}
