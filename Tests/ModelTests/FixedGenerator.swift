/// The same numbers in every run.
struct FixedGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64 = 1) {
    state = seed
  }

  mutating func next() -> UInt64 {
    // The linear congruential generator of Knuth's MMIX, whose low bits are poor: two halves of high ones.
    func half() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 32
    }
    let high = half()
    return high << 32 | half()
  }
}
