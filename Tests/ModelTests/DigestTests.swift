import Model
import Testing

@Suite struct DigestTests {
  @Test func `a digest does not change from version to version`() {
    #expect("\(Digest(of: Array("skindepth".utf8)))" == "15b54d472e7225c7ec0195b969e2d0b4")
    #expect(Digest(of: []) == Digest(of: []))
    #expect(Digest(of: []) != Digest(of: [0]))
  }

  @Test func `every single bit counts`() {
    let content = [UInt8](repeating: 0, count: 40)
    var seen: Set<Digest> = [Digest(of: content)]
    for bit in 0..<content.count * 8 {
      var changed = content
      changed[bit / 8] ^= 1 << (bit % 8)
      #expect(seen.insert(Digest(of: changed)).inserted)
    }
  }

  @Test func `the order of values counts`() {
    let values: [Double] = [1, 2, 3]
    var forward = DigestBuilder()
    var backward = DigestBuilder()
    forward.add(values.span)
    for value in values.reversed() { backward.add(value.bitPattern) }
    #expect(forward.digest != backward.digest)
  }

  @Test func `signs of zero differ and a NaN equals itself`() {
    func digest(_ value: Float) -> Digest {
      var builder = DigestBuilder()
      builder.add([value].span)
      return builder.digest
    }
    #expect(digest(0) != digest(-0.0))
    #expect(digest(.nan) == digest(.nan))
  }
}
