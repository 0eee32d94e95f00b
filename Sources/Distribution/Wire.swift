/// A value that can travel between ranks.
///
/// The format is explicit: little-endian, no names, no alignment. A type writes its parts in an
/// order that it fixes itself and reads them back in the same order.
package protocol Wire: Sendable {
  /// Reads one value.
  ///
  /// Bytes from outside may be anything: an implementation throws, and never traps.
  init(reading reader: inout WireReader) throws(WireError)

  /// Writes one value; at least one byte, so that a count can be checked against the bytes left.
  func write(to writer: inout WireWriter)

  /// Reads the elements of an array; a type of fixed layout can do better than one by one.
  static func readArray(
    count: Int, from reader: inout WireReader
  ) throws(WireError) -> [Self]

  /// Writes the elements of an array, without their count.
  static func writeArray(_ array: [Self], to writer: inout WireWriter)
}

extension Wire {
  package static func readArray(
    count: Int, from reader: inout WireReader
  ) throws(WireError) -> [Self] {
    // Nothing is reserved: only bytes that exist make the array grow.
    var array: [Self] = []
    for _ in 0..<count { array.append(try Self(reading: &reader)) }
    return array
  }

  package static func writeArray(_ array: [Self], to writer: inout WireWriter) {
    for element in array { element.write(to: &writer) }
  }
}

/// What is wrong with bytes that should be a message.
package enum WireError: Error, Hashable, Sendable {
  /// The bytes end before the value does.
  case truncated(needed: Int, left: Int)
  /// Bytes follow the end of the value.
  case overlong(left: Int)
  /// The sender speaks another version of the format.
  case otherVersion(UInt8)
  /// A count is negative, or larger than the bytes that are left can hold.
  case impossibleCount(Int64)
  /// A part has a value that its type has not.
  case invalid(String)
}

extension WireError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .truncated(let needed, let left): "\(needed) bytes needed where \(left) are left"
    case .overlong(let left): "\(left) bytes after the end"
    case .otherVersion(let version):
      "version \(version) of the message format, where this program speaks \(Envelope.version)"
    case .impossibleCount(let count): "a count of \(count) that the bytes cannot hold"
    case .invalid(let what): "not a valid \(what)"
    }
  }
}

/// A message on its way: the version of the format, then the value, then nothing.
package enum Envelope {
  /// Raise it whenever the format of any message changes.
  package static let version: UInt8 = 1

  /// Makes the bytes of a message.
  package static func seal<M: Wire>(_ message: M) -> [UInt8] {
    var writer = WireWriter()
    writer.append(version)
    message.write(to: &writer)
    return writer.bytes
  }

  /// Reads a message back; every byte must belong to it.
  package static func open<M: Wire>(
    _ bytes: [UInt8], as type: M.Type = M.self
  ) throws(WireError) -> M {
    var reader = WireReader(bytes)
    let theirs = try reader.read(UInt8.self)
    guard theirs == version else { throw .otherVersion(theirs) }
    let message = try M(reading: &reader)
    guard reader.left == 0 else { throw .overlong(left: reader.left) }
    return message
  }
}
