import Model
import Pipeline
import TestSupport
import Testing

@Suite("Results have the same bits")
struct SameBitsTests {
  struct Products: Equatable {
    var spectra: [MemorySites.SpectraName: [UInt32]]
    var finished: [String: [LabelledTransferFunction]]
  }

  static let blockSamples = 1600

  /// Single site, remote reference, inter-site, and inter-site with a remote.
  static func runs(_ survey: MemorySurvey) -> [ProcessingRun] {
    [
      survey.run("A"), survey.run("A", remote: "R"), survey.run("B", input: "A", tipper: false),
      survey.run("B", input: "A", remote: "R", tipper: false),
    ]
  }

  private static func products(
    ranks: Int?, threads: Int, blockSamples: Int, _ survey: MemorySurvey,
    isBusy: (@Sendable (SpectraPlace) -> Bool)? = nil
  ) throws -> Products {
    let job = try survey.job(
      runs(survey), settings: Fixtures.settings(), blockSamples: blockSamples)
    let sites = MemorySites(isBusy: isBusy)
    let ports = survey.ports(MemoryWork(), sites)
    if let ranks {
      _ = try survey.report(job, ports: ports, ranks: ranks, threads: threads)
    } else {
      _ = try survey.report(job, ports: ports, threads: threads)
    }
    #expect(sites.isComplete)
    #expect((sites.postponedCount > 0) == (isBusy != nil))
    return Products(spectra: sites.spectra, finished: sites.finished)
  }

  /// What one rank with one thread and blocks of one size make.
  static let survey = Result { try Fixtures.mixed() }
  static let expected = Result {
    try products(ranks: nil, threads: 1, blockSamples: blockSamples, survey.get())
  }

  @Test("on any number of ranks and threads, with blocks of any size")
  func reference() throws {
    let expected = try Self.expected.get()
    #expect(expected.finished.keys.sorted() == ["A", "B", "R"])
    #expect(expected.finished["A"]?.map(\.label) == ["single", "remote-R"])
    #expect(expected.finished["B"]?.map(\.label) == ["input-A", "input-A_remote-R"])
    #expect(expected.finished["R"] == [])
    #expect(
      expected.finished.values.joined().allSatisfy { $0.function.points.count >= 4 })
    // Two recordings of A with five channels, one of B, and two channels of R.
    #expect(expected.spectra.keys.filter { $0.level == 0 }.count == 17)
  }

  @Test("with another number of ranks and threads", arguments: [2, 3, 5], [1, 2])
  func ranks(ranks: Int, threads: Int) throws {
    let products = try Self.products(
      ranks: ranks, threads: threads, blockSamples: Self.blockSamples, Self.survey.get())
    try expectEqual(products)
  }

  @Test("with more threads on one rank", arguments: [2, 3])
  func threads(threads: Int) throws {
    try expectEqual(
      Self.products(
        ranks: nil, threads: threads, blockSamples: Self.blockSamples, Self.survey.get()))
  }

  @Test("with smaller and larger blocks", arguments: [(800, 3), (4800, 2), (1 << 17, 2)])
  func blocks(blockSamples: Int, ranks: Int) throws {
    try expectEqual(
      Self.products(
        ranks: ranks, threads: 1, blockSamples: blockSamples, Self.survey.get()))
  }

  @Test("where others are at the files of sites, always or now and then", arguments: [1, 2, 3])
  func busy(every: Int) throws {
    try expectEqual(
      Self.products(
        ranks: nil, threads: 2, blockSamples: Self.blockSamples, Self.survey.get(),
        isBusy: { ($0.firstWindow + $0.level) % every == 0 }))
  }

  private func expectEqual(_ products: Products) throws {
    let expected = try Self.expected.get()
    // Not `#expect` on the whole, which would print megabytes.
    for (site, functions) in expected.finished {
      let isEqual = products.finished[site] == functions
      #expect(isEqual, "\(site)")
    }
    for (name, product) in expected.spectra {
      let isEqual = products.spectra[name] == product
      #expect(isEqual, "\(name)")
    }
    let isEqual = products == expected
    #expect(isEqual)
  }
}
