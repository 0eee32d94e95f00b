import ComplexModule
import Foundation
import Model
import Testing

@testable import Formats

@Suite struct EDITests {
  @Test("what is written is read back")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/S1.edi"
    let written = synthetic()
    try EDI.write(
      written, to: path, FileNote(provenance: ["version = 1"], date: "2024-06-01"))
    let read = try TransferFunctionFile.read(path)
    #expect(read.origin == written.origin)
    #expect(read.outputs == [.ex, .ey, .hz] && read.inputs == [.hx, .hy])
    #expect(read.rate == written.rate)
    let (place, expected) = (try #require(read.location), try #require(written.location))
    #expect(abs(place.latitude - expected.latitude) < 1e-8)
    #expect(abs(place.longitude - expected.longitude) < 1e-8)
    #expect(place.elevation == expected.elevation)
    try expectSame(read, written)
  }

  private func expectSame(_ read: TransferFunction, _ written: TransferFunction) throws {
    try #require(read.points.count == written.points.count)
    for (a, b) in zip(read.points, written.points) {
      #expect(isClose(a.frequency, b.frequency))
      for o in written.outputs.indices {
        for i in written.inputs.indices {
          #expect(isClose(a.estimate.values[o][i].real, b.estimate.values[o][i].real))
          #expect(isClose(a.estimate.values[o][i].imaginary, b.estimate.values[o][i].imaginary))
          #expect(isClose(a.estimate.variances[o][i], b.estimate.variances[o][i]))
        }
      }
    }
  }

  /// 17 digits bring back the same double.
  private func isClose(_ a: Double, _ b: Double) -> Bool { a == b }

