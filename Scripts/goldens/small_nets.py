#!/usr/bin/env python3
"""Prints TorchGoldens.swift: what PyTorch says of optimisers, schedules and a small ReLU network.

    python Scripts/goldens/small_nets.py > Tests/TrainingTests/Optimisers/TorchGoldens.swift

Weights, inputs and gradients are sines of their index, so that the test makes the same ones.
"""
import math

import torch

torch.set_num_threads(1)


def wave(count, frequency, scale=1.0):
    return torch.tensor([scale * math.sin(frequency * (k + 1)) for k in range(count)], dtype=torch.float64)


def floats(values):
    return "[" + ", ".join(repr(float(v)) for v in values) + "]"


def descend(make, steps=10, clip=None):
    p = torch.nn.Parameter(wave(5, 1.3))
    optimiser = make([p])
    for step in range(steps):
        p.grad = wave(5, 0.7 + 0.1 * step, 2.0) * p.detach()
        if clip:
            torch.nn.utils.clip_grad_norm_([p], clip)
        optimiser.step()
    return p.detach()


def one_cycle(steps, **more):
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=3e-4, total_steps=steps, cycle_momentum=False, **more)
    rates = []
    for _ in range(steps):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        if len(rates) < steps:
            schedule.step()
    return rates


def relu(d, hidden, depth, n, steps, rate, momentum):
    sizes = [d] + [hidden] * (depth - 1) + [d]
    count = sum(o * i + o for i, o in zip(sizes, sizes[1:]))
    numbers, at, layers = wave(count, 2.1, 0.5), 0, []
    for i, o in zip(sizes, sizes[1:]):
        layer = torch.nn.Linear(i, o, dtype=torch.float64)
        layer.weight.data = numbers[at:at + o * i].reshape(o, i).clone()
        layer.bias.data = numbers[at + o * i:at + o * i + o].clone()
        at += o * i + o
        layers += [layer, torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    x = wave(n * d, 0.9).reshape(n, d)
    optimiser = torch.optim.SGD(net.parameters(), lr=rate, momentum=momentum)
    losses = []
    for _ in range(steps):
        loss = torch.nn.functional.mse_loss(net(x), x)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


def constant(name, about, values):
    print(f"  /// {about}.\n  static let {name}: [Double] = {floats(values)}")


print("// Printed by Scripts/goldens/small_nets.py with PyTorch", torch.__version__.split("+")[0] + ".")
print("// swift-format-ignore-file\n")
print("/// What PyTorch computes, in double precision.\nenum TorchGoldens {")
constant("adamW", "Five parameters after ten steps of AdamW(lr 1e-2, weight decay 0.1)",
         descend(lambda p: torch.optim.AdamW(p, lr=1e-2, weight_decay=0.1)))
constant("clipped", "The same with the gradient's norm clipped at 0.3, eps 1e-3",
         descend(lambda p: torch.optim.AdamW(p, lr=1e-2, weight_decay=0.1, eps=1e-3), clip=0.3))
constant("oneCycle", "OneCycleLR(max_lr 3e-4, 25 steps)", one_cycle(25))
constant("oneCycleShort", "OneCycleLR(max_lr 3e-4, 7 steps, pct_start 0.5, div 10, final 100)",
         one_cycle(7, pct_start=0.5, div_factor=10, final_div_factor=100))
constant("relu", "mse_loss of a ReLU net 3-5-5-3 on 20 samples, six steps of SGD(lr 0.1, momentum 0.9)",
         relu(3, 5, 3, 20, 6, 0.1, 0.9))
constant("wideRelu", "mse_loss of a ReLU net 12-17-12 on 150 samples, six steps of SGD(lr 0.1, momentum 0.9)",
         relu(12, 17, 2, 150, 6, 0.1, 0.9))
print("}")
