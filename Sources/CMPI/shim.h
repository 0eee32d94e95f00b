// What Swift cannot see of MPI, or sees differently in each library: macros, out-parameters, and
// handles (pointers in Open MPI, integers in MPICH). Handles cross as intptr_t.
#ifndef SKINDEPTH_CMPI_SHIM_H
#define SKINDEPTH_CMPI_SHIM_H
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>
#include <stdint.h>

typedef struct { intptr_t bits; } skd_comm;
typedef struct { int error, value; } skd_int;
typedef struct { int error; skd_comm comm; } skd_comm_result;
typedef struct { int error, rank, size; } skd_place;
typedef struct { int error, found, source, count; intptr_t message; } skd_arrival;

// The numbers of ScalarKind in Swift.
enum { SKD_BYTE = 0, SKD_DOUBLE = 1 };

static inline MPI_Comm skd_handle(skd_comm comm) { return (MPI_Comm)comm.bits; }
static inline MPI_Datatype skd_type(int kind) { return kind == SKD_DOUBLE ? MPI_DOUBLE : MPI_BYTE; }

// --- The library -------------------------------------------------------------------------------

static inline const char *skd_family(void) {
#if defined(OPEN_MPI)
  return "Open MPI";
#elif defined(MPICH)
  return "MPICH";
#else
  return "MPI";
#endif
}

// The version of the header that was compiled against.
static inline const char *skd_built_version(void) {
#define SKD_TEXT(x) #x
#define SKD_VALUE(x) SKD_TEXT(x)
#if defined(OPEN_MPI)
  return SKD_VALUE(OMPI_MAJOR_VERSION) "." SKD_VALUE(OMPI_MINOR_VERSION) "." SKD_VALUE(
      OMPI_RELEASE_VERSION);
#elif defined(MPICH)
  return MPICH_VERSION;
#else
  return SKD_VALUE(MPI_VERSION) "." SKD_VALUE(MPI_SUBVERSION);
#endif
}

static inline int skd_success(void) { return MPI_SUCCESS; }
static inline int skd_any_source(void) { return MPI_ANY_SOURCE; }

static inline int skd_error_class(int code) {
  int error_class = MPI_ERR_UNKNOWN;
  MPI_Error_class(code, &error_class);
  return error_class;
}

// Fills text, at least MPI_MAX_ERROR_STRING bytes of it, with a terminated string.
static inline void skd_error_text(int code, char *text) {
  int length = 0;
  if (MPI_Error_string(code, text, &length) != MPI_SUCCESS) text[0] = 0;
}
static inline int skd_error_room(void) { return MPI_MAX_ERROR_STRING + 1; }

// --- Beginning and end -------------------------------------------------------------------------

// The levels 0 to 3 of ThreadSupport in Swift, and back.
static inline int skd_level_to_mpi(int level) {
  switch (level) {
  case 0: return MPI_THREAD_SINGLE;
  case 1: return MPI_THREAD_FUNNELED;
  case 2: return MPI_THREAD_SERIALIZED;
  default: return MPI_THREAD_MULTIPLE;
  }
}

static inline skd_int skd_begin(int level) {
  int provided = MPI_THREAD_SINGLE;
  skd_int result = { MPI_Init_thread(0, 0, skd_level_to_mpi(level), &provided), 0 };
  while (result.value < 3 && skd_level_to_mpi(result.value + 1) <= provided) result.value++;
  return result;
}

static inline int skd_has_begun(void) {
  int flag = 0;
  MPI_Initialized(&flag);
  return flag;
}

static inline int skd_end(void) { return MPI_Finalize(); }
static inline int skd_abort(int code) { return MPI_Abort(MPI_COMM_WORLD, code); }

// A communicator of our own with all ranks, whose errors come back as codes.
static inline skd_comm_result skd_own_world(void) {
  MPI_Comm copy = MPI_COMM_NULL;
  skd_comm_result result;
  result.error = MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  if (result.error == MPI_SUCCESS) result.error = MPI_Comm_dup(MPI_COMM_WORLD, &copy);
  if (result.error == MPI_SUCCESS) result.error = MPI_Comm_set_errhandler(copy, MPI_ERRORS_RETURN);
  result.comm.bits = (intptr_t)copy;
  return result;
}

static inline int skd_free(skd_comm comm) {
  MPI_Comm handle = skd_handle(comm);
  return MPI_Comm_free(&handle);
}

static inline skd_place skd_place_in(MPI_Comm comm) {
  skd_place place = { MPI_SUCCESS, 0, 0 };
  place.error = MPI_Comm_rank(comm, &place.rank);
  if (place.error == MPI_SUCCESS) place.error = MPI_Comm_size(comm, &place.size);
  return place;
}

