#ifndef SKINDEPTH_CLINUX_SHIM_H
#define SKINDEPTH_CLINUX_SHIM_H
// Calls of Linux that Swift's own module of the C library leaves out.
#include <malloc.h>
#include <sys/uio.h>
#include <sys/vfs.h>

int sync_file_range(int descriptor, __off64_t offset, __off64_t count, unsigned int flags);
#define SKINDEPTH_SYNC_FILE_RANGE_WRITE 2u

// Locks that belong to an open file, not to a process.
#define SKINDEPTH_SET_OPEN_FILE_LOCK 37

ssize_t preadv2(int descriptor, const struct iovec *parts, int count, __off64_t offset, int flags);
#define SKINDEPTH_READ_WITHOUT_DISK 8

int renameat2(
    int old_folder, const char *old_path, int new_folder, const char *new_path, unsigned int flags);
#define SKINDEPTH_RENAME_EXCHANGE 2u
#endif
