import ComplexModule
import Foundation
import Model
import Testing

@testable import Figures

/// What axes hold, and what is told of what they do not.
@Suite struct AxisLimitTests {
  /// Points at half octaves whose apparent resistivities and relative errors are given.
  private func function(
    _ values: [(resistivity: Double, error: Double)], tipper: [Double] = []
  ) -> TransferFunction {
    var function = Sample.function()
    let first = function.points[0]
    function.points = values.enumerated().map { index, value in
      var point = first
      point.frequency = pow(2, -Double(index) / 2)
      let part = (2.5 * value.resistivity * point.frequency).squareRoot()
      point.estimate.values[0][1] = Complex(part, part)
      point.estimate.values[1][0] = Complex(-part, -part)
      if tipper.indices.contains(index) { point.estimate.values[2][0] = Complex(tipper[index], 0) }
      // An error of ρ is twice as large, relatively, as one of Z, which has two parts.
      let size = value.error * (2 * part * part).squareRoot() / 2
      point.estimate.variances = [[Double]](repeating: [size * size, size * size], count: 3)
      return point
    }
    return function
  }

  private func impedance(_ values: [(resistivity: Double, error: Double)]) throws -> Page {
    try Page(ImpedanceFigure(title: "a", curves: [FigureCurve("x", function(values))]).svg)
  }

  @Test("a curve that goes over nine decades is in sight as a whole")
  func steepCurve() throws {
    let page = try impedance((0..<28).map { (pow(10, Double($0) / 3 - 3), 0.01) })
    #expect(!page.says("outside of the axes"))
  }

  @Test("an estimate within its error bars of its neighbours is in sight, however far it lies")
  func withinItsBars() throws {
    var values = [(resistivity: Double, error: Double)](repeating: (100, 0.05), count: 9)
    values[4] = (1e6, 0.8)
    #expect(try !impedance(values).says("outside of the axes"))
    values[4] = (1e6, 0.05)
    #expect(try impedance(values).says("Values outside of the axes: 2. Triangles"))
  }

  @Test("what lies beyond an axis is marked at its edge")
  func triangles() throws {
    var values = [(resistivity: Double, error: Double)](repeating: (100, 0.05), count: 9)
    let clean = try impedance(values).count("polygon")
    values[4] = (1e9, 0.01)
    let page = try impedance(values)
    // Of the two elements a square is missing, and there are two triangles.
    #expect(page.count("polygon") == clean + 1)
    #expect(page.isSound)
  }

  @Test("tippers above 1 are in sight where their errors are small, and not where they failed")
  func tipper() throws {
    let values = [(resistivity: Double, error: Double)](repeating: (100, 0.001), count: 6)
    func page(_ tipper: [Double], _ variance: Double) throws -> Page {
      var function = function(values, tipper: tipper)
      for index in function.points.indices {
        function.points[index].estimate.variances[2] = [variance, variance]
      }
      return try Page(TipperFigure(title: "a", curves: [FigureCurve("x", function)]).svg)
    }
    #expect(try !page([0.2, 1.7, 0.3, 0.2, 0.1, 0.2], 0.001).says("outside"))
    #expect(try page([0.2, 40, 0.3, 0.2, 0.1, 0.2], 5000).says("outside of the axes: 1."))
  }

  @Test("limits that are asked for hold, and what they leave out is counted")
  func limits() throws {
    var figure = ImpedanceFigure(title: "a", curves: [FigureCurve("x", Sample.function())])
    figure.limits = AxisLimits(resistivity: 1...10, phase: 0...360, periods: 0.05...20)
    let page = try Page(figure.svg)
    // Of five periods three are shown, at 100 Ωm and with phases of 45 degrees.
    #expect(page.says("Values outside of the axes: 6."))
    #expect(page.says("Values at periods that are not shown: 8."))
    #expect(page.place(of: "2") != nil && page.place(of: "20") == nil)
  }
}
