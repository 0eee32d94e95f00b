extension CrossPowers {
  /// The cross-powers of channels that are sums of these, `M C Mᵀ`, in the same layout.
  ///
  /// - Parameters:
  ///   - values: `[plane, window]` of so many channels and windows.
  ///   - matrix: `[new][old]`, as many of both.
  package static func mixed(
    _ values: [Double], by matrix: [[Double]], windowCount: Int
  ) -> [Double] {
    let n = matrix.count
    let old = CrossPowers(channelCount: n, windowCount: windowCount, values: values)
    var new = CrossPowers(channelCount: n, windowCount: windowCount)
    for a in 0..<n {
      let left = matrix[a].indices.filter { matrix[a][$0] != 0 }
      for b in a..<n {
        let right = matrix[b].indices.filter { matrix[b][$0] != 0 }
        let plane = plane(a, b, channelCount: n)
        for window in 0..<windowCount {
          var (real, imaginary) = (0.0, 0.0)
          for i in left {
            for j in right {
              let factor = matrix[a][i] * matrix[b][j]
              let element = old.element(i, j, window: window)
              real += factor * element.real
              imaginary += factor * element.imaginary
            }
          }
          new.values[plane * windowCount + window] = real
          if b > a { new.values[(plane + 1) * windowCount + window] = imaginary }
        }
      }
    }
    return new.values
  }
}
