"""Goldens of the residual U-Net, from PyTorch: python Scripts/goldens/residual_unet.py

Writes Tests/TrainingTests/Fixtures/residual-unet.json. The network is written here with PyTorch's own convolutions of
stride 2, transposed convolutions, group normalisation and attention; weights have our names and shapes.
"""
import json
import math

import torch
import torch.nn.functional as F

from unet import FIXTURES, blocks, digest, images, numbers, plain, round_, tensor

GROUPS, HEADS, EPSILON, LABEL_WIDTH = 8, 4, 1e-6, 64


class Weights:
    """Named parameters, made as they are asked for: norms about 1, all else uniform in 1/sqrt(fan-in)."""

    def __init__(self):
        self.values = {}

    def get(self, name, *shape, norm=False):
        if name not in self.values:
            x = tensor(name, *shape)
            if len(shape) == 1:
                x = 1 + 0.2 * x if norm else 0.1 * x
            else:
                x = x / math.sqrt(x[0].numel())
            self.values[name] = x.clone().requires_grad_(True)
        return self.values[name]


def run(p, x, time, labels, width, channels):
    def norm(name, x, gelu=True):
        c = x.shape[1]
        y = F.group_norm(x, GROUPS, p.get(name + ".weight", c, norm=True), p.get(name + ".bias", c), EPSILON)
        return F.gelu(y) if gelu else y

    def conv(name, x, out):
        c = x.shape[1]
        return F.conv2d(x, p.get(name + ".weight", out, c, 3, 3), p.get(name + ".bias", out), padding=1)

    def linear(name, x, out):
        """Over the channels of rows or of images."""
        w, b = p.get(name + ".weight", out, x.shape[1]), p.get(name + ".bias", out)
        return F.linear(x, w, b) if x.dim() == 2 else F.conv2d(x, w[:, :, None, None], b)

    def down(name, x, out):
        w = p.get(name + ".weight", out, 4 * x.shape[1]).reshape(out, 2, 2, x.shape[1]).permute(0, 3, 1, 2)
        return F.conv2d(x, w, p.get(name + ".bias", out), stride=2)

    def up(name, x, out):
        w = p.get(name + ".weight", 4 * out, x.shape[1]).reshape(2, 2, out, x.shape[1]).permute(3, 2, 0, 1)
        return F.conv_transpose2d(x, w, p.get(name + ".bias", out), stride=2)

    def mlp(name, x, out):
        return F.gelu(linear(name + ".1", F.gelu(linear(name + ".0", x, out)), out))

    condition = torch.cat([mlp("time", time, 4 * time.shape[1]), mlp("labels", labels, LABEL_WIDTH)], 1)

    def residual(name, x, out):
        trunk = linear(name + ".skip", x, out) if x.shape[1] != out else x
        h = conv(name + ".conv1", norm(name + ".norm1", x), out)
        h = h + linear(name + ".condition", condition, out)[:, :, None, None]
        return trunk + conv(name + ".conv2", norm(name + ".norm2", h), out)

    def attention(name, x):
        n, c, h, w = x.shape
        qkv = linear(name + ".qkv", norm(name + ".norm", x, False), 3 * c)
        q, k, v = (part.reshape(n, HEADS, c // HEADS, h * w).transpose(2, 3) for part in qkv.chunk(3, 1))
        y = F.scaled_dot_product_attention(q, k, v).transpose(2, 3).reshape(n, c, h, w)
        return x + linear(name + ".out", y, c)

    widths = [width, 2 * width, 4 * width]
    h, skips = conv("conv_in", x, width), []
    for level, w in enumerate(widths):
        for block in range(2):
            h = residual(f"down{level}.{block}", h, w)
        if level < 2:
            skips.append(h)
            h = down(f"down{level}.conv", h, w)
    h = residual("mid2", attention("attention", residual("mid1", h, widths[2])), widths[2])
    for level in (2, 1, 0):
        if level < 2:
            h = torch.cat([h, skips.pop()], 1)
        for block in range(2):
            h = residual(f"up{level}.{block}", h, widths[level])
        if level > 0:
            h = up(f"up{level}.conv", h, widths[level - 1])
    return conv("conv_out", norm("norm_out", h), channels)


def golden(width, channels, size, batch, labels, d, steps=5):
    p = Weights()
    x = images("images", batch, channels, size).requires_grad_(True)
    rows = [numbers(f"labels.{i}", labels) for i in range(batch)]
    times = [1 + (137 * i) % 998 for i in range(batch)]
    time = torch.tensor([blocks(t, d) for t in times], dtype=torch.float64).requires_grad_(True)
    asked = torch.tensor(rows, dtype=torch.float64)
    target = images("target", batch, channels, size)
    y = run(p, x, time, asked, width, channels)
    loss = F.mse_loss(y, target)
    loss.backward()
    result = {
        "width": width, "channels": channels, "size": size, "batch": batch, "labels": labels, "encoding": d,
        "times": times, "rows": rows, "output": digest(y), "loss": round_(loss), "image": digest(x.grad),
        "time": plain(time.grad), "gradients": {name: plain(v.grad) for name, v in p.values.items()},
    }
    optimiser = torch.optim.AdamW(list(p.values.values()), lr=1e-3)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        loss = F.mse_loss(run(p, x, time, asked, width, channels), target)
        losses.append(round_(loss))
        loss.backward()
        optimiser.step()
    result["adamw"] = losses
    result["parameters-of-the-paper"] = parameters(64, 3, 4, 64)
    return result


def parameters(width, channels, labels, d):
    p = Weights()
    with torch.no_grad():
        x = torch.zeros(1, channels, 8, 8, dtype=torch.float64)
        run(p, x, torch.zeros(1, d, dtype=torch.float64), torch.zeros(1, labels, dtype=torch.float64), width, channels)
    return sum(v.numel() for v in p.values.values())


if __name__ == "__main__":
    path = FIXTURES / "residual-unet.json"
    path.write_text(json.dumps(golden(16, 3, 8, 3, 4, 16), indent=None) + "\n")
    print(path.name, path.stat().st_size)
