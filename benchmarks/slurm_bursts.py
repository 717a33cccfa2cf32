"""Two bursts of tasks on an emulated Slurm of six one-core nodes, by percolate and by dask-jobqueue, in turns.

Usage: python slurm_bursts.py PERCOLATE [ROUNDS]

PERCOLATE is the program. Python needs `pip install dask-jobqueue`; Slurm comes from Scripts/setup.sh --tests. Timed, with
no job at the start: a burst of 24 tasks that sleep for 3 s each, from their submission to the last result; five seconds
later another one of 12; and how long after that the last job is gone from squeue. Both may have six one-core jobs.
percolate's workers leave after 1 s without work. Dask is measured as its documentation shows it, `adapt()`, when it gives
workers back after 3 s, and with its intervals as short as it works with, 0.5 s. Prints one JSON document; times are medians in seconds.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
NODES, SECONDS, BURSTS, PAUSE = 6, 3, (24, 12), 5


def jobs() -> int:
    listing = subprocess.run(["squeue", "--noheader"], capture_output=True, text=True, check=True)
    return len(listing.stdout.split("\n")) - 1


def wait_until_empty() -> float:
    start = time.monotonic()
    while jobs():
        time.sleep(0.1)
    return time.monotonic() - start


def percolate(program: str, folder: pathlib.Path) -> list[float]:
    data = str(folder / "data")
    def run(*words: str) -> None:
        subprocess.run([program, *words, "--data", data], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    log = open(folder / "log", "w")
    coordinator = subprocess.Popen(
        [program, "coordinator", "--listen", "tcp://127.0.0.1:27733", "--data", data], stdout=subprocess.PIPE, stderr=log)
    while b"percolate submit" not in coordinator.stdout.readline():
        pass
    allocator = subprocess.Popen(
        [program, "allocate", "slurm", "bursts", "--data", data, "--slots", "1", "--max", str(NODES), "--backlog", str(NODES),
         "--idle", "1s", "--time", "10m", "--", "--partition=single"], cwd=folder, stderr=log)
    time.sleep(3)
    times = []
    for number, count in enumerate(BURSTS):
        if number:
            time.sleep(PAUSE)
        spec = folder / f"burst{number}.yaml"
        spec.write_text(
            f"name: burst{number}\nexperiment: probe\nparameters: {{duration: {SECONDS}}}\nseed: {number}\n"
            f"axes: {{index: {{from: 1, to: {count}, step: 1}}}}\n")
        start = time.monotonic()
        run("submit", str(spec))
        run("wait", f"burst{number}")
        times.append(time.monotonic() - start)
    times.append(wait_until_empty())
    allocator.terminate()
    allocator.wait()
    coordinator.terminate()
    coordinator.wait()
    return times


def dask(folder: pathlib.Path, **intervals) -> list[float]:
    from dask_jobqueue import SLURMCluster
    from distributed import Client

    def nap(index):
        time.sleep(SECONDS)
        return index

    times = []
    with SLURMCluster(
        cores=1, processes=1, memory="900MB", queue="single", walltime="00:10:00", python=sys.executable,
        interface="lo", log_directory=str(folder), local_directory=str(folder),
        scheduler_options={"dashboard_address": None}, worker_extra_args=["--no-dashboard"],
    ) as cluster, Client(cluster) as client:
        cluster.adapt(minimum=0, maximum=NODES, **intervals)
        time.sleep(3)
        for number, count in enumerate(BURSTS):
            if number:
                time.sleep(PAUSE)
            start = time.monotonic()
            results = client.gather(client.map(nap, range(count), pure=False))
            times.append(time.monotonic() - start)
            assert results == list(range(count))
            del results
        times.append(wait_until_empty())
    wait_until_empty()
    return times


def main() -> None:
    program, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    slurm = subprocess.Popen(
        ["bash", str(HERE.parent / "Scripts" / "slurm-cluster.sh"), str(NODES)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True)
    name, _, path = slurm.stdout.readline().strip().partition("=")
    if not path:
        sys.exit("there is no emulated Slurm; see the message above")
    os.environ[name] = path
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    ways = {
        "percolate": lambda folder: percolate(program, folder),
        "adapt": lambda folder: dask(folder),
        "adapt, short intervals": lambda folder: dask(folder, interval="250ms", wait_count=2, target_duration="1s"),
    }
    found: dict[str, list[list[float]]] = {way: [] for way in ways}
    try:
        for number in range(rounds):
            for way, measure in ways.items():
                with tempfile.TemporaryDirectory() as folder:
                    found[way].append(measure(pathlib.Path(folder)))
                print(f"round {number + 1}, {way}: {[round(value, 1) for value in found[way][-1]]}", file=sys.stderr, flush=True)
    finally:
        slurm.stdin.close()
        slurm.wait()
    rows = []
    for index, work in enumerate(["slurm-burst-24x3s-6-cores", "slurm-burst-12x3s-again", "slurm-idle-until-no-jobs"]):
        median = {way: statistics.median(times[index] for times in rounds_) for way, rounds_ in found.items()}
        for peer in list(ways)[1:]:
            rows.append(
                {"work": work, "ours": median["percolate"], "peer": median[peer], "peer-name": f"dask-jobqueue {peer}",
                 "unit": "s", "ratio": median["percolate"] / median[peer]})
    print(json.dumps({"version": 1, "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
