"""Goldens of the U-Net and of diffusion, from PyTorch: python Scripts/goldens/unet.py

Writes Tests/TrainingTests/Fixtures/unet-*.json. Weights, images and noise come from a small generator that
the tests have too, so that fixtures hold results only; of long arrays they hold a few sums and some numbers.
"""
import json
import math
import pathlib

import torch

from torch_unet import UNet

torch.set_num_threads(1)
FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TrainingTests" / "Fixtures"
DIGITS = 9


def numbers(name, count):
    """Numbers in (-1, 1), the same in the tests: SplitMix64 started from FNV-1a of the name."""
    mask = (1 << 64) - 1
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = ((state ^ byte) * 0x100000001B3) & mask
    result = []
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
        result.append((z >> 40) * 2.0 ** -23 - 1 + 2.0 ** -24)
    return result


def tensor(name, *shape, scale=1.0):
    return (torch.tensor(numbers(name, math.prod(shape)), dtype=torch.float64) * scale).reshape(shape)


def fill(module):
    """Weights as the tests make them: norms about 1, all else uniform in 1/sqrt(fan-in)."""
    with torch.no_grad():
        for name, p in module.named_parameters():
            values = tensor(name, *p.shape)
            if p.dim() == 1:
                p.copy_(1 + 0.2 * values if is_norm(module, name) else 0.1 * values)
            else:
                p.copy_(values / math.sqrt(p[0].numel()))


def is_norm(module, name):
    owner = module.get_submodule(name.rpartition(".")[0])
    return isinstance(owner, (torch.nn.GroupNorm, torch.nn.LayerNorm)) and name.endswith("weight")


def is_captured(name):
    """Modules whose outputs the tests' network has too: it fuses norms with what follows them."""
    parts = name.split(".")
    if len(parts) == 1:
        return name != ""
    if "double_conv" in parts:
        return parts[-1] in ("0", "2", "3") and parts[-2] == "double_conv"
    if parts[-2] == "maxpool_conv":
        return parts[-1] in ("0", "1")
    if parts[-2] == "conv":
        return parts[-1] == "0"
    return parts[-1] in ("ln", "mha", "ff_self") or name.endswith(
        ("ff_self.0", "ff_self.1", "ff_self.2", "emb_layer.1"))


def last(x):
    """Channels last, as our arrays are."""
    return x.permute(0, 2, 3, 1) if x.dim() == 4 else x


def digest(x):
    """Enough of an array to tell it apart: norm, two sums with fixed weights, and 24 numbers spread over it."""
    flat = last(x.detach()).reshape(-1).double() if x.dim() == 4 else x.detach().reshape(-1).double()
    return summary(flat)


def plain(x):
    """As `digest`, for parameters, whose order is PyTorch's."""
    return summary(x.detach().reshape(-1).double())


def summary(flat):
    n = flat.numel()
    weights = torch.tensor([math.sin(0.7 * (i % 1013) + 0.3) for i in range(n)], dtype=torch.float64)
    picks = sorted({i * (n - 1) // 23 for i in range(24)})
    return {
        "count": n,
        "norm": round_(flat.norm()),
        "sum": round_((flat * weights).sum()),
        "picks": [round_(flat[i]) for i in picks],
    }


def round_(x):
    return float(f"{float(torch.as_tensor(x).detach()):.{DIGITS}g}")


def images(name, n, c, s):
    """[n][s][s][c] numbers as an NCHW tensor."""
    return tensor(name, n, s, s, c).permute(0, 3, 1, 2).contiguous()


def printed(p, d):
    out = []
    for i in range(d // 2):
        out += [math.sin(p / 10000 ** (2 * i / d)), math.cos(p / 10000 ** ((2 * i + 1) / d))]
    return out


def blocks(p, d):
    return [math.sin(p / 10000 ** (2 * i / d)) for i in range(d // 2)] + [
        math.cos(p / 10000 ** (2 * i / d)) for i in range(d // 2)]


def embedding(times, labels, d, encode):
    rows = []
    for t, row in zip(times, labels):
        e = encode(t, d)
        for value in row:
            e += encode(value, d)
        rows.append(e)
    return torch.tensor(rows, dtype=torch.float64)


def network(width, channels, size, batch, labels, d, encode, steps=10):
    net = UNet(width, channels, d * (1 + labels)).double()
    fill(net)
    x0 = images("images", batch, channels, size)
    rows = [[16 + 10 * v for v in numbers(f"labels.{i}", labels)] for i in range(batch)]
    times = [1 + (137 * i) % 998 for i in range(batch)]
    e = embedding(times, rows, d, encode)
    captured = {}
    for name, module in net.named_modules():
        if is_captured(name):
            module.register_forward_hook(
                lambda m, i, o, name=name: captured.__setitem__(name, digest(o[0] if isinstance(o, tuple) else o)))
    y = net(x0, e)
    target = images("target", batch, channels, size)
    loss = torch.nn.functional.mse_loss(y, target)
    loss.backward()
    result = {
        "width": width, "channels": channels, "size": size, "batch": batch, "labels": labels, "encoding": d,
        "times": times, "rows": rows, "output": digest(y), "loss": round_(loss), "layers": dict(captured),
        "gradients": {n: plain(p.grad) for n, p in net.named_parameters()},
    }
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(net(x0, e), target)
        losses.append(round_(loss))
        loss.backward()
        optimiser.step()
    result["adamw"] = losses
    return result


def ddim(width, size, batch, d, steps=20, total=1000):
    """20 steps of DDIM (Song et al. 2021, Eq. 12 with eta 0) with the weights of `fill`."""
    net = UNet(width, 1, d * 3).double()
    fill(net)
    beta = torch.linspace(1e-4, 0.02, total, dtype=torch.float64)
    product = torch.cumprod(1 - beta, 0)
    x = images("start", batch, 1, size)
    rows = [[16 + 10 * v for v in numbers(f"labels.{i}", 2)] for i in range(batch)]
    times = [1 + round((steps - 1 - i) / (steps - 1) * (total - 2)) for i in range(steps)]
    with torch.no_grad():
        for i, t in enumerate(times):
            eps = net(x, embedding([t] * batch, rows, d, printed))
            now, then = product[t], product[times[i + 1]] if i + 1 < steps else torch.tensor(1.0).double()
            x0 = (x - (1 - now).sqrt() * eps) / now.sqrt()
            x = then.sqrt() * x0 + (1 - then).sqrt() * eps
    return {"width": width, "size": size, "batch": batch, "encoding": d, "rows": rows, "times": times,
            "result": digest(x)}


def schedules():
    beta = torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64)
    product = torch.cumprod(1 - beta, 0)
    return {"products": [round_(product[i]) for i in (0, 1, 10, 100, 500, 999)],
            "printed": [round_(v) for v in printed(16.5, 12)], "blocks": [round_(v) for v in blocks(16.5, 12)]}


if __name__ == "__main__":
    FIXTURES.mkdir(exist_ok=True)
    goldens = {
        "unet-grey": network(8, 1, 16, 3, 2, 16, printed),
        "unet-colour": network(12, 3, 8, 2, 1, 8, blocks, steps=3),
        "unet-wide": network(32, 1, 32, 2, 0, 64, printed, steps=2),
        "ddim": ddim(8, 16, 3, 16),
        "schedules": schedules(),
    }
    for name, value in goldens.items():
        (FIXTURES / f"{name}.json").write_text(json.dumps(value, indent=None) + "\n")
        print(name, (FIXTURES / f"{name}.json").stat().st_size)
