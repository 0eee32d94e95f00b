package import Model

/// The rule for names of results, of which every product of a run bears one:
/// `LABEL[_END][_SOLVER]_RATE`, such as `single_128Hz`, `remote-R_night_mm_128Hz`.
///
/// LABEL says whose channels are inputs and references: `single`, `remote-R`, `input-B`,
/// `input-B_remote-R`. END is the name of the process section, or `postpend`; without either it is the
/// masks that leave windows out, `a+b`. SOLVER is the method, where it is not the default. RATE is
/// the sampling rate. So a name never depends on what else there is; files have the site's name
/// before it.
package enum LabelledNames {
  /// A label, with its end if it has one, and the rate.
  package static func identifier(_ label: String, _ rate: SamplingRate) -> String {
    "\(label)_\(rateText(rate))"
  }

  /// What stands behind a run's label.
  ///
  /// - Parameters:
  ///   - process: Empty for the section without a name.
  ///   - method: Of the solver; `nil` for the default.
  package static func end(process: String, masks: [String], method: String?) -> String {
    let name = process.isEmpty ? masks.joined(separator: "+") : process
    return [name, method ?? ""].filter { !$0.isEmpty }.joined(separator: "_")
  }

  /// A name without its rate.
  package static func withoutRate(_ identifier: String) -> String {
    guard let place = identifier.lastIndex(of: "_"),
      isRate(identifier[identifier.index(after: place)...])
    else { return identifier }
    return String(identifier[..<place])
  }

  /// `128Hz`, `0.5Hz`, `32s`.
  package static func isRate(_ text: Substring) -> Bool {
    let number =
      text.hasSuffix("Hz") ? text.dropLast(2) : text.hasSuffix("s") ? text.dropLast() : ""
    return Double(number) != nil
  }

  /// The rate as `128Hz`, or `32s` where a sample is longer than a second.
  private static func rateText(_ rate: SamplingRate) -> String {
    rate.seconds == 1 || rate.samples > rate.seconds
      ? "\(plain(rate.hertz))Hz" : "\(plain(rate.interval))s"
  }

  private static func plain(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}
