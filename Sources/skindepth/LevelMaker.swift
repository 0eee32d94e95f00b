import Configuration
import Model
import Pipeline
import RealModule

/// Makes the levels of each sampling rate, and says which frequencies it leaves out.
struct LevelMaker {
  let survey: Survey
  let settings: Settings
  let note: (String) -> Void

  /// The levels of a rate, without frequencies that their windows are too short for.
  func levels(for rate: SamplingRate) throws -> [DecimationLevel] {
    let plan = decimationPlan(for: rate, settings.decimation, settings.window)
    for notice in plan.notices { note(notice) }
    let least = settings.window.minimumPeriods
    let periods = least == least.rounded() ? "\(Int(least))" : "\(least)"
    let levels = plan.levels.map { level in
      let resolved = level.evaluationFrequencies.filter {
        isResolved($0, level) && uncovered($0, rate) == nil
      }
      for frequency in level.evaluationFrequencies {
        guard let response = uncovered(frequency, rate) else { continue }
        note(
          "\((1 / frequency).fixed(4)) s is left out at \(rate.hertz) Hz: the calibration "
            + "\(response.source) does not reach it and extend is False")
      }
      for frequency in level.evaluationFrequencies where !isResolved(frequency, level) {
        note(
          "\((1 / frequency).fixed(2)) s is left out: a window of \(level.windowSize) samples at "
            + "\(level.rate.hertz) Hz holds fewer than \(periods) of its periods (minperiods)")
      }
      return level.with(frequencies: resolved)
    }
    guard levels.contains(where: { !$0.evaluationFrequencies.isEmpty }) else {
      throw UserError(
        .configuration, "[Frequencies]", "no frequency is left for data of \(rate.hertz) Hz",
        remedy: "give frequencies below a quarter of the rate, or longer windows")
    }
    return levels
  }

  /// The levels with longer periods at those where some run ends: half-octave steps from the lowest frequency
  /// on, as long as a window holds enough periods of it, two at least.
  ///
  /// The deepest level of the ladder has none: whoever set their number set the periods.
  func extended(_ levels: [DecimationLevel], at ends: Set<Int>, for rate: SamplingRate)
    -> [DecimationLevel]
  {
    guard settings.decimation.extendsLast, settings.decimation.frequencies.isEmpty else {
      return levels
    }
    return levels.enumerated().map { index, level in
      guard ends.contains(index), index + 1 < levels.count,
        let lowest = level.evaluationFrequencies.last
      else { return level }
      let longer = (1...64).lazy.map { lowest / Double.pow(2, Double($0) / 2) }
        .prefix { holds($0, level, periods: max(2, settings.window.minimumPeriods)) }.filter {
          uncovered($0, rate) == nil
        }
      return level.with(
        frequencies: level.evaluationFrequencies + longer, lastOnly: longer.count)
    }
  }

  /// A response of the rate's recordings that is not known at a frequency.
  private func uncovered(_ frequency: Double, _ rate: SamplingRate) -> ChannelResponse? {
    for site in survey.sites {
      for recording in site.recordings where recording.header.rate == rate {
        for channel in recording.header.channels {
          if let response = channel.response, !response.covers(frequency) { return response }
        }
      }
    }
    return nil
  }

  /// The band around a frequency needs harmonics on both sides.
  private func isResolved(_ frequency: Double, _ level: DecimationLevel) -> Bool {
    holds(frequency, level, periods: settings.window.minimumPeriods)
  }

  /// Whether a window holds so many periods, but for rounding.
  private func holds(_ frequency: Double, _ level: DecimationLevel, periods: Double) -> Bool {
    frequency * level.windowDuration >= periods * (1 - 1e-9)
  }
}
