import Foundation
import Testing

@testable import skindepth

@Suite("The name of an EDI file")
struct EarlierProductsTests {
  private let sites: Set<String> = ["A", "A_remote-x", "R", "B"]

  @Test(
    "is that of a run of the site",
    arguments: [
      "A_single.edi", "A_single_128Hz.edi", "A_remote-R.edi", "A_input-B.edi",
      "A_input-B_remote-R_0.5Hz.edi", "A_remote-B_32.0s.edi",
    ])
  func ours(file: String) {
    #expect(ProductName(file, of: "A", endings: [".edi"])?.isOfRun(between: sites) == true)
  }

  @Test(
    "is the user's own, or another site's",
    arguments: [
      "A_single_old.edi", "A_single copy.edi", "A_remote-Q.edi", "A_remote-x_single.edi",
      "A_input-.edi", "A_.edi", "A.edi", "AB_single.edi", "A_single.edi.bak", "A_notes.edi",
    ])
  func others(file: String) {
    #expect(ProductName(file, of: "A", endings: [".edi"])?.isOfRun(between: sites) != true)
  }
}
