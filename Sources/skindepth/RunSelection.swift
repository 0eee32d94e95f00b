import ArgumentParser
import Configuration

/// What is to be done with which survey: the options that `run`, `plan`, `status` and the steps of a run
/// have in common.
struct RunSelection: ParsableArguments {
  @Argument(help: "The survey's folder.")
  var project: String

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  @Option(
    name: [.customLong("remote"), .customLong("remotesite")],
    help: "Remote reference site; of several (A,B) the first that is not the site itself.")
  var remote: String?

  @Option(
    name: [.customLong("input-site"), .customLong("inputsite")],
    help: "Site whose magnetic channels are the inputs, for inter-site functions.")
  var inputSite: String?

  @Option(help: "Sites to process, with commas between them (default: all).")
  var sites: String?

  @Option(help: "Sampling frequencies in Hz to estimate from, with commas between them.")
  var samplefreqs: String?

  @Option(help: "Name of the set of spectra, of which a survey may have several.")
  var specdir: String?

  @Flag(inversion: .prefixedNo, help: "Also estimate without the remote reference.")
  var singleSite = true

  /// The options as settings that go before those of the file, with the threads of a rank if given.
  func overrides(ncores: Int? = nil) -> [Override] {
    var overrides = [ncores].compactMap(\.self).map {
      Override(KeyName(.top, "ncores"), "\($0)", option: "--ncores")
    }
    func add(_ key: String, _ value: String?, _ option: String, in section: Section = .process) {
      if let value { overrides.append(Override(KeyName(section, key), value, option: option)) }
    }
    add("remotesite", remote.map(listText), "--remote")
    add("inputsite", inputSite, "--input-site")
    add("sites", sites.map(listText), "--sites")
    add("samplefreqs", samplefreqs.map(listText), "--samplefreqs")
    add("specdir", specdir, "--specdir", in: .spectra)
    add("singlesite", singleSite ? nil : "False", "--no-single-site")
    return overrides
  }
}
