extension Key {
  /// What is done to samples before anything else, in the order of the keys.
  static let preprocessing: [Key] = [
    Key(
      .preprocessing, "sign", .option(Choice(["maker", "resistics"])), .text("maker"),
      resistics: .text("resistics"),
      "Polarity of channels: as the instrument's maker has it, or as resistics, which turns all"
        + " channels of some formats"),
    Key(
      .preprocessing, "fillgap", .number(0...1e9), .number(0),
      "Join recordings of a site and rate whose gap has at most so many seconds, with a straight line"
        + " in the gap; 0: join none"),
    Key(
      .preprocessing, "remnans", .flag, .flag(false),
      "Put straight lines in place of values that are no numbers; False: in a run they cost windows (maxmissing in"
        + " [Window]); with maxmissing = 1, and in preprocess, such a recording is an error"),
    Key(
      .preprocessing, "remzeros", .flag, .flag(false),
      "Put straight lines in place of 20 zeros in a row and more"),
    Key(
      .preprocessing, "polreverse", .channels, .texts([]), "Channels whose polarity is reversed"),
    Key(
      .preprocessing, "scale", .channelFactors, .texts([]),
      "Factors of channels, such as Ex:2.5, Hy:1000"),
    Key(
      .preprocessing, "remaverage", .flag, .flag(false),
      "Subtract each channel's mean over the recording; windows lose theirs in any case"),
    Key(
      .preprocessing, "lpfilt", .number(0...1e7), .number(0),
      "Low-pass filter: its corner in Hz, where the amplitude is halved; 0: none"),
    Key(
      .preprocessing, "hpfilt", .number(0...1e7), .number(0),
      "High-pass filter: its corner in Hz; 0: none"),
    Key(
      .preprocessing, "bpfilt", .numbers(1e-9...1e7), .numbers([]),
      "Band-pass filter: its two corners in Hz; empty: none"),
    Key(
      .preprocessing, "notch", .numbers(1e-9...1e7), .numbers([]),
      "Frequencies in Hz that are taken out with a tenth of themselves on either side"),
    Key(
      .preprocessing, "filters", .option(Choice(["zerophase", "resistics"])), .text("zerophase"),
      resistics: .text("resistics"),
      "How filters are made: symmetric sums (zerophase), or resistics' way over whole recordings,"
        + " whose notch turns phases"),
    Key(
      .preprocessing, "interp", .flag, .flag(false),
      "Read the series at times that fall on full seconds"),
    Key(
      .preprocessing, "resamp", .ratePairs, .texts([]),
      "New sampling rates, such as 128:64, 4096:1024, in Hz"),
    Key(
      .preprocessing, "normalise", .flag, .flag(false),
      "Divide each channel by the root of the sum of its squares"),
  ]

  static let calibration: [Key] = [
    Key(
      .calibration, "calibrate", .flag, .flag(true),
      "Take the response of sensors out, where a file of calData or calibration matches, and that of the"
        + " filters of MTH5 files"),
    Key(
      .calibration, "require", .option(Choice(["warn", "all", "none"])), .text("warn"),
      resistics: .text("none"),
      "Channels without calibration, or lines without length, where calibrate = True: use them, say so in every"
        + " product and end with code 4 (warn), leave them out (all), or use them (none)"),
    Key(
      .calibration, "extend", .flag, .flag(true),
      "Go on beyond the ends of a calibration's table; False: leave out frequencies beyond"),
    Key(
      .calibration, "usetheoretical", .flag, .flag(false),
      "Where no file matches, take the response that the sensor's kind has"),
    Key(
      .calibration, "interpolation", .option(Choice(["smooth", "linear"])), .text("smooth"),
      resistics: .text("linear"),
      "Between the frequencies of a table: splines over the logarithm of the frequency (smooth), or"
        + " straight lines over the frequency as in resistics (linear)"),
    Key(
      .calibration, "domain", .option(Choice(["windows", "recording"])), .text("windows"),
      resistics: .text("recording"),
      "Where the response is taken out: in the spectra of windows, or as in resistics in the spectrum"
        + " of the whole recording, which must fit into memory"),
  ]
}
