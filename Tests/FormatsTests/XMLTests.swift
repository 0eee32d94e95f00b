import Testing

@testable import Formats

@Suite struct XMLTests {
  private func root(_ text: String) throws -> XMLElement {
    try XMLElement(document: Array(text.utf8))
  }

  @Test("elements, attributes, entities, comments and plain sections")
  func whole() throws {
    let root = try root(
      """
      \u{feff}<?xml version="1.0"?><!DOCTYPE a><!-- <b> -->
      <a x = "1 &lt; 2" y='&#x41;&#66;'> one <b/>two<b i="2">&amp;&unknown;</b><![CDATA[<c>]]> </a>
      """)
    #expect(root.name == "a" && root.attributes == ["x": "1 < 2", "y": "AB"])
    #expect(root.text == "one two<c>")
    #expect(root.children.map(\.name) == ["b", "b"])
    #expect(root.children[1].attributes["i"] == "2" && root.text(of: "b") == nil)
    #expect(root.children[1].text == "&&unknown;")
  }

  @Test("what lies deep is found in the document's order")
  func descendants() throws {
    let root = try root("<a><b><c>1</c></b><c>2</c></a>")
    #expect(root.descendant("c")?.text == "1" && root["c"]?.text == "2")
    #expect(root.descendant("d") == nil)
  }

  @Test(
    "what is not well-formed is refused with its line",
    arguments: [
      ("", "has no element", 1), ("text", "text outside", 1), ("<a>\n<b>\n</a>", "has </a>", 3),
      ("<a>\n", "ends within <a>", 2), ("<a x=1/>", "without quotes", 1),
      ("<a x='1", "does not end", 1), ("<a x>", "without a value", 1), ("<a", "has no `>`", 1),
      ("\n<!-- a", "has no -->", 2), ("< a/>", "begins no tag", 1), ("</a>", "has </a>", 1),
    ])
  func malformed(text: String, problem: String, line: Int) {
    let error = #expect(throws: XMLProblem.self) { try root(text) }
    #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
    #expect(error?.line == line)
  }

  @Test("elements that are too deep, or too many, end the reading and not the program")
  func bounds() {
    #expect(throws: XMLProblem.self) {
      try root(String(repeating: "<a>", count: 100_000))
    }
    #expect(throws: XMLProblem.self) {
      try root("<a>" + String(repeating: "<b/>", count: 300_000) + "</a>")
    }
  }
}
