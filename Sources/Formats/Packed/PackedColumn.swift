import Model

/// A channel whose numbers lie in runs of binary files.
struct PackedColumn: SampleColumn {
  /// A run with what its numbers become.
  struct Part {
    var run: PackedRun
    var scale: SampleScale
  }

  let name: String
  private let parts: [Part]
  /// The sample with which each part begins.
  private let firsts: [Int]
  private let element: PackedElement
  private let placeInScan: Int
  private let scanLength: Int
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
    self.element = element
    self.placeInScan = placeInScan
    self.scanLength = scanLength
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
    var failure: (any Error)?
    unsafe samples.withUnsafeMutableBufferPointer { values in
      do {
        try PackedColumn.forEachBlock(of: [self], range) { block in
          let place = block.samples.lowerBound - range.lowerBound
          let target = unsafe UnsafeMutableBufferPointer(
            rebasing: values[place..<place + block.samples.count])
          try unsafe block.convert(block.samples, of: [self], keepsMissing, into: target)
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Reads samples of columns that lie side by side, and hands over those of some scans at a time, while they
  /// are in the processor's nearest cache.
  static func read(
    _ columns: [PackedColumn], _ range: Range<Int>, keepsMissing: Bool,
    handing hand: (_ channel: Int, _ range: Range<Int>, _ samples: Span<Double>) throws -> Void
  ) throws {
    var rows: [Double] = []
    try forEachBlock(of: columns, range) { block in
      for turn in block.samples.pieces(PackedBlock.scansPerTurn) {
        let count = columns.count * turn.count
        if rows.count != count { rows = [Double](repeating: 0, count: count) }
        try unsafe rows.withUnsafeMutableBufferPointer {
          try unsafe block.convert(turn, of: columns, keepsMissing, into: $0)
        }
        for index in columns.indices {
          try hand(
            index, turn, rows.span.extracting(index * turn.count..<(index + 1) * turn.count))
        }
      }
    }
  }

  /// Calls with the blocks of bytes that the samples `range` of columns of the same scans are made of.
  private static func forEachBlock(
    of columns: [PackedColumn], _ range: Range<Int>, _ body: (PackedBlock) throws -> Void
  ) throws {
    guard let any = columns.first else { return }
    try any.forEachPart(of: range) { part, samples in
      let scans = any.scans(of: columns, part)
      let (run, first) = (any.parts[part].run, any.firsts[part])
      for samples in samples.pieces(PackedBlock.scanCount(run, any.scanLength)) {
        let bytes = any.bytes(part, samples)
        try body(
          PackedBlock(
            run: run, firstSample: first, scanLength: any.scanLength, samples: samples,
            scans: scans, start: bytes.lowerBound, bytes: try any.files.bytes(run.path, bytes)))
      }
    }
  }

  private func scans(of columns: [PackedColumn], _ part: Int) -> PackedScans {
    let run = parts[part].run
    return PackedScans(
      element, length: scanLength, perFrame: run.scansPerFrame,
      gap: run.frameLength - run.scansPerFrame * scanLength,
      columns.map { .init(place: $0.placeInScan, scale: $0.parts[part].scale) })
  }

  /// Calls with each part's number, and those samples of a range that it has.
  private func forEachPart(
    of range: Range<Int>, _ body: (_ part: Int, _ samples: Range<Int>) throws -> Void
  ) rethrows {
    guard !range.isEmpty else { return }
    var next = range.lowerBound
    var index = (firsts.firstIndex { $0 > next } ?? firsts.count) - 1
    while next < range.upperBound {
      let end = min(range.upperBound, firsts[index] + parts[index].run.count)
      try body(index, next..<end)
      next = end
      index += 1
    }
  }

  /// The bytes of samples of a part.
  private func bytes(_ part: Int, _ samples: Range<Int>) -> Range<Int> {
    let first = firsts[part]
    return parts[part].run.bytes(
      ofScans: samples.lowerBound - first..<samples.upperBound - first, scanLength: scanLength)
  }

  var isFetchable: Bool { true }

  func fetch(_ range: Range<Int>) {
    forEachPart(of: range) { part, samples in
      let bytes = bytes(part, samples)
      // What is wrong with the file is said when it is read.
      let file = try? files.file(parts[part].run.path)
      file?.fetch(at: bytes.lowerBound, count: bytes.count)
    }
  }

  var samplesPerTurn: Int { usualSamplesPerTurn }

  /// Whether this column's numbers and another one's lie in the same scans.
  func isSideBySide(with other: PackedColumn) -> Bool {
    func isShared(_ column: PackedColumn) -> Bool { column.scanLength > column.element.size }
    return isShared(self) && isShared(other) && files === other.files
  }
}

/// The bytes of some samples in a run.
private struct PackedBlock {
  /// Bytes that are read at a time: they stay in the cache, and the allocator keeps such blocks.
  private static let length = 96 << 10
  /// So few that their bytes and values stay in the processor's nearest cache.
  static let scansPerTurn = 512

  let run: PackedRun
  /// The number of the run's first sample.
  let firstSample: Int
  let scanLength: Int
  let samples: Range<Int>
  let scans: PackedScans
  /// The byte of the file where the bytes begin.
  let start: Int
  let bytes: [UInt8]

  /// The scans of a block of a run: whole turns.
  static func scanCount(_ run: PackedRun, _ scanLength: Int) -> Int {
    let spread = max(1, run.frameLength / max(1, run.scansPerFrame), scanLength)
    let count = max(1, length / spread)
    return count > scansPerTurn ? count - count % scansPerTurn : count
  }

  /// Converts samples of the block, `[column][sample]`.
  ///
  /// - Throws: A `UserError` that names the first value that is no finite number, if they are not kept as NaN.
  func convert(
    _ samples: Range<Int>, of columns: [PackedColumn], _ keepsMissing: Bool,
    into rows: UnsafeMutableBufferPointer<Double>
  ) throws {
    let first = samples.lowerBound - firstSample
    let isFinite = unsafe bytes.withUnsafeBytes {
      unsafe scans.convert(
        $0, from: run.place(ofScan: first, scanLength: scanLength) - start,
        inFrame: run.scansPerFrame - first % run.scansPerFrame, into: rows)
    }
    guard !isFinite else { return }
    for index in rows.indices where !(unsafe rows[index].isFinite) {
      guard keepsMissing else {
        let (column, sample) = index.quotientAndRemainder(dividingBy: samples.count)
        throw notFinite(
          run.path, channel: columns[column].name, sample: samples.lowerBound + sample)
      }
      unsafe rows[index] = .nan
    }
  }
}

extension Range<Int> {
  /// Ranges of so many, the last one perhaps of fewer, that make up this one.
  fileprivate func pieces(_ count: Int) -> some Sequence<Range<Int>> {
    stride(from: lowerBound, to: upperBound, by: count).lazy.map {
      $0..<Swift.min($0 + count, upperBound)
    }
  }
}
