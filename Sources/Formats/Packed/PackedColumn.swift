import Model

/// A channel whose numbers lie in runs of binary files.
struct PackedColumn: SampleColumn {
  /// A run with what its numbers become.
  struct Part {
    var run: PackedRun
    var scale: SampleScale
  }

  /// Bytes that are read at a time: they stay in the cache, and the allocator keeps such blocks.
  private static let blockLength = 96 << 10

  let name: String
  private let parts: [Part]
  /// The sample with which each part begins.
  private let firsts: [Int]
  /// The channel's number within a scan.
  private let places: PackedPlaces
  private let placeInScan: Int
  private let files: RunFiles

  /// - Parameters:
  ///   - placeInScan: The byte of a scan with which the channel's number begins.
  ///   - scanLength: Bytes of a scan.
  /// - Throws: A `UserError` when the first file cannot be opened.
  init(
    _ name: String, _ parts: [Part], element: PackedElement, placeInScan: Int, scanLength: Int,
    files: RunFiles
  ) throws {
    self.name = name
    self.parts = parts
    self.files = files
    self.placeInScan = placeInScan
    places = PackedPlaces(element: element, stride: scanLength)
    var first = 0
    firsts = parts.map { part in
      defer { first += part.run.count }
      return first
    }
    // What cannot be opened is said at once, as far as files can be kept open.
    if let first = parts.first { _ = try files.file(first.run.path) }
  }

  func read(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws {
    try read(range, keepsMissing: false, &samples)
  }

  func readKeepingMissing(_ range: Range<Int>, into samples: inout MutableSpan<Double>) throws {
    try read(range, keepsMissing: true, &samples)
  }

  private func read(
    _ range: Range<Int>, keepsMissing: Bool, _ samples: inout MutableSpan<Double>
  ) throws {
    guard !range.isEmpty else { return }
    var failure: (any Error)?
    unsafe samples.withUnsafeMutableBufferPointer { values in
      do { try unsafe read(range, keepsMissing, into: values) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func read(
    _ range: Range<Int>, _ keepsMissing: Bool, into values: UnsafeMutableBufferPointer<Double>
  ) throws {
    try forEachPiece(of: range) { part, scans, sample in
      let start = sample - range.lowerBound
      let target = unsafe UnsafeMutableBufferPointer(rebasing: values[start..<start + scans.count])
      try unsafe read(part, scans.lowerBound, keepsMissing, into: target, sample: sample)
    }
  }

  /// Calls with each part's scans that make up a range of samples, and the sample with which they begin.
  private func forEachPiece(
    of range: Range<Int>, _ body: (_ part: Part, _ scans: Range<Int>, _ sample: Int) throws -> Void
  ) rethrows {
    var next = range.lowerBound
    var index = (firsts.firstIndex { $0 > next } ?? firsts.count) - 1
    while next < range.upperBound {
      let first = next - firsts[index]
      let end = min(range.upperBound - firsts[index], parts[index].run.count)
      try body(parts[index], first..<end, next)
      next += end - first
      index += 1
    }
  }

  /// Reads scans of one run, from `first` on, block by block; `sample` is their number for messages.
  private func read(
    _ part: Part, _ first: Int, _ keepsMissing: Bool,
    into values: UnsafeMutableBufferPointer<Double>, sample: Int
  ) throws {
    let run = part.run
    let length = scansPerBlock(run)
    var done = 0
    while done < values.count {
      let scan = first + done
      // Blocks of a file that channels share have places of their own, whatever is asked for.
      let start = isShared ? scan / length * length : scan
      let end = min(start + length, isShared ? run.count : first + values.count)
      let count = min(end - scan, values.count - done)
      let target = unsafe UnsafeMutableBufferPointer(rebasing: values[done..<done + count])
      if try unsafe !convert(part, start..<end, from: scan, into: target) {
        try unsafe mend(target, keepsMissing, run.path, sample: sample + done)
      }
      done += count
    }
  }

  var isFetchable: Bool { true }

  func fetch(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    forEachPiece(of: range) { part, scans, _ in
      let start = part.run.place(ofScan: scans.lowerBound, scanLength: places.stride)
      let last = part.run.place(ofScan: scans.upperBound - 1, scanLength: places.stride)
      // What is wrong with the file is said when it is read.
      let file = try? files.file(part.run.path)
      file?.fetch(at: start, count: last + places.stride - start)
    }
  }

  var samplesPerTurn: Int {
    isShared ? parts.map(\.run).map(scansPerBlock).min() ?? 1 : usualSamplesPerTurn
  }

  /// Whether other channels lie between the numbers of this one.
  private var isShared: Bool { places.stride > places.element.size }

  private func scansPerBlock(_ run: PackedRun) -> Int {
    let spread = max(1, run.frameLength / max(1, run.scansPerFrame))
    return max(1, PackedColumn.blockLength / max(spread, places.stride))
  }

  /// Reads a block of scans and converts those from `first` on.
  ///
  /// - Returns: Whether all values are finite numbers.
  private func convert(
    _ part: Part, _ block: Range<Int>, from first: Int,
    into values: UnsafeMutableBufferPointer<Double>
  ) throws -> Bool {
    let run = part.run
    let start = run.place(ofScan: block.lowerBound, scanLength: places.stride)
    let last = run.place(ofScan: block.upperBound - 1, scanLength: places.stride)
    let bytes = try files.bytes(
      run.path, at: start, count: last + places.stride - start, isShared: isShared)
    var places = places
    places.perFrame = run.scansPerFrame
    places.gap = run.frameLength - run.scansPerFrame * places.stride
    return unsafe bytes.withUnsafeBytes { bytes in
      unsafe places.convert(
        bytes, from: run.place(ofScan: first, scanLength: places.stride) - start + placeInScan,
        inFrame: run.scansPerFrame - first % run.scansPerFrame, part.scale, into: values)
    }
  }

  /// Makes NaN of values that are no finite numbers.
  ///
  /// - Throws: A `UserError` that names the first one, if they are not kept.
  private func mend(
    _ values: UnsafeMutableBufferPointer<Double>, _ keepsMissing: Bool, _ path: String, sample: Int
  ) throws {
    for index in values.indices where !(unsafe values[index].isFinite) {
      guard keepsMissing else {
        throw notFinite(path, channel: name, sample: sample + index)
      }
      unsafe values[index] = .nan
    }
  }
}
