#!/usr/bin/env bash
# A real Slurm of emulated nodes on loopback, for as long as somebody holds this script's stdin open.
#
# Runs as root or as any one user, whose jobs alone it takes. It needs munged, slurmctld, slurmd and Slurm's commands
# (Scripts/setup.sh --tests), and no systemd, cgroups or database. When the nodes are idle it prints one line,
# `SLURM_CONF=PATH`; when stdin ends it cancels all jobs and ends the daemons that it started, and nothing else. A line
# `stop` on stdin ends slurmctld, `start` starts it again, and `stopped` and `started` say that it is so.
#
# Nodes n1 to n4, or as many as the first argument says, one processor each, and one more with four and four GPUs that are
# none. Partitions: main (n1, n2), graced (n3, n4: 5 s of grace before a preemption), single (all of one processor), gpus (the
# one more), and urgent (all), whose jobs preempt the others' by requeueing. SIGKILL comes 8 s after SIGTERM.
set -uo pipefail
export PATH=$PATH:/usr/sbin:/sbin
single=${1:-4} host=$(uname -n | cut -d. -f1) user=$(id -un)
nodes=$((single + 1))

say() { echo "slurm-cluster.sh: $*" >&2; }
for program in munged slurmctld slurmd sbatch; do
  command -v "$program" >/dev/null || { say "there is no $program; run Scripts/setup.sh --tests"; exit 1; }
done

# Short, because the path of munged's socket may have 107 bytes; and by itself, because munged refuses folders in which
# others may write.
root=$(mktemp -d /tmp/percolate-slurm.XXXXXX)
chmod 755 "$root"
mkdir "$root"/{state,spool,log,munge}
# Any character device passes for a GPU; only root makes some that have a number.
gpus=/dev/null,/dev/zero,/dev/full,/dev/urandom
if [ "$user" = root ]; then
  for number in 0 1 2 3; do mknod "$root/gpu$number" c 1 3; done
  gpus=$root/gpu[0-3]
fi
chmod 711 "$root/munge"
(umask 077 && head -c 128 /dev/urandom >"$root/munge/key")
export SLURM_CONF=$root/slurm.conf
daemons=()

# Whatever a job has started has this cluster's configuration in its environment, and so have the daemons' helpers.
leftovers() {
  local path pid
  for path in /proc/[0-9]*/environ; do
    pid=${path//[!0-9]/}
    { tr '\0' '\n' <"$path" | grep -qxF "SLURM_CONF=$SLURM_CONF"; } 2>/dev/null || continue
    case $({ tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null) in *slurmstepd*) echo "$pid" ;; esac
  done
}

end_daemons() {
  [ ${#daemons[@]} -eq 0 ] || { kill "${daemons[@]}" 2>/dev/null; wait "${daemons[@]}" 2>/dev/null; }
  daemons=()
}

clean_up() {
  trap - EXIT TERM INT
  if [ -e "$root/ready" ]; then
    timeout 10 scancel --user="$user" 2>/dev/null
    for _ in $(seq 120); do
      [ -n "$(timeout 5 squeue --noheader --states=all 2>/dev/null | grep -E ' (R|CG|PD|S) ')" ] || break
      sleep 0.1
    done
  fi
  end_daemons
  for pid in $(leftovers); do kill -9 "$pid" 2>/dev/null; done
  rm -rf "$root"
}
trap clean_up EXIT
trap 'exit 1' TERM INT

configure() {
  cat >"$SLURM_CONF" <<CONF
ClusterName=percolate
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$1
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$root/munge.socket
CredType=cred/munge
StateSaveLocation=$root/state
SlurmdSpoolDir=$root/spool/%n
SlurmctldPidFile=$root/slurmctld.pid
SlurmdPidFile=$root/slurmd.%n.pid
SlurmctldLogFile=$root/log/slurmctld.log
SlurmdLogFile=$root/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MailProg=/bin/true
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
ReturnToService=2
KillWait=8
MinJobAge=600
SlurmdParameters=config_overrides
GresTypes=gpu
NodeName=n[1-$single] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$(($1 + 1))-$(($1 + single))] CPUs=1 RealMemory=1000
NodeName=n$nodes NodeHostname=$host NodeAddr=127.0.0.1 Port=$(($1 + nodes)) CPUs=4 RealMemory=1000 Gres=gpu:4
PartitionName=main Nodes=n[1-2] Default=YES DefaultTime=10 MaxTime=60 PriorityTier=1
PartitionName=graced Nodes=n[3-4] DefaultTime=10 MaxTime=60 PriorityTier=1 GraceTime=5
PartitionName=single Nodes=n[1-$single] DefaultTime=10 MaxTime=60 PriorityTier=1
PartitionName=gpus Nodes=n$nodes DefaultTime=10 MaxTime=60 PriorityTier=1
PartitionName=urgent Nodes=n[1-$nodes] DefaultTime=10 MaxTime=60 PriorityTier=10
CONF
  echo "NodeName=n$nodes Name=gpu File=$gpus" >"$root/gres.conf"
}

# Whether nothing listens on a port of loopback.
is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

are_free() {
  local port
  for port in $(seq "$1" $(($1 + nodes))); do is_free "$port" || return 1; done
}

# The last of the daemons, or in the place of the one that was.
start_controller() {
  slurmctld -D </dev/null >>"$root/log/slurmctld.out" 2>&1 &
  if [ -n "${controller:-}" ]; then daemons[$controller]=$!; else daemons+=($!); fi
  controller=${controller:-$((${#daemons[@]} - 1))}
}

start() {
  controller=
  munged --foreground --force --key-file="$root/munge/key" --socket="$root/munge.socket" \
    --pid-file="$root/munged.pid" --log-file="$root/log/munged.log" --seed-file="$root/munge/seed" \
    </dev/null >"$root/log/munged.out" 2>&1 &
  daemons+=($!)
  for _ in $(seq 50); do [ -S "$root/munge.socket" ] && break; sleep 0.1; done
  start_controller
  for number in $(seq "$nodes"); do
    slurmd -D -N "n$number" </dev/null >"$root/log/slurmd.n$number.out" 2>&1 &
    daemons+=($!)
  done
  for _ in $(seq 200); do
    [ "$(sinfo --noheader --partition=urgent --states=idle --format=%D 2>/dev/null)" = "$nodes" ] && return 0
    # A daemon whose port was taken meanwhile has ended.
    for pid in "${daemons[@]}"; do kill -0 "$pid" 2>/dev/null || return 1; done
    sleep 0.1
  done
  return 1
}

for attempt in 1 2 3 4 5; do
  # Below the ports that the kernel gives to outgoing connections.
  port=$((10000 + RANDOM % 20000))
  are_free "$port" || continue
  configure "$port"
  if start; then
    touch "$root/ready"
    echo "SLURM_CONF=$SLURM_CONF"
    while read -r order; do
      case $order in
        stop) kill "${daemons[$controller]}" && wait "${daemons[$controller]}" 2>/dev/null; echo stopped ;;
        start)
          start_controller
          for _ in $(seq 100); do scontrol ping 2>/dev/null | grep -q UP && break; sleep 0.1; done
          echo started
          ;;
      esac
    done
    exit 0
  fi
  say "attempt $attempt failed: $(tail -qn 2 "$root"/log/* 2>/dev/null | tr '\n' ' ')"
  end_daemons
done
exit 1
