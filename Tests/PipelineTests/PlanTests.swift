import Configuration
import Estimation
import Model
import Spectra
import TestSupport
import Testing

@testable import Pipeline

/// Properties of plans, over surveys of random recordings that overlap or leave gaps.
@Suite("A plan")
struct PlanTests {
  static let seeds = 1...12

  /// A job of three sites at two rates, single site, remote and inter-site.
  static func job(seed: Int, blockSamples: Int? = nil) throws -> Job {
    var draws = Draws("plan", seed: seed)
    let reference = try #require(Instant("2024-03-01 00:00:00"))
    let rates = [16, 4].map { SamplingRate(samples: $0, seconds: 1) }
    let sites = ["A", "B", "R"].map { name in
      SurveySite(
        name: name,
        recordings: (0..<draws.integer(in: 1...4)).map { index in
          // Up to half an hour from a time within an hour: neighbours overlap, or do not.
          let start = Int64(draws.uniform() * 3600e9) - 600_000_000_000
          let header = RecordingHeader(
            name: "\(name)\(index)", rate: rates[draws.uniform() < 0.8 ? 0 : 1],
            start: Instant(nanoseconds: reference.nanoseconds + start),
            sampleCount: draws.integer(in: 1...30_000),
            channels: [Channel.ex, .ey, .hx, .hy].map { ChannelHeader($0) })
          return SurveyRecording(
            header: header,
            locator: RecordingLocator(format: "none", path: name, member: header.name),
            fingerprint: Digest(of: Array(header.name.utf8)))
        })
    }
    let settings = try Fixtures.settings()
    let levels = rates.map {
      ($0, decimationLevels(for: $0, settings.decimation, settings.window))
    }
    let runs = rates.flatMap { rate in
      [("A", "A", nil), ("A", "A", "R"), ("B", "A", nil), ("B", "A", "R" as String?)].map {
        ProcessingRun(
          PowerSource(
            outputSite: $0.0, inputSite: $0.1, remoteSite: $0.2, rate: rate, outputs: [.ex, .ey],
            inputs: [.hx, .hy], references: $0.2 == nil ? [] : [.hx, .hy]))
      }
    }
    return Job(
      survey: Survey(name: "random", reference: reference, sites: sites),
      levels: Dictionary(uniqueKeysWithValues: levels),
      spectra: SpectralSettings(minimumSamples: 64), solver: .init(), runs: runs,
      blockSamples: blockSamples ?? draws.integer(in: 64...9000))
  }

  /// The units of one recording at one level.
  private func units(_ plan: Plan, _ recording: Int, _ level: Int) -> [LevelUnit] {
    plan.units(ofRecording: recording, level: level).map(plan.unit)
  }

  @Test("has every window of every recording in one unit, in order", arguments: seeds)
  func windows(seed: Int) throws {
    let plan = Plan(try Self.job(seed: seed))
    for (index, recording) in plan.recordings.enumerated() {
      for (level, planned) in recording.levels.enumerated() {
        let units = units(plan, index, level)
        #expect(units.allSatisfy { $0.level == level })
        #expect(units.flatMap(\.windows) == Array(planned.windows.windows))
      }
      #expect(units(plan, index, recording.levels.count).isEmpty)
    }
  }

  @Test("gives no window of a site to two recordings", arguments: seeds)
  func twins(seed: Int) throws {
    let plan = Plan(try Self.job(seed: seed))
    var owners: [String: Int] = [:]
    for (index, recording) in plan.recordings.enumerated() {
      for (level, planned) in recording.levels.enumerated() {
        for window in planned.windows.windows {
          let key = "\(recording.site) \(recording.header.rate.hertz) \(level) \(window)"
          #expect(owners.updateValue(index, forKey: key) == nil, "window \(key)")
        }
      }
    }
    #expect(!owners.isEmpty)
  }

  @Test("makes every sample of the next level once, in order", arguments: seeds)
  func outputs(seed: Int) throws {
    let plan = Plan(try Self.job(seed: seed))
    for (index, recording) in plan.recordings.enumerated() {
      for level in recording.levels.indices {
        let made = units(plan, index, level).flatMap(\.outputs)
        let next = level + 1 < recording.levels.count ? recording.levels[level + 1] : nil
        #expect(made == Array(0..<(next?.sampleCount ?? 0)))
      }
    }
  }

  @Test("reads what its windows and outputs need, and only what there is", arguments: seeds)
  func inputs(seed: Int) throws {
    let plan = Plan(try Self.job(seed: seed))
    for unit in plan.units.indices.map(plan.unit) {
      let own = plan.recordings[unit.recording]
      let planned = own.levels[unit.level]
      let input = try #require(unit.inputs.first)
      #expect(input.recording == unit.recording && input.channels == own.channels)
      for input in unit.inputs {
        let count = plan.recordings[input.recording].levels[unit.level].sampleCount
        #expect(input.samples.lowerBound >= 0 && input.samples.upperBound <= count)
      }
      if !unit.windows.isEmpty {
        #expect(covers(input.samples, planned.windows.samples(of: unit.windows)))
      }
      if !unit.outputs.isEmpty {
        let decimator = Decimator(steps: own.levels[unit.level + 1].level.steps)
        let source = decimator.source(of: unit.outputs, count: planned.sampleCount)
        #expect(covers(input.samples, source))
      }
      for segment in unit.segments { try check(segment, of: unit, plan) }
    }
  }

