#ifndef SKINDEPTH_CMALLOC_SHIM_H
#define SKINDEPTH_CMALLOC_SHIM_H
#include <malloc.h>
#endif
