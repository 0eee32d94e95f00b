import Model
import Pipeline
import Testing

@Suite("The name of a result")
struct LabelledNamesTests {
  @Test(
    "always has its rate",
    arguments: [
      (SamplingRate(samples: 128, seconds: 1), "single_128Hz"),
      (SamplingRate(samples: 1, seconds: 1), "single_1Hz"),
      (SamplingRate(samples: 5, seconds: 2), "single_2.5Hz"),
      (SamplingRate(samples: 1, seconds: 32), "single_32s"),
    ])
  func rate(rate: SamplingRate, expected: String) {
    let name = LabelledNames.identifier("single", rate)
    #expect(name == expected && LabelledNames.withoutRate(name) == "single")
  }

  @Test("says masks, or the process in their place, and a solver that is not the default")
  func end() {
    func end(_ process: String, _ masks: [String], _ method: String?) -> String {
      LabelledNames.end(process: process, masks: masks, method: method)
    }
    #expect(end("", [], nil) == "" && end("", ["a", "b"], nil) == "a+b")
    #expect(end("night", ["a"], nil) == "night" && end("night", [], "mm") == "night_mm")
    #expect(end("", [], "ols") == "ols")
  }

  @Test("has no end where there is none", arguments: ["single", "remote-R", "input-B_remote-R"])
  func bare(name: String) { #expect(LabelledNames.withoutRate(name) == name) }
}