  private func check(_ segment: UnitSegment, of unit: LevelUnit, _ plan: Plan) throws {
    let run = plan.job.runs[segment.run]
    #expect(!segment.windows.isEmpty && covers(unit.windows, segment.windows))
    #expect((segment.referenceInput == nil) == run.references.isEmpty)
    let places = [
      (segment.outputInput, run.outputs), (segment.inputInput, run.inputs),
      (segment.referenceInput, run.references),
    ]
    for case (let place?, let channels) in places {
      let input = unit.inputs[place]
      let placement = plan.recordings[input.recording].levels[unit.level].windows
      #expect(covers(placement.windows, segment.windows))
      #expect(covers(input.samples, placement.samples(of: segment.windows)))
      #expect(Set(channels).isSubset(of: input.channels))
    }
  }

  private func covers(_ outer: Range<Int>, _ inner: Range<Int>) -> Bool {
    outer.lowerBound <= inner.lowerBound && inner.upperBound <= outer.upperBound
  }

  /// A window of a run: which recordings it is made of.
  struct Part: Hashable {
    var run: Int
    var level: Int
    var window: Int
    var recordings: [Int]
  }

  @Test("has every window that the recordings of a run share, once", arguments: seeds)
  func segments(seed: Int) throws {
    let plan = Plan(try Self.job(seed: seed))
    var found: [Part] = []
    for unit in plan.units.indices.map(plan.unit) {
      for segment in unit.segments {
        let places = [segment.outputInput, segment.inputInput, segment.referenceInput]
        let recordings = places.compactMap(\.self).map { unit.inputs[$0].recording }
        found += segment.windows.map {
          Part(run: segment.run, level: unit.level, window: $0, recordings: recordings)
        }
      }
    }
    #expect(Set(found).count == found.count)
    #expect(Set(found) == expectedParts(plan))
  }

  /// By trying all combinations of recordings.
  private func expectedParts(_ plan: Plan) -> Set<Part> {
    func recordings(_ site: String, _ rate: SamplingRate) -> [Int] {
      plan.recordings.indices.filter {
        plan.job.survey.sites[plan.recordings[$0].site].name == site
          && plan.recordings[$0].header.rate == rate
      }
    }
    func windows(_ recording: Int, _ level: Int) -> Set<Int> {
      let levels = plan.recordings[recording].levels
      return level < levels.count ? Set(levels[level].windows.windows) : []
    }
    var parts: Set<Part> = []
    for (index, run) in plan.job.runs.enumerated() {
      for output in recordings(run.outputSite, run.rate) {
        let isSame = run.inputSite == run.outputSite
        for input in isSame ? [output] : recordings(run.inputSite, run.rate) {
          for reference in run.remoteSite.map({ recordings($0, run.rate) }) ?? [-1] {
            for level in 0..<5 {
              var shared = windows(output, level).intersection(windows(input, level))
              if reference >= 0 { shared.formIntersection(windows(reference, level)) }
              let all = [output, input] + (reference >= 0 ? [reference] : [])
              for window in shared {
                parts.insert(Part(run: index, level: level, window: window, recordings: all))
              }
            }
          }
        }
      }
    }
    return parts
  }

  @Test("of larger blocks has fewer units")
  func blocks() throws {
    let counts = try [500, 5000, 100_000].map { size in
      Plan(try Self.job(seed: 3, blockSamples: size)).units.count
    }
    #expect(counts[0] > counts[1] && counts[1] > counts[2])
  }

  @Test("knows which units make the samples of a slice", arguments: seeds)
  func producers(seed: Int) throws {
    let plan = Plan(try Self.job(seed: seed))
    for (number, unit) in plan.units.indices.map(plan.unit).enumerated() where unit.level > 0 {
      for input in unit.inputs {
        let producers = plan.producers(
          ofRecording: input.recording, level: unit.level, samples: input.samples)
        #expect(producers.allSatisfy { $0 < number })
        let made = producers.flatMap { plan.outputs(ofUnit: $0) }
        #expect(Set(input.samples).isSubset(of: made) && Set(made).count == made.count)
        // None of them is there for nothing.
        for producer in producers {
          #expect(!plan.outputs(ofUnit: producer).clamped(to: input.samples).isEmpty)
        }
      }
    }
  }

  @Test("counts the windows of each problem as its units have them", arguments: seeds)
  func problems(seed: Int) throws {
    let plan = Plan(try Self.job(seed: seed))
    #expect(!plan.problems.isEmpty)
    for problem in plan.problems {
      let parts = plan.parts(of: problem)
      #expect(parts.reduce(0) { $0 + $1.windowCount } == problem.windowCount)
      for part in parts {
        #expect(plan.unit(part.unit).segments[part.segment].run == problem.run)
      }
    }
    for run in plan.job.runs.indices {
      #expect(plan.problems(ofRun: run).allSatisfy { plan.problems[$0].run == run })
    }
    #expect(
      plan.job.runs.indices.reduce(0) { $0 + plan.problems(ofRun: $1).count } == plan.problems.count
    )
  }
}
