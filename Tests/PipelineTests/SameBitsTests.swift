import Model
import Pipeline
import TestSupport
import Testing

@Suite("Results have the same bits")
struct SameBitsTests {
  struct Products: Equatable {
    var functions: [LabelledTransferFunction]
    var spectra: [String: SinkLog.Product]
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
    ranks: Int?, threads: Int, blockSamples: Int, _ survey: MemorySurvey
  ) throws -> Products {
    let job = try survey.job(
      runs(survey), settings: Fixtures.settings(), blockSamples: blockSamples)
    let sinks = SinkLog()
    let ports = survey.ports(sinks)
    let functions =
      try ranks.map { try survey.report(job, ports: ports, ranks: $0, threads: threads) }
      ?? survey.report(job, ports: ports, threads: threads)
    #expect(sinks.discardedSites.isEmpty)
    return Products(functions: functions, spectra: sinks.products, finished: sinks.finished)
  }

  /// What one rank with one thread and blocks of one size make.
  static let survey = Result { try Fixtures.mixed() }
  static let expected = Result {
    try products(ranks: nil, threads: 1, blockSamples: blockSamples, survey.get())
  }

  @Test("on any number of ranks and threads, with blocks of any size")
  func reference() throws {
    let expected = try Self.expected.get()
    #expect(
      expected.functions.map(\.label) == ["single", "remote-R", "input-A", "input-A_remote-R"])
    #expect(expected.functions.allSatisfy { $0.function.points.count >= 4 })
    // Two recordings of A with five channels, one of B, and two channels of R.
    #expect(Set(expected.spectra.keys.filter { $0.contains(" 0 ") }).count == 17)
    for (name, product) in expected.spectra {
      #expect(product.isInOrder && product.windows == product.windowCount, "\(name)")
    }
    #expect(expected.finished.keys.sorted() == ["A", "B", "R"])
    #expect(expected.finished["A"] == Array(expected.functions[0..<2]))
    #expect(expected.finished["R"] == [])
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

  private func expectEqual(_ products: Products) throws {
    let expected = try Self.expected.get()
    // Not `#expect` on the whole, which would print megabytes.
    for (a, b) in zip(products.functions, expected.functions) {
      let isEqual = a == b
      #expect(isEqual, "\(a.label)")
    }
    for (name, product) in expected.spectra {
      let isEqual = products.spectra[name] == product
      #expect(isEqual, "\(name)")
    }
    let isEqual = products == expected
    #expect(isEqual)
  }
}
