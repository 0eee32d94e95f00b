// The one place where C does work: a loop over every sample that is read, for which the compiler must
// be told that it may use instructions which not every processor has. Swift has no way to say so.
#include "CPackedNumbers.h"

#include <stdint.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

typedef uint8_t Byte16 __attribute__((vector_size(16)));
typedef int32_t Int4 __attribute__((vector_size(16)));
typedef uint32_t Word4 __attribute__((vector_size(16)));
typedef float Float4 __attribute__((vector_size(16)));
typedef int64_t Long4 __attribute__((vector_size(32)));
typedef uint64_t LongWord4 __attribute__((vector_size(32)));
typedef double Double4 __attribute__((vector_size(32)));

// The highest bits say whether a number was met that is not finite: all bits of its exponent are set, and
// one more carries into the place of the sign.
typedef struct {
  Word4 words;
  LongWord4 longs;
} Flaws;

INLINE int32_t word(const uint8_t *from) {
  int32_t value;
  memcpy(&value, from, sizeof value);
  return value;
}

INLINE int64_t longer(const uint8_t *from) {
  int64_t value;
  memcpy(&value, from, sizeof value);
  return value;
}

INLINE Int4 four_words(const uint8_t *from, ptrdiff_t stride) {
  return (Int4){word(from), word(from + stride), word(from + 2 * stride), word(from + 3 * stride)};
}

// Wide vectors are handed over by address: how else depends on the processor.
INLINE void four_longs(const uint8_t *from, ptrdiff_t stride, Long4 *values) {
  *values = (Long4){
      longer(from), longer(from + stride), longer(from + 2 * stride), longer(from + 3 * stride)};
}

// Numbers of three bytes, moved to the top of four: they stand for 256 times the number, exactly.
INLINE Int4 four_triples(const uint8_t *from, ptrdiff_t stride, bool is_big_endian) {
  if (stride == 3) {
    Byte16 bytes, zero = {0};
    memcpy(&bytes, from, sizeof bytes);
    return is_big_endian
        ? (Int4)__builtin_shufflevector(
              bytes, zero, 16, 2, 1, 0, 16, 5, 4, 3, 16, 8, 7, 6, 16, 11, 10, 9)
        : (Int4)__builtin_shufflevector(
              bytes, zero, 16, 0, 1, 2, 16, 3, 4, 5, 16, 6, 7, 8, 16, 9, 10, 11);
  }
  Byte16 bytes = (Byte16)four_words(from, stride), zero = {0};
  return is_big_endian
      ? (Int4)__builtin_shufflevector(
            bytes, zero, 16, 2, 1, 0, 16, 6, 5, 4, 16, 10, 9, 8, 16, 14, 13, 12)
      : (Int4)__builtin_shufflevector(
            bytes, zero, 16, 0, 1, 2, 16, 4, 5, 6, 16, 8, 9, 10, 16, 12, 13, 14);
}

INLINE void four(
    skindepth_number number, const uint8_t *from, ptrdiff_t stride, double factor, Flaws *flaws,
    Double4 *values) {
  Int4 words;
  Long4 longs;
  switch (number) {
  case skindepth_int24:
  case skindepth_int24_big_endian:
    words = four_triples(from, stride, number == skindepth_int24_big_endian);
    *values = __builtin_convertvector(words, Double4) * (factor / 256);
    break;
  case skindepth_int32:
    *values = __builtin_convertvector(four_words(from, stride), Double4) * factor;
    break;
  case skindepth_int64:
    four_longs(from, stride, &longs);
    *values = __builtin_convertvector(longs, Double4) * factor;
    break;
  case skindepth_float32:
    words = four_words(from, stride);
    flaws->words |= ((Word4)words & 0x7fffffff) + 0x00800000;
    *values = __builtin_convertvector((Float4)words, Double4) * factor;
    break;
  case skindepth_float64:
    four_longs(from, stride, &longs);
    *values = (Double4)longs * factor;
    // A large number may have become infinite.
    flaws->longs |= ((LongWord4)*values & 0x7fffffffffffffff) + 0x0010000000000000;
    break;
  }
}

