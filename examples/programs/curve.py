"""Noisy gradient descent on a parabola, in twenty lines. Runs alone, too: python3 curve.py"""
import random

import percolate_task as task

parameters = task.parameters(rate=0.1, steps=50)
numbers = random.Random(f"{task.seed} {task.replicate}")

x = 1.0
for step in range(1, parameters["steps"] + 1):
    x -= parameters["rate"] * (x + numbers.gauss(0, 0.1))
    task.report(step, loss=x * x + 1e-6)

task.result({"final-loss": x * x + 1e-6})
