import ComplexModule
import Estimation
import Kernels
import Model
import Pipeline
import Spectra
import Synthesis
import TestSupport
import Testing

/// Which sites' channels are outputs, inputs and references: on data without noise every kind of run gives
/// the ground's own transfer function.
@Suite("Kinds of runs")
struct RunKindTests {
  /// A has all channels, B electric ones, C magnetic ones; R has the horizontal magnetic ones.
  static let survey = Result {
    func site(_ name: String, _ channels: [Channel]) -> SiteDescription {
      SiteDescription(
        name, start: 0, duration: 400, channels: channels, response: Fixtures.constant)
    }
    return try MemorySurvey(
      Fixtures.description([
        site("A", [.ex, .ey, .hx, .hy, .hz]), site("B", [.ex, .ey]),
        site("C", [.hx, .hy, .hz]), site("R", [.hx, .hy, .hz]),
      ]))
  }

  struct Kind: CustomTestStringConvertible, Sendable {
    var output: String
    var input: String
    var remote: String?
    var outputs: [Channel] = [.ex, .ey]
    var inputs: [Channel] = [.hx, .hy]
    var references: [Channel] = []
    var crosses: [Channel] = []

    var testDescription: String {
      func list(_ channels: [Channel]) -> String { channels.map(\.name).joined(separator: " ") }
      return "\(output) \(list(outputs)), \(input) \(list(inputs)), "
        + "\(remote ?? "no remote") \(list(references)), crosses \(list(crosses))"
    }

    var run: ProcessingRun {
      ProcessingRun(
        PowerSource(
          outputSite: output, inputSite: input, remoteSite: remote, rate: Fixtures.rate,
          outputs: outputs, inputs: inputs, references: references), crosses: crosses)
    }
  }

  static let kinds: [Kind] = [
    Kind(output: "A", input: "A"),
    Kind(output: "A", input: "A", outputs: [.ex, .ey, .hz]),
    Kind(output: "A", input: "A", outputs: [.hz]),
    Kind(output: "A", input: "A", remote: "R", references: [.hx, .hy]),
    Kind(output: "A", input: "A", remote: "R", references: [.hx, .hy, .hz]),
    Kind(output: "A", input: "A", remote: "B", references: [.ex, .ey]),
    Kind(output: "B", input: "C"),
    Kind(output: "B", input: "C", remote: "R", references: [.hx, .hy]),
    Kind(output: "C", input: "A", outputs: [.hz]),
    Kind(output: "A", input: "A", crosses: [.hx, .hy]),
    Kind(output: "A", input: "A", crosses: [.ex, .ey]),
    Kind(output: "A", input: "A", outputs: [.ex, .ey, .hz], crosses: [.hx, .hy, .ex, .hz]),
    Kind(output: "B", input: "C", crosses: [.ex, .ey]),
  ]

  private func job(_ runs: [ProcessingRun], _ solver: SolverSettings) throws -> Job {
    var job = try Self.survey.get().job(runs, settings: Fixtures.settings())
    job.solver = solver
    return job
  }

  @Test("give the ground's transfer function", arguments: kinds)
  func exact(kind: Kind) throws {
    let methods = TransferFunctionSolvers.all.map { SolverSettings(method: $0.name) }
    for solver in methods {
      let functions = try Self.survey.get().process(job([kind.run], solver))
      let function = try #require(functions.first)
      #expect(function.points.count >= 8)
      #expect(function.origin == kind.run.origin)
      let error = try Fixtures.largestError(function, Fixtures.constant)
      #expect(error < 1e-4, "\(solver.method): \(error)")
    }
  }

  @Test("turn round: magnetic channels as outputs of electric ones")
  func inverse() throws {
    let kind = Kind(output: "A", input: "A", outputs: [.hx, .hy], inputs: [.ex, .ey])
    let function = try #require(
      Self.survey.get().process(job([kind.run], SolverSettings())).first)
    for point in function.points {
      let truth = Fixtures.constant.values(at: point.frequency)
      for (row, output) in [Channel.ex, .ey].enumerated() {
        for column in 0..<2 {
          let product = try [Channel.hx, .hy].enumerated().reduce(Complex<Double>.zero) {
            try $0 + #require(truth.element(output, $1.element))
              * point.estimate.values[$1.offset][column]
          }
          #expect((product - Complex(row == column ? 1 : 0)).length < 1e-4)
        }
      }
    }
  }

  @Test("channels that are the same at both sites are told apart by their sites")
  func sameNames() throws {
    let kind = Kind(output: "C", input: "A", outputs: [.hx, .hy])
    let function = try #require(
      Self.survey.get().process(job([kind.run], SolverSettings())).first)
    // One source: the fields of both sites are equal.
    for point in function.points {
      #expect((point.estimate.values[0][0] - .one).length < 1e-6)
      #expect(point.estimate.values[0][1].length < 1e-6)
    }
  }

  @Test("with other cross channels keep cross-powers, and make estimates anew")
  func keys() throws {
    let plain = Kind(output: "A", input: "A")
    let crossed = Kind(output: "A", input: "A", crosses: [.ex, .ey])
    let (work, sites) = (MemoryWork(), MemorySites())
    let survey = try Self.survey.get()
    let ports = survey.ports(work, sites)
    _ = try survey.report(job([plain.run], SolverSettings()), ports: ports)
    #expect(!work.takeSaved().isEmpty)
    _ = work.takeSolved()
    _ = try survey.report(job([crossed.run], SolverSettings()), ports: ports)
    #expect(work.takeSaved().isEmpty)
    #expect(work.takeSolved() > 0)
  }

  @Test(
    "errors from replicates are the same on any number of ranks, and those of each problem its own")
  func replicates() throws {
    let noisy = try Fixtures.mixed()
    let runs = [noisy.run("A"), noisy.run("A", remote: "R")]
    var job = try noisy.job(runs, settings: Fixtures.settings())
    job.solver.options.bootstraps = 20
    func functions(_ ranks: Int) throws -> [LabelledTransferFunction] {
      let sites = MemorySites()
      _ = try noisy.report(job, ports: noisy.ports(MemoryWork(), sites), ranks: ranks, threads: 2)
      return sites.finished["A"] ?? []
    }
    let expected = try functions(1)
    #expect(try functions(3) == expected)
    job.solver.options.bootstraps = 0
    for (replicated, plain) in zip(expected, try functions(1)) {
      for (a, b) in zip(replicated.function.points, plain.function.points) {
        #expect(a.estimate.values == b.estimate.values)
        for (x, y) in zip(a.estimate.variances.joined(), b.estimate.variances.joined()) {
          // Twenty complex replicates, of as few as five windows.
          #expect(x != y && x / y > 0.1 && x / y < 10)
        }
      }
    }
  }

  @Test("the shape of the smoothing changes estimates a little, and Hann's is the usual one")
  func smoothingShape() throws {
    let noisy = try Fixtures.mixed()
    func values(_ shape: SpectralSettings) throws -> [[Complex<Double>]] {
      let job = try noisy.job([noisy.run("A")], settings: Fixtures.settings(), spectra: shape)
      return try #require(noisy.process(job).first?.points.first).estimate.values
    }
    let usual = try values(SpectralSettings())
    #expect(try values(SpectralSettings(smoothingShape: .hann)) == usual)
    for shape in [SpectralSettings(smoothingShape: .parzen), .init(smoothingShape: .boxcar)] {
      #expect(try values(shape) != usual)
    }
  }
}
