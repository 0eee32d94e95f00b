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
}
