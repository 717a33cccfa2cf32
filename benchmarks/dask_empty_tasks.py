"""Runs empty tasks through Dask on two one-thread worker processes and prints one JSON line.

Usage: python dask_empty_tasks.py TASKS

Timed: from the first submission to the last result in this process. The cluster is up and has run a few
hundred tasks before the clock starts. Nothing is written to disk: the tasks are not durable.
"""

import json
import sys
import time

try:
    import dask
    from distributed import Client, LocalCluster
except ImportError:
    sys.exit(69)

WARM_UP = 500


def empty(index):
    return index


def main() -> None:
    tasks = int(sys.argv[1])
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            # pure=False: otherwise equal calls would be computed once.
            client.gather(client.map(empty, range(WARM_UP), pure=False))
            start = time.monotonic()
            results = client.gather(client.map(empty, range(tasks), pure=False))
            seconds = time.monotonic() - start
    if results != list(range(tasks)):
        sys.exit("dask gave other results than it was asked for")
    print(json.dumps({"name": f"dask {dask.__version__}", "tasks": tasks, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
