import Files
import Foundation
import Model
import Synchronization
import Testing

@Suite struct RandomAccessFileTests {
  @Test("bytes are written and read at any place, and the others stay")
  func places() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", [UInt8](repeating: 7, count: 20))
    let file = try RandomAccessFile(path, .both)
    try file.write([UInt16(0x0201), 0x0403].span, at: 5)
    try file.write([UInt8]().span, at: 100)
    #expect(try file.size == 20)
    var values = [UInt8](repeating: 0, count: 6)
    var span = values.mutableSpan
    try file.read(into: &span, at: 4)
    #expect(values == [7, 1, 2, 3, 4, 7])
    try file.resize(to: 6)
    try file.resize(to: 8)
    try file.synchronize()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(Array(bytes) == [7, 7, 7, 7, 7, 1, 0, 0])
  }

  @Test("a file that ends too early, or is not there, is named with what to do")
  func refused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", "four")
    let file = try RandomAccessFile(path, .reading)
    expectUserError("a", "byte 4", "ends here", kind: .data) {
      var values = [UInt8](repeating: 0, count: 3)
      var span = values.mutableSpan
      try file.read(into: &span, at: 2)
    }
    expectUserError("a", "cannot be written", kind: .output) { try file.write([1].span, at: 0) }
    let none = folder.path + "/none"
    expectUserError("none", "cannot be read: No such file") {
      _ = try RandomAccessFile(none, .reading)
    }
    expectUserError("none", "cannot be written: No such file", kind: .output) {
      _ = try RandomAccessFile(none, .writing)
    }
  }

  @Test("what finds another thread at the file is left out whole, and said to be")
  func busy() throws {
    let folder = try TemporaryFolder()
    let (length, count) = (1 << 18, 64)
    let path = try folder.write("a", [UInt8](repeating: 0, count: length * count))
    let file = try RandomAccessFile(path, .writing)
    let written = Mutex<Set<Int>>([])
    DispatchQueue.concurrentPerform(iterations: count) { part in
      let bytes = [UInt8](repeating: UInt8(part + 1), count: length)
      if case .success(true) = Result(catching: {
        try file.writeIfFree(bytes.span, at: part * length)
      }) {
        _ = written.withLock { $0.insert(part) }
      }
    }
    let expected = written.withLock { written in
      (0..<count).map { written.contains($0) ? UInt8($0 + 1) : 0 }
    }
    #expect(!expected.allSatisfy { $0 == 0 })
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(bytes.count == length * count)
    for (part, value) in expected.enumerated() {
      let isWhole = bytes[part * length..<(part + 1) * length].allSatisfy { $0 == value }
      #expect(isWhole, "part \(part)")
    }
  }

  private final class Flags: Sendable {
    let isOver = Atomic(false)
    let hasEnded = Atomic(false)
  }

  @Test(
    "a file that is written to without a break is found busy before long", arguments: [false, true])
  func found(isOther: Bool) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", "")
    let file = try RandomAccessFile(path, .writing)
    // What a process opens for itself is as another process's to the system.
    let others = isOther ? try RandomAccessFile(path, .writing) : file
    let flags = Flags()
    // A thread of its own: with one core, Dispatch would do one after the other.
    let writer = Thread {
      let bytes = [UInt8](repeating: 1, count: 1 << 22)
      while !flags.isOver.load(ordering: .relaxed) { try? others.write(bytes.span, at: 1) }
      flags.hasEnded.store(true, ordering: .releasing)
    }
    writer.start()
    let deadline = ContinuousClock.now + .seconds(20)
    var isFound = false
    while !isFound, ContinuousClock.now < deadline {
      isFound = try !file.writeIfFree([UInt8(1)].span, at: 0)
    }
    flags.isOver.store(true, ordering: .relaxed)
    while !flags.hasEnded.load(ordering: .acquiring) { Thread.sleep(forTimeInterval: 1e-3) }
    #expect(isFound)
    // Nobody is at it any more.
    #expect(try file.writeIfFree([UInt8(2)].span, at: 0))
  }

  @Test("a file is free again after a write, and after one that failed")
  func free() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", "four")
    let file = try RandomAccessFile(path, .writing)
    try file.write([UInt8(1)].span, at: 0)
    #expect(try file.writeIfFree([UInt8(2)].span, at: 1))
    #expect(try file.writeIfFree([UInt8(3)].span, at: 2))
    let readOnly = try RandomAccessFile(path, .reading)
    for _ in 0..<2 {
      expectUserError("a", "cannot be written", kind: .output) {
        _ = try readOnly.writeIfFree([1].span, at: 0)
      }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2, 3, 0x72]))
  }

  @Test("a file is removed once, and its being gone is no error")
  func removed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", "x")
    #expect(RandomAccessFile.exists(path))
    try RandomAccessFile.remove(path)
    try RandomAccessFile.remove(path)
    #expect(!RandomAccessFile.exists(path))
    expectUserError(folder.path, "cannot be written", kind: .output) {
      try RandomAccessFile.remove(folder.path)
    }
  }
}
