import Model
import Selection
import TestSupport
import Testing

/// Against what resistics 0.0.6 made of the golden project.
@Suite(
  "Statistics, masks and selections of resistics",
  .enabled(if: ReferenceData.hasGolden, Comment(rawValue: ReferenceData.absence)))
struct GoldenSelectionTests {
  /// From the golden set's own table of tolerances: products are in single precision there.
  private func tolerance(_ name: String) -> Double {
    switch name {
    case "coherence": 1e-5
    case "partialCoherence": 1e-3
    case "transferFunction": 5e-4
    default: 1e-4
    }
  }

  @Test("single-site statistics of stored cross-powers agree", arguments: 0...2)
  func statistics(level: Int) throws {
    let powers = try GoldenPowers.read("local_A")
    let stored = try #require(powers.levels["\(level)"])
    let planes = try GoldenPowers.planes("local_A", level: level)
    let golden = try GoldenStatistics.read("A_meas_01")
    for statistic in WindowStatistics.all where !statistic.isRemote {
      let product = try #require(golden.products["\(statistic.name)_L\(level)"])
      let expected = try GoldenStatistics.values("A_meas_01", "\(statistic.name)_L\(level)")
      let places = stored.windows.indices.filter {
        product.windows.windows.contains(stored.windows[$0])
      }
      #expect(places.count >= 3)
      for (index, frequency) in stored.frequencies.enumerated() {
        let given = WindowPowers(
          channels: SyntheticPowers.standard, windowCount: stored.windows.count,
          values: planes[index], frequency: frequency,
          densityFactor: Double(128 >> (3 * level)) / 512)
        let values = statistic.values(given, .resistics)
        for place in places {
          let row = product.windows.windows.rank(of: stored.windows[place])
          let count = product.components.count
          let start = (row * stored.frequencies.count + index) * count
          let found = (0..<count).map { values[$0 * stored.windows.count + place] }
          #expect(
            difference(found, Array(expected[start..<start + count]), statistic.name)
              < tolerance(statistic.name), "\(statistic.name), \(frequency) Hz")
        }
      }
    }
  }

  /// As the golden set's table measures it.
  private func difference(_ found: [Double], _ expected: [Double], _ name: String) -> Double {
    let differences = zip(found, expected).map { abs($0 - $1) }
    func scale(_ values: [Double]) -> Double {
      values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    switch name {
    case "coherence", "partialCoherence": return differences.max() ?? .nan
    case "transferFunction": return (differences.max() ?? .nan) / scale(expected)
    case "polarisationDirection":
      // Degrees modulo 180: a tenth is allowed, a thousand times the limit.
      return (differences.map { min($0, 180 - $0) }.max() ?? .nan) / 1000
    case "resPhase":
      let even = stride(from: 0, to: expected.count, by: 2)
      let phases = even.map { min(differences[$0 + 1], 360 - differences[$0 + 1]) }
      let resistivities = even.map { differences[$0] }.max() ?? .nan
      return max(
        resistivities / scale(even.map { expected[$0] }) / 5, (phases.max() ?? .nan) / 1000)
    default: return zip(differences, expected).map { $0 / abs($1) }.max() ?? .nan
    }
  }

  @Test("masks of stored statistics exclude the same windows", arguments: GoldenMask.names)
  func masks(name: String) throws {
    let golden = try GoldenMask.read(name)
    let mask = try #require(GoldenMask.definitions.first { $0.name == name })
    let statistics = try GoldenStatistics.read("A_meas_01")
    for expected in golden.frequencies where expected.level <= 2 {
      for (statistic, constraints) in expected.constraints {
        #expect(
          mask.constraints(of: statistic, at: expected.place).count == constraints.count)
      }
      // What the other recording has is not stored of all statistics.
      let own = try #require(statistics.products["coherence_L\(expected.level)"])
      var excluded = WindowRanges.none
      for statistic in mask.statistics {
        excluded = excluded.union(
          try masked(by: mask, "\(statistic)_L\(expected.level)", statistic, expected, statistics))
      }
      #expect(
        excluded == expected.masked.windows.intersection(own.windows.windows),
        "\(expected.frequency) Hz")
      #expect(expected.masked.windows.count == expected.count)
    }
  }

  private func masked(
    by mask: WindowMask, _ key: String, _ statistic: String, _ place: GoldenMask.Place,
    _ statistics: GoldenStatistics
  ) throws -> WindowRanges {
    let product = try #require(statistics.products[key])
    let stored = try GoldenStatistics.values("A_meas_01", key)
    let (windows, frequencies, count) = (product.shape[0], product.shape[1], product.shape[2])
    var values = [Double](repeating: 0, count: windows * count)
    for window in 0..<windows {
      for component in 0..<count {
        values[component * windows + window] =
          stored[(window * frequencies + place.eidx) * count + component]
      }
    }
    let test = MaskTest(
      mask.constraints(of: statistic, at: place.place), components: product.components, .resistics)
    var marks = [Bool](repeating: false, count: windows)
    test.mark(values.span, windowCount: windows, in: &marks)
    let numbers = product.windows.windows.numbers
    return WindowRanges(
      marks.indices.filter { marks[$0] }.map { numbers[$0]..<numbers[$0] + 1 })
  }

  @Test("constraints of time and masks keep the same windows", arguments: GoldenSelector.names)
  func selections(name: String) throws {
    let golden = try GoldenSelector.read(name)
    let all = try GoldenSelector.read(
      golden.fs == 16 ? "A_fs16" : golden.sites.joined(separator: "_"))
    let constraints = try golden.datetimes.map { try #require($0.constraint) }
    let reference = try #require(Instant("2020-03-01 00:00:00"))
    // From the first to the last sample of the sites.
    let days = reference.day...reference.day + 1
    let masks = try golden.masks.values.flatMap(\.names).map(GoldenMask.read)
    for (level, whole) in zip(golden.levels, all.levels) {
      let grid = WindowGrid(
        reference: reference, rate: rate(of: level.level, golden.fs), size: 512, overlap: 128)
      let kept = constraints.windows(of: grid, level: level.level, days: days, .allButLast)
      let shared = kept.map { whole.shared.windows.intersection($0) } ?? whole.shared.windows
      #expect(shared == level.shared.windows && shared.count == level.count, "level \(level.level)")
      for (index, expected) in (level.perFrequency ?? []).enumerated() {
        let excluded = masks.flatMap(\.frequencies).filter {
          $0.level == level.level && $0.eidx == index
        }
        let left = excluded.reduce(shared) { $0.subtracting($1.masked.windows) }
        #expect(left == expected.windows)
      }
    }
  }

  private func rate(of level: Int, _ hertz: Double) -> SamplingRate {
    SamplingRate(samples: Int(hertz), seconds: 1 << (3 * level))
  }
}
