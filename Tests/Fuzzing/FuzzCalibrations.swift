import FormatSamples
import Formats
import Model

extension FuzzReader {
  /// One for each format of the registry.
  static var calibrations: [FuzzReader] {
    CalibrationFormats.all.map { format in
      guard let (file, texts) = CalibrationSamples.all[format.name] else {
        preconditionFailure("no calibration of the format \(format.name) to begin with")
      }
      return FuzzReader(
        name: "cal-" + format.name.lowercased().split(separator: " ").joined(separator: "-"),
        files: [file], seeds: texts.map { SampleFiles(file, text: $0) }
      ) { folder, problems in
        let entries = problems.noting { try CalibrationFormats.read("\(folder)/\(file)") }
        for entry in (entries ?? nil) ?? [] {
          let curve = ResponseCurve(entry.response)
          for hertz in [1e-5, 1, 1e5] { _ = curve.value(at: hertz) }
        }
      }
    }
  }
}

/// A file of each format of calibrations, by the format's name.
enum CalibrationSamples {
  static let all: [String: (file: String, texts: [String])] = [
    "calibration text": ("IC_365.TXT", [generic]),
    "Metronix text": ("Hx_MFS06365.txt", [metronix, newerMetronix]),
    "RSP": ("Metronix_Coil-----TYPE-006_BB-ID-000365.RSP", [emerald]),
    "RSPX": ("Metronix_Coil-----TYPE-006_HF-ID-000365.RSPX", [emeraldXML]),
    "Metronix XML": ("job.xml", [job]),
    "Phoenix JSON": (
      "a.json",
      [
        phoenix(
          "\"sensor calibration\", \"sensor_serial\": \"57507\", \"sensor_type\": \"MTC-150\""),
        phoenix("\"receiver calibration\", \"inst_serial\": 10128"),
      ]
    ),
    "LEMI response": ("l120.rsp", ["LEMI-120 N9999 a\nF(Hz) A(mV/nT) P(deg)\n" + rows, rows]),
  ]

  private static let rows = "1E-04 2.0E-01 89.9\n1 194 75.9\n+1.0E+03 200 -8.75\n"

  private static let generic = """
    Serial = 365
    Sensor = 006_HF
    Static gain = 800.0
    Magnitude unit = mV/nT
    Phase unit = radians
    Chopper = False

    CALIBRATION DATA
    +1.0000e-05  +2.5000e-06  +1.5708e+00
    0.1  2.5e-2  1.57
    """

  private static let metronix = """
      Calibration measurement with Solartron
      Magnetometer: 365    Date: 01/06/24    Time: 12:00:00
     FREQUENCY    MAGNITUDE      PHASE
        Hz        V/(nT*Hz)       deg
    Chopper On
    +1.0000E-01  +1.9994E-01  +8.8567E+01
    +1.0000E+00  +1.9403E-01  +7.5955E+01

    Chopper Off
    1 0.19 76
    10 0.06 40
    """

  private static let newerMetronix = """
    Metronix
    MFS-06e #0365 DateTime: 2024-06-01
    Chopper On
    0.1 0.2 88.6
    1 0.19 76
    """

  private static let emerald = """
     Info MFS06 induction coil no.: 365 - date of calibration: Jun 2024
     StaticGain       800.00000000
     CalFile
     Manufacturer Metronix_Coil-----
     SensorType 006_HF
        FREQUENCY(Hz) AMPLITUDE(mV/nT)       PHASE(deg)
     --------------------------------------------------
      10000.00000000       0.59750386     -70.11395985
          1.00000000       0.24238000      75.95500000
    """

  private static let emeraldXML = """
    <?xml version="1.0" encoding="utf-8" ?>
    <EmeraldModuleResponse>
    <SensorSpecification>006_HF</SensorSpecification><SensorId>365</SensorId>
    <StaticGain>800.000000</StaticGain><Unit>mV/nT</Unit>
    <ResponseData Frequency=" 10000.0" Magnitude="0.59750386" Phase="-70.10983456" />
    <ResponseData Frequency="1" Magnitude="0.2" Phase="76" />
    </EmeraldModuleResponse>
    """

  private static let job = """
    <?xml version="1.0"?>
    <measurement><calibration_sensors><channel id="2"><calibration>
    <ci_serial_number>308</ci_serial_number><ci_device>MFS-06e</ci_device>
    <caldata chopper="on"><c1 unit="Hz">0.1</c1><c2 unit="V/(nT*Hz)">0.2</c2><c3>88</c3></caldata>
    <caldata chopper="on"><c1 unit="Hz">1</c1><c2 unit="V/(nT*Hz)">0.19</c2><c3>76</c3></caldata>
    </calibration></channel></calibration_sensors></measurement>
    """

  private static func phoenix(_ type: String) -> String {
    """
    {"file_type": \(type), "num_channels": 1, "cal_data": [{"tag": "H1", "chan_data": [
     {"num_records": 3, "freq_Hz": [1e-05, 0.001, 1.0], "magnitude": [2e-3, 0.2, 194.0],
      "phs_deg": [89.9, 89.0, 75.9]}]}]}
    """
  }
}
