#ifndef SKINDEPTH_CHDF5_SHIM_H
#define SKINDEPTH_CHDF5_SHIM_H
#include <hdf5.h>
#endif
