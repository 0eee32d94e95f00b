#ifndef SKINDEPTH_CHDF5_SHIM_H
#define SKINDEPTH_CHDF5_SHIM_H

/* The parallel flavour of hdf5.h includes mpi.h; its C++ part is of no use here. */
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <hdf5.h>

/* Swift cannot see macros that expand to an expression. Each of them that we need gets a name here. */

#define SKINDEPTH_H5_CONSTANT(type, name, value) \
  static inline type skd_##name(void) { return (value); }

SKINDEPTH_H5_CONSTANT(hid_t, native_int8, H5T_NATIVE_INT8)
SKINDEPTH_H5_CONSTANT(hid_t, native_uint8, H5T_NATIVE_UINT8)
SKINDEPTH_H5_CONSTANT(hid_t, native_int16, H5T_NATIVE_INT16)
SKINDEPTH_H5_CONSTANT(hid_t, native_uint16, H5T_NATIVE_UINT16)
SKINDEPTH_H5_CONSTANT(hid_t, native_int32, H5T_NATIVE_INT32)
SKINDEPTH_H5_CONSTANT(hid_t, native_uint32, H5T_NATIVE_UINT32)
SKINDEPTH_H5_CONSTANT(hid_t, native_int64, H5T_NATIVE_INT64)
SKINDEPTH_H5_CONSTANT(hid_t, native_uint64, H5T_NATIVE_UINT64)
SKINDEPTH_H5_CONSTANT(hid_t, native_float, H5T_NATIVE_FLOAT)
SKINDEPTH_H5_CONSTANT(hid_t, native_double, H5T_NATIVE_DOUBLE)
SKINDEPTH_H5_CONSTANT(hid_t, little_endian_int64, H5T_STD_I64LE)
SKINDEPTH_H5_CONSTANT(hid_t, little_endian_double, H5T_IEEE_F64LE)
SKINDEPTH_H5_CONSTANT(hid_t, c_string, H5T_C_S1)
SKINDEPTH_H5_CONSTANT(hid_t, object_reference, H5T_STD_REF_OBJ)
SKINDEPTH_H5_CONSTANT(size_t, variable_length, H5T_VARIABLE)

SKINDEPTH_H5_CONSTANT(hid_t, default_properties, H5P_DEFAULT)
SKINDEPTH_H5_CONSTANT(hid_t, file_access, H5P_FILE_ACCESS)
SKINDEPTH_H5_CONSTANT(hid_t, dataset_creation, H5P_DATASET_CREATE)
SKINDEPTH_H5_CONSTANT(hid_t, dataset_access, H5P_DATASET_ACCESS)
SKINDEPTH_H5_CONSTANT(hid_t, link_creation, H5P_LINK_CREATE)

SKINDEPTH_H5_CONSTANT(hsize_t, unlimited, H5S_UNLIMITED)
SKINDEPTH_H5_CONSTANT(hid_t, whole_space, H5S_ALL)
SKINDEPTH_H5_CONSTANT(haddr_t, undefined_address, HADDR_UNDEF)

SKINDEPTH_H5_CONSTANT(unsigned, open_read_only, H5F_ACC_RDONLY)
SKINDEPTH_H5_CONSTANT(unsigned, open_read_write, H5F_ACC_RDWR)
SKINDEPTH_H5_CONSTANT(unsigned, create_replacing, H5F_ACC_TRUNC)
SKINDEPTH_H5_CONSTANT(unsigned, create_new, H5F_ACC_EXCL)
SKINDEPTH_H5_CONSTANT(hid_t, every_file, H5F_OBJ_ALL)
SKINDEPTH_H5_CONSTANT(unsigned, every_object, H5F_OBJ_ALL)

SKINDEPTH_H5_CONSTANT(hid_t, error_stack, H5E_DEFAULT)

/* Link information has another type from HDF5 1.12 on; the unversioned name follows the library. */
static inline herr_t skd_link_info(hid_t group, const char *name, int *type, size_t *value_size) {
  H5L_info_t info;
  herr_t status = H5Lget_info(group, name, &info, H5P_DEFAULT);
  if (status < 0) return status;
  *type = (int)info.type;
  *value_size = info.type == H5L_TYPE_HARD ? 0 : info.u.val_size;
  return status;
}

#endif