INLINE bool convert(
    skindepth_number number, ptrdiff_t stride, const uint8_t *from, const skindepth_places *places,
    ptrdiff_t in_frame, double factor, double *to, ptrdiff_t count) {
  Flaws flaws = {{0}, {0}};
  Double4 values;
  ptrdiff_t done = 0, end = in_frame < count ? in_frame : count;
  for (;;) {
    for (; done + 4 <= end; done += 4, from += 4 * stride) {
      four(number, from, stride, factor, &flaws, &values);
      memcpy(to + done, &values, sizeof values);
    }
    for (; done < end; done++, from += stride) {
      four(number, from, 0, factor, &flaws, &values);
      to[done] = values[0];
    }
    if (done == count) break;
    from += places->gap;
    end = places->per_frame < count - done ? done + places->per_frame : count;
  }
  Word4 words = flaws.words;
  LongWord4 longs = flaws.longs;
  return (words[0] | words[1] | words[2] | words[3]) >> 31 == 0
      && (longs[0] | longs[1] | longs[2] | longs[3]) >> 63 == 0;
}

// Distances that are known let the compiler do more, so the one of numbers side by side is.
#define ANY_STRIDE(number, size)                                                                   \
  return places->stride == size                                                                    \
      ? convert(number, size, from, places, in_frame, factor, to, count)                           \
      : convert(number, places->stride, from, places, in_frame, factor, to, count)

// Converts one column.
typedef bool Convert(
    const uint8_t *from, const skindepth_places *places, ptrdiff_t in_frame, double factor,
    double *to, ptrdiff_t count);

INLINE bool convert_any(
    const uint8_t *from, const skindepth_places *places, ptrdiff_t in_frame, double factor,
    double *to, ptrdiff_t count) {
  switch (places->number) {
  case skindepth_int24: ANY_STRIDE(skindepth_int24, 3);
  case skindepth_int24_big_endian: ANY_STRIDE(skindepth_int24_big_endian, 3);
  case skindepth_int32: ANY_STRIDE(skindepth_int32, 4);
  case skindepth_int64: ANY_STRIDE(skindepth_int64, 8);
  case skindepth_float32: ANY_STRIDE(skindepth_float32, 4);
  case skindepth_float64: ANY_STRIDE(skindepth_float64, 8);
  }
  return false;
}

static bool convert_portably(
    const uint8_t *from, const skindepth_places *places, ptrdiff_t in_frame, double factor,
    double *to, ptrdiff_t count) {
  return convert_any(from, places, in_frame, factor, to, count);
}

#ifdef __x86_64__
// Processors of 2019 and later choose any bytes of 64 at once. Numbers of at most four bytes are taken eight
// at a time: half of them lie in the 64 bytes from the first one on, half in those from the fifth one on.
typedef struct {
  __m512i bytes;
  __mmask64 of_first, of_fifth;
} Choice;

#define WITH_AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512vbmi")))

WITH_AVX512 INLINE Choice choose(skindepth_number number, ptrdiff_t stride) {
  const bool is_triple = number == skindepth_int24 || number == skindepth_int24_big_endian;
  // The bytes of a number, the lowest first; those of three bytes become the upper three of four.
  const int order = !is_triple ? 0x03020100 : number == skindepth_int24 ? 0x02010000 : 0x00010200;
  const uint64_t taken = is_triple ? 0xeeee : 0xffff;
  __m256i bytes = _mm256_set1_epi32(order);
  bytes = _mm256_mask_add_epi8(bytes, 0xf0f0f0f0, bytes, _mm256_set1_epi8((char)stride));
  bytes = _mm256_mask_add_epi8(bytes, 0xff00ff00, bytes, _mm256_set1_epi8((char)(2 * stride)));
  return (Choice){_mm512_castsi256_si512(bytes), taken, taken << 16};
}

WITH_AVX512 INLINE __m512d eight(
    skindepth_number number, const uint8_t *from, ptrdiff_t stride, const Choice *choice,
    __m512d factors, __m256i *flaws) {
  const __m512i fifth = _mm512_loadu_si512(from + 4 * stride);
  __m512i words = _mm512_maskz_permutexvar_epi8(
      choice->of_first, choice->bytes, _mm512_loadu_si512(from));
  words = _mm512_mask_permutexvar_epi8(words, choice->of_fifth, choice->bytes, fifth);
  const __m256i half = _mm512_castsi512_si256(words);
  if (number != skindepth_float32) return _mm512_mul_pd(_mm512_cvtepi32_pd(half), factors);
  const __m256i one = _mm256_set1_epi32(0x00800000), others = _mm256_set1_epi32(0x7fffffff);
  *flaws = _mm256_or_si256(*flaws, _mm256_add_epi32(_mm256_and_si256(half, others), one));
  return _mm512_mul_pd(_mm512_cvtps_pd(_mm256_castsi256_ps(half)), factors);
}

