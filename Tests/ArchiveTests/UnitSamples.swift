import Archive
import Files
import Foundation
import Model

/// Random numbers that are the same in every run (SplitMix64).
struct FixedRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func value() -> Double {
    let special: [Double] = [
      .nan, -.nan, .signalingNaN, .infinity, -.infinity, -0.0, 0, .leastNonzeroMagnitude,
      Double(nan: 12345, signaling: false),
    ]
    if Int.random(in: 0..<4, using: &self) == 0 { return special.randomElement(using: &self) ?? 0 }
    return Double.random(in: -1e9...1e9, using: &self)
  }

  mutating func values(_ count: Int) -> [Double] { (0..<count).map { _ in value() } }

  mutating func digest() -> Digest { Digest(high: next(), low: next()) }

  private mutating func faults() -> WindowFaults {
    var faults = WindowFaults()
    let samples = (0..<Int.random(in: 1...40, using: &self)).map { _ in
      Double(Int.random(in: -1...1, using: &self))
    }
    faults.add(window: samples.span)
    return faults
  }

  /// A unit with at most so many samples a channel.
  mutating func unit(samples: ClosedRange<Int>) -> UnitContent {
    let channels = Int.random(in: 0...3, using: &self)
    let outputs = Int.random(in: samples, using: &self)
    let segments = (0..<Int.random(in: 0...3, using: &self)).map { _ in
      let (bands, planes, windows) = (
        Int.random(in: 0...4, using: &self), Int.random(in: 0...4, using: &self),
        Int.random(in: 0...5, using: &self)
      )
      return UnitContent.Segment(
        bandCount: bands, planeCount: planes, windowCount: windows,
        values: values(bands * planes * windows))
    }
    return UnitContent(
      madeBy: digest(), outputCount: outputs, channelCount: channels,
      decimated: values(channels * outputs), segments: segments,
      faults: (0..<channels).map { _ in faults() },
      spectraDigests: (0..<channels).map { _ in digest() },
      tableDigests: (0..<Int.random(in: 0...3, using: &self)).map { _ in digest() })
  }
}

/// Which of its bits a Double has.
func bits(_ values: some Sequence<Double>) -> [UInt64] { values.map(\.bitPattern) }

extension UnitContent {
  func decimated(channel: Int, _ samples: Range<Int>) -> [Double] {
    samples.map { decimated[channel * outputCount + $0] }
  }

  func crossPowers(segment: Int, band: Int) -> [Double] {
    let shape = segments[segment].shape
    let size = shape.planeCount * shape.windowCount
    return Array(segments[segment].values[(band * size)..<((band + 1) * size)])
  }

  /// How the header of a file agrees with this content.
  func matchesHeader(of file: UnitFile) -> Bool {
    file.madeBy == madeBy && file.outputCount == outputCount && file.channelCount == channelCount
      && file.faults == faults && file.spectraDigests == spectraDigests
      && file.tableDigests == tableDigests
      && file.segments == segments.map(\.shape)
  }

  /// Whether all parts of a file can be read, and are those of this content.
  ///
  /// - Throws: What a reading throws; never if `isDamaged`, where an error is as good as the content.
  func matchesPayload(of file: UnitFile, isDamaged: Bool = false) throws -> Bool {
    func same(_ expected: [Double], _ read: () throws -> [Double]) throws -> Bool {
      do { return try bits(read()) == bits(expected) } catch {
        guard isDamaged else { throw error }
        return true
      }
    }
    for channel in 0..<channelCount {
      for samples in [0..<outputCount, outputCount / 3..<(outputCount + 1) / 2] {
        let expected = decimated(channel: channel, samples)
        guard try same(expected, { try file.decimated(channel: channel, samples) }) else {
          return false
        }
      }
    }
    for (index, segment) in segments.enumerated() {
      for band in 0..<segment.shape.bandCount {
        let expected = crossPowers(segment: index, band: band)
        guard try same(expected, { try file.crossPowers(segment: index, band: band) }) else {
          return false
        }
      }
    }
    return true
  }
}

/// Lets whatever is written to a file meet a disk that is full.
func makeFull(_ path: String) throws {
  try FileManager.default.createSymbolicLink(
    atPath: PendingFile(path).temporary, withDestinationPath: "/dev/full")
}

let hasFullDevice = FileManager.default.fileExists(atPath: "/dev/full")

func fileBytes(_ path: String) throws -> [UInt8] {
  try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Gives a file this content; Foundation would wait for the disk each time.
func write(_ bytes: [UInt8], _ path: String) throws {
  try FolderTree.removeFile(path)
  try BinaryFile.append(bytes, to: path, after: 0)
}
