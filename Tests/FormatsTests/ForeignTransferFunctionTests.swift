import ComplexModule
import Foundation
import Model
import Testing

@testable import Formats

@Suite struct ForeignTransferFunctionTests {
  @Test(
    "EMTF XML, J and resistics agree with the EDI of the same function", .needsFixtures,
    arguments: ["tf/SYN01.xml", "resistics06_tf/128_impedance_tipper"])
  func agree(name: String) throws {
    let file = try TransferFunctionFile.read(try Fixtures.path("formats/" + name))
    let edi = try TransferFunctionFile.read(try Fixtures.path("formats/tf/SYN01.edi"))
    try #require(file.points.count == edi.points.count)
    for (a, b) in zip(file.points, edi.points) {
      for (output, input) in [(Channel.ex, Channel.hy), (.ey, .hx), (.hz, .hy)] {
        let p = try #require(file.element(output, input))
        let q = try #require(edi.element(output, input))
        let (za, zb) = (a.estimate.values[p.output][p.input], b.estimate.values[q.output][q.input])
        // Seven digits, or eight decimals.
        #expect((za - zb).length < 1e-6 * zb.length)
        let (va, vb) = (
          a.estimate.variances[p.output][p.input], b.estimate.variances[q.output][q.input]
        )
        #expect(abs(va - vb) < 2e-6 * vb + 1e-8)
      }
    }
  }

  @Test("the smallest XML that mt_metadata reads", .needsFixtures)
  func minimalXML() throws {
    let function = try TransferFunctionFile.read(try Fixtures.path("formats/tf/minimal.xml"))
    #expect(function.outputs == [.ex, .ey] && function.points.map(\.period) == [1, 10])
    #expect(function.origin.output == "S1")
    #expect(function.location == Location(latitude: 52.5, longitude: -13.25, elevation: 123.4))
    #expect(function.points[0].estimate.values[0] == [Complex(0.1, 0.2), Complex(1, 3)])
    #expect(function.points[0].estimate.variances[1] == [0.04, 0.01])
    #expect(!ZFile.canHold(function))
  }

  @Test("a J file in field units", .needsFixtures)
  func handMadeJ() throws {
    let function = try TransferFunctionFile.read(try Fixtures.path("formats/tf/hand.j"))
    #expect(function.origin.output == "S1" && function.outputs == [.ex, .ey, .hz])
    #expect(function.location == Location(latitude: 52.5, longitude: -13.25, elevation: 123.4))
    #expect(function.points[0].estimate.values[0][1] == Complex(1, 3))
    #expect(abs(function.points[0].estimate.variances[0][1] - 0.04) < 1e-15)
  }

  @Test("BIRRP's S.I. units are converted, and its gaps are gaps", .needsFixtures)
  func birrp() throws {
    let path = try Fixtures.path("formats/real_samples/tf_jfile.j")
    let function = try TransferFunctionFile.read(path)
    #expect(function.origin.output == "BP05" && function.points.count == 12)
    let last = try #require(function.points.last { abs($0.period - 1.333333) < 1e-9 })
    let expected = Complex(8.260304, 9.270211).multiplied(by: 1e4 / (4 * Double.pi))
    #expect((last.estimate.values[0][0] - expected).length < 1e-12 * expected.length)
    #expect(function.location == nil)
  }

  @Test("other programs' Z-files keep their directions")
  func directions() throws {
    let folder = try TemporaryFolder()
    let text = goodZFile.replacingOccurrences(of: " 1   0.00", with: " 1  30.00")
      .replacingOccurrences(of: " 2  90.00", with: " 2 120.00")
    let function = try TransferFunctionFile.read(try folder.write("a.zrr", text))
    #expect(function.azimuths == Azimuths(inputs: [.hx: 30, .hy: 120]))
    #expect(function.axes == nil)
    // By hand: Z·A with A of H at 30° and 120°, for rows of Ex (1+2i, 3+4i).
    let turned = try function.turned(to: 0)
    let (c, s) = (Double(3).squareRoot() / 2, 0.5)
    let row = turned.points[0].estimate.values[0]
    #expect((row[0] - Complex(1 * c - 3 * s, 2 * c - 4 * s)).length < 1e-14)
    #expect((row[1] - Complex(1 * s + 3 * c, 2 * s + 4 * c)).length < 1e-14)
  }
}

@Suite struct EMTFXMLErrorTests {
  private let good = """
    <?xml version="1.0"?>
    <!-- by hand -->
    <EM_TF><Site><Id>A &amp; B</Id></Site>
    <ProcessingInfo><SignConvention>exp(+ i\\omega t)</SignConvention></ProcessingInfo>
    <Data><Period value="2" units="secs"><Z units="[mV/km]/[nT]">
    <value name="Zxy">1 2</value><value name="Zyx" output="Ey" input="Hx">-3 4</value></Z>
    </Period></Data></EM_TF>
    """

  @Test func read() throws {
    let folder = try TemporaryFolder()
    let function = try TransferFunctionFile.read(try folder.write("a.xml", good))
    #expect(function.origin.output == "A & B")
    let values = function.points[0].estimate.values
    #expect(values[0][1] == Complex(1, 2) && values[1][0] == Complex(-3, 4))
    #expect(!values[0][0].isFinite && function.points[0].frequency == 0.5)
    #expect(function.rate.hertz == 1)
  }

  @Test("the other sign convention is the complex conjugate")
  func sign() throws {
    let folder = try TemporaryFolder()
    let text = good.replacingOccurrences(of: "exp(+ i", with: "exp(- i")
    let function = try TransferFunctionFile.read(try folder.write("a.xml", text))
    #expect(function.points[0].estimate.values[0][1] == Complex(1, -2))
  }

  @Test("V/m per tesla is a thousand times less")
  func units() throws {
    let folder = try TemporaryFolder()
    let text = good.replacingOccurrences(of: "[mV/km]/[nT]", with: "[V/m]/[T]")
    let function = try TransferFunctionFile.read(try folder.write("a.xml", text))
    #expect((function.points[0].estimate.values[0][1] - Complex(0.001, 0.002)).length < 1e-18)
  }

  @Test(arguments: [
    ("</Data>", "", "line 7: has </EM_TF> where </Data> must be"),
    ("</EM_TF>", "", "ends within <EM_TF>"),
    ("<Z units", "<Z units=1", "attribute's value without quotes"),
    ("1 2<", "1 two<", "is no number: 1 two"),
    ("value=\"2\"", "value=\"0\"", "has no value above 0"),
    ("\"secs\"", "\"hertz\"", "is in hertz"),
    ("[mV/km]/[nT]", "furlong", "is in furlong"),
    ("<!-- by hand -->", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "declares its own grammar"),
    ("Period", "Frequency", "holds no Period"),
    ("<value name=\"Zxy\">", "<value name=\"Zxy>", "has an attribute without a value"),
  ])
  func damaged(old: String, new: String, problem: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.xml", good.replacingOccurrences(of: old, with: new))
    expectUserError("a.xml", problem) { _ = try TransferFunctionFile.read(path) }
  }

  @Test("nesting without end is refused")
  func deep() throws {
    let folder = try TemporaryFolder()
    let text = "<EM_TF>" + String(repeating: "<a>", count: 100_000)
    let path = try folder.write("a.xml", text)
    expectUserError("elements too deep in others") { _ = try TransferFunctionFile.read(path) }
  }
}
