"""A training that goes on where it stopped, wherever it is started again."""
import json
import random
import time

import percolate_task as task

parameters = task.parameters(rate=0.1, steps=50, pause=0.0)
numbers = random.Random(f"{task.seed} {task.replicate}")
x, first = 1.0, 1

if task.restore():
    with open(task.restore()) as file:
        x, first, state = json.load(file)
    numbers.setstate((state[0], tuple(state[1]), state[2]))
    print("going on at step", first)

for step in range(first, parameters["steps"] + 1):
    if task.should_stop():
        task.hand_back()
    x -= parameters["rate"] * (x + numbers.gauss(0, 0.1))
    time.sleep(parameters["pause"])
    task.report(step, loss=x * x)
    if step % 10 == 0:
        with task.checkpoint(step) as path, open(path, "w") as file:
            json.dump([x, step + 1, numbers.getstate()], file)

task.result({"final-loss": x * x})
