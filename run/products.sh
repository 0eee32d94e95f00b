#!/bin/sh
# Sourced by run/verify-*: the products of a survey, and the processes of a run. The variable `survey`
# names the survey's folder, from the root on.

products="survey.h5 sites edi figures"

# listed FOLDER: the files of products there, also those that should not be there.
listed() {
  (cd "$1" && for product in $products; do
    [ ! -e "$product" ] || find "$product" -type f
  done) | LC_ALL=C sort
}

# differing EXPECTED FOLDER: product files that are not those expected, that are missing or surplus.
differing() {
  { listed "$1"; listed "$2"; } | LC_ALL=C sort -u | while read -r file; do
    if [ ! -f "$1/$file" ]; then
      echo "surplus $file"
    elif [ ! -f "$2/$file" ]; then
      echo "missing $file"
    else
      cmp -s "$1/$file" "$2/$file" || echo "$file"
    fi
  done
}

# torn EXPECTED OLDER FOLDER: product files that are neither what they were nor what they shall be. What
# has no name of its own yet is no product.
torn() {
  listed "$3" | while read -r file; do
    case ${file##*/} in .*) continue ;; esac
    cmp -s "$1/$file" "$3/$file" || cmp -s "$2/$file" "$3/$file" || echo "$file"
  done
}

# remove_products FOLDER: removes what runs have made.
remove_products() {
  for product in $products work; do rm -rf "${1:?}/$product"; done
}

# keep TO: moves the products to a folder of their own.
keep() {
  mkdir -p "$1"
  for product in $products; do mv "$survey/$product" "$1/"; done
}

# units: the files in `work` with what tells them from others of the same name.
units() {
  [ ! -d "$survey/work" ] || find "$survey/work" -name '*.unit' ! -name '.*' -printf '%p %i %T@\n'
}

# processes KIND: those that work on the survey: `ranks`, or the `launcher`.
processes() {
  grep -lszxF -- "$survey" /proc/[0-9]*/cmdline | while IFS=/ read -r _ _ process _; do
    case $1/$(readlink "/proc/$process/exe") in
      ranks/"$skindepth" | launcher/*mpi* | launcher/*orterun | launcher/*prte*) echo "$process" ;;
    esac
  done
}

# gone: waits until nothing works on the survey any more.
gone() {
  tries=0
  while [ -n "$(processes ranks)" ]; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || return 1
    sleep 0.1
  done
}

# random LOW HIGH: a number between them, from the list that `seed` decides; sets `number`.
randoms=
random() {
  [ -n "$randoms" ] || randoms=$(awk -v seed="$seed" \
    'BEGIN { srand(seed); for (i = 0; i < 1000; i++) printf "%.6f ", rand() }')
  number=$(awk -v x="${randoms%% *}" -v low="$1" -v high="$2" \
    'BEGIN { printf "%.3f", low + (high - low) * x }')
  randoms=${randoms#* }
}

# run_as LAUNCH ARGUMENTS...: a run of the survey; LAUNCH is RANKSxTHREADS, 0 ranks without a launcher.
run_as() {
  how=$1
  shift
  set -- "$skindepth" run "$survey" --ncores "${how#*x}" "$@"
  if [ "${how%x*}" = 0 ]; then
    timeout --foreground -k 10 600 "$@" </dev/null
  else
    launch "${how%x*}" "$@"
  fi
}
