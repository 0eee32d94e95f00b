internal import CFFTW
internal import Synchronization

/// FFTW's planner is the only part of it that may not run on two threads at once.
private let planner = Mutex(())

/// FFTW's handles; made and destroyed under `planner`, executed only by the object that owns the buffers,
/// which makes it right to hand them out of the lock.
@safe private struct Plans: @unchecked Sendable {
  let forward: fftw_plan?
  let backward: fftw_plan?
}

/// The discrete Fourier transform of a real series of fixed length, and back.
///
/// Forward: `X_k = Σ_n x_n e^{-2πikn/N}`, unnormalised, k = 0 … N/2 (so a series that varies as
/// e^{+iωt} shows at +ω). Backward is the exact inverse. Plans are estimated, never measured: a measured
/// plan depends on the machine's mood, and with it the last bits of every result.
///
/// One object serves one thread; making one allocates, transforming does not.
/// Safe because the buffers are the object's own, of fixed length, and every public method checks shapes.
@safe package final class RealTransform {
  /// Samples.
  package let length: Int
  /// Harmonics, `length / 2 + 1`.
  package let harmonicCount: Int
  private let time: UnsafeMutableBufferPointer<Double>
  private let frequency: UnsafeMutableBufferPointer<Double>
  private let plans: Plans

  /// Plans transforms of `length` samples; a backward plan is made only on request.
  package init(length: Int, backward: Bool = false) {
    precondition(length > 0 && length < Int(Int32.max), "length of a transform")
    self.length = length
    harmonicCount = length / 2 + 1
    let complexCount = 2 * (length / 2 + 1)
    unsafe time = RealTransform.allocate(length)
    unsafe frequency = RealTransform.allocate(complexCount)
    let n = Int32(length)
    let samples = unsafe time.baseAddress
    let harmonics = unsafe UnsafeMutableRawPointer(frequency.baseAddress)?
      .assumingMemoryBound(to: fftw_complex.self)
    plans = planner.withLock { _ in
      let flags = skd_fftw_estimate()
      let forward = unsafe fftw_plan_dft_r2c_1d(n, samples, harmonics, flags)
      let inverse = backward ? unsafe fftw_plan_dft_c2r_1d(n, harmonics, samples, flags) : nil
      return unsafe Plans(forward: forward, backward: inverse)
    }
  }

  deinit {
    planner.withLock { _ in
      if let plan = unsafe plans.forward { unsafe fftw_destroy_plan(plan) }
      if let plan = unsafe plans.backward { unsafe fftw_destroy_plan(plan) }
    }
    unsafe fftw_free(time.baseAddress)
    unsafe fftw_free(frequency.baseAddress)
  }

  private static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Double> {
    let memory = unsafe fftw_alloc_real(count)
    precondition(unsafe memory != nil, "out of memory for a transform of \(count) values")
    let buffer = unsafe UnsafeMutableBufferPointer(start: memory, count: count)
    unsafe buffer.initialize(repeating: 0)
    return unsafe buffer
  }

  /// The series that the next forward transform reads, for kernels that fill it in place.
  var timeBuffer: UnsafeMutableBufferPointer<Double> { unsafe time }

  /// The harmonics that the last forward transform wrote, real and imaginary parts in turn.
  var frequencyBuffer: UnsafeMutableBufferPointer<Double> { unsafe frequency }

  /// Transforms what is in `timeBuffer` to `frequencyBuffer`; leaves the time buffer as it is.
  func executeForward() {
    unsafe fftw_execute(plans.forward)
  }

  /// Transforms `samples` to `harmonics`: real and imaginary parts in turn, `2 · harmonicCount` values.
  package func forward(_ samples: Span<Double>, into harmonics: inout MutableSpan<Double>) {
    precondition(samples.count == length && harmonics.count == 2 * harmonicCount, "shape")
    for n in 0..<length { unsafe time[n] = samples[n] }
    executeForward()
    for k in 0..<2 * harmonicCount { unsafe harmonics[k] = frequency[k] }
  }

  /// Transforms `harmonics` back to `samples`; the exact inverse of `forward`.
  ///
  /// The imaginary parts of harmonic 0 and, for an even length, of the last one are taken as zero.
  package func backward(_ harmonics: Span<Double>, into samples: inout MutableSpan<Double>) {
    precondition(samples.count == length && harmonics.count == 2 * harmonicCount, "shape")
    precondition(unsafe plans.backward != nil, "made without a backward plan")
    for k in 0..<2 * harmonicCount { unsafe frequency[k] = harmonics[k] }
    unsafe fftw_execute(plans.backward)
    let scale = 1 / Double(length)
    for n in 0..<length { samples[n] = unsafe time[n] * scale }
  }
}
