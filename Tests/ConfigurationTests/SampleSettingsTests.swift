import Configuration
import Model
import Testing

@Suite("Settings of samples") struct SampleSettingsTests {
  private func settings(_ text: String) throws -> Settings {
    try Settings(text: text, file: "a.ini")
  }

  @Test("all keys of preprocessing are taken")
  func preprocessing() throws {
    let all = try settings(
      """
      [Preprocessing]
      sign = resistics
      fillgap = 30
      remnans = True
      remzeros = True
      polreverse = ex, Hy
      scale = Ex:2.5, by:1000
      remaverage = True
      lpfilt = 5
      hpfilt = 0.05
      bpfilt = 20, 0.1
      notch = 50, 150
      filters = resistics
      interp = True
      resamp = 128:64, 512 : 1024/3
      normalise = True
      """
    ).preprocessing
    #expect(all.sign == .resistics && all.longestGap == 30)
    #expect(all.interpolatesMissing && all.interpolatesZeros)
    #expect(all.reversed == [.ex, .hy])
    #expect(all.factors.map(\.channel) == [.ex, .hy] && all.factors.map(\.factor) == [2.5, 1000])
    #expect(all.removesMean && all.shiftsToSecond && all.normalises)
    #expect(all.lowPass == 5 && all.highPass == 0.05 && all.bandPass == [0.1, 20])
    #expect(all.notches == [50, 150] && all.method == .resistics)
    #expect(all.rates.map(\.from.samples) == [128, 512])
    #expect(
      all.rates.map(\.to) == [
        SamplingRate(samples: 64, seconds: 1), SamplingRate(samples: 1024, seconds: 3),
      ])
  }

  @Test("by default nothing is done to samples but calibration")
  func defaults() {
    let all = Settings.standard
    #expect(all.preprocessing.lowPass == nil && all.preprocessing.highPass == nil)
    #expect(all.preprocessing.bandPass.isEmpty && all.preprocessing.notches.isEmpty)
    #expect(all.preprocessing.factors.isEmpty && all.preprocessing.reversed.isEmpty)
    #expect(all.preprocessing.sign == .maker && all.preprocessing.rates.isEmpty)
    #expect(all.calibration.applies && all.calibration.extends)
    #expect(!all.calibration.usesTheoretical)
    #expect(all.calibration.interpolation == .smooth && all.calibration.domain == .windows)
  }

  @Test("all keys of calibration are taken")
  func calibration() throws {
    let all = try settings(
      """
      [Calibration]
      calibrate = False
      extend = False
      usetheoretical = True
      interpolation = linear
      domain = recording
      """
    ).calibration
    #expect(!all.applies && !all.extends && all.usesTheoretical)
    #expect(all.interpolation == .linear && all.domain == .recording)
  }

  @Test(
    "each of them changes the canonical text",
    arguments: [
      "sign = resistics", "fillgap = 1", "remnans = True", "remzeros = True", "polreverse = Ex,",
      "scale = Ex:2,", "remaverage = True", "lpfilt = 1", "hpfilt = 1", "bpfilt = 1, 2",
      "notch = 1,", "filters = resistics", "interp = True", "resamp = 2:1,", "normalise = True",
    ])
  func canonical(line: String) throws {
    let changed = try settings("[Preprocessing]\n" + line)
    let standard = Settings.standard.preprocessing.canonicalText
    #expect(changed.preprocessing.canonicalText != standard)
    let again = try settings(changed.preprocessing.canonicalText)
    #expect(again.preprocessing == changed.preprocessing)
  }

  @Test(
    "each of calibration, too",
    arguments: [
      "calibrate = no", "require = none", "extend = no", "usetheoretical = yes",
      "interpolation = linear",
      "domain = recording",
    ])
  func canonicalCalibration(line: String) throws {
    let changed = try settings("[Calibration]\n" + line)
    #expect(
      changed.calibration.canonicalText != Settings.standard.calibration.canonicalText)
    let again = try settings(changed.calibration.canonicalText)
    #expect(again.calibration == changed.calibration)
  }

  @Test(
    "what is wrong is said",
    arguments: [
      ("scale = Ex,", "`Ex` is no such pair", "Ex:2.5"),
      ("scale = Ex:0,", "`Ex:0` is no such pair", "Ex:2.5"),
      ("scale = Q:2,", "`Q:2` is no such pair", "Ex:2.5"),
      ("scale = Ex:1, ex:2", "`Ex` is there twice", "once"),
      ("resamp = 128,", "`128` is no such pair", "128:64"),
      ("resamp = 128:0,", "`128:0` is no such pair", "128:64"),
      ("resamp = 128:64, 128:32", "`128` is there twice", "once"),
      ("polreverse = Q,", "`Q` is not a channel", "Ex, Ey"),
      ("bpfilt = 1,", "no pair of corners", "two different"),
      ("bpfilt = 1, 1", "no pair of corners", "two different"),
      ("bpfilt = 1, 2, 3", "no pair of corners", "two different"),
      ("lpfilt = -1", "not in the range", "from 0"),
      ("filters = butterworth", "not known", "zerophase, resistics"),
      ("sign = plus", "not known", "maker, resistics"),
      ("fillgap = -3", "not in the range", "from 0"),
      ("interp = maybe", "not True or False", "True or False"),
    ])
  func wrong(line: String, problem: String, remedy: String) {
    let found = problems("[Preprocessing]\n" + line)
    #expect(found.count == 1)
    #expect(found.first?.problem.contains(problem) == true, "\(found)")
    #expect(found.first?.remedy.contains(remedy) == true, "\(found)")
  }
}
