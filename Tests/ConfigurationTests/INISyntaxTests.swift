import Configuration
import Testing

@Suite("Syntax of the configuration file")
struct INISyntaxTests {
  @Test("sections, keys, comments, blank lines, a byte order mark and CRLF")
  func document() {
    let text =
      "\u{FEFF}name = a # note\r\n\r\n# whole line\r\n[ Window ] # note\r\n minwindows=6\r\n"
    let document = INIDocument(text)
    #expect(document.problems.isEmpty)
    #expect(document.headers.map(\.name) == ["Window"])
    #expect(document.headers.map(\.line) == [4])
    #expect(document.entries.map(\.section) == ["", "Window"])
    #expect(document.entries.map(\.key) == ["name", "minwindows"])
    #expect(document.entries.map(\.value.items) == [["a"], ["6"]])
    #expect(document.entries.map(\.line) == [1, 5])
  }

  @Test(
    "forms of a value",
    arguments: [
      ("7", ["7"], false), ("", [], false), ("# only a comment", [], false),
      ("\"\"", [""], false), ("\"a, b # c\" # d", ["a, b # c"], false),
      ("'it is \"so\"'", ["it is \"so\""], false), ("it's so", ["it's so"], false),
      ("a, b", ["a", "b"], true), ("a,b,", ["a", "b"], true), ("a,", ["a"], true),
      (",", [], true), (" , # none", [], true), ("\"a\", 'b' , c", ["a", "b", "c"], true),
      ("\"a\",", ["a"], true), ("a, # b", ["a"], true), ("a = b", ["a = b"], false),
    ])
  func forms(text: String, items: [String], isList: Bool) throws {
    let value = try RawValue(text)
    #expect(value.items == items)
    #expect(value.isList == isList)
  }

  @Test("any list reads the same with and without quotes, blanks and trailing comma")
  func listForms() throws {
    var random = SmallRandom(state: 7)
    for _ in 0..<500 {
      let items = (0..<Int.random(in: 1...5, using: &random)).map { _ in word(&random) }
      let quoted = items.map { item in
        ["\(item)", "\"\(item)\"", "'\(item)'"].randomElement(using: &random) ?? item
      }
      let comma = [",", ", ", " ,", "  ,\t"].randomElement(using: &random) ?? ","
      let tail = items.count == 1 ? "," : ["", ",", ", # note"].randomElement(using: &random) ?? ""
      let value = try RawValue(quoted.joined(separator: comma) + tail)
      #expect(value.items == items)
      #expect(value.isList)
    }
  }

  @Test("a written value reads back as itself")
  func roundTrip() throws {
    var random = SmallRandom(state: 11)
    for _ in 0..<500 {
      let texts = (0..<Int.random(in: 0...4, using: &random)).map { _ in oddText(&random) }
      let raw = try RawValue(Value.texts(texts).iniText)
      #expect(raw.items == texts)
      let numbers = (0..<3).map { _ in Double.random(in: 1e-7...1e6, using: &random) }
      let read = try ValueKind.numbers(1e-7...1e6).value(
        of: RawValue(Value.numbers(numbers).iniText))
      #expect(read == .numbers(numbers))
    }
  }

  @Test(
    "what is wrong with a line is said with its number",
    arguments: [
      ("minwindows", "`minwindows` is no setting", "write `key = value`, or `#` before a comment"),
      ("= 5", "nothing stands before `=`", "write `key = value`"),
      ("[[Deep]]", "a section inside a section", "write `[Section]` with one bracket"),
      ("[Window", "`[Window` lacks its closing bracket", "write `[Section]`"),
      ("[ ]", "the section has no name", "write `[Section]`"),
      ("[Window] a = 1", "`a = 1` stands behind the section's name", "put it on the next line"),
      ("a = \"b", "the quote \" is not closed", "close it on the same line"),
      ("a = \"b\" c", "`c` stands behind the closing quote", "put a comma between two values"),
      ("a = '''b'''", "triple quotes are not known here", "put the text in \" \" on one line"),
      ("a = b,, c", "nothing stands before a comma", "write `first, second`"),
      ("a = , b", "nothing stands before a comma", "write `first, second`"),
    ])
  func wrongLines(line: String, problem: String, remedy: String) {
    let document = INIDocument("name = x\n\(line)\n")
    #expect(document.problems.map(\.line) == [2])
    #expect(document.problems.map(\.fault) == [Fault(problem, remedy: remedy)])
  }

  @Test("a key or a section that comes twice points at the first one")
  func twice() {
    let document = INIDocument("ncores = 1\nncores = 2\n[Window]\nminwindows = 5\n[Window]\n")
    #expect(document.problems.map(\.line) == [2, 5])
    #expect(document.problems[0].fault.problem == "`ncores` was given before, in line 1")
    #expect(document.problems[1].fault.problem == "section [Window] was opened before, in line 3")
  }

  @Test("of any text, every line is nothing, an entry, a header or a problem, and only one")
  func anyText() {
    var random = SmallRandom(state: 3)
    let alphabet = Array("ab=[],#\"' \n\t\\é")
    for _ in 0..<2000 {
      let text = String((0..<30).map { _ in alphabet.randomElement(using: &random) ?? "a" })
      let document = INIDocument(text)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.drop { $0 == " " || $0 == "\t" }
      }
      let meant = lines.indices.filter { !lines[$0].isEmpty && !lines[$0].hasPrefix("#") }
      let told =
        document.entries.map(\.line) + document.headers.map(\.line)
        + document.problems.map(\.line)
      #expect(told.sorted() == meant.map { $0 + 1 }, "\(text)")
      #expect(document.entries.allSatisfy { !$0.key.isEmpty }, "\(text)")
    }
  }
}

/// A small generator with a fixed start, so that a failure repeats.
struct SmallRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
  }
}

private func word(_ random: inout SmallRandom) -> String {
  let letters = Array("abcXYZ019_.-")
  return String((0...4).map { _ in letters.randomElement(using: &random) ?? "a" })
}

/// Text with blanks, commas, hashes and one sort of quotes.
private func oddText(_ random: inout SmallRandom) -> String {
  let letters = Array(["ab ,#\"", "ab ,#'"].randomElement(using: &random) ?? "a")
  return "x" + String((0...5).map { _ in letters.randomElement(using: &random) ?? "a" }) + "x"
}
