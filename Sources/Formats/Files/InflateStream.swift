import CZlib
import Model

/// The state of zlib's inflater, with how far it has come in the compressed and inflated bytes.
///
/// A class, because zlib keeps the address of the state.
@safe final class InflateStream {
  private let path: String
  private let state: UnsafeMutablePointer<z_stream>
  /// Compressed bytes that were used.
  private(set) var input = 0
  /// Inflated bytes that were made.
  private(set) var output = 0
  private(set) var hasEnded = false
  /// A member has ended: what follows decides whether there is another one.
  private var isBetweenMembers = false

  init(path: String) throws {
    self.path = path
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    // 15 bits of window, and 16 for a gzip instead of a zlib header.
    let code = unsafe inflateInit2_(
      state, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw InflateStream.noMemory(path) }
  }

  private init(copying other: InflateStream) throws {
    path = other.path
    (input, output) = (other.input, other.output)
    (hasEnded, isBetweenMembers) = (other.hasEnded, other.isBetweenMembers)
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: z_stream())
    guard unsafe inflateCopy(state, other.state) == Z_OK else {
      throw InflateStream.noMemory(path)
    }
  }

  deinit {
    unsafe inflateEnd(state)
    unsafe state.deallocate()
  }

  func copy() throws -> InflateStream {
    try InflateStream(copying: self)
  }

  /// Inflates the first `count` bytes of `source` into `range` of `target`, as far as there is
  /// room.
  ///
  /// - Returns: How many bytes were made.
  /// - Throws: A `UserError` when the file ends too early (`count` is 0) or is damaged.
  func inflate(
    _ source: [UInt8], count: Int, into target: inout [UInt8], _ range: Range<Int>
  ) throws -> Int {
    if isBetweenMembers {
      guard try beginNextMember(source, count) else { return 0 }
    }
    guard count > 0 else { throw damaged("ends before its last compressed block") }
    let (code, used, made) = step(source, count, &target, range)
    input += used
    output += made
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isBetweenMembers = true
    case Z_MEM_ERROR: throw InflateStream.noMemory(path)
    default: throw damaged("is damaged")
    }
    return made
  }

  private func step(
    _ source: [UInt8], _ count: Int, _ target: inout [UInt8], _ range: Range<Int>
  ) -> (code: Int32, used: Int, made: Int) {
    unsafe source.withUnsafeBufferPointer { from in
      unsafe target.withUnsafeMutableBufferPointer { to in
        // zlib reads only through `next_in`; its C type merely lacks the const.
        unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: from.baseAddress)
        unsafe state.pointee.avail_in = UInt32(count)
        unsafe state.pointee.next_out = to.baseAddress.map { unsafe $0 + range.lowerBound }
        unsafe state.pointee.avail_out = UInt32(range.count)
        let code = unsafe CZlib.inflate(state, Z_NO_FLUSH)
        return unsafe (
          code, count - Int(state.pointee.avail_in), range.count - Int(state.pointee.avail_out)
        )
      }
    }
  }

  /// gzip files may be joined end to end; anything else after a member is padding.
  private func beginNextMember(_ source: [UInt8], _ count: Int) throws -> Bool {
    guard count >= 2, source[0] == 0x1f, source[1] == 0x8b else {
      hasEnded = true
      return false
    }
    guard unsafe inflateReset(state) == Z_OK else { throw damaged("is damaged") }
    isBetweenMembers = false
    return true
  }

  private func damaged(_ problem: String) -> UserError {
    UserError(
      .data, path, at: "compressed byte \(input)", "\(problem) (gzip)",
      remedy: "copy the file again from its source; `gzip -t` must find it sound")
  }

  private static func noMemory(_ path: String) -> UserError {
    UserError(
      .data, path, "cannot be inflated: no memory",
      remedy: "give the program more memory, or inflate the file with gunzip")
  }
}
