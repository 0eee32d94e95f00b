import Configuration
import Foundation
import Model
import Testing

@Suite("Settings")
struct SettingsTests {
  @Test("the defaults are those that are documented")
  func defaults() {
    let settings = Settings.standard
    #expect(settings.name == "default")
    #expect(settings.threads == nil)
    #expect(settings.survey.reference == nil)
    #expect(settings.decimation.levelCount == 7)
    #expect(settings.decimation.minimumSamples == 100)
    #expect(settings.decimation.frequencies == [])
    #expect(settings.decimation.frequenciesPerLevel == 7)
    #expect(settings.window.minimumWindows == 5)
    #expect(settings.window.factor == 2)
    #expect(settings.window.minimumSize == 512)
    #expect(settings.window.minimumOverlap == 128)
    #expect(settings.window.overlapFraction == 0.25)
    #expect(settings.window.alignment == .phaseRamp)
    #expect(settings.window.minimumPeriods == 2)
    #expect(settings.decimation.filter == .fir)
    #expect(settings.figures.phase == .field)
    #expect(settings.spectra.taper == .hann)
    #expect(settings.spectra.stored)
    #expect(settings.spectra.compression == 0)
    #expect(settings.solver.method == .mestimate)
    #expect(settings.solver.smoothing == .automatic)
    #expect(settings.solver.smoothingShape == .hann)
    #expect(settings.solver.weights == .bisquare)
    #expect(!settings.solver.hasIntercept)
    #expect(settings.solver.bootstraps == nil)
    #expect(settings.process.singleSite)
    #expect(settings.process.remoteSites.isEmpty)
    #expect(settings.process.inputs == [.hx, .hy])
    #expect(settings.process.outputs == [.ex, .ey, .hz])
    #expect(settings.process.masks.isEmpty && settings.process.timeLimits.isEmpty)
    #expect(settings.process.postpend.isEmpty && settings.process.isDrawn)
    #expect(settings.processes == [settings.process])
    #expect(settings.masks.isEmpty)
    #expect(settings.notices == [])
  }

  @Test("values, their origin, and an option that beats the file")
  func origins() throws {
    let text = """
      name = "a, b"
      [Survey]
      reference = 2024-06-01 00:00:00.5
      [Spectra]
      windowfunc = blackmanharis
      [Solver]
      smoothing = 11
      """
    let option = Override(KeyName(.solver, "method"), "ols", option: "--method")
    let settings = try Settings(text: text, file: "a.ini", overrides: [option])
    #expect(settings.name == "a, b")
    #expect(settings.survey.reference == Instant("2024-06-01 00:00:00.5"))
    #expect(settings.spectra.taper == .blackmanharris)
    #expect(settings.solver.smoothing == .length(11))
    #expect(settings.solver.method == .ols)
    #expect(settings.values[KeyName(.top, "name")].origin == .file("a.ini", line: 1))
    #expect(settings.values[KeyName(.solver, "method")].origin.description == "option --method")
    #expect(settings.values[KeyName(.window, "minwindows")].origin.description == "default")
    #expect(settings.effectiveText.contains("smoothing = 11  # a.ini:7\n"))
  }

  @Test(
    "threads: option, then section, then the key above all sections, then all cores",
    arguments: [
      ("", nil, nil, nil), ("ncores = 3", nil, 3, 3),
      ("ncores = 3\n[Spectra]\nncores = 2", nil, 2, 3),
      ("ncores = 3\n[Spectra]\nncores = 0", nil, 1, 3),
      ("[Spectra]\nncores = 4", nil, 4, nil), ("ncores = 3\n[Spectra]\nncores = 2", "5", 5, 5),
    ] as [(String, String?, Int?, Int?)])
  func threads(text: String, option: String?, spectra: Int?, solver: Int?) throws {
    let overrides = option.map { [Override(KeyName(.top, "ncores"), $0, option: "--ncores")] }
    let settings = try Settings(text: text, file: "a.ini", overrides: overrides ?? [])
    #expect(settings.spectra.threads == spectra)
    #expect(settings.solver.threads == solver)
  }

  @Test("the default file in the repository is what the table of keys writes")
  func defaultFile() throws {
    let url = Fixtures.root.appending(path: "config/default.ini")
    if ProcessInfo.processInfo.environment["SKINDEPTH_WRITE_DEFAULTS"] != nil {
      try Data(Key.defaultFileText.utf8).write(to: url)
    }
    let text = try configurationText(atPath: url.path)
    #expect(
      text == Key.defaultFileText,
      "write it anew: SKINDEPTH_WRITE_DEFAULTS=1 swift test --filter SettingsTests")
  }

  @Test("the default file gives the defaults without a notice, in lines of 100 characters")
  func defaultFileParses() throws {
    let settings = try Settings(text: Key.defaultFileText, file: "default.ini")
    #expect(settings.notices == [])
    #expect(settings.values.all.map(\.value) == Settings.standard.values.all.map(\.value))
    #expect(Key.defaultFileText.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(Key.helpText.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test("every key is in the table once, with a line of explanation and a default that is allowed")
  func table() throws {
    #expect(Set(Key.all.map(\.name)).count == Key.all.count)
    for key in Key.all {
      #expect(!key.doc.isEmpty && !key.doc.contains("\n"), "\(key.name)")
      #expect(try key.kind.value(of: RawValue(key.defaultValue.iniText)) == key.defaultValue)
    }
  }

  @Test(
    "configurations of resistics' tutorial are read",
    .enabled(if: Fixtures.hasGolden, "no reference data: set SKINDEPTH_DATA"),
    arguments: [
      "default", "multiconfig", "multiconfigSeparate", "customfreq", "customwin", "perlevel5",
    ])
  func tutorial(name: String) throws {
    let text = String(decoding: try Fixtures.golden("configs/\(name).ini"), as: UTF8.self)
    let settings = try Settings(text: text, file: "\(name).ini")
    if name == "multiconfig" {
      #expect(settings.spectra.threads == 6)
      #expect(settings.statistics.names == ["coherence", "transferFunction"])
      #expect(settings.statistics.remoteNames == ["RR_coherenceEqn", "RR_transferFunction"])
      #expect(settings.spectra.set == "multi")
      #expect(settings.notices == [])
    }
    if name == "multiconfigSeparate" {
      #expect(settings.spectra.threads == 4)
      #expect(settings.statistics.threads == 5)
      #expect(settings.solver.threads == nil)
    }
  }
}

