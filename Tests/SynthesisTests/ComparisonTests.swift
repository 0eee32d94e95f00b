import ComplexModule
import Foundation
import Kernels
import Model
import RealModule
import Synthesis
import Testing

@Suite struct ComparisonTests {
  private let truth = Truth(
    Sample.survey([SiteDescription("a", duration: 600, response: Sample.ground)]))

  private func exact(_ frequencies: [Double] = [4, 1, 0.25, 0.05]) throws -> TransferFunction {
    try #require(truth.transferFunction(site: "a", frequencies: frequencies))
  }

  private func changed(
    by factor: Complex<Double>, variance: Double = 0
  ) throws -> TransferFunction {
    var function = try exact()
    for index in function.points.indices {
      let estimate = function.points[index].estimate
      function.points[index].estimate.values = estimate.values.map { $0.map { $0 * factor } }
      function.points[index].estimate.variances = estimate.values.map { row in
        row.map { variance * $0.lengthSquared }
      }
      function.points[index].estimate.windowCount = 12
    }
    return function
  }

  @Test("truth compared with itself has no error")
  func truthComparedWithItselfHasNoError() throws {
    let comparison = Comparison(try exact(), to: truth.reference(site: "a"))
    #expect(comparison.rows.count == 4 * 6)
    for row in comparison.rows {
      #expect(row.modulusError == 0 && row.resistivityError == 0)
      #expect(abs(row.phaseError) < 1e-12)
      #expect(row.partsWithinTwoErrors == 2)
    }
    #expect(comparison.selecting([.xy, .yx]).summary.bias == 0)
  }

  @Test("one percent of Z is 2.01 percent of the resistivity")
  func onePercentOfImpedance() throws {
    let comparison = Comparison(try changed(by: Complex(1.01)), to: truth.reference(site: "a"))
    for row in comparison.rows {
      #expect(abs(row.modulusError - 1) < 1e-10)
      #expect(abs(row.resistivityError - 2.01) < 1e-10)
      #expect(abs(row.phaseError) < 1e-10)
    }
    let summary = comparison.summary
    #expect(abs(summary.bias - 2.01) < 1e-10 && abs(summary.resistivityError90 - 2.01) < 1e-10)
  }

  @Test("a turn is the error of the phase, across ±180 too", arguments: [1, -1, 179, -179])
  func phaseErrorAcrossTheWrap(degrees: Double) throws {
    let turn = Complex(length: 1, phase: degrees * .pi / 180)
    let comparison = Comparison(try changed(by: turn), to: truth.reference(site: "a"))
    for row in comparison.rows { #expect(abs(row.phaseError - degrees) < 1e-9) }
    #expect(abs(comparison.summary.phaseError - abs(degrees)) < 1e-9)
  }

  @Test("residuals are in standard errors")
  func residualsAreInStandardErrors() throws {
    let comparison = Comparison(
      try changed(by: Complex(1.01), variance: 0.005 * 0.005), to: truth.reference(site: "a"))
    for row in comparison.rows { #expect(abs(row.normalizedResidual - 2) < 1e-9) }
  }

  @Test("errors that are right cover truth in 95 percent")
  func coverageOfRightErrors() {
    let random = RandomNumbers(seed: 2, label: "errors")
    let rows = (0..<5000).map { index in
      Comparison.Row(
        output: .ex, input: .hy, frequency: 1,
        value: Complex(3, 4) + random.complexNormal(index).multiplied(by: 0.1),
        reference: Complex(3, 4), variance: 0.01, windowCount: 1)
    }
    #expect(abs(Comparison(rows: rows).summary.withinTwoErrors - 0.9545) < 0.01)
  }

  @Test("periods and elements are selected")
  func periodsAndElementsAreSelected() throws {
    let comparison = Comparison(try exact(), to: truth.reference(site: "a"))
    let few = comparison.selecting([.xy], periods: 0.5...5)
    #expect(few.rows.map(\.frequency) == [1, 0.25])
    #expect(Comparison(rows: []).summary.bias.isNaN)
  }

  @Test("interpolation is exact for a half-space and ends with the data")
  func interpolationIsExactForAHalfSpace() throws {
    let half = Truth(
      Sample.survey([SiteDescription("a", duration: 60, response: Response(.uniform(100)))]))
    let coarse = try #require(half.transferFunction(site: "a", frequencies: [8, 0.3, 0.02]))
    let fine = try #require(
      half.transferFunction(site: "a", frequencies: [9, 8, 2, 0.1, 0.02, 0.01]))
    let comparison = Comparison(fine, to: coarse.interpolated).selecting([.xy, .yx])
    #expect(Set(comparison.rows.map(\.frequency)) == [8, 2, 0.1, 0.02])
    #expect(comparison.rows.allSatisfy { abs($0.resistivityError) < 1e-10 })
  }

  @Test("the table has a line for each row and the summary")
  func tableLines() throws {
    let table = Comparison(
      try changed(by: Complex(1.01), variance: 1e-4), to: truth.reference(site: "a")
    )
    .selecting([.xy, .yx]).table
    let lines = table.split(separator: "\n")
    #expect(lines.count == 1 + 8 + 7)
    #expect(lines[1].hasPrefix("   0.2500   ExHy       1.00     2.01     0.00      1.00       12"))
    #expect(lines[10].contains("2.01"))
    #expect(!table.contains("nan"))
  }

  @Test("truth survives its file")
  func truthSurvivesItsFile() throws {
    let rich = Truth(
      Sample.survey([
        SiteDescription(
          "a", location: Location(latitude: -33.5, longitude: 151.2, elevation: 12), start: 0.15,
          duration: 600, response: Sample.ground, noise: .outliers, gaps: .random(2)),
        SiteDescription(
          "remote", duration: 600, channels: [.hx, .hy],
          response: Response(
            .constant(xx: Complex(1, 2), xy: Complex(3, 4), yx: Complex(-5, -6), yy: Complex(0, 1)),
            tipper: .constant(x: Complex(0.1, 0), y: .zero)), noise: .quiet,
          gaps: .listed([.init(start: 5, length: 4)])),
      ]))
    let json = try rich.json()
    let again = try Truth(json: json, path: "truth.json")
    #expect(again == rich)
    #expect(try again.json() == json)
    #expect(again.values(site: "a", at: 0.123) == Sample.ground.values(at: 0.123))
    #expect(again.values(site: "nowhere", at: 1) == nil)
    #expect(throws: UserError.self) { try Truth(json: Data("{}".utf8), path: "truth.json") }
  }
}
