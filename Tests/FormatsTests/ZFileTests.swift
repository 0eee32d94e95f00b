import ComplexModule
import Formats
import Foundation
import Model
import Testing

@Suite struct ZFileTests {
  @Test("EMTF's result for its test data", .needsFixtures)
  func emtf() throws {
    let function = try TransferFunctionFile.read(try Fixtures.path("emtf/test1.zss"))
    #expect(function.points.count == 25)
    #expect(function.outputs == [.hz, .ex, .ey] && function.inputs == [.hx, .hy])
    #expect(function.rate == SamplingRate(samples: 1, seconds: 1))
    #expect(function.origin.output == "test1")
    #expect(Set(function.points.map(\.level)) == [0, 1, 2, 3])
    let first = function.points[0]
    #expect(abs(first.period - 4.65455) < 1e-12)
    let values = first.estimate.values
    #expect(values[0] == [Complex(0.2472, 0.0002896), Complex(0.0000197, 0.2493)])
    #expect(values[1] == [Complex(-0.0113, -0.04071), Complex(-7.215, -7.242)])
    #expect(values[2] == [Complex(7.239, 7.265), Complex(-0.03265, -0.0138)])
    #expect(first.estimate.windowCount == 2489)
    // Residual power times inverse signal power.
    let variance = first.estimate.variances[1][1]
    #expect(abs(variance - 3.087e4 * 3.691e-8) < 1e-12 * variance)
    #expect(first.estimate.inverseSignalPower[0][1] == Complex(-0.3066e-9, -0.4112e-9))
    #expect(first.estimate.residualCovariance[2][1] == Complex(284.3, -697.8))
    // Half-space of 100 Ωm: EMTF finds 94 to 106 up to 409 s.
    for point in function.points where point.period < 409 {
      let rho = apparentResistivity(point.estimate.values[1][1], period: point.period)
      #expect((94...106).contains(rho))
    }
  }

  @Test(
    "Z-files of another program agree with its EDI", .needsFixtures,
    arguments: ["zss", "zrr", "zmm"])
  func agreesWithEDI(ending: String) throws {
    let file = try TransferFunctionFile.read(try Fixtures.path("formats/tf/SYN01.\(ending)"))
    let edi = try TransferFunctionFile.read(try Fixtures.path("formats/tf/SYN01.edi"))
    #expect(file.origin.output == "SYN01" && edi.origin.output == "SYN01")
    // Periods have five decimals.
    for (a, b) in zip(file.points, edi.points) {
      for (output, input) in [(Channel.ex, Channel.hy), (.ey, .hx), (.hz, .hy)] {
        let (p, q) = (
          try #require(file.element(output, input)), try #require(edi.element(output, input))
        )
        let (za, zb) = (a.estimate.values[p.output][p.input], b.estimate.values[q.output][q.input])
        #expect((za - zb).length < 1e-4 * zb.length)
        let (va, vb) = (
          a.estimate.variances[p.output][p.input], b.estimate.variances[q.output][q.input]
        )
        #expect(abs(va - vb) < 2e-4 * vb)
      }
    }
  }

  @Test("tipper alone", .needsFixtures)
  func tipperAlone() throws {
    let path = try Fixtures.path("formats/real_samples/tf_zss_tipper.zss")
    let function = try TransferFunctionFile.read(path)
    #expect(function.outputs == [.hz] && function.points.count == 44)
    #expect(function.rate == SamplingRate(samples: 256, seconds: 1))
    let place = try #require(function.location)
    #expect(abs(place.longitude - (249.56 - 360)) < 1e-9)
  }

  @Test("a file of our own")
  func synthesised() throws {
    let folder = try TemporaryFolder()
    let function = try TransferFunctionFile.read(try folder.write("a.zrr", goodZFile))
    #expect(function.outputs == [.ex, .ey])
    #expect(function.points[0].estimate.values[1] == [Complex(5, 6), Complex(7, 8)])
    #expect(function.points[0].estimate.variances == [[0.5, 1], [0.75, 1.5]])
    #expect(function.origin.output == "AB1")
  }

  @Test(arguments: [
    (" 1   0.00", " 1   nan", "line 8: is no line `number azimuth", "copy"),
    ("frequencies 1", "frequencies 2", "has 1 periods where its header says 2", "copy"),
    ("Hy\n", "Hz\n", "does not begin with Hx and Hy", "copy"),
    ("channels 4", "channels 400", "says 400 channels", "copy"),
    ("channels 4", "channels x", "line 6: has no number after `number of channels`", "copy"),
    (" 5 6 7 8", " 5 6 7", "line 17: does not have 4 numbers: 5 6 7", "copy"),
    (" 5 6 7 8", " 5 6 7 nan", "line 17: does not have 4 numbers", "copy"),
    ("period : 2.0", "period : -2.0", "line 13: has a period that is not above 0", "copy"),
    ("freq. 8 Hz", "freq. 0 Hz", "line 14: has no sampling frequency", "copy"),
    ("Residual Covariance\n 1.0 0", "Residual Covariance\n -1.0 0", "negative variance", "copy"),
    ("Residual Covariance", "", "ends before a line with `residual covariance`", "copy"),
  ])
  func damaged(old: String, new: String, problem: String, remedy: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.zrr", goodZFile.replacingOccurrences(of: old, with: new))
    expectUserError("a.zrr", problem, remedy) { _ = try TransferFunctionFile.read(path) }
  }

  @Test("no cut of a file crashes")
  func truncated() throws {
    let folder = try TemporaryFolder()
    let bytes = Array(goodZFile.utf8)
    for count in stride(from: 0, to: bytes.count - 4, by: 7) {
      let path = try folder.write("a.zrr", Array(bytes[..<count]))
      expectUserError("a.zrr") { _ = try TransferFunctionFile.read(path) }
    }
  }
}

let goodZFile = """
  TRANSFER FUNCTIONS IN MEASUREMENT COORDINATES
  ********* WITH FULL ERROR COVARIANCE ********
  robust
  AB1
  coordinate    52.500   -13.250 declination     0.00
  number of channels 4  number of frequencies 1
   orientations and tilts of each channel
   1   0.00     0.00 AB1  Hx
   2  90.00     0.00 AB1  Hy
   3   0.00     0.00 AB1  Ex
   4  90.00     0.00 AB1  Ey

  period : 2.0  decimation level 1  freq. band from 25 to 30
  number of data point 77 sampling freq. 8 Hz
   Transfer Functions
   1 2 3 4
   5 6 7 8
   Inverse Coherent Signal Power Matrix
   0.5 0
   0.1 0.2 1.0 0
   Residual Covariance
   1.0 0
   0.1 0.1 1.5 0

  """
