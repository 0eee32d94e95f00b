#ifndef SKINDEPTH_CFFTW_SHIM_H
#define SKINDEPTH_CFFTW_SHIM_H
#include <fftw3.h>
static inline unsigned skd_fftw_estimate(void) { return FFTW_ESTIMATE; }
static inline unsigned skd_fftw_measure(void) { return FFTW_MEASURE; }
static inline unsigned skd_fftw_destroy_input(void) { return FFTW_DESTROY_INPUT; }
#endif