@Suite("Canonical text of settings")
struct CanonicalTextTests {
  @Test("the text of the defaults stays as it is: products on disk are known by it")
  func stable() {
    let settings = Settings.standard
    #expect(
      settings.decimation.canonicalText == """
        [Decimation]
        numlevels = 7
        minsamples = 100
        filter = fir
        [Frequencies]
        frequencies = ,
        perlevel = 7
        extendlast = True

        """)
    #expect(
      settings.window.canonicalText == """
        [Window]
        minwindows = 5
        countwindows = run
        maxmissing = 0.01
        windowfactor = 2
        minwindowsize = 512
        minoverlapsize = 128
        overlapfraction = 0.25
        windowsizes = ,
        overlapsizes = ,
        minperiods = 2
        alignment = phaseramp

        """)
    #expect(
      settings.spectra.canonicalText
        == "[Spectra]\napplywindow = True\nwindowfunc = hann\nprewhiten = True\n")
    #expect(
      settings.statistics.canonicalText == """
        [Statistics]
        stats = coherence, transferFunction
        remotestats = RR_coherence, RR_transferFunction
        smoothing = auto
        equations = inputs
        density = calibrated

        """)
    #expect(
      settings.solver.canonicalText
        == """
        [Solver]
        method = mestimate
        weighting = windows
        weights = bisquare
        intercept = False
        bootstrap = False
        bootstraps = 100
        smoothing = auto
        windowfunc = hann
        maxpasses = 100

        """)
    #expect(
      settings.process.canonicalText == """
        [Process]
        sites = ,
        samplefreqs = ,
        singlesite = True
        remotesite = ,
        inputsite = ""
        inchans = Hx, Hy
        outchans = Ex, Ey, Hz
        remotechans = ,
        crosschannels = ,
        masks = ,
        datetimes = ,
        dates = ,
        times = ,
        intervals = wholewindows

        """)
    #expect(settings.survey.canonicalText == "[Survey]\nreference = \"\"\n")
  }

  @Test("it is a configuration that gives the same settings")
  func roundTrip() throws {
    let text = """
      [Survey]
      reference = 2024-06-01 01:02:03.25
      [Frequencies]
      frequencies = 1, 10, 0.1
      [Window]
      alignment = wholesample
      [Solver]
      smoothing = resistics
      method = mm
      weighting = equations
      weights = trimmedmean
      intercept = True
      bootstrap = True
      bootstraps = 50
      windowfunc = hanning
      [Process]
      sites = "north, east",
      remotesite = R
      remotechans = Hx, Hy, Hz
      crosschannels = Ex, Ey
      """
    let settings = try Settings(text: text, file: "a.ini")
    let canonical = [
      settings.survey.canonicalText, settings.decimation.canonicalText,
      settings.window.canonicalText, settings.spectra.canonicalText,
      settings.solver.canonicalText, settings.process.canonicalText,
    ].joined()
    let again = try Settings(text: canonical, file: "b.ini")
    #expect(again.survey.reference == settings.survey.reference)
    #expect(again.decimation.frequencies == [10, 1, 0.1])
    #expect(again.window == settings.window)
    #expect(again.spectra == settings.spectra)
    #expect(again.solver == settings.solver)
    #expect(again.solver.weights == .trimmedMean && again.solver.bootstraps == 50)
    #expect(again.process == settings.process)
  }

  @Test(
    "what decides the numbers changes it; threads, storage and the order of frequencies do not",
    arguments: [
      ("ncores = 3", true), ("[Spectra]\nstore = no\ncompression = 4\nncores = 2", true),
      ("[Spectra]\nwindowfunc = hamming", false), ("[Spectra]\napplywindow = no", false),
      ("[Solver]\nweighting = equations", false), ("[Solver]\nmaxpasses = 9", false),
      ("[Solver]\nweights = huber", false),
      ("[Solver]\nintercept = yes", false), ("[Solver]\nbootstrap = yes", false),
      ("[Solver]\nbootstraps = 50", true), ("[Solver]\nwindowfunc = parzen", false),
      ("[Window]\nminwindows = 6", false),
    ])
  func decides(text: String, same: Bool) throws {
    func canonical(_ settings: Settings) -> String {
      settings.window.canonicalText + settings.spectra.canonicalText
        + settings.solver.canonicalText
    }
    let settings = try Settings(text: text, file: "a.ini")
    #expect((canonical(settings) == canonical(.standard)) == same)
  }
}
