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
    skindepth_number number, ptrdiff_t stride, const uint8_t *from, skindepth_places places,
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
    from += places.gap;
    end = places.per_frame < count - done ? done + places.per_frame : count;
  }
  Word4 words = flaws.words;
  LongWord4 longs = flaws.longs;
  return (words[0] | words[1] | words[2] | words[3]) >> 31 == 0
      && (longs[0] | longs[1] | longs[2] | longs[3]) >> 63 == 0;
}

// Distances that are known let the compiler do more, so the one of numbers side by side is.
#define ANY_STRIDE(number, size)                                                                   \
  return places.stride == size                                                                     \
      ? convert(number, size, from, places, in_frame, factor, to, count)                           \
      : convert(number, places.stride, from, places, in_frame, factor, to, count)

INLINE bool convert_any(
    const uint8_t *from, skindepth_places places, ptrdiff_t in_frame, double factor, double *to,
    ptrdiff_t count) {
  switch (places.number) {
  case skindepth_int24: ANY_STRIDE(skindepth_int24, 3);
  case skindepth_int24_big_endian: ANY_STRIDE(skindepth_int24_big_endian, 3);
  case skindepth_int32: ANY_STRIDE(skindepth_int32, 4);
  case skindepth_int64: ANY_STRIDE(skindepth_int64, 8);
  case skindepth_float32: ANY_STRIDE(skindepth_float32, 4);
  case skindepth_float64: ANY_STRIDE(skindepth_float64, 8);
  }
  return false;
}

#ifdef __x86_64__
// Processors of 2019 and later choose any bytes of 128 at once. Numbers of at most four bytes are taken eight
// at a time: half of them lie in the 64 bytes from the first one on, half in those from the fifth one on.
typedef struct {
  __m512i bytes;
  __mmask64 taken;
} Choice;

#define WITH_AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512vbmi")))

WITH_AVX512 static void choose(skindepth_number number, ptrdiff_t stride, Choice *choice) {
  const bool is_triple = number == skindepth_int24 || number == skindepth_int24_big_endian;
  uint8_t places[64] = {0};
  uint64_t taken = 0;
  for (int i = 0; i < 8; i++) {
    for (int k = is_triple; k < 4; k++) {
      const int byte = number == skindepth_int24_big_endian ? 3 - k : k - is_triple;
      places[4 * i + k] = (uint8_t)(64 * (i / 4) + i % 4 * stride + byte);
      taken |= (uint64_t)1 << (4 * i + k);
    }
  }
  choice->bytes = _mm512_loadu_si512(places);
  choice->taken = taken;
}

// Returns how many it did: none of what it reads lies behind the beginning of the last number, so some are
// always left.
WITH_AVX512 static ptrdiff_t convert_eights(
    const uint8_t *from, skindepth_number number, ptrdiff_t stride, const Choice *choice,
    double factor, double *to, ptrdiff_t count, bool *is_finite) {
  const bool is_float = number == skindepth_float32;
  const bool is_word = is_float || number == skindepth_int32;
  const __m512d factors = _mm512_set1_pd(is_word ? factor : factor / 256);
  const __m256i one = _mm256_set1_epi32(0x00800000), others = _mm256_set1_epi32(0x7fffffff);
  __m256i flaws = _mm256_setzero_si256();
  const ptrdiff_t behind = 5 + 63 / stride;
  ptrdiff_t done = 0;
  for (; done + behind < count; done += 8, from += 8 * stride) {
    const __m512i both = _mm512_maskz_permutex2var_epi8(
        choice->taken, _mm512_loadu_si512(from), choice->bytes,
        _mm512_loadu_si512(from + 4 * stride));
    const __m256i words = _mm512_castsi512_si256(both);
    __m512d values;
    if (is_float) {
      flaws = _mm256_or_si256(flaws, _mm256_add_epi32(_mm256_and_si256(words, others), one));
      values = _mm512_cvtps_pd(_mm256_castsi256_ps(words));
    } else {
      values = _mm512_cvtepi32_pd(words);
    }
    _mm512_storeu_pd(to + done, _mm512_mul_pd(values, factors));
  }
  if (_mm256_movemask_ps(_mm256_castsi256_ps(flaws))) *is_finite = false;
  return done;
}

// Processors of 2013 and later.
__attribute__((target("avx2"))) static bool convert_with_avx2(
    const uint8_t *from, skindepth_places places, ptrdiff_t in_frame, double factor, double *to,
    ptrdiff_t count) {
  return convert_any(from, places, in_frame, factor, to, count);
}

// Whether eight numbers can be chosen from two times 64 bytes, and other channels lie between them: where
// they lie side by side, that gains nothing.
static bool is_choosable(skindepth_places places) {
  switch (places.number) {
  case skindepth_int24:
  case skindepth_int24_big_endian: return places.stride > 3 && places.stride <= 20;
  case skindepth_int32:
  case skindepth_float32: return places.stride > 4 && places.stride <= 20;
  case skindepth_int64:
  case skindepth_float64: return false;
  }
  return false;
}

static bool convert_with_avx512(
    const uint8_t *from, skindepth_places places, ptrdiff_t in_frame, double factor, double *to,
    ptrdiff_t count) {
  Choice choice;
  choose(places.number, places.stride, &choice);
  bool is_finite = true;
  ptrdiff_t end = in_frame < count ? in_frame : count;
  for (;;) {
    ptrdiff_t done = convert_eights(
        from, places.number, places.stride, &choice, factor, to, end, &is_finite);
    is_finite &= convert_with_avx2(
        from + done * places.stride, places, end - done, factor, to + done, end - done);
    count -= end;
    if (count == 0) return is_finite;
    from += end * places.stride + places.gap;
    to += end;
    end = places.per_frame < count ? places.per_frame : count;
  }
}
#endif

bool skindepth_convert_portably(
    const void *from, skindepth_places places, ptrdiff_t in_frame, double factor, double *to,
    ptrdiff_t count) {
  return convert_any(from, places, in_frame, factor, to, count);
}

bool skindepth_convert(
    const void *from, skindepth_places places, ptrdiff_t in_frame, double factor, double *to,
    ptrdiff_t count) {
#ifdef __x86_64__
  if (is_choosable(places) && __builtin_cpu_supports("avx512vbmi"))
    return convert_with_avx512(from, places, in_frame, factor, to, count);
  if (__builtin_cpu_supports("avx2"))
    return convert_with_avx2(from, places, in_frame, factor, to, count);
#endif
  return skindepth_convert_portably(from, places, in_frame, factor, to, count);
}
