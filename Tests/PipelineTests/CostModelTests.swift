import Estimation
import Model
import Spectra
import TestSupport
import Testing

@testable import Pipeline

@Suite("The cost model")
struct CostModelTests {
  @Test("gives a unit as many bytes as its arrays have, and not many more", arguments: [300, 2048])
  func unitBytes(blockSamples: Int) throws {
    let survey = try SameBitsTests.survey.get()
    let plan = Plan(
      try survey.job(
        SameBitsTests.runs(survey), settings: Fixtures.settings(), blockSamples: blockSamples))
    for index in plan.units.indices {
      let unit = plan.unit(index)
      let level = plan.recordings[unit.recording].levels[unit.level].level
      let samples = unit.inputs.map { input in
        InputSeries(
          values: input.channels.map { _ in
            (0..<input.samples.count).map { Double($0 * 7919 % 101) }
          }, missing: input.channels.map { _ in [] })
      }
      var longest: [Int: Int] = [:]
      let result = UnitWork(plan, unit, keepsSpectra: true)
        .result(samples, plan.job.spectra.transform(of: level)) { channel, _, spectra in
          longest[channel] = max(longest[channel] ?? 0, spectra.count)
        }
      let values =
        samples.flatMap(\.values).reduce(0) { $0 + $1.count } + result.decimated.count
        + result.crossPowers.reduce(0) { $0 + $1.count }
      let bytes = 8 * values + 4 * longest.values.reduce(0, +)
      let predicted = CostModel().bytes(of: unit, plan)
      #expect(predicted >= bytes)
      // Twice the samples, and three arrays of one channel.
      #expect(predicted <= 5 * bytes)
    }
  }

  @Test("gives more time to methods that do more, and to replicates as many as there are")
  func solvers() throws {
    let survey = try SameBitsTests.survey.get()
    var job = try survey.job(SameBitsTests.runs(survey), settings: Fixtures.settings())
    func seconds(_ method: String, _ bootstraps: Int) -> Double {
      job.solver = SolverSettings(
        method: method, options: SolverOptions(bootstraps: bootstraps))
      let plan = Plan(job)
      let costs = StageCosts(plan, .reference)
      return plan.problems.reduce(0) { $0 + costs.meter(of: $1)[.solving] }
    }
    let plain = ["ols", "mestimate", "mm", "cm"].map { seconds($0, 0) }
    #expect(plain == plain.sorted() && Set(plain).count == 4)
    for method in ["ols", "mestimate", "mm", "cm"] {
      let replicated = [0, 100, 200].map { seconds(method, $0) }
      #expect(replicated[1] > replicated[0])
      // Only the replicates' share grows with their number.
      let ratio = (replicated[2] - replicated[0]) / (replicated[1] - replicated[0])
      #expect(abs(ratio - 2) < 1e-9)
    }
  }
}
