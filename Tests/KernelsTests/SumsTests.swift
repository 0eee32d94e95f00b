import Kernels
import TestSupport
import Testing

@Suite("Sums and medians")
struct SumsTests {
  @Test(
    "a dot product is the sum of products to rounding",
    arguments: [0, 1, 7, 8, 9, 1023, 1024, 1025, 5000])
  func dot(count: Int) {
    var draws = Draws("dot")
    let (a, b) = (draws.normals(count), draws.normals(count))
    let naive = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(dotProduct(a.span, b.span) - naive) <= 1e-14 * Double(count))
  }

  @Test("a dot product has the same bits wherever its numbers lie in memory")
  func alignment() {
    var draws = Draws("alignment")
    let (a, b) = (draws.normals(3001), draws.normals(3001))
    let expected = dotProduct(a.span, b.span)
    for offset in 1...9 {
      let (x, y) = ([Double](repeating: 9, count: offset) + a, [9.0] + b)
      let moved = dotProduct(
        x.span.extracting(offset..<offset + 3001), y.span.extracting(1..<3002))
      #expect(moved == expected, "\(offset)")
    }
  }

  @Test("a product is added to every element")
  func add() {
    let x = [1.0, -2, 3, 0.5, 8]
    var y = [10.0, 20, 30, 40, 50]
    var span = y.mutableSpan
    addProduct(-2, x.span, to: &span)
    #expect(y == [8, 24, 24, 39, 34])
    span = y.mutableSpan
    addProduct(1, x.span.extracting(0..<2), to: &span, at: 3)
    #expect(y == [8, 24, 24, 40, 32])
  }

  @Test("the median is the middle of the sorted numbers")
  func medians() {
    var draws = Draws("medians")
    for count in 1...40 {
      for round in 0..<5 {
        // Few different values make many ties.
        let values = draws.normals(count).map { round < 2 ? ($0 * 2).rounded() : $0 }
        let sorted = values.sorted()
        let middle = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
        #expect(median(values) == middle)
      }
    }
    #expect(median([]) == 0)
  }
}
