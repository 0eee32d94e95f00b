import Model

// Rules of masks and of process runs.
extension CrossRule {
  static let job: [CrossRule] = [
    someConstraint, remoteOfRemoteStatistics, constraintsFit, limitsFit,
  ]

  private static let someConstraint = CrossRule(
    keys: [KeyName(.mask, "constraint")]
  ) { values in
    guard values.texts(.mask, "constraint").isEmpty else { return nil }
    return Fault(
      "the mask has no constraint", remedy: "give `constraint = \(ConstraintSettings.example)`")
  }

  private static let remoteOfRemoteStatistics = CrossRule(
    keys: [KeyName(.mask, "remotesite"), KeyName(.mask, "constraint")]
  ) { values in
    guard values.text(.mask, "remotesite").isEmpty,
      let remote = values.constraints.first(where: \.isRemote)
    else { return nil }
    return Fault(
      "\(remote.statistic) is a statistic with a remote reference, and there is none",
      remedy: "set remotesite in the section of the mask")
  }

  private static let constraintsFit = CrossRule(
    keys: [
      KeyName(.decimation, "numlevels"), KeyName(.frequencies, "perlevel"),
      KeyName(.mask, "constraint"),
    ]
  ) { values in
    let levels = values.integer(.decimation, "numlevels")
    let perLevel = values.integer(.frequencies, "perlevel")
    for constraint in values.constraints {
      if let level = constraint.level, level >= levels {
        return Fault(
          "`\(constraint.text)`: there is no level \(level), as numlevels is \(levels)",
          remedy: "give a level from 0 to \(levels - 1)")
      }
      if let frequency = constraint.frequency, frequency >= perLevel {
        return Fault(
          "`\(constraint.text)`: there is no frequency \(frequency), as perlevel is \(perLevel)",
          remedy: "give a frequency from 0 to \(perLevel - 1)")
      }
    }
    return nil
  }

  private static let limitsFit = CrossRule(
    keys: [
      KeyName(.decimation, "numlevels"), KeyName(.process, "datetimes"),
      KeyName(.process, "dates"), KeyName(.process, "times"),
    ]
  ) { values in
    let levels = values.integer(.decimation, "numlevels")
    for limit in values.timeLimits {
      guard let level = limit.levels.first(where: { $0 >= levels }) else { continue }
      return Fault(
        "`\(limit.text)`: there is no level \(level), as numlevels is \(levels)",
        remedy: "give levels from 0 to \(levels - 1)")
    }
    return nil
  }
}
