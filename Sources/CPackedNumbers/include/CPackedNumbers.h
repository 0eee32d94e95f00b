#ifndef SKINDEPTH_CPACKEDNUMBERS_H
#define SKINDEPTH_CPACKEDNUMBERS_H
#include <stdbool.h>
#include <stddef.h>

/// How one number lies in a file of samples; the least significant byte first, unless said otherwise.
typedef enum {
  skindepth_int24,
  skindepth_int24_big_endian,
  skindepth_int32,
  skindepth_int64,
  skindepth_float32,
  skindepth_float64
} skindepth_number;

/// Scans that follow one another, in frames with bytes of another kind between them.
typedef struct {
  skindepth_number number;
  /// Bytes of a scan, which has a number of each channel.
  ptrdiff_t stride;
  /// Scans of a frame.
  ptrdiff_t per_frame;
  /// Bytes between the last scan of a frame and the next frame.
  ptrdiff_t gap;
} skindepth_places;

/// Bytes that must be readable from the beginning of the last number on.
enum { skindepth_padding = 160 };

/// What is wanted of a scan.
typedef struct {
  /// The byte of the scan with which the number begins.
  ptrdiff_t place;
  double factor;
} skindepth_column;

/// Converts numbers to doubles and multiplies them by factors.
///
/// The instructions of the processor at hand are used; the values are the same to the bit with any.
///
/// @param scans The first scan.
/// @param in_frame How many scans of the first one's frame are to come, itself included.
/// @param rows Where the values come to be, `[column][scan]`.
/// @param count How many scans.
/// @return Whether all values are finite numbers.
bool skindepth_convert(
    const void *scans, const skindepth_places *places, ptrdiff_t in_frame,
    const skindepth_column *columns, ptrdiff_t column_count, double *rows, ptrdiff_t count);

/// The same with instructions that every processor has.
bool skindepth_convert_portably(
    const void *scans, const skindepth_places *places, ptrdiff_t in_frame,
    const skindepth_column *columns, ptrdiff_t column_count, double *rows, ptrdiff_t count);

#endif
