/// Cross-powers `Σ_k c_k A_k B_k*` of the channels of one window over bands of harmonics.
///
/// In bands with a center the weights follow the slope of the power in the window, see `PowerSlope`; they are
/// the same for all products.
///
/// Spectra are first gathered by band into separate runs of real and imaginary parts, padded with zeros
/// to whole vectors; every pair of channels is then two short dot products. One object serves one thread;
/// after it is made nothing is allocated.
@safe package final class BandCrossPowers {
  private let bands: [HarmonicBand]
  private let slotCount: Int
  /// Values of one part of one band's harmonics, a multiple of four.
  private let lengths: [Int]
  /// Where a band's gathered values begin.
  private let offsets: [Int]
  private let gathered: UnsafeMutablePointer<Double>
  /// Those of the present window, once they are fitted to it.
  private var paddedWeights: [[Double]]
  /// Of bands with a center.
  private let slopes: [PowerSlope?]
  /// The power of each harmonic of a band, channel after channel.
  private var powers: [Double]

  /// Prepares for windows with `slotCount` channels.
  package init(bands: [HarmonicBand], slotCount: Int) {
    self.bands = bands
    self.slotCount = slotCount
    lengths = bands.map { ($0.weights.count + 3) / 4 * 4 }
    var offset = 0
    var offsets: [Int] = []
    for length in lengths {
      offsets.append(offset)
      offset += 2 * slotCount * length
    }
    self.offsets = offsets
    paddedWeights = zip(bands, lengths).map { band, length in
      band.weights + [Double](repeating: 0, count: length - band.weights.count)
    }
    slopes = bands.map { PowerSlope($0) }
    powers = [Double](
      repeating: 0, count: slotCount * (bands.map(\.weights.count).max() ?? 0))
    unsafe gathered = .allocate(capacity: max(offset, 1))
    unsafe gathered.initialize(repeating: 0, count: max(offset, 1))
  }

  deinit {
    unsafe gathered.deallocate()
  }

  /// Takes the spectrum of one channel of the present window: real and imaginary parts in turn.
  package func gather(_ spectrum: Span<Double>, slot: Int) {
    precondition(slot >= 0 && slot < slotCount, "no such slot")
    for band in bands.indices {
      let first = bands[band].first
      let count = bands[band].weights.count
      precondition(2 * (first + count) <= spectrum.count, "a band outside of the spectrum")
      let real = unsafe gathered + offsets[band] + 2 * slot * lengths[band]
      let imaginary = unsafe real + lengths[band]
      for k in 0..<count {
        unsafe real[k] = spectrum[2 * (first + k)]
        unsafe imaginary[k] = spectrum[2 * (first + k) + 1]
      }
    }
  }

  /// Writes the Hermitian matrices of the gathered channels `slots` for window `window`.
  ///
  /// - Parameters:
  ///   - followed: The gathered channels whose power the weights follow in bands with a center.
  ///   - slots: Which gathered channels, in the order of the matrices' rows.
  ///   - window: The column of `planes` to fill.
  ///   - others: How many planes each band has behind those of the matrix, for others to fill.
  ///   - planes: `[band, plane, window]`, planes row by row of the upper triangle: real part, and off the
  ///     diagonal the imaginary part after it.
  package func write(
    slots: [Int], following followed: [Int], window: Int, of windowCount: Int, others: Int = 0,
    to planes: inout MutableSpan<Double>
  ) {
    let planeCount = slots.count * slots.count + others
    precondition(planes.count == bands.count * planeCount * windowCount, "shape")
    precondition(window >= 0 && window < windowCount, "no such window")
    for band in bands.indices {
      fit(band, to: followed)
      var place = band * planeCount * windowCount + window
      for a in slots.indices {
        for b in a..<slots.count {
          let (real, imaginary) = product(slots[a], slots[b], band)
          planes[place] = real
          place += windowCount
          guard a != b else { continue }
          planes[place] = imaginary
          place += windowCount
        }
      }
    }
  }

  /// The weights that a band had in the last window that was written.
  package func weights(ofBand band: Int) -> ArraySlice<Double> {
    paddedWeights[band].prefix(bands[band].weights.count)
  }

  /// Fits the weights of a band to the power of these channels in the present window.
  private func fit(_ band: Int, to followed: [Int]) {
    guard let slope = slopes[band] else { return }
    let (count, length) = (bands[band].weights.count, lengths[band])
    for (channel, slot) in followed.enumerated() {
      let real = unsafe gathered + offsets[band] + 2 * slot * length
      let imaginary = unsafe real + length
      let place = channel * count
      for k in 0..<count {
        unsafe powers[place + k] = real[k] * real[k] + imaginary[k] * imaginary[k]
      }
    }
    slope.fit(&paddedWeights[band], to: powers, channelCount: followed.count)
  }

  private func product(_ a: Int, _ b: Int, _ band: Int) -> (Double, Double) {
    let length = lengths[band]
    let base = unsafe gathered + offsets[band]
    let (ar, br) = unsafe (base + 2 * a * length, base + 2 * b * length)
    let (ai, bi) = unsafe (ar + length, br + length)
    var (real, imaginary) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    unsafe paddedWeights[band].withUnsafeBufferPointer { weights in
      guard let c = weights.baseAddress else { return }
      for k in stride(from: 0, to: length, by: 4) {
        let weight = unsafe UnsafePointer(c).four(at: k)
        let (x, y) = unsafe (
          weight * UnsafePointer(ar).four(at: k), weight * UnsafePointer(ai).four(at: k)
        )
        let (u, v) = unsafe (UnsafePointer(br).four(at: k), UnsafePointer(bi).four(at: k))
        real += x * u + y * v
        imaginary += y * u - x * v
      }
    }
    return (real.sum(), imaginary.sum())
  }
}

extension UnsafePointer<Double> {
  /// Four consecutive values from `index`; no alignment is asked for.
  @inline(__always)
  func four(at index: Int) -> SIMD4<Double> {
    unsafe UnsafeRawPointer(self + index).loadUnaligned(as: SIMD4<Double>.self)
  }
}
