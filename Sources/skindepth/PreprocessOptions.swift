import ArgumentParser
import Configuration

/// What is done to samples, as options that go before the keys of [Preprocessing].
struct PreprocessOptions: ParsableArguments {
  @Option(help: "Channels whose polarity is reversed, such as Ex,Hy.")
  var polreverse: String?

  @Option(help: "Factors of channels, such as Ex:2.5,Hy:1000.")
  var scale: String?

  @Flag(help: "Divide magnetic channels by the response of their coils.")
  var calibrate = false

  @Option(help: "Corner of a low-pass filter in Hz.")
  var lpfilt: String?

  @Option(help: "Corner of a high-pass filter in Hz.")
  var hpfilt: String?

  @Option(help: "Two corners of a band-pass filter in Hz, such as 0.1,20.")
  var bpfilt: String?

  @Option(help: "Frequencies in Hz to take out, such as 50,150.")
  var notch: String?

  @Option(help: "How filters are made: zerophase or resistics.")
  var filters: String?

  @Flag(help: "Read the series at times that fall on full seconds.")
  var interp = false

  @Option(help: "New sampling rates, such as 128:64.")
  var resamp: String?

  @Option(help: "Join recordings with gaps of at most so many seconds.")
  var fillgap: String?

  @Flag(help: "Put straight lines in place of runs of zeros.")
  var remzeros = false

  @Flag(help: "Put straight lines in place of values that are no numbers.")
  var remnans = false

  @Flag(help: "Subtract each channel's mean.")
  var remaverage = false

  @Flag(help: "Divide each channel by the root of the sum of its squares.")
  var normalise = false

  @Option(help: "Polarity of channels: maker or resistics.")
  var sign: String?

  /// The options as settings.
  ///
  /// Recordings are calibrated only where that is asked for, and then as a whole.
  var overrides: [Override] {
    var overrides: [Override] = []
    func add(_ key: String, _ value: String?) {
      guard let value else { return }
      overrides.append(Override(KeyName(.preprocessing, key), value, option: "--\(key)"))
    }
    func list(_ text: String?) -> String? { text.map { $0.hasSuffix(",") ? $0 : $0 + "," } }
    add("polreverse", list(polreverse))
    add("scale", list(scale))
    add("lpfilt", lpfilt)
    add("hpfilt", hpfilt)
    add("bpfilt", list(bpfilt))
    add("notch", list(notch))
    add("filters", filters)
    add("resamp", list(resamp))
    add("fillgap", fillgap)
    add("sign", sign)
    for (key, isWanted) in [
      ("interp", interp), ("remzeros", remzeros), ("remnans", remnans),
      ("remaverage", remaverage), ("normalise", normalise),
    ] where isWanted {
      add(key, "True")
    }
    overrides.append(
      Override(
        KeyName(.calibration, "calibrate"), calibrate ? "True" : "False", option: "--calibrate"))
    overrides.append(
      Override(KeyName(.calibration, "domain"), "recording", option: "--calibrate"))
    return overrides
  }
}
