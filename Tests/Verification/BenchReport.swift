import Foundation
import Model

/// Puts the logs of `run/bench` into a table and judges them.
struct BenchReport {
  /// Holds `one.log` and `all.log`, of runs on one core and on all, and the floors beside them.
  let folder: String

  /// Million samples of a channel a second and core.
  private static let rateLimit = 5.0
  private static let memoryLimit = 1024.0
  private static let stages = ["reading", "spectra", "writing", "solving"]

  func verdict() throws -> Verdict {
    let one = try log("one"), all = try log("all")
    let cores = all["cores"] ?? .nan
    let samples = one["samples"] ?? .nan
    var table = TextTable(
      "\((samples / 1e6).fixed(1)) million samples of channels, file to transfer functions",
      ["", "1 core s", "million/s", "\(cores.fixed(0)) cores s", "million/s"])
    func add(_ title: String, _ key: String) {
      let cells = [one, all].flatMap { log -> [String] in
        let seconds = log[key] ?? .nan
        return [seconds.fixed(2), seconds > 0 ? (samples / seconds / 1e6).fixed(1) : "-"]
      }
      table.add([title] + cells)
    }
    for stage in BenchReport.stages { add(stage, stage) }
    add("whole job", "wall")
    add("processor time", "busy")
    add("floor: FFTW alone, all windows", "floor FFTW")
    add("floor: our reader", "floor reader")
    add("floor: the file's bytes", "floor bytes")
    table.show()
    return judge(one, all, samples, cores)
  }

  private func judge(
    _ one: [String: Double], _ all: [String: Double], _ samples: Double, _ cores: Double
  ) -> Verdict {
    let rates = [one, all].map { samples / ($0["wall"] ?? .nan) / 1e6 }
    let peak = [one, all].map { $0["peak"] ?? .nan }
    let floor = (one["floor FFTW"] ?? .nan) + (one["floor reader"] ?? .nan)
    print(
      "whole job on one core: \(rates[0].fixed(2)) million a second,"
        + " \(((one["wall"] ?? .nan) / floor).fixed(1)) times the floor of FFTW and reader")
    print(
      "on \(cores.fixed(0)): \(rates[1].fixed(2)) million a second,"
        + " \((rates[1] / cores).fixed(2)) a core")
    print("peak memory: \(peak[0].fixed(0)) MiB and \(peak[1].fixed(0)) MiB\n")
    var verdict = Verdict()
    // Not a number fails too.
    verdict.require(
      rates[0] >= BenchReport.rateLimit,
      "\(rates[0].fixed(2)) million a second and core where \(BenchReport.rateLimit.fixed(0))"
        + " are wanted")
    for (peak, name) in zip(peak, ["one core", "all cores"]) {
      verdict.require(
        "peak memory on \(name)", peak, atMost: BenchReport.memoryLimit, unit: " MiB", decimals: 0)
    }
    return verdict
  }

  /// Numbers by their names, from lines that end in `NAME: NUMBER UNIT`.
  private func log(_ name: String) throws -> [String: Double] {
    let text = String(decoding: try contents(of: "\(folder)/\(name).log"), as: UTF8.self)
    var found: [String: Double] = [:]
    let names =
      BenchReport.stages + ["floor FFTW", "floor reader", "floor bytes", "samples", "cores"]
    for line in text.split(whereSeparator: \.isNewline) {
      for name in names {
        guard let range = line.range(of: "\(name): ") else { continue }
        found[name] = number(line[range.upperBound...])
      }
      if let range = line.range(of: "measured: ") {
        let rest = line[range.upperBound...]
        found[rest.hasSuffix("peak") ? "peak" : rest.hasSuffix("wall") ? "wall" : "busy"] =
          number(rest)
      }
    }
    return found
  }

  private func number(_ text: Substring) -> Double? {
    text.split(separator: " ").first.flatMap { Double($0) }
  }
}
