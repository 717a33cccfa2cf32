"""What the live page costs a coordinator, and what it takes.

Usage: python live_page.py PERCOLATE [ROUNDS]

PERCOLATE is the program, built for release. Needs `wrk` (apt-get install wrk), which asks as fast as it is answered. Everything runs on this machine. Measured, each as said:

- first pages: seconds at the server until each kind of page of a sweep of 10^6 tasks is there, medians of nine;
- requests: how many for the page of all sweeps are answered in a second, over 64 connections;
- an update: processor time of the coordinator's thread that answers questions, and bytes on the wire, for each event that
  an open page of such a sweep gets while results arrive;
- throughput: short tasks that a worker of two slots gets through, with ten pages of the sweep open and without, in turns;
- a crowd: 500 open pages, 200 clients that send a byte a second, and requests as fast as they are answered, while a sweep
  of short tasks runs: leases that were lost, workers that fell silent, and requests answered.

Prints one JSON document.
"""

import http.client
import json
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

MILLION = """
name: million
experiment: probe
axes:
  index: {from: 1, to: 10000, step: 1}
  probability: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
replicates: 10
curves:
  - {name: value, x: probability, y: value, interval: 95%}
"""
BUSY = """
name: busy
experiment: probe
parameters: {compute: 1.0e-4}
axes:
  index: {from: 1, to: 15000, step: 1}
  probability: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
replicates: 10
curves:
  - {name: value, x: probability, y: value, interval: 95%}
"""
SHORT = """
name: short
experiment: probe
parameters: {duration: 0.2}
axes: {index: {from: 1, to: 300, step: 1}}
"""


