#!/bin/sh
# Sourced by the other scripts: how programs are shown and launched. Changes nothing by itself but
# the environment of what is run.

say() { printf '+ %s\n' "$*"; }

# Prints a command and runs it.
show() {
  say "$@"
  "$@"
}

# A crash says so in one line, not in hundreds for each rank.
export SWIFT_BACKTRACE=enable=no

# Open MPI 4 and 5: more ranks than cores are fine, idle ranks give way, and containers that forbid
# reading another process's memory get plain shared memory.
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_mpi_yield_when_idle=1
export OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_btl_sm_single_copy_mechanism=none
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
if [ "$(id -u)" = 0 ]; then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  export PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi

# launch RANKS COMMAND...: MPIRUN names another launcher, LAUNCH_SECONDS the time that it has.
# Open MPI binds a rank to one core by default, which would starve its threads. Without --foreground,
# Ctrl-C would end the script and leave the ranks running.
launch() {
  ranks=$1
  shift
  show timeout --foreground -k 10 "${LAUNCH_SECONDS:-600}" \
    "${MPIRUN:-mpirun}" -n "$ranks" --bind-to none "$@" </dev/null
}
