"""Times PyTorch on the U-Net of Liang et al. 2024 and on small networks, one core, as a child of
`percolate-bench engine` and `percolate-bench small-nets`.

Reads one request a line and answers each with one line of JSON:

    train WIDTH VARIANT STEPS        `STEPS` training steps of 64 images
    sample WIDTH VARIANT STEPS       `STEPS` denoising steps of 64 images
    residual WIDTH VARIANT STEPS     `STEPS` training steps of the residual network on 64 images in colour
    descend KIND D DEPTH N SEEDS float32 STEPS   full-batch steps of gradient descent

What was made for a request is kept for the next ones of the same width. `python torch_unet_speed.py CORE`.
"""
import json
import os
import resource
import sys
import time
from contextlib import nullcontext
from pathlib import Path

try:
    import torch
except ImportError:
    print("this Python has no torch", file=sys.stderr)
    sys.exit(69)  # EX_UNAVAILABLE
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Scripts" / "goldens"))
import residual_unet
import torch_unet

BATCH, SIZE, EMBEDDING, NOISE_STEPS = 64, 32, 3 * 256, 1000


class Variant:
    """A way to run the network: words joined by commas, such as `bfloat16,channels-last`."""

    def __init__(self, text):
        self.words = text.split(",")
        self.half = self.mixed or "bfloat16" in self.words
        self.channels_last = "channels-last" in self.words
        self.as_written = "as-written" in self.words
        self.slice = 16 if "slices-of-16" in self.words else BATCH

    @property
    def mixed(self):
        """bfloat16 convolutions and float32 attention."""
        return "bfloat16-with-float32-attention" in self.words


