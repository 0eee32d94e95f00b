import Model

/// An element of an XML document with all that is in it.
///
/// Namespaces are part of the names; comments, processing instructions and document types are passed over.
struct XMLElement {
  var name: String
  var attributes: [String: String] = [:]
  /// All text directly in it, without blanks at its ends.
  var text = ""
  var children: [XMLElement] = []

  /// The root element of a document.
  ///
  /// - Throws: An `XMLProblem` where it is not well-formed.
  init(document bytes: [UInt8]) throws(XMLProblem) {
    var parser = XMLParser(bytes)
    self = try parser.root()
  }

  init(name: String) {
    self.name = name
  }

  /// The first child of a name.
  func child(_ name: String) -> XMLElement? {
    children.first { $0.name == name }
  }

  /// The text of the first child of a name, if there is any.
  func text(of name: String) -> String? {
    child(name).flatMap { $0.text.isEmpty ? nil : $0.text }
  }

  /// The first element of a name at any depth, in the document's order.
  func descendant(_ name: String) -> XMLElement? {
    for child in children {
      if child.name == name { return child }
      if let found = child.descendant(name) { return found }
    }
    return nil
  }
}

/// Why a text is no XML document.
struct XMLProblem: Error {
  var line: Int
  var problem: String
}
