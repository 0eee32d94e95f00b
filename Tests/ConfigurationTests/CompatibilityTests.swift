import Configuration
import Model
import Testing

@Suite("The switch of compatibility")
struct CompatibilityTests {
  private let switched = "compatibility = resistics\n"

  private func settings(_ text: String, _ overrides: [Override] = []) throws -> Settings {
    try Settings(text: text, file: "a.ini", overrides: overrides)
  }

  @Test("gives the keys that the user left alone the choices of resistics, and says so")
  func choices() throws {
    let settings = try settings(switched)
    #expect(settings.window.alignment == .wholeSample)
    #expect(settings.window.minimumWindows == 2)
    #expect(settings.window.minimumPeriods == 0)
    #expect(settings.decimation.filter == .chebyshev)
    #expect(!settings.spectra.prewhitens)
    #expect(settings.solver.method == .cm)
    #expect(settings.solver.weighting == .equations)
    #expect(settings.solver.smoothing == .resistics)
    // With cm the vertical field would add equations for the electric channels as well.
    #expect(settings.process.outputs == [.ex, .ey])
    #expect(settings.figures.phase == .resistics)
    #expect(settings.effectiveText.contains("method = cm  # from compatibility = resistics\n"))
    #expect(settings.effectiveText.contains("perlevel = 7  # default\n"))
    #expect(settings.notices == [])
  }

  @Test("leaves everything as it is when it is off")
  func off() throws {
    let settings = try settings("compatibility = none")
    #expect(settings.values.all.map(\.value) == Settings.standard.values.all.map(\.value))
    #expect(!settings.effectiveText.contains("from compatibility"))
  }

  @Test("never beats what the user gives, be it our own default, in the file or by an option")
  func given() throws {
    let own = try settings(switched + "[Solver]\nmethod = mestimate\n[Window]\nminwindows = 5")
    #expect(own.solver.method == .mestimate && own.solver.weighting == .equations)
    #expect(own.window.minimumWindows == 5)
    #expect(own.solver.smoothing == .resistics)
    #expect(own.effectiveText.contains("method = mestimate  # a.ini:3\n"))
    let option = Override(KeyName(.solver, "method"), "ols", option: "--method")
    #expect(try settings(switched, [option]).solver.method == .ols)
  }

  @Test("method cm weights equations, with the switch and without it, whatever the file says")
  func onlyForm() throws {
    #expect(try settings("[Solver]\nmethod = cm").solver.weighting == .equations)
    #expect(
      try settings("[Solver]\nmethod = cm\nweighting = windows").solver
        == settings("[Solver]\nmethod = cm\nweighting = equations").solver)
  }

  @Test("may be an option of the command")
  func option() throws {
    let option = Override(KeyName(.top, "compatibility"), "resistics", option: "--set")
    #expect(try settings("", [option]).solver.method == .cm)
    #expect(try settings(switched + "[Solver]\nmethod = ols", [option]).solver.method == .ols)
  }

  @Test("takes no other word")
  func unknown() {
    let error = #expect(throws: ConfigurationProblems.self) {
      try settings("compatibility = resitics")
    }
    let text = error?.description ?? ""
    #expect(text.contains("line 1, compatibility"))
    #expect(text.contains("did you mean `resistics`? give one of none, resistics"))
  }

  @Test("is told of in the default file, and its values are other ones that the keys take")
  func table() throws {
    let compatible = Key.all.filter { $0.resisticsDefault != nil }
    #expect(compatible.count >= 6)
    for key in compatible {
      let value = try #require(key.resisticsDefault)
      #expect(value != key.defaultValue, "\(key.name)")
      #expect(try key.kind.value(of: RawValue(value.iniText)) == value)
    }
    // Lines are broken between words.
    let text = Key.defaultFileText.split { " #\n".contains($0) }.joined(separator: " ")
    #expect(text.contains("With compatibility = resistics: wholesample"))
  }
}