static inline skd_place skd_place_in_team(skd_comm comm) { return skd_place_in(skd_handle(comm)); }

// The place among the ranks that share memory, which is to say a computer.
static inline skd_place skd_place_on_host(skd_comm comm) {
  MPI_Comm host = MPI_COMM_NULL;
  skd_place place = { MPI_SUCCESS, 0, 0 };
  place.error =
      MPI_Comm_split_type(skd_handle(comm), MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host);
  if (place.error != MPI_SUCCESS) return place;
  place = skd_place_in(host);
  MPI_Comm_free(&host);
  return place;
}

// --- From rank to rank -------------------------------------------------------------------------

static inline int skd_send(skd_comm comm, const void *items, int count, int kind, int to, int tag) {
  return MPI_Send(items, count, skd_type(kind), to, tag, skd_handle(comm));
}

static inline skd_arrival skd_matched(int error, int found, MPI_Message message,
                                      MPI_Status *status, int kind) {
  skd_arrival arrival = { error, found, 0, 0, 0 };
  if (error != MPI_SUCCESS || !found) return arrival;
  arrival.message = (intptr_t)message;
  arrival.source = status->MPI_SOURCE;
  arrival.error = MPI_Get_count(status, skd_type(kind), &arrival.count);
  if (arrival.count == MPI_UNDEFINED) arrival.count = -1;
  return arrival;
}

// Waits for a message and takes it out of the queue; skd_receive must follow.
static inline skd_arrival skd_probe(skd_comm comm, int from, int tag, int kind) {
  MPI_Message message = MPI_MESSAGE_NULL;
  MPI_Status status;
  int error = MPI_Mprobe(from, tag, skd_handle(comm), &message, &status);
  return skd_matched(error, 1, message, &status, kind);
}

// The same, without waiting.
static inline skd_arrival skd_look(skd_comm comm, int from, int tag, int kind) {
  MPI_Message message = MPI_MESSAGE_NULL;
  MPI_Status status;
  int found = 0;
  int error = MPI_Improbe(from, tag, skd_handle(comm), &found, &message, &status);
  return skd_matched(error, found, message, &status, kind);
}

static inline int skd_receive(intptr_t message, void *items, int count, int kind) {
  MPI_Message handle = (MPI_Message)message;
  return MPI_Mrecv(items, count, skd_type(kind), &handle, MPI_STATUS_IGNORE);
}

// --- All ranks ---------------------------------------------------------------------------------

static inline int skd_barrier(skd_comm comm) { return MPI_Barrier(skd_handle(comm)); }

static inline int skd_broadcast(skd_comm comm, void *bytes, int count, int root) {
  return MPI_Bcast(bytes, count, MPI_BYTE, root, skd_handle(comm));
}

// One number of each rank to every rank.
static inline int skd_share_counts(skd_comm comm, int64_t mine, int64_t *all) {
  return MPI_Allgather(&mine, 1, MPI_INT64_T, all, 1, MPI_INT64_T, skd_handle(comm));
}

static inline int skd_scatter(skd_comm comm, const void *parts, const int *counts,
                              const int *places, void *mine, int count, int root) {
  return MPI_Scatterv(parts, counts, places, MPI_BYTE, mine, count, MPI_BYTE, root,
                      skd_handle(comm));
}

static inline int skd_gather(skd_comm comm, const void *mine, int count, void *parts,
                             const int *counts, const int *places, int root) {
  return MPI_Gatherv(mine, count, MPI_BYTE, parts, counts, places, MPI_BYTE, root,
                     skd_handle(comm));
}

static inline int skd_gather_everywhere(skd_comm comm, const void *mine, int count, void *parts,
                                        const int *counts, const int *places) {
  return MPI_Allgatherv(mine, count, MPI_BYTE, parts, counts, places, MPI_BYTE, skd_handle(comm));
}

// Block r of each rank to rank r, in rank order.
static inline int skd_exchange_blocks(skd_comm comm, const double *mine, int block, double *theirs) {
  return MPI_Alltoall(mine, block, MPI_DOUBLE, theirs, block, MPI_DOUBLE, skd_handle(comm));
}

// The block of each rank to every rank, in rank order.
static inline int skd_share_blocks(skd_comm comm, const double *mine, int block, double *all) {
  return MPI_Allgather(mine, block, MPI_DOUBLE, all, block, MPI_DOUBLE, skd_handle(comm));
}

#endif
