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
    job.spectra.decimation = .chebyshev
    job.spectra.smoothingShape = .bartlett
    job.solver = SolverSettings(
      method: "cm",
      options: SolverOptions(
        maximumPasses: 17, weights: .hampel, hasIntercept: true, bootstraps: 30, form: .equations))
    job.runs[0].crosses = [.ex, .hy]
    job.storesSpectra = false
    job.survey.sites[0].recordings[0].header.location = Location(
      latitude: 48.5, longitude: -8.25, elevation: 301)
    job.survey.sites[0].recordings[0].header.station = "Station α"
    job.survey.sites[0].recordings[0].header.channels[0].notices = ["inverted", ""]
    job.survey.sites[0].recordings[0].header.channels[0].dipoleLength = 52.5
    job.survey.sites[0].recordings[0].header.channels[2] = Self.calibrated
    job.survey.sites[0].recordings[0].header.conditioning = Conditioning(Self.steps)
    job.survey.sites[0].recordings[0].header.channels[0].resisticsSign = -1
    try expectRoundTrip(job)
  }

  /// A channel of which all is known.
  static let calibrated = ChannelHeader(
    .hx, sensor: "MFS06", serial: "12", resisticsSign: -1, chopper: true, isCalibrated: false,
    response: ChannelResponse(
      frequencies: [1, 2], amplitudes: [3, 4], phases: [0.5, 0.25], source: "file",
      sensor: "MFS06", serial: "12", isPerHertz: true,
      model: CoilModel.named("MFS06", chopper: false), interpolation: .linear, extends: false,
      filters: filters, reachesField: false))

  /// A filter of each kind.
  static let filters = [
    FilterStage("gain", gain: 7, unitsIn: "nanoTesla", unitsOut: "milliVolt", response: .scalar),
    FilterStage(
      "coil", response: .table(frequencies: [1, 2], amplitudes: [3, 4], phases: [5, 6]),
      model: CoilModel.named("MFS06", chopper: true)),
    FilterStage(
      "low",
      response: .polesAndZeros(
        poles: [Complex(-1, 2), Complex(-1, -2)], zeros: [Complex(0, 3)], normalization: 4)),
    FilterStage("late", response: .delay(0.25)),
    FilterStage(
      "fir", response: .taps(FilterTaps([1, 2, 1], rate: 512, decimation: 4, gainFrequency: 3))),
  ]

  /// One step of each kind.
  static let steps: [Conditioning.Step] = [
    .join([
      Conditioning.Part(
        locator: RecordingLocator(format: "f", path: "p", member: "m"), first: 9, sampleCount: 7)
    ]), .interpolateMissing, .interpolateZeros(run: 20),
    .multiply([Conditioning.Factor(channel: .ex, factor: -1)]), .removeMean,
    .calibrate([
      Conditioning.Calibration(
        channel: .hx,
        response: ChannelResponse(frequencies: [], amplitudes: [], phases: [], source: "s"))
    ]), .filter(Conditioning.Filter(.notch, low: 45, high: 55, method: .resistics)),
    .shift(samples: 3, fraction: 0.25), .resample(up: 2, down: 3), .normalise,
  ]

  static let estimate = Estimate(
    values: [[Complex(1, -2), Complex(3e-9, 4)]], variances: [[0.5, 1e300]],
    inverseSignalPower: [[Complex(1), .zero], [.zero, Complex(2)]],
    residualCovariance: [[Complex(7)]], windowCount: 99, weightSums: [88.5], coherences: [0.75],
    passes: 12, converged: false)

  static let function = TransferFunction(
    origin: .init(output: "A", input: "B", remote: "R"), outputs: [.ex, .hz], inputs: [.hx, .hy],
    rate: SamplingRate(samples: 1, seconds: 32),
    location: Location(latitude: 1, longitude: 2, elevation: 3),
    points: [.init(frequency: 0.125, level: 2, estimate: estimate)])

  @Test("transfer functions come back")
  func functions() throws {
    try expectRoundTrip(Self.function)
    var other = Self.function
    other.location = nil
    other.origin.remote = nil
    try expectRoundTrip(other)
  }

  @Test("outcomes come back")
  func outcomes() throws {
    for outcome in [
      EstimateOutcome.estimated(Self.estimate), .tooFewWindows(have: 2, need: 3), .dependentInputs,
      .illConditioned(3e9),
    ] {
      let bytes = Envelope.seal(OutcomeMessage(outcome))
      #expect(try Envelope.open(bytes, as: OutcomeMessage.self).outcome == outcome)
    }
    #expect(throws: WireError.invalid("outcome")) {
      try Envelope.open([Envelope.version, 9], as: OutcomeMessage.self)
    }
  }

  static let key = Digest(of: [1, 2, 3])
  static var faults: WindowFaults {
    var faults = WindowFaults()
    faults.add(window: [1, 1, 1, 2, 2, 2].span)
    return faults
  }
  static let fault = RunFault(run: 2, site: "A", channel: .hx, kind: .spike, share: 0.25)

  @Test("orders of each kind come back")
  func orders() throws {
    let orders = [
      Order(
        task: 0,
        work: .unit(
          UnitOrder(unit: 7, madeBy: Self.key, storesSpectra: true, storesTables: false))),
      Order(task: 4, work: .tables(12)),
      Order(task: 1, work: .solve(8)),
      Order(task: 3, work: .draw(SiteOrder(site: 4, madeBy: Self.key, faults: [Self.fault]))),
      Order(task: 2, work: .finish(SiteOrder(site: 9, madeBy: Self.key))),
    ]
    for order in orders { try expectRoundTrip(order) }
    let message = OrderMessage(orders: orders, isLast: true)
    let back = try Envelope.open(Envelope.seal(message), as: OrderMessage.self)
    #expect(back.orders == orders && back.isLast)
  }

  @Test("reports of each outcome come back")
  func reports() throws {
    var meter = Meter()
    var ticks = 0.0
    meter.time(
      .solving,
      {
        ticks += 1.5
        return ticks
      }
    ) {}
    let problem = UserError(.data, "file", at: "byte 3", "is short", remedy: "copy it again")
    let done = [
      Done(task: 3, meter: meter, outcome: .unit(faults: [Self.faults])),
      Done(task: 4, meter: Meter(), outcome: .solve(.dependentInputs)),
      Done(task: 5, meter: Meter(), outcome: .finish),
      Done(task: 6, meter: Meter(), outcome: .lost(recording: 2, problem)),
      Done(task: 7, meter: Meter(), outcome: .failed),
      Done(task: 8, meter: Meter(), outcome: .draw),
    ]
    let message = ReportMessage(done: done, isInterrupted: true, isLast: false)
    let back = try Envelope.open(Envelope.seal(message), as: ReportMessage.self)
    #expect(back.isInterrupted && !back.isLast)
    #expect(back.done.map(\.task) == [3, 4, 5, 6, 7, 8])
    #expect(back.done[0].meter.seconds == [0, 0, 0, 1.5])
    guard case .unit(let faults) = back.done[0].outcome,
      case .solve(let outcome) = back.done[1].outcome,
      case .finish = back.done[2].outcome, case .lost(2, let told) = back.done[3].outcome,
      case .failed = back.done[4].outcome, case .draw = back.done[5].outcome
    else {
      Issue.record("another outcome came back")
      return
    }
    #expect(faults == [Self.faults] && outcome == .dependentInputs && told == problem)
  }

  @Test("an inventory comes back, and one whose parts do not fit is refused")
  func inventories() throws {
    func inventory(_ states: [UnitState]) -> SiteInventory {
      SiteInventory(
        site: 4, madeBy: Self.key, isFinished: true, unitKeys: [Self.key, Self.key],
        unitStates: states, problemKeys: [Self.key], problemsDone: [true],
        faults: [UnitFaults(unit: 1, values: [Self.faults])])
    }
    let sealed = Envelope.seal(inventory([.missing, .complete]))
    let back = try Envelope.open(sealed, as: SiteInventory.self)
    #expect(
      back.site == 4 && back.unitStates == [.missing, .complete] && back.problemsDone == [true])
    #expect(back.faults[0].values == [Self.faults])
    #expect(throws: WireError.invalid("inventory")) {
      try Envelope.open(Envelope.seal(inventory([.missing])), as: SiteInventory.self)
    }
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
