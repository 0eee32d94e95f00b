# To be read by scripts that measure time.
#
# On virtual machines memory that is free may belong to the host again, which gives it back at a tenth of the
# speed. A file that is all hole takes up what is free, as files do on a machine in use, and what a run needs
# comes from there. A new one each time: pages that the system knows from before it would rather keep than
# those of the run.

# occupy_free_memory FOLDER
occupy_free_memory() {
  rm -f "$1/filler"
  truncate -s "$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)K" "$1/filler"
  cat "$1/filler" >/dev/null
}