// Stores less than eight.
WITH_AVX512 INLINE void store_few(
    __m512d values, __m256i their_flaws, double *to, ptrdiff_t count, __m256i *flaws) {
  const __mmask8 taken = (__mmask8)((1 << count) - 1);
  _mm512_mask_storeu_pd(to, taken, values);
  *flaws = _mm256_mask_or_epi32(*flaws, taken, *flaws, their_flaws);
}

// Returns whether all are finite.
WITH_AVX512 INLINE bool convert_eights(
    skindepth_number number, const uint8_t *from, ptrdiff_t stride, const Choice *choice,
    double factor, double *to, ptrdiff_t count) {
  const bool is_word = number == skindepth_float32 || number == skindepth_int32;
  const __m512d factors = _mm512_set1_pd(is_word ? factor : factor / 256);
  __m256i flaws = _mm256_setzero_si256(), others = _mm256_setzero_si256();
  // The first ones up to where a line of the cache begins: else each store would take two.
  const ptrdiff_t head = -((uintptr_t)to / sizeof *to) % 8;
  ptrdiff_t done = head < count ? head : count;
  if (done > 0) {
    const __m512d values = eight(number, from, stride, choice, factors, &others);
    store_few(values, others, to, done, &flaws);
    from += done * stride;
  }
  for (; done + 8 <= count; done += 8, from += 8 * stride) {
    _mm512_storeu_pd(to + done, eight(number, from, stride, choice, factors, &flaws));
  }
  if (done < count) {
    others = _mm256_setzero_si256();
    const __m512d values = eight(number, from, stride, choice, factors, &others);
    store_few(values, others, to + done, count - done, &flaws);
  }
  return _mm256_movemask_ps(_mm256_castsi256_ps(flaws)) == 0;
}

// Processors of 2013 and later.
__attribute__((target("avx2"))) static bool convert_with_avx2(
    const uint8_t *from, const skindepth_places *places, ptrdiff_t in_frame, double factor,
    double *to, ptrdiff_t count) {
  return convert_any(from, places, in_frame, factor, to, count);
}

// Whether four numbers can be chosen from 64 bytes, and other channels lie between them: where
// they lie side by side, that gains nothing.
static bool is_choosable(const skindepth_places *places) {
  switch (places->number) {
  case skindepth_int24:
  case skindepth_int24_big_endian: return places->stride > 3 && places->stride <= 20;
  case skindepth_int32:
  case skindepth_float32: return places->stride > 4 && places->stride <= 20;
  case skindepth_int64:
  case skindepth_float64: return false;
  }
  return false;
}

WITH_AVX512 static bool convert_with_avx512(
    const uint8_t *from, const skindepth_places *places, ptrdiff_t in_frame, double factor,
    double *to, ptrdiff_t count) {
  const skindepth_number number = places->number;
  const ptrdiff_t stride = places->stride;
  const Choice choice = choose(number, stride);
  bool is_finite = true;
  ptrdiff_t end = in_frame < count ? in_frame : count;
  for (;;) {
    is_finite &= number == skindepth_float32
        ? convert_eights(skindepth_float32, from, stride, &choice, factor, to, end)
        : convert_eights(number, from, stride, &choice, factor, to, end);
    count -= end;
    if (count == 0) return is_finite;
    from += end * stride + places->gap;
    to += end;
    end = places->per_frame < count ? places->per_frame : count;
  }
}
#endif

static bool convert_columns(
    Convert *convert, const uint8_t *scans, const skindepth_places *places, ptrdiff_t in_frame,
    const skindepth_column *columns, ptrdiff_t column_count, double *rows, ptrdiff_t count) {
  bool is_finite = true;
  for (ptrdiff_t i = 0; i < column_count; i++) {
    is_finite &= convert(
        scans + columns[i].place, places, in_frame, columns[i].factor, rows + i * count, count);
  }
  return is_finite;
}

bool skindepth_convert_portably(
    const void *scans, const skindepth_places *places, ptrdiff_t in_frame,
    const skindepth_column *columns, ptrdiff_t column_count, double *rows, ptrdiff_t count) {
  return convert_columns(
      convert_portably, scans, places, in_frame, columns, column_count, rows, count);
}

bool skindepth_convert(
    const void *scans, const skindepth_places *places, ptrdiff_t in_frame,
    const skindepth_column *columns, ptrdiff_t column_count, double *rows, ptrdiff_t count) {
  Convert *convert = convert_portably;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2")) convert = convert_with_avx2;
  if (is_choosable(places) && __builtin_cpu_supports("avx512vbmi")) convert = convert_with_avx512;
#endif
  return convert_columns(convert, scans, places, in_frame, columns, column_count, rows, count);
}
