import Distribution
import Logging

/// Log lines on standard error: the time of day, the rank where there are several, the level, the text.
struct RankLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level
  /// `nil` in a team of one.
  private let rank: Int?

  init(rank: Int?, logLevel: Logger.Level) {
    self.rank = rank
    self.logLevel = logLevel
  }

  /// The logger of this rank; ranks other than 0 speak only when something is wrong, or in detail.
  static func logger<T: Team & ~Copyable>(_ team: borrowing T, _ verbosity: SurveyRun.Verbosity)
    -> Logger
  {
    let rank = team.size > 1 ? team.rank.index : nil
    let level: Logger.Level =
      switch verbosity {
      case .quiet: .error
      case .normal: team.rank == .master ? .info : .warning
      case .verbose: .debug
      }
    return Logger(label: "skindepth") { _ in RankLog(rank: rank, logLevel: level) }
  }

  /// One that also ranks other than 0 tell with what becomes of products, which one rank alone
  /// makes.
  static func productLogger(of logger: Logger, _ verbosity: SurveyRun.Verbosity) -> Logger {
    var logger = logger
    if verbosity != .quiet { logger.logLevel = min(logger.logLevel, .notice) }
    return logger
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let who = rank.map { "rank \($0): " } ?? ""
    let weight = event.level >= .notice ? "\(event.level): " : ""
    Terminal.printError("\(who)\(weight)\(event.message)")
  }
}
