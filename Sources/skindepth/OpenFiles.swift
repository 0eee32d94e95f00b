import Glibc

/// How many files the program may have open at once.
enum OpenFiles {
  /// More are of no use, and some programs that this one starts walk through all numbers up to the
  /// limit.
  private static let most: rlim_t = 16_384

  /// Raises the limit as far as the system lets every program do.
  ///
  /// Each thread has the parts of a recording open, and shells often allow a thousand files.
  static func allowMany() {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    let wanted = min(limit.rlim_max, most)
    guard wanted > limit.rlim_cur else { return }
    limit.rlim_cur = wanted
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
