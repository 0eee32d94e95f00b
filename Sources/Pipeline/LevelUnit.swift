package import Model

/// A block of windows of one level of one recording, with all that it needs of other sites.
package struct LevelUnit: Sendable, Hashable {
  package let level: Int
  /// In the plan's list.
  package let recording: Int
  /// Which block of the recording's series at this level.
  package let block: Int
  /// Global numbers.
  package let windows: Range<Int>
  /// Samples of the next level that this unit makes.
  package let outputs: Range<Int>
  /// What is read: the recording's own samples first, then those of others.
  package let inputs: [UnitInput]
  package let segments: [UnitSegment]
}

/// A slice of one recording's series at the unit's level.
package struct UnitInput: Sendable, Hashable {
  package let recording: Int
  package let samples: Range<Int>
  package let channels: [Channel]
}

/// Windows for which all channels of a run are there.
package struct UnitSegment: Sendable, Hashable {
  /// In the job's list: the first of all that share the cross-powers.
  package let run: Int
  /// Global numbers.
  package let windows: Range<Int>
  /// Places in the unit's inputs.
  package let outputInput: Int
  package let inputInput: Int
  package let referenceInput: Int?
}
