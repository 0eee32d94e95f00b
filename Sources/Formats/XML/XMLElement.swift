import Model

/// An element of an XML document with all that is in it.
///
/// Namespaces are part of the names; comments, processing instructions and document types are passed over.
package struct XMLElement {
  var name: String
  var attributes: [String: String] = [:]
  /// All text directly in it, without blanks at its ends.
  var text = ""
  var children: [XMLElement] = []
  /// Where it begins, from 1.
  var line: Int

  /// The root element of a document.
  ///
  /// - Throws: An `XMLProblem` where it is not well-formed.
  init(document bytes: [UInt8]) throws(XMLProblem) {
    var parser = XMLParser(bytes)
    self = try parser.root()
  }

  init(name: String, line: Int) {
    self.name = name
    self.line = line
  }

  /// The first child of a name.
  subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The element at the end of a path of names.
  func at(_ path: String...) -> XMLElement? {
    path.reduce(Optional(self)) { element, name in element?[name] }
  }

  /// The text of the first child of a name, if there is any.
  package func text(of name: String) -> String? {
    self[name].flatMap { $0.text.isEmpty ? nil : $0.text }
  }

  /// The elements of a name at any depth, in the document's order.
  package func descendants(_ name: String) -> [XMLElement] {
    children.flatMap { ($0.name == name ? [$0] : []) + $0.descendants(name) }
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

extension XMLElement {
  /// The root element of a file.
  ///
  /// - Throws: A `UserError` with the line, for what is not well-formed or larger than the limit.
  package init(path: String, limit: Int) throws {
    let bytes = try InputFile.contents(of: path, limit: limit)
    do {
      self = try XMLElement(document: bytes)
    } catch {
      throw UserError(
        .data, path, at: "line \(error.line)", "\(error.problem)",
        remedy: "copy the file again from its source")
    }
  }
}
