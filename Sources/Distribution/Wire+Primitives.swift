// How the basic types travel.

extension Wire where Self: FixedWidthInteger & BitwiseCopyable {
  package init(reading reader: inout WireReader) throws(WireError) {
    self = try reader.integer(Self.self)
  }

  package func write(to writer: inout WireWriter) {
    writer.append(self)
  }
}

extension Int64: Wire {}
extension Int32: Wire {}
extension UInt64: Wire {}

extension UInt8: Wire {
  package static func readArray(
    count: Int, from reader: inout WireReader
  ) throws(WireError) -> [UInt8] {
    Array(try reader.take(count))
  }

  package static func writeArray(_ array: [UInt8], to writer: inout WireWriter) {
    writer.append(array)
  }
}

/// Travels as an `Int64`.
extension Int: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let value = try reader.integer(Int64.self)
    guard let exact = Int(exactly: value) else { throw .invalid("Int") }
    self = exact
  }

  package func write(to writer: inout WireWriter) {
    writer.append(Int64(self))
  }
}

extension Bool: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    switch try reader.integer(UInt8.self) {
    case 0: self = false
    case 1: self = true
    default: throw .invalid("Bool")
    }
  }

  package func write(to writer: inout WireWriter) {
    writer.append(UInt8(self ? 1 : 0))
  }
}

/// Travels as its bits, so that NaN payloads and signed zeros arrive unchanged.
extension Double: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(bitPattern: try reader.integer(UInt64.self))
  }

  package func write(to writer: inout WireWriter) {
    writer.append(bitPattern)
  }

  #if _endian(little)
    package static func readArray(
      count: Int, from reader: inout WireReader
    ) throws(WireError) -> [Double] {
      try reader.layout(of: Double.self, count: count)
    }

    package static func writeArray(_ array: [Double], to writer: inout WireWriter) {
      writer.appendLayout(of: array)
    }
  #endif
}

/// Travels as its bits.
extension Float: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self.init(bitPattern: try reader.integer(UInt32.self))
  }

  package func write(to writer: inout WireWriter) {
    writer.append(bitPattern)
  }

  #if _endian(little)
    package static func readArray(
      count: Int, from reader: inout WireReader
    ) throws(WireError) -> [Float] {
      try reader.layout(of: Float.self, count: count)
    }

    package static func writeArray(_ array: [Float], to writer: inout WireWriter) {
      writer.appendLayout(of: array)
    }
  #endif
}

/// Travels as a count of bytes and that many bytes of UTF-8.
extension String: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let count = try reader.readCount()
    guard let text = String(validating: try reader.take(count), as: UTF8.self) else {
      throw .invalid("UTF-8 text")
    }
    self = text
  }

  package func write(to writer: inout WireWriter) {
    writer.append(Int64(utf8.count))
    writer.append(utf8)
  }
}

/// Travels as a flag and, where it is true, the value.
extension Optional: Wire where Wrapped: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    self = try reader.read(Bool.self) ? .some(try Wrapped(reading: &reader)) : .none
  }

  package func write(to writer: inout WireWriter) {
    (self != nil).write(to: &writer)
    if let self { self.write(to: &writer) }
  }
}

/// Travels as a count and that many elements.
extension Array: Wire where Element: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    let count = try reader.readCount()
    self = try Element.readArray(count: count, from: &reader)
  }

  package func write(to writer: inout WireWriter) {
    writer.append(Int64(count))
    let before = writer.bytes.count
    Element.writeArray(self, to: &writer)
    // The reader relies on it when it checks a count against the bytes that are left.
    precondition(writer.bytes.count - before >= count, "a \(Element.self) wrote no byte")
  }
}

/// An enumeration travels as its raw value.
extension Wire where Self: RawRepresentable, RawValue: Wire {
  package init(reading reader: inout WireReader) throws(WireError) {
    guard let value = Self(rawValue: try RawValue(reading: &reader)) else {
      throw .invalid("\(Self.self)")
    }
    self = value
  }

  package func write(to writer: inout WireWriter) {
    rawValue.write(to: &writer)
  }
}
