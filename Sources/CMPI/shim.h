#ifndef SKINDEPTH_CMPI_SHIM_H
#define SKINDEPTH_CMPI_SHIM_H
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>
#endif
