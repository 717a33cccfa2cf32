"""A task of a percolate sweep, from Python: parameters in, metrics, checkpoints and files out.

    import percolate_task as task

    rate = task.parameters(learning_rate=0.1)["learning_rate"]
    for step in range(100):
        task.report(step, loss=loss)
    task.result(accuracy=accuracy)

Without percolate around it the same script runs alone: parameters have the defaults that it names, and what it reports is
printed. Written by `percolate program python`; needs Python 3.8 and nothing else. Protocol version 1, docs/programs.md.
"""

import contextlib
import json
import math
import os
import shutil
import signal
import sys
import tempfile
import threading

__all__ = [
    "artifact", "checkpoint", "hand_back", "inside", "parameters", "progress", "replicate", "report", "restore",
    "result", "seed", "should_end", "should_stop", "threads",
]

REFUSED, HANDED_BACK = 64, 75

#: Whether percolate runs this script.
inside = "PERCOLATE_FD" in os.environ
#: The numbers that random numbers come from, and how many threads the task may use.
seed = int(os.environ.get("PERCOLATE_SEED", "0"))
replicate = int(os.environ.get("PERCOLATE_REPLICATE", "0"))
threads = int(os.environ.get("PERCOLATE_THREADS", "1"))

#: When the task may end early, and the values that count for it by now.
_rule = json.loads(os.environ["PERCOLATE_STOP"]) if "PERCOLATE_STOP" in os.environ else None
_seen = dict({"values": []}, **(_rule or {}).get("state", {}))

_lock = threading.Lock()
_stop = threading.Event()
_fd = int(os.environ["PERCOLATE_FD"]) if inside else -1

if inside:
    # Processes that the script starts do not speak for it.
    os.set_inheritable(_fd, False)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, frame: _stop.set())


def parameters(**defaults):
    """The task's parameters by name; the defaults are for a script that runs alone.

    A parameter `learning-rate` is found as `learning_rate` as well.
    """
    given = json.loads(os.environ["PERCOLATE_PARAMETERS"]) if inside else {}
    found = dict(defaults)
    found.update({name.replace("-", "_"): value for name, value in given.items()})
    found.update(given)
    return found


def report(step, values=None, **more):
    """Streams metrics at a step: report(step, loss=0.5), or report(step, {"train-loss": 0.5})."""
    found = _numbers(values, more)
    _say({"metrics": found, "step": int(step)})
    _follow(found, int(step))


def progress(step):
    """Says that the task is alive at a step, without a value; a stall limit looks for it."""
    _say({"progress": int(step)})


def result(values=None, **more):
    """The final metrics. Called once; the script ends soon after."""
    _say({"result": _numbers(values, more)})


def should_stop():
    """True once the task should save a checkpoint and call hand_back(): its machine is needed for something else."""
    return _stop.is_set()


def should_end():
    """True once the spec's stop rule is fulfilled by what was reported: evaluate, call result() and end, as at the last step."""
    return "ended-at" in _seen


def hand_back():
    """Ends the script; another worker goes on from the last checkpoint."""
    sys.stdout.flush()
    sys.exit(HANDED_BACK)


def refuse(reason):
    """Ends the script because its parameters cannot work; the task fails with the reason, and is not tried again."""
    print(reason, file=sys.stderr, flush=True)
    sys.exit(REFUSED)


@contextlib.contextmanager
def checkpoint(step):
    """A path to write a file or a folder to, which becomes the task's checkpoint once the block is left.

        with task.checkpoint(step) as path:
            torch.save(state, path)
    """
    step = int(step)
    folder = os.environ.get("PERCOLATE_CHECKPOINTS")
    if folder is None:
        folder = tempfile.mkdtemp(prefix="percolate-checkpoint-")
    path = os.path.join(folder, "unfinished")
    try:
        yield path
        if inside:
            # Under a name of its own, since the one before may not have been fetched yet.
            name = "step-%d-%s" % (step, os.urandom(4).hex())
            os.rename(path, os.path.join(folder, name))
            _say({"checkpoint": name, "step": step})
        else:
            print("checkpoint at step %d" % step, flush=True)
    finally:
        shutil.rmtree(path if inside else folder, ignore_errors=True)
        if inside and os.path.lexists(path):
            os.remove(path)


def restore():
    """The path of the checkpoint to go on from; None at a fresh start."""
    return os.environ.get("PERCOLATE_RESTORE")


def artifact(name, path=None, data=None):
    """Leaves a file under a name that the spec declares: one that lies at a path, or bytes, or text."""
    if not inside:
        print("artifact %s" % name, flush=True)
        return
    target = os.path.join(os.environ["PERCOLATE_ARTIFACTS"], name)
    if path is not None:
        shutil.copyfile(path, target)
    else:
        with open(target, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
    _say({"artifact": name})


def _numbers(values, more):
    # A scalar of numpy, torch or jax is a number to float().
    found = {name: float(value) for name, value in dict(values or {}, **more).items()}
    for name, value in found.items():
        if not math.isfinite(value) and not inside:
            raise ValueError("the metric %s is %r, which is no result" % (name, value))
    return found


def _follow(found, step):
    # As percolate itself follows it (StopTracker): both have to find the same step.
    if _rule is None or "ended-at" in _seen or _rule["metric"] not in found:
        return
    if step < _rule["after"] or step <= _seen.get("step", step - 1):
        return
    _seen["step"] = step
    values, count = _seen["values"], _rule["for"]
    values.append(found[_rule["metric"]])
    del values[:-count]
    if len(values) < count:
        return
    if "above" in _rule:
        is_over = min(values) >= _rule["above"]
    elif "below" in _rule:
        is_over = max(values) <= _rule["below"]
    elif isinstance(_rule["settled"], dict):
        mean = 0.0
        for value in values:
            mean += value / len(values)
        is_over = max(values) - min(values) <= _rule["settled"]["relative"] * abs(mean)
    else:
        is_over = max(values) - min(values) <= _rule["settled"]
    if is_over:
        _seen["ended-at"] = step


def _say(message):
    line = json.dumps(message)
    if not inside:
        print(line, flush=True)
        return
    data = (line + "\n").encode()
    with _lock:
        while data:
            data = data[os.write(_fd, data):]
