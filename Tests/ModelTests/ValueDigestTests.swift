import Model
import Testing

@Suite struct ValueDigestTests {
  private func digest(_ parts: [[Double]]) -> Digest {
    var builder = ValueDigestBuilder()
    for part in parts { builder.add(part.span) }
    return builder.digest
  }

  private func digest(_ values: [Float]) -> Digest {
    var builder = ValueDigestBuilder()
    builder.add(values.span)
    return builder.digest
  }

  @Test func `a digest of values does not change from version to version`() {
    #expect("\(digest([(0..<23).map { Double($0) / 8 }]))" == "e26afa52e2a2c67d6da22b081cd9feff")
    #expect("\(digest((0..<23).map { Float($0) / 8 }))" == "8715110c3a12463e0e683e86d8f15969")
  }

  @Test func `every single bit counts`() {
    let content = [Double](repeating: 0, count: 11)
    var seen: Set<Digest> = [digest([content])]
    for bit in 0..<content.count * 64 {
      var changed = content
      changed[bit / 64] = Double(bitPattern: 1 << UInt64(bit % 64))
      #expect(seen.insert(digest([changed])).inserted)
    }
  }

  @Test func `the order of values counts, and how many there are`() {
    let values = (0..<13).map(Double.init)
    for (i, j) in [(0, 1), (0, 4), (3, 11), (8, 12)] {
      var changed = values
      changed.swapAt(i, j)
      #expect(digest([changed]) != digest([values]))
    }
    #expect(digest([[0]]) != digest([[]]))
    #expect(digest([0, 0, 0] as [Float]) != digest([0, 0, 0, 0] as [Float]))
  }

  @Test(arguments: 0...13)
  func `where a part ends does not count`(end: Int) {
    let values = (0..<13).map { Double($0 * $0) }
    let parts = [Array(values[..<end]), Array(values[end...])]
    #expect(digest(parts) == digest([values]))
  }

  @Test func `signs of zero differ and a NaN equals itself`() {
    #expect(digest([0] as [Float]) != digest([-0.0] as [Float]))
    #expect(digest([.nan] as [Float]) == digest([.nan] as [Float]))
  }
}
