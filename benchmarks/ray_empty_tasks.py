"""Runs empty tasks through Ray on two one-CPU workers and prints one JSON line.

Usage: python ray_empty_tasks.py TASKS

Timed: from the first submission to the last result in this process. Ray is started and has run a few
hundred tasks before the clock starts. Nothing is written to disk: the tasks are not durable.
"""

import json
import sys
import time

try:
    import ray
except ImportError:
    sys.exit(69)

WARM_UP = 500


def main() -> None:
    tasks = int(sys.argv[1])
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")

    @ray.remote(num_cpus=1)
    def empty(index):
        return index

    ray.get([empty.remote(index) for index in range(WARM_UP)])
    start = time.monotonic()
    results = ray.get([empty.remote(index) for index in range(tasks)])
    seconds = time.monotonic() - start
    ray.shutdown()
    if results != list(range(tasks)):
        sys.exit("ray gave other results than it was asked for")
    print(json.dumps({"name": f"ray {ray.__version__}", "tasks": tasks, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
