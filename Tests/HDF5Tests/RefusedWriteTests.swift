import Foundation
import HDF5
import HDF5TestSupport
import Testing

/// Lets files of this process grow to so many bytes; signals for more must be ignored.
private func limitFiles(to bytes: rlim_t) {
  var limit = rlimit()
  unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  limit.rlim_cur = min(bytes, limit.rlim_max)
  unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}

extension HDF5Suite {
  @Suite struct RefusedWriteTests {
    @Test("what could not be written as an object was closed is told when the file is, room or not")
    func closing() async {
      await #expect(processExitsWith: .success) {
        try withTemporaryFolder { folder in
          _ = signal(SIGXFSZ, SIG_IGN)
          let file = try File.create(folder + "/a.h5")
          limitFiles(to: 1)
          // A chunk is written when its dataset is closed, here at once.
          try file.createDataset(
            "a", values: [Double](repeating: 1, count: 4096), options: .chunked([4096]))
          limitFiles(to: .max)
          do {
            try file.close()
            Issue.record("the file lacks a chunk and was closed without a word")
          } catch {
            #expect((error as? HDF5Error)?.systemCode == EFBIG)
          }
        }
      }
    }

    @Test("a failure belongs to its own file alone")
    func next() async {
      await #expect(processExitsWith: .success) {
        try withTemporaryFolder { folder in
          _ = signal(SIGXFSZ, SIG_IGN)
          let file = try File.create(folder + "/a.h5")
          limitFiles(to: 1)
          try file.createDataset(
            "a", values: [Double](repeating: 1, count: 4096), options: .chunked([4096]))
          limitFiles(to: .max)
          #expect((try? file.close()) == nil)
          try File.create(folder + "/b.h5").close()
        }
      }
    }
  }
}
