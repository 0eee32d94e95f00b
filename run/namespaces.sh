#!/bin/sh
# Sourced by run/hosts and run/slurm-test: several hosts on one machine, out of Linux namespaces. Each
# host has its own name, network interface, /dev/shm and, if nothing that is needed lies there, /tmp;
# all of them share the other files, as nodes of a cluster do. The hosts' network is closed: it reaches
# neither the machine's nor the internet, and nothing of the machine is changed.

# Of the range that is kept for tests of networks (RFC 2544).
network=198.18.77

# enter SCRIPT ARGUMENTS...: runs the script again as the first process of namespaces of its own. When
# it ends, however it ends, the kernel ends all that it started and removes hosts and network with it.
# Where that cannot be, prints `short: …` and ends with 1.
enter() {
  [ -z "${SKINDEPTH_INSIDE:-}" ] || return 0
  for tool in ip unshare nsenter; do
    command -v $tool >/dev/null || none "there is no $tool (Debian: iproute2, util-linux)"
  done
  own="--mount --net --uts --ipc --pid --fork --kill-child=KILL --mount-proc"
  [ "$(id -u)" = 0 ] || own="--user --map-root-user $own"
  # The options are words, to be split.
  unshare $own ip link add hub type bridge 2>/dev/null ||
    none "making hosts needs root, or a kernel that lets users make namespaces and bridges"
  say "unshare $own $*"
  SKINDEPTH_INSIDE=1 exec timeout --foreground -k 10 "${HOSTS_SECONDS:-900}" unshare $own "$@"
}

none() { echo "short: skipped: $1"; exit 1; }

# make_hosts FOLDER NAME...: hosts with addresses 1, 2, ... of the network, and 254 for the place of
# the script. FOLDER/NAME.pid has the process that keeps a host alive. The variable `needed` names
# what the hosts have to see, besides the folder and the present one.
make_hosts() {
  places=$1
  shift
  # The names, for this script and what it starts.
  { echo "$network.254 hub"; number=1
    for host in "$@"; do echo "$network.$number $host"; number=$((number + 1)); done
  } >"$places/names"
  mount --bind "$places/names" /etc/hosts
  ip link set lo up
  ip link add hub type bridge
  ip address add $network.254/24 dev hub
  ip link set hub up
  hostname hub
  number=1
  for host in "$@"; do
    make_host "$host" $number
    number=$((number + 1))
  done
}

make_host() { # NAME NUMBER
  rm -f "$places/$1.pid"
  unshare --net --uts --ipc --mount sh -euc '
    hostname "$1"
    mount -t tmpfs none /dev/shm
    case " $PWD/ $2/ $3 " in
      *" /tmp/"*) ;;
      *) mount -t tmpfs none /tmp ;;
    esac
    echo $$ >"$2/$1.new"
    mv "$2/$1.new" "$2/$1.pid"
    exec sleep infinity' host "$1" "$places" "${needed:-}" &
  tries=0
  until [ -f "$places/$1.pid" ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || none "the host $1 did not come up"
    sleep 0.1
  done
  holder=$(cat "$places/$1.pid")
  ip link add "port$2" type veth peer name eth0 netns "$holder"
  ip link set "port$2" master hub up
  on "$1" ip link set lo up
  on "$1" ip address add $network."$2"/24 dev eth0
  on "$1" ip link set eth0 up
}

# on NAME COMMAND...: runs a command on a host.
on() {
  host=$1
  shift
  nsenter --target "$(cat "$places/$host.pid")" --net --uts --ipc --mount --wd="$PWD" "$@"
}

# remote_shell FILE: writes what mpirun calls in place of ssh: FILE [-OPTION]... HOST COMMAND...
remote_shell() {
  cat >"$1" <<END
#!/bin/sh
while case \$1 in -*) true ;; *) false ;; esac; do shift; done
host=\$1
shift
exec nsenter --target "\$(cat "$places/\$host.pid")" --net --uts --ipc --mount /bin/sh -c "\$*"
END
  chmod +x "$1"
}

# crossed NAME...: bytes that came out of the hosts.
crossed() {
  sum=0
  for host in "$@"; do
    # Not from /sys, which shows the machine's network.
    sent=$(on "$host" awk '$1 == "eth0:" { print $10 }' /proc/net/dev)
    sum=$((sum + sent))
  done
  echo $sum
}
