import ComplexModule
import Distribution
import Estimation
import Kernels
import Model
import Spectra
import TestSupport
import Testing

@testable import Pipeline

@Suite("Messages of the pipeline")
struct WireTests {
  /// Whether a message comes back equal, and whether any shorter one is refused.
  private func expectRoundTrip<M: Wire & Equatable>(_ message: M) throws {
    let bytes = Envelope.seal(message)
    let back = try Envelope.open(bytes, as: M.self)
    let isEqual = back == message
    #expect(isEqual, "\(M.self)")
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 300)) {
      #expect(throws: WireError.self, "\(M.self) of \(length) bytes") {
        try Envelope.open(Array(bytes.prefix(length)), as: M.self)
      }
    }
  }

  @Test("a job comes back, and a part of one is refused", arguments: 1...4)
  func job(seed: Int) throws {
    var job = try PlanTests.job(seed: seed)
    job.spectra.smoothing =
      [.proportional, .fixed(length: 9), .sixteenth, .fixed(length: 3)][
        seed - 1]
    job.spectra.taper = .nuttall
    job.spectra.prewhitens = seed % 2 == 0
    job.spectra.alignment = .wholeSample
    job.solver = SolverSettings(method: "cm", maximumPasses: 17)
    job.storesSpectra = false
    job.survey.sites[0].recordings[0].header.location = Location(
      latitude: 48.5, longitude: -8.25, elevation: 301)
    job.survey.sites[0].recordings[0].header.station = "Station α"
    job.survey.sites[0].recordings[0].header.channels[0].notices = ["inverted", ""]
    job.survey.sites[0].recordings[0].header.channels[0].dipoleLength = 52.5
    try expectRoundTrip(job)
  }

  static let estimate = Estimate(
    values: [[Complex(1, -2), Complex(3e-9, 4)]], variances: [[0.5, 1e300]],
    inverseSignalPower: [[Complex(1), .zero], [.zero, Complex(2)]],
    residualCovariance: [[Complex(7)]], windowCount: 99, weightSums: [88.5], coherences: [0.75],
    passes: 12, converged: false)

  static let labelled = LabelledTransferFunction(
    label: "remote-R",
    function: TransferFunction(
      origin: .init(output: "A", input: "B", remote: "R"), outputs: [.ex, .hz],
      inputs: [.hx, .hy], rate: SamplingRate(samples: 1, seconds: 32),
      location: Location(latitude: 1, longitude: 2, elevation: 3),
      points: [.init(frequency: 0.125, level: 2, estimate: estimate)]),
    gaps: [EstimateGap(frequency: 3, reason: "2 windows where 3 are needed")])

  @Test("transfer functions come back")
  func functions() throws {
    try expectRoundTrip(Self.labelled)
    var other = Self.labelled.function
    other.location = nil
    other.origin.remote = nil
    try expectRoundTrip(other)
    let owned = OwnedFunctions(runs: [3, 5], functions: [Self.labelled, Self.labelled])
    let back = try Envelope.open(Envelope.seal(owned), as: OwnedFunctions.self)
    #expect(back.runs == owned.runs && back.functions == owned.functions)
  }

  @Test("outcomes come back")
  func outcomes() throws {
    for outcome in [
      EstimateOutcome.estimated(Self.estimate), .tooFewWindows(have: 2, need: 3), .dependentInputs,
    ] {
      let bytes = Envelope.seal(OutcomeMessage(outcome))
      #expect(try Envelope.open(bytes, as: OutcomeMessage.self).outcome == outcome)
    }
    #expect(throws: WireError.invalid("outcome")) {
      try Envelope.open([Envelope.version, 9], as: OutcomeMessage.self)
    }
  }

  @Test("what a unit made comes back, to the bit")
  func results() throws {
    try expectRoundTrip(
      UnitResult(
        decimated: [1, -.zero, .leastNonzeroMagnitude, .infinity], spectra: [[1.5, -2], [], [3]],
        crossPowers: [[], [0.1, 0.2]], constants: [nil, 0, -7.5]))
  }

  @Test("names that are no channel, no taper and no solver are refused")
  func invalid() throws {
    #expect(throws: WireError.self) {
      try Envelope.open(Envelope.seal("Q7"), as: Channel.self)
    }
    let job = try PlanTests.job(seed: 1)
    let good = Envelope.seal(job.spectra)
    // The first letter of the taper's name stands after the version and the count.
    for place in good.indices where good[place] == UInt8(ascii: "h") {
      var bad = good
      bad[place] = UInt8(ascii: "x")
      #expect(throws: WireError.invalid("spectral settings")) {
        try Envelope.open(bad, as: SpectralSettings.self)
      }
      break
    }
    var solver = Envelope.seal(job.solver)
    let letter = try #require(solver.firstIndex(of: UInt8(ascii: "m")))
    solver[letter] = UInt8(ascii: "x")
    let changed = solver
    #expect(throws: WireError.invalid("solver")) {
      try Envelope.open(changed, as: SolverSettings.self)
    }
  }
}