class FloatAttention(nn.Module):
    """Attention out of autocast's reach."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        with torch.autocast("cpu", enabled=False):
            return self.inner(x.float())


class Diffusion:
    """One network with its optimiser, and what a step of it needs."""

    def __init__(self, width, variant, learns):
        torch.manual_seed(0)
        self.variant = variant
        # The fast path of nn.MultiheadAttention is slower.
        torch.backends.mha.set_fastpath_enabled(False)
        self.net = torch_unet.UNet(width, 1, EMBEDDING)
        if variant.mixed:
            for name in ("sa1", "sa2", "sa3", "sa4", "sa5", "sa6"):
                setattr(self.net, name, FloatAttention(getattr(self.net, name)))
        if variant.channels_last:
            self.net = self.net.to(memory_format=torch.channels_last)
        self.net.train(learns)
        if learns:
            fused = {} if variant.as_written else {"fused": True}
            self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=3e-4, **fused)
        self.products = torch.cumprod(1 - torch.linspace(1e-4, 0.02, NOISE_STEPS), 0)
        self.images = self.layout(torch.rand(BATCH, 1, SIZE, SIZE) * 2 - 1)
        self.labels = torch.rand(BATCH, 2) * SIZE
        self.frequencies = 10000 ** (-torch.arange(0, 256, 2) / 256)

    def layout(self, x):
        return x.to(memory_format=torch.channels_last) if self.variant.channels_last else x

    def embed(self, times, labels):
        numbers = torch.cat([times[:, None].float(), labels], 1)
        angles = numbers[:, :, None] * self.frequencies
        return torch.cat([angles.sin(), angles.cos()], 2).flatten(1)

    def predict(self, x, times, labels):
        # False lets PyTorch take its fused attention. The setting is the class's, so every call says it.
        torch_unet.SelfAttention.need_weights = self.variant.as_written
        with torch.autocast("cpu", torch.bfloat16) if self.variant.half else nullcontext():
            return self.net(x, self.embed(times, labels)).float()

    def train(self, steps):
        for _ in range(steps):
            self.optimiser.zero_grad(set_to_none=True)
            times = torch.randint(1, NOISE_STEPS, (BATCH,))
            noise = self.layout(torch.randn_like(self.images))
            level = self.products[times][:, None, None, None]
            x = level.sqrt() * self.images + (1 - level).sqrt() * noise
            for first in range(0, BATCH, self.variant.slice):
                part = slice(first, first + self.variant.slice)
                loss = F.mse_loss(self.predict(x[part], times[part], self.labels[part]), noise[part])
                (loss * (self.variant.slice / BATCH)).backward()
            self.optimiser.step()

    def sample(self, steps):
        x = self.layout(torch.randn_like(self.images))
        with torch.no_grad():
            for _ in range(steps):
                times = torch.full((BATCH,), 500)
                parts = range(0, BATCH, self.variant.slice)
                cut = [slice(first, first + self.variant.slice) for first in parts]
                noise = torch.cat([self.predict(x[p], times[p], self.labels[p]) for p in cut])
                x = 0.999 * x - 0.02 * noise


class Numbers:
    """Parameters of the residual network, made as they are asked for."""

    def __init__(self):
        self.values = {}

    def get(self, name, *shape, norm=False):
        if name not in self.values:
            x = torch.ones(shape) if norm else torch.randn(shape) / torch.tensor(shape[1:]).prod().sqrt()
            self.values[name] = x.requires_grad_(True)
        return self.values[name]


class Variational:
    """The variational diffusion model of coloured circles with its optimiser, in float32."""

    def __init__(self, width, variant):
        torch.manual_seed(0)
        self.width, self.variant, self.numbers = width, variant, Numbers()
        self.images = self.layout(torch.rand(BATCH, 3, SIZE, SIZE) * 2 - 1)
        self.labels = torch.rand(BATCH, 4)
        self.gamma = [torch.tensor(-5.0, requires_grad=True), torch.tensor(15.0, requires_grad=True)]
        self.frequencies = 10000 ** (-torch.arange(0, 64, 2) / 64)
        self.predict(self.images[:1], torch.zeros(1), self.labels[:1])
        parameters = list(self.numbers.values.values()) + self.gamma
        self.optimiser = torch.optim.AdamW(parameters, lr=1e-3, fused=True)

    def layout(self, x):
        return x.to(memory_format=torch.channels_last) if self.variant.channels_last else x

    def predict(self, z, gamma, labels):
        angles = (gamma[:, None] + 5) / 15 * 1000 * self.frequencies
        encoded = torch.cat([angles.sin(), angles.cos()], 1)
        return residual_unet.run(self.numbers, z, encoded, labels, self.width, 3) + z

    def residual(self, steps):
        first, slope = self.gamma
        per_number = 1 / (self.images.numel() * 0.6931471805599453)
        for _ in range(steps):
            self.optimiser.zero_grad(set_to_none=True)
            times = (torch.arange(BATCH) + torch.rand(1)) / BATCH
            noise = self.layout(torch.randn_like(self.images))
            for start in range(0, BATCH, self.variant.slice):
                part = slice(start, start + self.variant.slice)
                gamma = first + slope.abs() * times[part]
                level = gamma[:, None, None, None]
                z = torch.sigmoid(-level).sqrt() * self.images[part] + torch.sigmoid(level).sqrt() * noise[part]
                error = (self.predict(z, gamma, self.labels[part]) - noise[part]) ** 2
                (slope.abs() / 2 * error.sum() * per_number).backward()
            last = first + slope.abs()
            variance, square = torch.sigmoid(last), (self.images ** 2).mean()
            prior = (variance + torch.sigmoid(-last) * square - variance.log() - 1) / 2
            ((prior + torch.exp(first) / 2e-6) / 0.6931471805599453).backward()
            self.optimiser.step()


class Descent:
    """Full-batch gradient descent of small fully connected networks on the identity."""

    def __init__(self, kind, d, depth, n, seeds):
        torch.manual_seed(0)
        self.relu, self.x = kind == "relu", torch.rand(n, d) * 2 - 1
        if seeds == 1:
            layers = []
            for layer in range(depth):
                layers += [nn.Linear(d, d, bias=False)] + ([nn.ReLU()] if self.relu else [])
            self.net = nn.Sequential(*(layers[:-1] if self.relu else layers))
            parameters = list(self.net.parameters())
        else:
            # All networks in one batched product: much faster than one after the other.
            parameters = [nn.Parameter((torch.rand(seeds, d, d) * 2 - 1) / d ** 0.5) for _ in range(depth)]
            self.net, self.x = self.side_by_side, self.x.expand(seeds, n, d)
        self.parameters, self.seeds = parameters, seeds
        self.optimiser = torch.optim.SGD(parameters, lr=1e-3)

    def side_by_side(self, x):
        for layer, weights in enumerate(self.parameters):
            x = torch.bmm(x, weights)
            if self.relu and layer + 1 < len(self.parameters):
                x = F.relu(x)
        return x

    def run(self, steps):
        for _ in range(steps):
            self.optimiser.zero_grad()
            (F.mse_loss(self.net(self.x), self.x) * self.seeds).backward()
            self.optimiser.step()


def timed(work, steps):
    wall, processor = time.perf_counter(), time.process_time()
    work(steps)
    return {"seconds": time.perf_counter() - wall, "processor": time.process_time() - processor}


def main():
    if len(sys.argv) > 1:
        os.sched_setaffinity(0, {int(sys.argv[1])})
    torch.set_num_threads(1)
    print(json.dumps({"name": "torch " + torch.__version__.split("+")[0]}), flush=True)
    family, made = None, {}
    for line in sys.stdin:
        *request, steps = line.split()
        key = tuple(request)
        kind, *shape = request
        if family != key[:2]:
            family, made = key[:2], {}
        if key not in made:
            if kind == "descend":
                net, *numbers, _ = shape
                made[key] = Descent(net, *map(int, numbers)).run
            elif kind == "residual":
                made[key] = Variational(int(shape[0]), Variant(shape[1])).residual
            else:
                network = Diffusion(int(shape[0]), Variant(shape[1]), kind == "train")
                made[key] = getattr(network, kind)
        print(json.dumps(timed(made[key], int(steps))), flush=True)


main()
