import Model

/// Turns the numbers of a channel's dataset into values in the channel's unit.
struct MTH5Values: Sendable {
  /// The file and the dataset, for messages.
  let path: String
  let dataset: String
  /// What numbers are multiplied with.
  let factor: Double

  /// - Parameters:
  ///   - first: The first one's number in the dataset.
  ///   - keepsMissing: Whether what is no number becomes NaN, instead of an error.
  func scale(
    _ samples: inout MutableSpan<Double>, from first: Int, keepsMissing: Bool
  ) throws(UserError) {
    guard samples.span.areFinite else {
      for index in samples.indices {
        let value = samples[index]
        guard value.isFinite || keepsMissing else {
          throw UserError(
            .data, path, at: "\(dataset), sample \(first + index)", "the value is not a number",
            remedy: "Repair the recording, or leave this part of it out")
        }
        samples[index] = value.isFinite ? value * factor : .nan
      }
      return
    }
    if factor == 1 { return }
    for index in samples.indices { samples[index] *= factor }
  }
}
