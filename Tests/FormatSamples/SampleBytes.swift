/// The files of a recording as a recorder would write them, by their names.
package struct SampleFiles: Sendable {
  package var all: [(name: String, bytes: [UInt8])] = []

  package init() {}

  package subscript(name: String) -> [UInt8] {
    get { all.first { $0.name == name }?.bytes ?? [] }
    set {
      if let place = all.firstIndex(where: { $0.name == name }) {
        all[place].bytes = newValue
      } else {
        all.append((name, newValue))
      }
    }
  }
}

extension [UInt8] {
  /// Appends an integer, the least significant byte first, or only its lowest bytes.
  package mutating func put<T: FixedWidthInteger>(_ value: T, bytes: Int? = nil) {
    for i in 0..<(bytes ?? T.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: value >> T(8 * i)))
    }
  }

  package mutating func put(_ value: Float) { put(value.bitPattern) }

  package mutating func put(_ value: Double) { put(value.bitPattern) }

  /// Puts an integer over what is there.
  package mutating func replace<T: FixedWidthInteger>(at place: Int, with value: T) {
    var new: [UInt8] = []
    new.put(value)
    replaceSubrange(place..<place + new.count, with: new)
  }

  package mutating func replace(at place: Int, with value: Float) {
    replace(at: place, with: value.bitPattern)
  }

  package mutating func replace(at place: Int, with value: Double) {
    replace(at: place, with: value.bitPattern)
  }

  package mutating func replace(at place: Int, with text: String) {
    replaceSubrange(place..<place + text.utf8.count, with: Array(text.utf8))
  }
}
