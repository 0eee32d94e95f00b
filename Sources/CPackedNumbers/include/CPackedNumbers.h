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

/// Numbers at equal distances, in frames with bytes of another kind between them.
typedef struct {
  skindepth_number number;
  /// Bytes from one number to the next.
  ptrdiff_t stride;
  /// Numbers of a frame.
  ptrdiff_t per_frame;
  /// Bytes between the last number of a frame, with the rest of its stride, and the next frame.
  ptrdiff_t gap;
} skindepth_places;

/// Bytes that must be readable from the beginning of the last number on.
enum { skindepth_padding = 8 };

/// Converts numbers to doubles and multiplies them by a factor.
///
/// The instructions of the processor at hand are used; the values are the same to the bit with any.
///
/// @param from The first number.
/// @param in_frame How many numbers of the first one's frame are to come, itself included.
/// @return Whether all values are finite numbers.
bool skindepth_convert(
    const void *from, skindepth_places places, ptrdiff_t in_frame, double factor, double *to,
    ptrdiff_t count);

/// The same with instructions that every processor has.
bool skindepth_convert_portably(
    const void *from, skindepth_places places, ptrdiff_t in_frame, double factor, double *to,
    ptrdiff_t count);

#endif
