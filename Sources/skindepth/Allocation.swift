import CLinux

/// How the C library's allocator deals with the large arrays that every unit of work makes anew.
enum Allocation {
  /// Keeps freed memory for the next unit instead of giving it back to the system, whose pages have to be
  /// cleared each time they come again: a third of a run's time in the kernel.
  static func keepFreed() {
    // The largest value that the library accepts.
    _ = mallopt(M_MMAP_THRESHOLD, 32 << 20)
    _ = mallopt(M_TRIM_THRESHOLD, .max)
    _ = mallopt(M_TOP_PAD, 16 << 20)
  }
}
