import Estimation
import Model

extension EstimateDoubt {
  /// The doubts of one run in the middle of a line; empty for none.
  static func text(_ doubts: [EstimateDoubt]) -> String {
    [errors(doubts), disagreements(doubts), gains(doubts), faults(doubts)].filter { !$0.isEmpty }
      .joined(
        separator: "; ")
  }

  private static func errors(_ doubts: [EstimateDoubt]) -> String {
    var elements: [String] = []
    var all: [Double] = []
    for case .errorAboveValue(let output, let input, let periods) in doubts {
      elements.append("\(output)\(input) (\(counted(periods.count, "period")))")
      all += periods
    }
    guard let low = all.min(), let high = all.max() else { return "" }
    return
      "errors exceed the values of \(elements.joined(separator: ", ")) within \(seconds(low)) to"
      + " \(seconds(high)) s"
  }

  private static func disagreements(_ doubts: [EstimateDoubt]) -> String {
    var found: [(name: String, ratio: Double, periods: ClosedRange<Double>)] = []
    for case .disagreement(let name, let ratio, let periods) in doubts {
      guard let place = found.firstIndex(where: { $0.name == name }) else {
        found.append((name, ratio, periods))
        continue
      }
      let known = found[place]
      let low = min(known.periods.lowerBound, periods.lowerBound)
      let high = max(known.periods.upperBound, periods.upperBound)
      found[place] = (name, max(known.ratio, ratio), low...high)
    }
    return found.map {
      "up to \($0.ratio.fixed(0)) joint standard errors from \($0.name) within"
        + " \(seconds($0.periods.lowerBound)) to \(seconds($0.periods.upperBound)) s, where noise of the inputs"
        + " may bias the single site"
    }.joined(separator: "; ")
  }

  private static func gains(_ doubts: [EstimateDoubt]) -> String {
    let changes = doubts.compactMap { doubt -> String? in
      guard case .gainChange(let output, let ratio) = doubt else { return nil }
      return "\(output) of one recording is \(ratio.fixed(1)) times what another's says"
    }
    return changes.joined(separator: ", ") + (changes.isEmpty ? "" : " (see skindepth check)")
  }

  /// By kind, with the channels of each.
  private static func faults(_ doubts: [EstimateDoubt]) -> String {
    WindowFaults.Kind.allCases.compactMap { kind -> String? in
      let channels = doubts.compactMap { doubt -> String? in
        guard case .faultyWindows(kind, let site, let channel, let share) = doubt else {
          return nil
        }
        return "\(channel) of \(site) (\((100 * share).fixed(0)) %)"
      }
      return channels.isEmpty
        ? nil : "\(kind.text) in \(channels.joined(separator: ", "))"
    }.joined(separator: "; ")
  }

  static func seconds(_ period: Double) -> String {
    period.fixed(period < 1 ? 4 : period < 100 ? 2 : 0)
  }
}

extension WindowFaults.Kind {
  fileprivate var text: String {
    switch self {
    case .constantRun: "windows with \(WindowFaults.constantRun) or more equal samples in a row"
    case .clipping: "windows with clipped samples"
    case .spike: "windows with spikes"
    case .missing: "windows that do not count for missing samples (maxmissing)"
    }
  }
}

extension TransferFunction {
  /// A line for each element with the periods at which it is in doubt, for files that have no
  /// column for it.
  var doubtLines: [String] {
    let lines = outputs.indices.flatMap { output in
      inputs.indices.compactMap { input -> String? in
        let found = points.compactMap { point -> String? in
          let flags = point.estimate.doubts(output: output, input: input)
          return flags.isEmpty
            ? nil : "\(EstimateDoubt.seconds(point.period)) s: \(flags.rawValue)"
        }
        guard !found.isEmpty else { return nil }
        return "doubt \(outputs[output])\(inputs[input]) = \(found.joined(separator: ", "))"
      }
    }
    return lines.isEmpty ? [] : ["doubt = \(DoubtFlags.meaning)"] + lines
  }
}
