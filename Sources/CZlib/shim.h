#ifndef SKINDEPTH_CZLIB_SHIM_H
#define SKINDEPTH_CZLIB_SHIM_H
#include <zlib.h>
#endif
