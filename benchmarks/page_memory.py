"""Whether a browser's memory stays flat while a page of a running sweep is open.

Usage: .build-python/bin/python benchmarks/page_memory.py PERCOLATE [MINUTES]

Opens the page of a sweep whose curves and running tasks change all the time in a headless Chromium, for an hour unless
told otherwise, and prints each minute, after a collection of garbage: the JavaScript heap and the elements of the page, the
memory of the browser's processes, and that of the process that serves the page.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/EndToEndTests/Browser"))
sys.path.insert(0, str(ROOT / "benchmarks"))
from live_page import Site  # noqa: E402
from session import browser, click  # noqa: E402

SPEC = """
name: long
experiment: probe
parameters: {duration: 0.5, metrics: 5}
axes:
  probability: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
  index: {from: 1, to: 50, step: 1}
replicates: 100
curves:
  - {name: value, x: probability, y: value, interval: 95%}
  - {name: by-index, x: index, y: value, interval: 95%}
"""


def resident(process: int) -> int:
    """KiB of a process and all that it started."""
    listing = subprocess.run(["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listing.split("\n")[1:] if line]
    family, size = {process}, -1
    while len(family) != size:
        size = len(family)
        family |= {pid for pid, parent, _ in rows if parent in family}
    return sum(rss for pid, _, rss in rows if pid in family)


def main() -> None:
    program = str(pathlib.Path(sys.argv[1]).resolve())
    minutes = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    with tempfile.TemporaryDirectory() as folder:
        site = Site(program, pathlib.Path(folder))
        site.submit(SPEC)
        site.work()
        page = int(subprocess.run(
            ["pgrep", "-P", str(site.coordinator.pid)], capture_output=True, text=True, check=True).stdout.split()[0])
        with browser() as driver:
            driver.get(f"http://127.0.0.1:{site.port}{site.invitation}")
            click(driver, "a.name")
            print("minute  heap MB  elements  browser MB  page MB", flush=True)
            for minute in range(minutes + 1):
                driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
                driver.execute_cdp_cmd("Performance.enable", {})
                metrics = {m["name"]: m["value"] for m in driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]}
                print(f"{minute:6d}  {metrics['JSHeapUsedSize'] / 1e6:7.2f}  {metrics['Nodes']:8.0f}  "
                      f"{resident(driver.service.process.pid) / 1024:10.0f}  {resident(page) / 1024:7.0f}", flush=True)
                if minute < minutes:
                    time.sleep(60)
        site.stop()


if __name__ == "__main__":
    main()
