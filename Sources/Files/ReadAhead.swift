import CLinux
import Glibc

/// Has the system bring bytes of an open file from the disk, and does not wait for them.
package func readAhead(_ descriptor: Int32, at offset: Int, count: Int) {
  // Of one call, Linux takes no more than it reads ahead, which is seldom set to less than this.
  let step = 128 << 10
  guard count > 0, !(isInMemory(descriptor, offset) && isInMemory(descriptor, offset + count - 1))
  else { return }
  for place in stride(from: offset, to: offset + count, by: step) {
    _ = posix_fadvise(
      descriptor, off_t(place), off_t(min(step, offset + count - place)), POSIX_FADV_WILLNEED)
  }
}

/// Whether a byte of a file can be had without the disk; then those near it are mostly in memory, too.
private func isInMemory(_ descriptor: Int32, _ offset: Int) -> Bool {
  unsafe withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { byte in
    var target = unsafe iovec(iov_base: byte.baseAddress, iov_len: 1)
    return unsafe preadv2(descriptor, &target, 1, off_t(offset), SKINDEPTH_READ_WITHOUT_DISK) == 1
  }
}
