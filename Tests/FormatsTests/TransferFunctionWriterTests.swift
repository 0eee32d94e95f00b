import ComplexModule
import Foundation
import Model
import Testing

@testable import Formats

/// What every writer of transfer functions keeps.
@Suite struct TransferFunctionWriterTests {
  private static let keys = TransferFunctionWriters.all.map { $0.key }

  private func writer(_ key: String) throws -> any TransferFunctionWriter.Type {
    try #require(TransferFunctionWriters.writer(key))
  }

  private func readBack(
    _ function: TransferFunction, _ writer: any TransferFunctionWriter.Type, digits: Int = 17
  ) throws -> TransferFunction {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.\(writer.ending(for: function))"
    try writer.write(function, to: path, FileNote(provenance: ["a = 1"], digits: digits))
    return try TransferFunctionFile.read(path)
  }

  @Test("every writer has its reader, its word and its endings", arguments: keys)
  func registries(key: String) throws {
    let writer = try writer(key)
    #expect(TransferFunctionFile.formats.contains { $0.name == writer.name })
    let ending = writer.ending(for: complete())
    #expect(writer.endings.contains(ending))
    #expect(TransferFunctionWriters.writer(forFile: "A.\(ending.uppercased())")?.key == key)
  }

  @Test(
    "values come back as the same doubles, periods to one unit in the last place", arguments: keys)
  func sameValues(key: String) throws {
    let written = complete()
    let read = try readBack(written, writer(key))
    #expect(read.origin == written.origin && read.rate == written.rate)
    try #require(read.points.count == written.points.count)
    for (a, b) in zip(read.points, written.points) {
      #expect(abs(a.frequency - b.frequency) <= b.frequency.ulp)
      for output in written.outputs {
        for input in written.inputs {
          let p = try #require(read.element(output, input))
          let q = try #require(written.element(output, input))
          let (left, right) = (
            a.estimate.values[p.output][p.input], b.estimate.values[q.output][q.input]
          )
          #expect(left == right, "\(output)\(input)")
          let variance = b.estimate.variances[q.output][q.input]
          // A square root and a square, or a product, cost some units in the last place.
          #expect(
            abs(a.estimate.variances[p.output][p.input] - variance) <= 4 * variance.ulp,
            "\(output)\(input)")
        }
      }
    }
  }

  @Test("the location comes back where the format has one", arguments: keys)
  func location(key: String) throws {
    let read = try readBack(complete(), writer(key))
    guard key != "resistics" else { return #expect(read.location == nil) }
    let (place, expected) = (try #require(read.location), try #require(complete().location))
    // EDI's degrees, minutes and seconds end at a hundred-thousandth of a second.
    #expect(abs(place.latitude - expected.latitude) < 2e-9)
    #expect(abs(place.longitude - expected.longitude) < 2e-9)
    #expect(place.elevation == expected.elevation)
  }

  @Test("a location that is not known stays so", arguments: keys)
  func noLocation(key: String) throws {
    var function = complete()
    function.location = nil
    #expect(try readBack(function, writer(key)).location == nil)
  }

  @Test("other programs find the place in J files before words that resemble its keys")
  func placeFirst() {
    let lines = JFile.text(
      of: complete(), FileNote(provenance: ["interpolation = smooth", "elevator = on"], digits: 9)
    ).split(separator: "\n")
    for key in ["lat", "lon", "elev"] {
      let first = lines.first { $0.lowercased().contains(key) }
      #expect(first?.hasPrefix(">") == true, "\(key)")
    }
  }

  @Test("a block of a J file without a period is none, the others are read")
  func emptyBlock() throws {
    let folder = try TemporaryFolder()
    var lines = JFile.text(of: complete(), FileNote(provenance: [], digits: 9))
      .split(separator: "\n").map(String.init)
    let head = try #require(lines.firstIndex { $0.hasPrefix("ZXX") })
    let count = try #require(Int(lines[head + 1].trimmingCharacters(in: .whitespaces)))
    lines.removeSubrange(head + 2..<head + 2 + count)
    lines[head + 1] = "0"
    try folder.write("a.j", lines.joined(separator: "\n"))
    let read = try TransferFunctionFile.read("\(folder.path)/a.j")
    let values = read.points[0].estimate.values
    let (empty, other) = (
      try #require(read.element(.ex, .hx)), try #require(read.element(.ex, .hy))
    )
    #expect(!values[empty.output][empty.input].isFinite)
    #expect(values[other.output][other.input].isFinite)
  }

  @Test(
    "covariances come back from XML and Z-files, those with Hz too", arguments: ["xml", "zfile"])
  func covariances(key: String) throws {
    let written = complete()
    let read = try readBack(written, writer(key))
    let order = written.outputs.map { read.outputs.firstIndex(of: $0) ?? 0 }
    for (a, b) in zip(read.points, written.points) {
      #expect(a.estimate.inverseSignalPower == b.estimate.inverseSignalPower)
      let residuals = order.map { i in order.map { a.estimate.residualCovariance[i][$0] } }
      #expect(residuals == b.estimate.residualCovariance)
    }
  }

  @Test("axes other than north and east come back", arguments: ["edi", "xml", "zfile", "j"])
  func axes(key: String) throws {
    let turned = try complete().turned(to: 30)
    let read = try readBack(turned, writer(key))
    #expect(read.axes == 30)
    #expect(read.azimuth(ofOutput: .ey) == 120 && read.azimuth(ofInput: .hx) == 30)
  }

  @Test("directions that are no axes come back", arguments: ["edi", "xml", "zfile"])
  func layout(key: String) throws {
    var function = complete()
    function.azimuths = Azimuths(outputs: [.ex: 5, .ey: 97.5], inputs: [.hy: 88])
    let read = try readBack(function, writer(key))
    #expect(read.azimuths == function.azimuths)
  }

  @Test("what cannot say the directions refuses them", arguments: ["j", "resistics"])
  func refusedLayout(key: String) throws {
    var function = complete()
    function.azimuths = Azimuths(outputs: [.ex: 5])
    let writer = try writer(key)
    #expect(writer.obstacle(function)?.contains("--rotate") == true)
    expectUserError("a.x", "--rotate", kind: .output) { try writer.write(function, to: "a.x") }
  }

  @Test("a missing value comes back as missing, never as 0", arguments: ["edi", "xml", "j"])
  func missing(key: String) throws {
    var function = complete()
    function.points[1].estimate.values[0][1] = Complex(.nan, .nan)
    function.points[1].estimate.variances[2] = [.nan, .nan]
    let read = try readBack(function, writer(key))
    let estimate = read.points[1].estimate
    let place = try #require(read.element(.ex, .hy))
    #expect(!estimate.values[place.output][place.input].isFinite)
    let tipper = try #require(read.element(.hz, .hx))
    #expect(estimate.variances[tipper.output].allSatisfy { $0.isNaN })
    #expect(estimate.values[tipper.output].allSatisfy { $0.isFinite })
  }

  @Test(
    "formats without a mark for missing values leave the frequency out",
    arguments: ["zfile", "resistics"])
  func leftOut(key: String) throws {
    var function = complete()
    function.points[1].estimate.values[0][1] = Complex(.nan, .nan)
    let writer = try writer(key)
    #expect(writer.points(function).count == function.points.count - 1)
    #expect(try readBack(function, writer).points.count == function.points.count - 1)
  }

  @Test("a Z-file needs covariances")
  func withoutCovariances() {
    expectUserError("a.zrr", "needs the covariances", kind: .output) {
      try ZFile.write(synthetic(), to: "a.zrr")
    }
  }

  @Test("covariances with Hz that are not known come back as not known")
  func withoutCross() throws {
    var function = complete()
    let none = Complex<Double>(.nan, .nan)
    for k in function.points.indices {
      for (i, j) in [(0, 2), (1, 2), (2, 0), (2, 1)] {
        function.points[k].estimate.residualCovariance[i][j] = none
      }
    }
    #expect(ZFile.lacksCross(function) && !ZFile.lacksCross(complete()))
    let residuals = try readBack(function, ZFile.self).points[0].estimate.residualCovariance
    // Hz comes first.
    #expect(!residuals[0][1].isFinite && !residuals[2][0].isFinite && residuals[1][2].isFinite)
  }

  @Test("five digits give EMTF's own columns")
  func columns() throws {
    let text = ZFile.text(of: complete(), FileNote(digits: 5))
    let rows = text.split(separator: "\n")
    let first = try #require(
      rows.firstIndex { $0.contains("Transfer Functions") && !$0.hasPrefix("T") })
    #expect(rows[first + 1].utf8.count == 48)
    let read = try readBack(complete(), ZFile.self, digits: 5)
    let (a, b) = (read.points[0].estimate.values[0][0], complete().points[0].estimate.values[2][0])
    #expect((a - b).length < 1e-4 * b.length)
  }

  @Test("no writer takes channels that it has no place for")
  func channels() {
    var function = complete()
    function.inputs = [.ex, .ey]
    for writer in TransferFunctionWriters.all where writer.key != "resistics" {
      #expect(writer.obstacle(function)?.contains("Hx and Hy only") == true)
    }
    function = complete()
    function.points = []
    for writer in TransferFunctionWriters.all { #expect(writer.obstacle(function) != nil) }
  }
}

/// As `synthetic`, with covariances from which the variances follow.
func complete() -> TransferFunction {
  var function = synthetic()
  for k in function.points.indices {
    let size = 1 + Double(k) / 3
    let power: [[Complex<Double>]] = [
      [Complex(0.02 * size), Complex(0.003, -0.001)], [Complex(0.003, 0.001), Complex(0.015)],
    ]
    let residuals: [[Complex<Double>]] = [
      [Complex(0.4), Complex(0.05, 0.02), Complex(0.001)],
      [Complex(0.05, -0.02), Complex(0.3 * size), Complex(0, 0.002)],
      [Complex(0.001), Complex(0, -0.002), Complex(0.005)],
    ]
    function.points[k].estimate.inverseSignalPower = power
    function.points[k].estimate.residualCovariance = residuals
    function.points[k].estimate.variances = (0..<3).map { o in
      (0..<2).map { residuals[o][o].real * power[$0][$0].real }
    }
  }
  return function
}
