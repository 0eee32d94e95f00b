import ArgumentParser
import Configuration

/// What is to be done with which survey: the options that `run`, `plan` and `status` have in common.
struct RunSelection: ParsableArguments {
  @Argument(help: "The survey's folder.")
  var project: String

  @Option(help: "Configuration file (default: skindepth.ini in the survey's folder, if there).")
  var config: String?

  @Option(help: "Remote reference site; of several (A,B) the first that is not the site itself.")
  var remote: String?

  @Option(help: "Site whose magnetic channels are the inputs, for inter-site functions.")
  var inputSite: String?

  @Option(help: "Sites to process, with commas between them (default: all).")
  var sites: String?

  @Flag(inversion: .prefixedNo, help: "Also estimate without the remote reference.")
  var singleSite = true

  /// The options as settings that go before those of the file, with the threads of a rank if given.
  func overrides(ncores: Int? = nil) -> [Override] {
    var overrides = [ncores].compactMap(\.self).map {
      Override(KeyName(.top, "ncores"), "\($0)", option: "--ncores")
    }
    func add(_ key: String, _ value: String?, _ option: String) {
      if let value { overrides.append(Override(KeyName(.process, key), value, option: option)) }
    }
    add("remotesite", remote.map(list), "--remote")
    add("inputsite", inputSite, "--input-site")
    add("sites", sites.map(list), "--sites")
    add("singlesite", singleSite ? nil : "False", "--no-single-site")
    return overrides
  }

  /// The text as a list, which for one entry needs a comma at its end.
  private func list(_ text: String) -> String { text.hasSuffix(",") ? text : text + "," }
}
