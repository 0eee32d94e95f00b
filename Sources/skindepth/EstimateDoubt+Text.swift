import Estimation
import Model

extension EstimateDoubt {
  /// The doubts of one run in the middle of a line; empty for none.
  static func text(_ doubts: [EstimateDoubt]) -> String {
    [errors(doubts), disagreements(doubts)].filter { !$0.isEmpty }.joined(separator: "; ")
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

  static func seconds(_ period: Double) -> String {
    period.fixed(period < 1 ? 4 : period < 100 ? 2 : 0)
  }
}