class Site:
    """A coordinator with its page in a folder of its own."""

    def __init__(self, program: str, folder: pathlib.Path):
        self.program, self.folder = program, folder
        self.data = str(folder / "data")
        self.coordinator = subprocess.Popen(
            [program, "coordinator", "--data", self.data, "--listen", "tcp://127.0.0.1:*", "--metrics-address", "none", "--page"],
            stdout=subprocess.PIPE, stderr=open(folder / "log", "w"), text=True)
        while not (found := re.search(r"http://127.0.0.1:(\d+)(/\S+)", self.coordinator.stdout.readline())):
            pass
        self.port = int(found[1])
        self.invitation = found[2]
        self.cookie = self.ask(found[2])[0].getheader("Set-Cookie").split(";")[0]
        self.worker = None

    def ask(self, path: str):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", path, headers={"Cookie": getattr(self, "cookie", "")})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def run(self, *words: str) -> str:
        return subprocess.run(
            [self.program, *words, "--data", self.data], check=True, capture_output=True, text=True).stdout

    def submit(self, spec: str) -> str:
        path = self.folder / "spec.yaml"
        path.write_text(spec)
        return json.loads(self.run("submit", str(path), "--json"))["sweep"]

    def status(self, sweep: str) -> dict:
        return json.loads(self.run("status", sweep, "--json"))["sweeps"][0]

    def work(self) -> None:
        self.worker = subprocess.Popen(
            [self.program, "worker", "--access", self.data + "/worker.access.json", "--slots", "2", "--directory",
             str(self.folder / "worker")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        for process in (self.worker, self.coordinator):
            if process:
                process.terminate()
                process.wait()

    def query_seconds(self) -> float:
        """Processor time of the coordinator's thread that answers questions, which has a name."""
        total = 0.0
        for stat in pathlib.Path(f"/proc/{self.coordinator.pid}/task").glob("*/stat"):
            name, fields = stat.read_text().split("(", 1)[1].rsplit(")", 1)
            if name == "queries":
                fields = fields.split()
                total += (int(fields[11]) + int(fields[12])) / 100
        return total


class Watcher(threading.Thread):
    """An open page, as a browser has it."""

    def __init__(self, site: Site, path: str):
        super().__init__(daemon=True)
        self.site, self.path = site, path
        self.bytes, self.events, self.sizes = 0, 0, []
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port)

    def run(self) -> None:
        self.connection.request(
            "GET", "/events?page=" + self.path + "&since=none", headers={"Cookie": self.site.cookie})
        answer = self.connection.getresponse()
        try:
            for line in answer:
                self.bytes += len(line)
                if line.startswith(b"data:"):
                    self.events += 1
                    self.sizes.append(len(line))
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass

    def close(self) -> None:
        if self.connection.sock:
            self.connection.sock.shutdown(socket.SHUT_RDWR)


def first_pages(site: Site, sweep: str) -> dict:
    result = {}
    # The sweep is being read meanwhile; a page says so, and is there.
    for name, path in {"sweeps": "/", "sweep": f"/sweeps/{sweep}", "tasks": f"/sweeps/{sweep}/tasks",
                       "workers": "/workers"}.items():
        times = []
        for _ in range(9):
            start = time.perf_counter()
            answer, _ = site.ask(path)
            times.append(time.perf_counter() - start)
            assert answer.status == 200, path
        result[name] = {"first": times[0], "median": statistics.median(times)}
    return result


def flood(site: Site, seconds: int) -> subprocess.Popen:
    """Asks for the first page over 64 connections, as fast as it comes."""
    return subprocess.Popen(
        ["wrk", "-t1", "-c64", f"-d{seconds}s", "-H", "Cookie: " + site.cookie, f"http://127.0.0.1:{site.port}/"],
        stdout=subprocess.PIPE, text=True)


def answered(flood: subprocess.Popen) -> float:
    """Requests per second that got the page."""
    text = flood.communicate()[0]
    refused = re.search(r"Non-2xx.*: (\d+)", text)
    total, seconds = re.search(r"(\d+) requests in ([0-9.]+)s", text).groups()
    return (int(total) - (int(refused[1]) if refused else 0)) / float(seconds)


def update(site: Site, sweep: str, seconds: float) -> dict:
    """While results arrive, with one page open."""
    watcher = Watcher(site, f"/sweeps/{sweep}")
    watcher.start()
    while not watcher.events:
        time.sleep(0.1)
    done = site.status(sweep)["census"]["done"]
    before, first = site.query_seconds(), watcher.events
    time.sleep(seconds)
    spent, events = site.query_seconds() - before, watcher.events - first
    watcher.close()
    more = site.status(sweep)["census"]["done"] - done
    return {"events": events, "results-per-second": more / seconds,
            "bytes-per-event": statistics.median(watcher.sizes[1:] or [0]), "largest-event": max(watcher.sizes[1:] or [0]),
            "coordinator-milliseconds-per-event": 1000 * spent / max(1, events)}


def throughput(program: str, rounds: int) -> dict:
    """Results per second of short tasks on both processors, with ten pages of their sweep open and with none, in turns
    within one sweep: its curve is drawn again and again meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site(program, pathlib.Path(folder))
        sweep = site.submit(BUSY)
        # Ten pages that were opened long ago: reading the tasks once is no part of it.
        while b"/figures/value.svg" not in site.ask(f"/sweeps/{sweep}")[1]:
            time.sleep(0.5)
        site.work()
        time.sleep(3)
        rates = {0: [], 10: []}
        for turn in range(2 * rounds):
            # None, ten, ten, none, ...: what drifts falls on both.
            pages = 10 if turn % 4 in (1, 2) else 0
            watchers = [Watcher(site, f"/sweeps/{sweep}") for _ in range(pages)]
            for watcher in watchers:
                watcher.start()
            time.sleep(1)
            done, start = site.status(sweep)["census"]["done"], time.monotonic()
            time.sleep(8)
            rates[pages].append((site.status(sweep)["census"]["done"] - done) / (time.monotonic() - start))
            for watcher in watchers:
                watcher.close()
        site.stop()
        medians = {pages: statistics.median(values) for pages, values in rates.items()}
        return {"without": medians[0], "with-ten-pages": medians[10], "ratio": medians[10] / medians[0], "rates": rates}


def crowd(program: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(program, pathlib.Path(folder))
        sweep = site.submit(SHORT)
        site.work()
        watchers = [Watcher(site, f"/sweeps/{sweep}?n={n}") for n in range(500)]
        for watcher in watchers:
            watcher.start()
        slow = []
        for _ in range(200):
            client = socket.create_connection(("127.0.0.1", site.port))
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
            slow.append(client)
        start = time.monotonic()
        flooding = flood(site, 30)
        silent = 0.0
        while not (status := site.status(sweep)) or status["census"]["done"] < 300:
            workers = json.loads(site.run("workers", "--json"))["workers"]
            silent = max([silent] + [w["silent_seconds"] for w in workers])
            for client in slow:
                try:
                    client.sendall(b"a")
                except OSError:
                    pass
            time.sleep(1)
        seconds = time.monotonic() - start
        requests = answered(flooding)
        tasks = json.loads(site.run("tasks", sweep, "--json"))["tasks"]
        log = (site.folder / "log").read_text()
        site.stop()
        return {"seconds": seconds, "requests-per-second": requests, "longest-silence-of-a-worker": silent,
                "second-attempts": sum(t["attempt"] > 1 for t in tasks),
                "lost-workers": log.count("fell silent") + log.count("lease"),
                "open-pages": sum(w.events > 0 for w in watchers)}


def main() -> None:
    program = str(pathlib.Path(sys.argv[1]).resolve())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    result = {"version": 1}
    with tempfile.TemporaryDirectory() as folder:
        site = Site(program, pathlib.Path(folder))
        sweep = site.submit(MILLION)
        result["first-pages"] = first_pages(site, sweep)
        result["requests-per-second"] = answered(flood(site, 5))
        # The tasks are read once, which is no update.
        start = time.monotonic()
        watcher = Watcher(site, f"/sweeps/{sweep}")
        watcher.start()
        while b"/figures/value.svg" not in site.ask(f"/sweeps/{sweep}")[1]:
            time.sleep(0.5)
        result["seconds-to-the-first-curve"] = time.monotonic() - start
        watcher.close()
        site.work()
        result["update"] = update(site, sweep, 15)
        site.stop()
    result["throughput"] = throughput(program, rounds)
    result["crowd"] = crowd(program)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