  @Test("a missing value is EMPTY, never 0, and comes back as missing")
  func missingValues() throws {
    var function = synthetic()
    let none = Complex<Double>(.nan, .nan)
    function.points[1].estimate.values[2] = [none, none]
    function.points[1].estimate.variances[2] = [.nan, .nan]
    function.points[3].estimate.values[0] = [none, none]
    function.points[3].estimate.values[1] = [none, none]
    let folder = try TemporaryFolder()
    let path = folder.path + "/S1.edi"
    try EDI.write(function, to: path)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(" 1.0E32") && !text.lowercased().contains("nan"))
    let read = try EDI.read(path)
    // The point without an impedance is left out.
    #expect(read.points.count == function.points.count - 1)
    #expect(read.points[1].estimate.values[2].allSatisfy { !$0.isFinite })
    #expect(read.points[1].estimate.variances[2].allSatisfy { $0.isNaN })
    #expect(read.points[1].estimate.values[0].allSatisfy { $0.isFinite })
  }

  @Test("the text has the blocks of the standard in their order, frequencies descending")
  func text() throws {
    var function = synthetic()
    function.points.reverse()
    function.origin.output = "Süd 1/b"
    let text = EDI.text(
      of: function, FileNote(provenance: [">made\nby hand"], date: "2024-06-01", digits: 9))
    let blocks = text.split(separator: "\n").filter { $0.hasPrefix(">") }
      .map { String($0.prefix { $0 != " " }) }
    #expect(
      blocks == [
        ">HEAD", ">INFO", ">=DEFINEMEAS", ">HMEAS", ">HMEAS", ">HMEAS", ">EMEAS", ">EMEAS",
        ">=MTSECT", ">FREQ", ">ZROT", ">ZXXR", ">ZXXI", ">ZXX.VAR", ">ZXYR", ">ZXYI", ">ZXY.VAR",
        ">ZYXR", ">ZYXI", ">ZYX.VAR", ">ZYYR", ">ZYYI", ">ZYY.VAR", ">TROT", ">TXR.EXP",
        ">TXI.EXP", ">TXVAR.EXP", ">TYR.EXP", ">TYI.EXP", ">TYVAR.EXP", ">END",
      ])
    #expect(text.contains("DATAID=\"S_d_1_b\""))
    #expect(text.contains(" made\n by hand\n"))
    #expect(text.contains("sign convention = exp(+ i omega t)"))
    #expect(text.contains("LAT=-34:54:48.52800"))
    #expect(text.contains(">FREQ // 4\n  3.20000000E+01"))
    #expect(
      text.contains(">EMEAS ID=5.001 CHTYPE=EY X=0.0 Y=0.0 Z=0.0 X2=0.0 Y2=0.0 Z2=0.0 AZM=90.0"))
  }

  @Test("impedance alone")
  func withoutTipper() throws {
    var function = synthetic()
    function.outputs = [.ey, .ex]
    for i in function.points.indices { function.points[i].estimate.values.removeLast() }
    function.location = nil
    let text = EDI.text(of: function, FileNote())
    #expect(!text.contains("TXR") && !text.contains("LAT=") && !text.contains("HZ"))
    let folder = try TemporaryFolder()
    let read = try EDI.read(try folder.write("a.edi", text))
    #expect(read.outputs == [.ex, .ey] && read.location == nil)
    let (found, expected) = (read.points[0].estimate, function.points[0].estimate)
    #expect((found.values[0][0] - expected.values[1][0]).length < 1e-15)
  }

  @Test("what EDI cannot hold, or nothing at all, is an error")
  func notWritable() {
    var function = synthetic()
    function.inputs = [.ex, .ey]
    expectUserError("x.edi", "Hx and Hy only", "another format", kind: .output) {
      try EDI.write(function, to: "x.edi")
    }
    function = synthetic()
    function.points = []
    expectUserError("x.edi", "no frequency with an estimate", kind: .output) {
      try EDI.write(function, to: "x.edi")
    }
  }

  @Test(
    "files of other programs", .needsFixtures,
    arguments: [
      ("tf/SYN01.edi", 11, 3), ("tf/minimal.edi", 2, 2), ("tf/full_hand.edi", 2, 3),
      ("resistics06_tf/resistics06.edi", 11, 2), ("real_samples/tf_edi_metronix.edi", 73, 3),
    ])
  func otherPrograms(name: String, points: Int, outputs: Int) throws {
    let function = try TransferFunctionFile.read(try Fixtures.path("formats/" + name))
    #expect(function.points.count == points)
    #expect(function.outputs.count == outputs)
    let frequencies = function.points.map(\.frequency)
    #expect(frequencies == frequencies.sorted(by: >))
  }

  @Test("values of a file of another program", .needsFixtures)
  func knownValues() throws {
    let function = try EDI.read(try Fixtures.path("formats/tf/full_hand.edi"))
    #expect(function.origin.output == "S1")
    #expect(function.location == Location(latitude: 52.5, longitude: -13.25, elevation: 123.4))
    #expect(function.points.map(\.frequency) == [10, 1])
    let first = function.points[0].estimate
    #expect(first.values[0] == [Complex(0.1, 0.1), Complex(1, 3)])
    #expect(first.values[1] == [Complex(-1, -3), Complex(0.1, 0.1)])
    #expect(first.values[2] == [Complex(0.1, 0.3), Complex(0.5, 0.7)])
    #expect(first.variances[0] == [0.1, 0.04])
    let minimal = try EDI.read(try Fixtures.path("formats/tf/minimal.edi"))
    #expect(!minimal.points[0].estimate.values[0][0].isFinite)
    #expect(minimal.points[0].estimate.values[0][1] == Complex(1, 3))
  }
}

@Suite struct EDIErrorTests {
  private let good = """
    >HEAD
     DATAID=A
    >FREQ //2
     1.0E1 1.0E0
    >ZXYR //2
     1 2
    >ZXYI //2
     3 4
    >END
    """

  @Test(arguments: [
    (">FREQ //2\n 1.0E1 1.0E0\n", "", "has no block >FREQ"),
    ("1.0E1 1.0E0", "1.0E1", "line 3, >FREQ: has 1 numbers where 2"),
    ("1.0E1 1.0E0", "1.0E1 -1", "line 3, >FREQ: must give frequencies above 0"),
    ("1.0E1 1.0E0", "1.0E1 1.0E32", "must give frequencies above 0"),
    ("3 4", "3 4 5", "line 7, >ZXYI: has 3 numbers where 2 are expected"),
    ("1 2", "1 two", "line 6, >ZXYR: is not a number: two"),
    (">ZXYI //2\n 3 4\n", "", "only one of >ZXYR and >ZXYI"),
    ("ZXY", "RHO", "holds no impedance and no tipper"),
    (">ZXYR", ">ZROT //2\n 30 40\n>ZXYR", "is rotated by 30.0° and by 40.0°"),
    (" DATAID=A", " UNITS=ohm", "the impedances are in ohm"),
  ])
  func damaged(old: String, new: String, problem: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.edi", good.replacingOccurrences(of: old, with: new))
    expectUserError("a.edi", problem) { _ = try TransferFunctionFile.read(path) }
  }

