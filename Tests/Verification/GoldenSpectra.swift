import ComplexModule
import Model
import Pipeline

/// Windows of all levels, and the spectra of some of them.
struct GoldenSpectra: GoldenPart {
  private static let limit = 3e-6

  /// Sets of spectra with the configuration that makes them and the recordings that are compared.
  private static let cases: [(name: String, configuration: String, samples: GoldenSamples)] = [
    ("main", "default", .calibrated), ("fs16_uncalibrated", "default", .uncalibrated),
    ("fs16_options", "default", .withOptions), ("customfreq", "customfreq", .calibrated),
    ("customwin", "customwin", .calibrated), ("perlevel5", "perlevel5", .calibrated),
  ]

  func rows(_ golden: GoldenSet) throws -> [GoldenRow] {
    try GoldenSpectra.cases.flatMap { name, configuration, samples in
      let folder = golden.path("spectra/\(name)")
      let index = try decodeJSON(GoldenIndex.self, "\(folder)/index.json")
      let levels = index.levels.sorted { $0.key < $1.key }
      let project = try golden.project(configuration, samples)
      let wrong = levels.count { !isSame(project.level($0.value), $0.value) }
      let surplus = surplus(project, levels.map(\.value))
      return [
        GoldenRow("windows of \(name)", "\(levels.count) levels", wrong: wrong + surplus),
        try spectra(name, "c64", folder, levels, project),
        try spectra(name, "c128", folder, levels, project),
      ].compactMap(\.self)
    }
  }

  private func isSame(_ planned: PlannedLevel?, _ expected: GoldenIndex.Level) -> Bool {
    guard let windows = planned?.windows else { return false }
    return windows.firstWindow == expected.globalOffset && windows.count == expected.windowCount
      && windows.firstSample == expected.firstSample && windows.size == expected.window
      && windows.step == expected.window - expected.overlap
  }

  /// Levels that we have beyond those of the same recordings.
  private func surplus(_ project: GoldenProject, _ levels: [GoldenIndex.Level]) -> Int {
    project.plan.recordings.reduce(0) { sum, recording in
      let site = project.plan.job.survey.sites[recording.site].name
      let expected = levels.count { $0.site == site && $0.meas == recording.header.name }
      return sum + (expected > 0 ? max(0, recording.levels.count - expected) : 0)
    }
  }

  private func spectra(
    _ name: String, _ type: String, _ folder: String,
    _ levels: [(key: String, value: GoldenIndex.Level)], _ project: GoldenProject
  ) throws -> GoldenRow? {
    var (largest, count) = (0.0, 0)
    for (stem, level) in levels {
      let path = "\(folder)/\(stem)_\(type).npy"
      guard fileExists(path) else { continue }
      let difference = project.difference(from: try NumpyArray(path), level)
      largest = max(largest, difference.isNaN ? .infinity : difference)
      count += 1
    }
    guard count > 0 else { return nil }
    return GoldenRow(
      "spectra of \(name), \(type)", "\(count) levels", largest, limit: GoldenSpectra.limit,
      unit: "window's largest")
  }
}

extension GoldenProject {
  /// The largest difference from stored windows, `[window, channel, harmonic]`, of the largest value of the
  /// window's channel; not a number where something is missing.
  fileprivate func difference(from expected: NumpyArray, _ level: GoldenIndex.Level) -> Double {
    let width = 2 * level.harmonicCount
    guard
      expected.shape == [level.storedWindows.count, level.channels.count, level.harmonicCount]
    else { return .nan }
    var largest = 0.0
    for (c, channel) in level.channels.enumerated() {
      guard let ours = spectra(level, channel), ours.count == level.windowCount * width else {
        return .nan
      }
      for (w, window) in level.storedWindows.enumerated() {
        let start = (w * level.channels.count + c) * width
        largest = max(
          largest,
          relativeDifference(
            ours[window * width..<(window + 1) * width],
            expected.values[start..<start + width]))
      }
    }
    return largest
  }

  private func relativeDifference(_ ours: ArraySlice<Float>, _ theirs: ArraySlice<Double>)
    -> Double
  {
    var (scale, distance) = (0.0, 0.0)
    for k in 0..<ours.count / 2 {
      let (a, b) = (ours.startIndex + 2 * k, theirs.startIndex + 2 * k)
      let truth = Complex(theirs[b], theirs[b + 1])
      scale = max(scale, truth.length)
      distance = max(distance, (Complex(Double(ours[a]), Double(ours[a + 1])) - truth).length)
    }
    return distance / scale
  }
}
