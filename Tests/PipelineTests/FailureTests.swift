import ComplexModule
import Distribution
import Model
import Pipeline
import Synchronization
import Synthesis
import TestSupport
import Testing

@Suite("When a run fails")
struct FailureTests {
  /// What each rank threw, by rank.
  private func errors(
    _ survey: MemorySurvey, ranks: Int, runs: [ProcessingRun]? = nil,
    ports: @escaping @Sendable (Int) -> Ports
  ) throws -> [Int: String] {
    let job = try survey.job(
      runs ?? [survey.run("A"), survey.run("B")], settings: Fixtures.settings(), blockSamples: 800)
    let texts = Mutex<[Int: String]>([:])
    do {
      _ = try ThreadTeams.run(ranks: ranks) { team in
        let rank = team.rank.index
        do {
          _ = try RankRun(
            team.rank == .master ? job : nil, ports: ports(rank), pool: try ThreadPool(width: 2),
            team: team
          ).run(team)
        } catch {
          texts.withLock { $0[rank] = "\(type(of: error)): \(error)" }
          throw error
        }
      }
      Issue.record("the run did not fail")
    } catch {}
    return texts.withLock { $0 }
  }

  @Test("of a broken file, every rank ends and nothing is left", arguments: [1, 2, 3])
  func broken(ranks: Int) throws {
    let survey = try SameBitsTests.survey.get()
    let sinks = SinkLog()
    let recording = try #require(survey.survey.sites[1].recordings.first)
    let errors = try errors(survey, ranks: ranks) { _ in
      survey.ports(sinks, broken: ("B \(recording.header.name)", 3000))
    }
    #expect(errors.count == ranks)
    let own = errors.values.filter { $0.hasPrefix("UserError") }
    #expect(!own.isEmpty)
    for text in errors.values {
      #expect(text.contains("sample 3000: the file ends here"), "\(text)")
      #expect(text.hasPrefix("UserError") || text.hasPrefix("TeamError"), "\(text)")
    }
    #expect(sinks.finished.isEmpty)
    #expect(sinks.discardedSites == sinks.madeSites)
  }

  @Test("in the first block, before anything was made", arguments: [1, 3])
  func early(ranks: Int) throws {
    let survey = try SameBitsTests.survey.get()
    let sinks = SinkLog()
    let recording = try #require(survey.survey.sites[0].recordings.first)
    let errors = try errors(survey, ranks: ranks) { _ in
      survey.ports(sinks, broken: ("A \(recording.header.name)", 0))
    }
    #expect(errors.count == ranks)
    #expect(sinks.madeSites.isEmpty && sinks.finished.isEmpty)
  }

  @Test("on the rank that writes, the others are told", arguments: [1, 2, 3])
  func unwritable(ranks: Int) throws {
    let survey = try SameBitsTests.survey.get()
    let sinks = SinkLog()
    let errors = try errors(survey, ranks: ranks) { _ in
      var ports = survey.ports(sinks)
      let make = ports.makeSink
      ports.makeSink = { site in
        guard site.name != "B" else {
          throw UserError(.output, "B.h5", "no space left", remedy: "make room")
        }
        return try make(site)
      }
      return ports
    }
    #expect(errors.count == ranks)
    // Site B belongs to the second rank, where there is one.
    let owner = 1 % ranks
    #expect(errors[owner]?.hasPrefix("UserError: B.h5: no space left") == true)
    for (rank, text) in errors where rank != owner {
      #expect(text.hasPrefix("TeamError") && text.contains("no space left"), "\(text)")
    }
    #expect(sinks.finished.isEmpty)
    #expect(sinks.discardedSites == sinks.madeSites)
  }

  @Test("because it was interrupted, nothing is left", arguments: [1, 2, 3], [0, 4, 9])
  func interrupted(ranks: Int, questions: Int) throws {
    let survey = try SameBitsTests.survey.get()
    let sinks = SinkLog()
    let asked = Mutex(0)
    // The last rank hears of it first, after so many questions.
    let errors = try errors(survey, ranks: ranks) { rank in
      survey.ports(
        sinks,
        isInterrupted: {
          guard rank == ranks - 1 else { return false }
          return asked.withLock { count in
            count += 1
            return count > questions
          }
        })
    }
    #expect(errors.count == ranks)
    #expect(errors[ranks - 1]?.hasPrefix("Interrupted") == true, "\(errors)")
    for text in errors.values { #expect(text.contains("nterrupted"), "\(text)") }
    #expect(sinks.finished.isEmpty)
    #expect(sinks.discardedSites == sinks.madeSites)
  }

  @Test("while it solves, nothing is left", arguments: [1, 3])
  func interruptedLate(ranks: Int) throws {
    let survey = try SameBitsTests.survey.get()
    let sinks = SinkLog()
    let isSolving = Mutex(false)
    let errors = try errors(survey, ranks: ranks) { rank in
      var ports = survey.ports(
        sinks, isInterrupted: { rank == 0 && isSolving.withLock { $0 } })
      ports.progress = { progress in
        if progress.stage == .solving { isSolving.withLock { $0 = true } }
        #expect(progress.stage == .spectra || progress.done < progress.total)
      }
      return ports
    }
    #expect(errors.count == ranks && errors[0]?.hasPrefix("Interrupted") == true)
    #expect(sinks.finished.isEmpty && !sinks.madeSites.isEmpty)
    #expect(sinks.discardedSites == sinks.madeSites)
  }

  /// Ey and Hz of a site whose rows are zero are zero at every sample.
  @Test("of a dead channel that a run uses, its name is told", arguments: [1, 3])
  func deadChannel(ranks: Int) throws {
    let response = Response(
      .constant(xx: Complex(0.3), xy: Complex(5), yx: .zero, yy: .zero),
      tipper: .constant(x: .zero, y: .zero))
    let survey = try MemorySurvey(
      Fixtures.description([
        SiteDescription("A", duration: 120, response: Fixtures.constant),
        SiteDescription("B", duration: 120, response: response),
      ]))
    let sinks = SinkLog()
    let errors = try errors(survey, ranks: ranks, runs: [survey.run("B", tipper: false)]) { _ in
      survey.ports(sinks)
    }
    #expect(errors.count == ranks)
    let own = errors.values.filter { $0.hasPrefix("UserError: B: recording ") }
    #expect(own.count == 1)
    for text in errors.values {
      #expect(text.contains(", channel Ey: is constant: all samples are 0.0"), "\(text)")
    }
    #expect(sinks.finished.isEmpty && sinks.discardedSites == sinks.madeSites)
    // The other site, and the living channels of this one, do not mind.
    var living = survey.run("B", tipper: false)
    living.outputs = [.ex]
    let job = try survey.job([survey.run("A"), living], settings: Fixtures.settings())
    let functions = try survey.report(job, ports: survey.ports(), ranks: ranks, threads: 2)
    #expect(functions.count == 2)
  }

  @Test("a rank without work does its part of the collective calls")
  func idle() throws {
    let survey = try SameBitsTests.survey.get()
    let job = try survey.job(
      [survey.run("A")], settings: Fixtures.settings(), blockSamples: 1 << 17)
    let sinks = SinkLog()
    let functions = try survey.report(job, ports: survey.ports(sinks), ranks: 7, threads: 1)
    #expect(functions.count == 1)
    #expect(sinks.finished.keys.sorted() == ["A", "B", "R"])
  }
}