  @Test("stars and EMPTY are missing, not 0")
  func missing() throws {
    let folder = try TemporaryFolder()
    let text = good.replacingOccurrences(of: "3 4", with: "*** 4")
      .replacingOccurrences(of: "DATAID=A", with: "EMPTY=-999")
    let function = try EDI.read(try folder.write("a.edi", text))
    #expect(function.points.map(\.frequency) == [1])
    let other = text.replacingOccurrences(of: "***", with: "-999")
    let same = try EDI.read(try folder.write("b.edi", other))
    #expect(same.points.count == 1)
  }

  @Test(
    "what holds no impedance says what it holds", .needsFixtures,
    arguments: [
      ("tf_edi_rho_only.edi", "apparent resistivities"), ("tf_edi_spectra_in.edi", "spectra"),
    ])
  func noImpedance(name: String, what: String) throws {
    let path = try Fixtures.path("formats/real_samples/" + name)
    expectUserError(name, what) { _ = try EDI.read(path) }
  }

  @Test func otherFilesAreRefused() throws {
    let folder = try TemporaryFolder()
    for (text, problem) in [("", "is empty"), ("hello", "is no transfer function")] {
      let path = try folder.write("a.edi", text)
      expectUserError("a.edi", problem, "EDI, EMTF XML, EMTF Z-file, J") {
        _ = try TransferFunctionFile.read(path)
      }
    }
  }
}

@Suite struct SexagesimalTests {
  @Test(arguments: [
    (52.5, "52:30:00.00000"), (-13.25, "-13:15:00.00000"), (-0.5, "-0:30:00.00000"),
    (59.999999999999, "60:00:00.00000"), (0, "0:00:00.00000"),
  ])
  func text(degrees: Double, text: String) throws {
    #expect(Sexagesimal.text(degrees) == text)
    let read = try #require(Sexagesimal.degrees(text))
    #expect(abs(read - degrees) < 2e-9)
  }

  @Test("a minus anywhere, and decimal degrees")
  func dialects() {
    #expect(Sexagesimal.degrees("13:15:-36") == -13.26)
    #expect(Sexagesimal.degrees("+08:01:51.55").map { abs($0 - 8.030986111) < 1e-9 } == true)
    #expect(Sexagesimal.degrees("-34.5") == -34.5)
    #expect(Sexagesimal.degrees("1e-2") == 0.01)
    #expect(Sexagesimal.degrees("north") == nil && Sexagesimal.degrees("1:2:3:4") == nil)
  }
}

/// Four frequencies, full impedance and tipper.
func synthetic() -> TransferFunction {
  let points = [32.0, 8, 2.0 / 3, 0.1234567891].enumerated().map { level, frequency in
    let values: [[Complex<Double>]] = (0..<3).map { o in
      (0..<2).map { i in
        let real = Double(3 * o + i) / 7 - 1
        return Complex(real, frequency * (Double(i) - 0.3))
      }
    }
    let variances: [[Double]] = (0..<3).map { o in
      (0..<2).map { i in Double(o + 2 * i + 1) / 3e5 }
    }
    return TransferFunction.Point(
      frequency: frequency, level: level,
      estimate: Estimate(readValues: values, variances: variances, inputCount: 2))
  }
  return TransferFunction(
    origin: .init(output: "S1", input: "S1", remote: "R9"), outputs: [.ex, .ey, .hz],
    inputs: [.hx, .hy], rate: SamplingRate(samples: 1, seconds: 32),
    location: Location(latitude: -34.91348, longitude: 138.57898, elevation: 24.25), points: points)
}
