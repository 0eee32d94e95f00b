import ComplexModule
import FormatSamples
import Formats
import Model

extension FuzzReader {
  /// One for each format of the registry, which begins with what its writer makes.
  static var transferFunctions: [FuzzReader] {
    TransferFunctionFile.formats.map { format in
      guard let writer = TransferFunctionWriters.all.first(where: { $0.name == format.name }) else {
        preconditionFailure("no writer of the format \(format.name)")
      }
      let file = "a." + writer.endings[0]
      let texts =
        TransferFunctionSamples.all.filter(writer.canHold).map {
          writer.text(of: $0, FileNote(provenance: ["made by nobody"], digits: 6))
        } + (TransferFunctionSamples.foreign[writer.key] ?? [])
      return FuzzReader(
        name: "tf-" + writer.key, files: [file], seeds: texts.map { SampleFiles(file, text: $0) }
      ) { folder, problems in
        _ = problems.noting { try TransferFunctionFile.format(of: "\(folder)/\(file)") }
        _ = problems.noting { try format.read("\(folder)/\(file)") }
      }
    }
  }
}

enum TransferFunctionSamples {
  /// Impedance and tipper, and the tipper alone, which Z-files have an ending of their own for.
  static let all = [function([.ex, .ey, .hz]), function([.hz])]

  private static func function(_ outputs: [Channel]) -> TransferFunction {
    let points = [32.0, 0.125].enumerated().map { level, frequency in
      TransferFunction.Point(frequency: frequency, level: level, estimate: estimate(outputs.count))
    }
    return TransferFunction(
      origin: .init(output: "S1", input: "S1", remote: "R9"), outputs: outputs,
      inputs: [.hx, .hy], rate: SamplingRate(samples: 128, seconds: 1),
      location: Location(latitude: -34.5, longitude: 138.25, elevation: 24), points: points)
  }

  private static func estimate(_ rows: Int) -> Estimate {
    func matrix(_ n: Int, _ m: Int) -> [[Complex<Double>]] {
      (0..<n).map { i in (0..<m).map { Complex(i == $0 ? 0.5 : 0.25, Double(i - $0)) } }
    }
    return Estimate(
      values: matrix(rows, 2), variances: matrix(rows, 2).map { $0.map { $0.real * $0.real } },
      inverseSignalPower: matrix(2, 2), residualCovariance: matrix(rows, rows), windowCount: 99,
      weightSums: [Double](repeating: 90, count: rows),
      coherences: [Double](repeating: 0.9, count: rows), passes: 3, converged: true)
  }

  /// What other programs write otherwise, by the words of our writers.
  static let foreign = [
    "edi": [
      """
      >HEAD
        DATAID="A"
        LAT=52:30:00
        LONG=-13:15:00
        EMPTY=1.0E32
      >=MTSECT
        NFREQ=2
      >FREQ //2
       1 0.5
      >ZROT //2
       30 30
      >ZXYR ROT=ZROT //2
       1 2
      >ZXYI ROT=ZROT //2
       3 1.0E32
      >ZXY.VAR ROT=ZROT //2
       0.5 0.25
      >TXR.EXP //2
       0.1 0.2
      >TXI.EXP //2
       0.1 0.2
      >END
      """
    ],
    "zfile": [
      """
      TRANSFER FUNCTIONS IN MEASUREMENT COORDINATES
      ********* WITH FULL ERROR COVARIANCE ********
      robust
      station: A
      coordinate 1 2 declination 0
      number of channels 4 number of frequencies 1
       orientations and tilts of each channel
       1 0 0 A Hx
       2 90 0 A Hy
       3 0 0 A Ex
       4 90 0 A Ey

      period : 2 decimation level 1 freq. band from 1 to 2
      number of data point 9 sampling freq. 1 Hz
       Transfer Functions
       1 2 3 4
       5 6 7 8
       Inverse Coherent Signal Power Matrix
       1 0
       0 0 1 0
       Residual Covariance
       1 0
       0 0 1 0

      """
    ],
  ]
}
