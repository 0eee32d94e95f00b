/// Something in the user's world that stops the work: a file, a setting, the disk.
///
/// Every such error names the thing, the place in it, what is wrong, and what to do.
package struct UserError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which of the documented exit codes the command ends with.
  package enum Kind: String, Hashable, Sendable {
    /// Input data: a recording or another file that is read.
    case data
    /// The configuration or an argument.
    case configuration
    /// Writing: no space left, no permission.
    case output
  }

  package var kind: Kind
  /// The file, folder or setting.
  package var subject: String
  /// Where in the subject: a line, a byte, a channel, a key; empty when the whole is meant.
  package var place: String
  package var problem: String
  package var remedy: String
  /// The channel of a recording that alone is meant, where the rest of it can be used.
  package var channel: Channel?

  package init(
    _ kind: Kind, _ subject: String, at place: String = "", _ problem: String, remedy: String,
    channel: Channel? = nil
  ) {
    self.kind = kind
    self.subject = subject
    self.place = place
    self.problem = problem
    self.remedy = remedy
    self.channel = channel
  }

  package var description: String {
    let head = place.isEmpty ? subject : "\(subject): \(place)"
    return "\(head): \(problem)" + (remedy.isEmpty ? "" : "\n  remedy: \(remedy)")
  }
}
