import Foundation
import Model
import Testing

@testable import Formats

@Suite("Files that are not what they seem")
struct PointerAndMarkTests {
  private static let pointer =
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daa"
    + "aa\nsize 12345\n"

  @Test(
    "a Git LFS pointer is refused under the name of any format",
    arguments: [
      "a.ats", "084_ADU-07e_C002_THx_2Hz.atss", "x.txt", "run.td_24k", "a.B423", "1.mseed",
    ])
  func pointers(name: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(name, Self.pointer)
    try folder.expectProblem(name, "is a Git LFS pointer, not data", "git lfs pull")
  }

  @Test("a byte-order mark in front of columns and of their description is passed over")
  func marks() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.txt", "\u{feff}1.5 2\n3 4\n5 6\n")
    try folder.write(
      "a.txt.ini", "\u{feff}rate = 1\nstart = 2024-06-01 00:00:00\nchannels = Hx Hy\n")
    let source = try folder.recording()
    #expect(try source.samples(.hx) == [1.5, 3, 5] && source.samples(.hy) == [2, 4, 6])
  }

  @Test("columns of other channels that begin together are one recording, if they are as long")
  func groups() throws {
    let folder = try TemporaryFolder()
    let times = "rate = 2\nstart = 2024-06-01 00:00:00\nchannels = "
    try folder.write("E.txt", "1 2\n3 4\n5 6\n")
    try folder.write("E.txt.ini", times + "Ex Ey\n")
    for (name, value) in [("Hx", 10), ("Hy", 20)] {
      try folder.write("\(name).txt", "\(value)\n\(value + 1)\n\(value + 2)\n")
      try folder.write("\(name).txt.ini", times + "\(name)\n")
    }
    let source = try folder.recording()
    #expect(source.header.channels.map(\.channel) == [.ex, .ey, .hx, .hy])
    #expect(try source.samples(.ey) == [2, 4, 6] && source.samples(.hy) == [20, 21, 22])
    #expect(source.header.name == "E+Hx+Hy")
    try source.expectSlicesOfWhole()
    try folder.write("Hy.txt", "20\n21\n")
    try folder.expectProblem("Hy.txt", "has 2 rows, and E.txt, which begins with it, has 3")
  }

  @Test("a leap second parts a LEMI-424 file into pieces without a gap")
  func leapSecond() throws {
    let folder = try TemporaryFolder()
    func row(_ date: String, _ time: String) -> String {
      "\(date) \(time) 1 2 3 20 21 4 5 6 7 12 100 5230.0 N 01315.0 W 8 1 2\n"
    }
    try folder.write(
      "a.txt",
      row("2016 12 31", "23 59 57") + row("2016 12 31", "23 59 58") + row("2016 12 31", "23 59 59")
        + row("2016 12 31", "23 59 60") + row("2017 01 01", "00 00 00")
        + row("2017 01 01", "00 00 01"))
    let sources = try folder.recordings()
    #expect(sources.map(\.header.sampleCount) == [3, 2])
    let end = sources[0].header.start.advanced(bySamples: 3, at: LEMI424Format.rate)
    #expect(sources[1].header.start == end)
  }
}
