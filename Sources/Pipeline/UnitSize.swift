internal import Model

/// How many samples a unit of work has.
///
/// Results do not depend on it. Units are as large as they can be, so that files are few and halos small: about
/// a second's work, but so small that all workers have several, and that their memory holds one each.
package enum UnitSize {
  /// Units that each worker should get at least, so that none waits long for another at the end.
  private static let unitsPerWorker = 12
  private static let smallest = 1 << 14
  /// Larger arrays leave the processor's caches and the allocator's pools: the same work takes longer.
  private static let largest = 1 << 20
  private static let seconds = 1.0

  /// Samples of one channel.
  ///
  /// The same on every machine, as later runs on others go on with what there is.
  ///
  /// - Parameter memory: Bytes that one unit may take.
  package static func samples(of survey: Survey, workers: Int, memory: Int) -> Int {
    let headers = survey.sites.flatMap(\.recordings).map(\.header)
    let channels = max(1, headers.map(\.channels.count).max() ?? 1)
    let total = headers.reduce(0) { $0 + $1.sampleCount }
    let fair = total / max(1, workers * unitsPerWorker)
    let fitting = memory / (CostModel.bytesPerSample * 2 * channels)
    let long = Int(seconds / (CostConstants.reference.sample * Double(channels)))
    let wanted = min(largest, long, fair, fitting)
    // Powers of two: the cuts of one level then fall together with those of the next.
    var size = smallest
    while 2 * size <= wanted { size *= 2 }
    return size
  }
}
