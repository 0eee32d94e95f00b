import Configuration
import Model

/// What the keys of samples change in the settings that are handed on.
let sampleEffects: [KeyEffect] =
  [
    KeyEffect("Preprocessing.sign", "resistics", "maker", "resistics") {
      $0.preprocessing.sign.rawValue
    },
    KeyEffect("Preprocessing.fillgap", "30", "0.0", "30.0") {
      "\($0.preprocessing.longestGap)"
    },
    KeyEffect("Preprocessing.remnans", "yes", "false", "true") {
      "\($0.preprocessing.interpolatesMissing)"
    },
    KeyEffect("Preprocessing.remzeros", "yes", "false", "true") {
      "\($0.preprocessing.interpolatesZeros)"
    },
    KeyEffect("Preprocessing.polreverse", "Ex, Hy", "[]", "[Ex, Hy]") {
      "\($0.preprocessing.reversed)"
    },
    KeyEffect("Preprocessing.scale", "Ex:2,", "[]", "[Ex:2]") { "\($0.preprocessing.factors)" },
    KeyEffect("Preprocessing.remaverage", "yes", "false", "true") {
      "\($0.preprocessing.removesMean)"
    },
    KeyEffect("Preprocessing.lpfilt", "5", "0.0", "5.0") {
      "\($0.preprocessing.lowPass ?? 0)"
    },
    KeyEffect("Preprocessing.hpfilt", "5", "0.0", "5.0") {
      "\($0.preprocessing.highPass ?? 0)"
    },
    KeyEffect("Preprocessing.bpfilt", "5, 1", "[]", "[1.0, 5.0]") {
      "\($0.preprocessing.bandPass)"
    },
    KeyEffect("Preprocessing.notch", "50,", "[]", "[50.0]") { "\($0.preprocessing.notches)" },
    KeyEffect("Preprocessing.filters", "resistics", "zerophase", "resistics") {
      $0.preprocessing.method.rawValue
    },
    KeyEffect("Preprocessing.interp", "yes", "false", "true") {
      "\($0.preprocessing.shiftsToSecond)"
    },
    KeyEffect("Preprocessing.resamp", "128:64,", "[]", "[128:64]") {
      "\($0.preprocessing.rates)"
    },
    KeyEffect("Preprocessing.normalise", "yes", "false", "true") {
      "\($0.preprocessing.normalises)"
    },
    KeyEffect("Calibration.calibrate", "no", "true", "false") { "\($0.calibration.applies)" },
    KeyEffect("Calibration.require", "all", "warn", "all") {
      $0.calibration.requirement.rawValue
    },
    KeyEffect("Calibration.extend", "no", "true", "false") { "\($0.calibration.extends)" },
    KeyEffect("Calibration.usetheoretical", "yes", "false", "true") {
      "\($0.calibration.usesTheoretical)"
    },
    KeyEffect("Calibration.interpolation", "linear", "smooth", "linear") {
      $0.calibration.interpolation.rawValue
    },
    KeyEffect("Calibration.domain", "recording", "windows", "recording") {
      $0.calibration.domain.rawValue
    },
  ]
