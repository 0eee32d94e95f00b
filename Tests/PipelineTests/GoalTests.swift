import Model
import TestSupport
import Testing

@testable import Pipeline

/// A run may end with spectra, and a later one goes on from there.
@Suite("How far a job goes", .timeLimit(.minutes(2)))
struct GoalTests {
  private let survey: MemorySurvey
  private let work = MemoryWork()
  private let sites = MemorySites()

  init() throws { survey = try SameBitsTests.survey.get() }

  private func run(_ goal: Job.Goal, _ change: (inout Job) -> Void = { _ in }) throws -> (
    report: RunReport, units: Int, estimates: Int
  ) {
    var job = try survey.job(
      SameBitsTests.runs(survey), settings: Fixtures.settings(), blockSamples: 1600)
    job.goal = goal
    change(&job)
    let report = try survey.report(job, ports: survey.ports(work, sites), ranks: 2, threads: 2)
    return (try #require(report), work.takeSaved().count, work.takeSolved())
  }

  @Test("spectra alone estimate nothing, and transfer functions need no unit again")
  func steps() throws {
    let spectra = try run(.spectra)
    #expect(spectra.report.functions.isEmpty && spectra.estimates == 0)
    #expect(spectra.units > 20)
    // Nothing is drawn, and no file has a transfer function.
    #expect(sites.isComplete && sites.finished.isEmpty)
    let rest = try run(.transferFunctions)
    #expect(rest.units == 0 && rest.estimates > 20)
    let fresh = MemorySites()
    var job = try survey.job(
      SameBitsTests.runs(survey), settings: Fixtures.settings(), blockSamples: 1600)
    job.goal = .transferFunctions
    _ = try survey.report(job, ports: survey.ports(MemoryWork(), fresh), threads: 1)
    #expect(fresh.spectra == sites.spectra)
    // A site without runs was done with its spectra.
    let (expected, found) = (fresh.finished, sites.finished)
    #expect(expected.filter { !$0.value.isEmpty } == found.filter { !$0.value.isEmpty })
  }

  @Test("spectra of a survey that is done are done, and take no transfer function away")
  func afterwards() throws {
    _ = try run(.transferFunctions)
    let functions = sites.finished
    let again = try run(.spectra)
    #expect(again.report.tasksDone == 0)
    #expect(sites.finished == functions)
    #expect(functions.values.contains { !$0.isEmpty })
  }

  @Test("spectra twice are made once")
  func twice() throws {
    _ = try run(.spectra)
    #expect(try run(.spectra).report.tasksDone == 0)
  }

  @Test("another name of a run takes no unit, and figures or not takes no estimate")
  func names() throws {
    _ = try run(.transferFunctions)
    let named = try run(.transferFunctions) { job in
      for run in job.runs.indices { job.runs[run].postpend = "x" }
    }
    #expect(named.units == 0)
    let labels = named.report.functions.map(\.label)
    #expect(labels.allSatisfy { $0.hasSuffix("_x") })
    let drawn = try run(.transferFunctions) { job in
      for run in job.runs.indices {
        (job.runs[run].postpend, job.runs[run].isDrawn) = ("x", false)
      }
    }
    #expect(drawn.units == 0 && drawn.estimates == 0)
    // The files of sites are made anew, with other figures.
    #expect(drawn.report.tasksDone > 0)
  }
}
