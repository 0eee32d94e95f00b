import Files
import Foundation
import Model
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
