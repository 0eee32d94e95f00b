internal import Model

extension RegressionProblem {
  /// This rank's windows after windows have moved between ranks so that each begins with a group.
  ///
  /// A group that a rank cannot fill goes on to the next one, so it does not matter where windows were
  /// cut, nor how many silent ones each rank has left out. The last rank may end within a group.
  ///
  /// - Returns: The same windows, not copied, if no rank has to move any.
  func regrouped<Team: WindowTeam>(by size: Int, _ team: Team) throws(Team.Failure)
    -> RegressionProblem
  {
    guard try isCut(outside: size, team) else { return self }
    var arrived: [Double] = []
    var place = 0.0
    let planes = crossPowers.channelCount * crossPowers.channelCount
    // The number of ranks, then the windows of a group that is not full.
    let end = try team.carried([0]) { values in
      values[0] += 1
      place = values[0]
      arrived = Array(values[1...])
      let joined = arrived.count / planes + windowCount
      values = [place] + crossPowers.windows(from: joined - joined % size, after: arrived)
    }
    let joined = arrived.count / planes + windowCount
    let kept = place == end[0] ? joined : joined - joined % size
    return with(crossPowers.joined(after: arrived, count: kept))
  }

  /// Whether any rank that has windows begins within a group.
  private func isCut<Team: WindowTeam>(outside size: Int, _ team: Team) throws(Team.Failure)
    -> Bool
  {
    let state = try team.carried([0, 0]) { values in
      if windowCount > 0, Int(values[0]) % size != 0 { values[1] = 1 }
      values[0] += Double(windowCount)
    }
    return state[1] > 0
  }
}

extension CrossPowers {
  private var planeCount: Int { channelCount * channelCount }

  /// Windows from `start` on, `[plane, window]`, of `arrived` with these behind.
  fileprivate func windows(from start: Int, after arrived: [Double]) -> [Double] {
    let ahead = arrived.count / planeCount
    var result: [Double] = []
    for plane in 0..<planeCount {
      let places = plane * ahead + min(start, ahead)..<(plane + 1) * ahead
      result += arrived[places]
      result += values[plane * windowCount + max(0, start - ahead)..<(plane + 1) * windowCount]
    }
    return result
  }

  /// The first `count` windows of `arrived` with these behind.
  fileprivate func joined(after arrived: [Double], count: Int) -> CrossPowers {
    let ahead = arrived.count / planeCount
    var result: [Double] = []
    result.reserveCapacity(count * planeCount)
    for plane in 0..<planeCount {
      result += arrived[plane * ahead..<plane * ahead + min(ahead, count)]
      let start = plane * windowCount
      result += values[start..<start + max(0, count - ahead)]
    }
    return CrossPowers(channelCount: channelCount, windowCount: count, values: result)
  }
}
