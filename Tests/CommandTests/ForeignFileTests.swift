import Foundation
import Testing

/// What lies in a survey and is not of this program: it is named, and keeps nothing from being
/// done.
@Suite("Files of others in a survey")
struct ForeignFilesOfSurveyTests {
  @Test("are named once, and are no failure")
  func named() throws {
    let survey = try TestSurvey()
    try survey.write("truth.json", #"{"weather": "sunny"}"#)
    try survey.write("timeData/A/notes.txt", "wet ground\n")
    try survey.write("timeData/A/IMG_1.JPG", Data([0xFF, 0xD8, 0xFF, 0xE0]))
    try survey.write("timeData/A/photos/IMG_2.JPG", Data([0xFF, 0xD8, 0xFF, 0xE0]))
    let result = try Command.run("run", survey.path, "--strict")
    #expect(result.code == 0, "\(result.error)")
    for name in ["truth.json", "A/notes.txt", "A/IMG_1.JPG", "A/photos"] {
      #expect(result.error.components(separatedBy: name).count == 2, "\(name): \(result.error)")
    }
    #expect(!result.error.contains("error: "))
  }

  @Test(
    "but for a folder of a site that cannot be read, for which the rest is done and code 4 given",
    .enabled(if: Privileges.canBeUnprivileged))
  func unreadableSite() throws {
    let survey = try TestSurvey()
    try survey.write("timeData/X/a.txt", "x")
    try Privileges.open(survey.path)
    _ = try Command.launch(["/bin/chmod", "000", survey.path + "/timeData/X"])
    defer { _ = try? Command.launch(["/bin/chmod", "700", survey.path + "/timeData/X"]) }
    let result = try Command.launch(
      Privileges.unprivileged([Command.path, "run", survey.path]))
    #expect(result.code == 4, "\(result.error)")
    #expect(result.error.components(separatedBy: "timeData/X").count == 2, "\(result.error)")
    #expect(try survey.folder.files()["edi/A_single_1Hz.edi"] != nil)
  }

  @Test("and more threads than there are cores are warned of once")
  func threads() throws {
    let survey = try TestSurvey()
    let result = try Command.run("run", survey.path, "--ncores", "65")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.error.components(separatedBy: "65 threads on ").count == 2, "\(result.error)")
  }
}
