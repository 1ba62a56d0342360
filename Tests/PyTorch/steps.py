"""How long PyTorch takes for the training steps that `swift run -c release benchmark` measures.

usage: steps.py [--seconds S] [--compile]

Prints a line per model and number of threads: its name as the benchmark has it, the threads, and
milliseconds a step (the quickest of many), tabs between. Eager mode, with the fused AdamW;
--compile adds what torch.compile makes of it."""

import argparse
import time

import torch
from torch.nn import functional as F

from models import DiT, Gpt, UNet


def flow(model, shape, batch, dtype):
    """A step of flow matching: fresh noise and times, as our training draws them."""
    x0 = torch.rand(batch, *shape, dtype=dtype)

    def loss():
        x1, t = torch.randn_like(x0), torch.rand(batch, dtype=dtype)
        s = t[:, None, None, None]
        return F.mse_loss(model((1 - s) * x0 + s * x1, t), x1 - x0)

    return loss


def language(model, vocabulary, length, batch):
    ids = torch.randint(vocabulary, (batch, length))
    targets = ids.roll(-1, 1).flatten()
    return lambda: F.cross_entropy(model(ids).flatten(0, 1), targets)


def cases():
    """Name, a function that makes the model, and one that makes its loss."""
    for name, sizes, edge, dtype in [
        ("U-Net 609, 4×4, batch 32, Double", (1, 2, 4, 1, 2), 4, torch.float64),
        ("U-Net 29,393, 8×8, batch 32", (1, 8, 16, 2, 2), 8, torch.float32),
        ("U-Net 116,001, 16×16, batch 32", (1, 16, 32, 2, 4), 16, torch.float32),
    ]:
        model = UNet(*sizes).to(dtype)
        yield name, model, flow(model, (1, edge, edge), 32, dtype), None
    for name, sizes, batch, dtype in [
        ("GPT 3,584, one sentence, Double", (10, 8, 16, 2, 64, 1), 1, torch.float64),
        ("GPT 236,928, batch 16", (256, 64, 64, 4, 256, 4), 16, torch.float32),
        ("transformer 801,792, 16 places, batch 64", (16, 16, 128, 4, 512, 4), 64, torch.float32),
    ]:
        model = Gpt(*sizes).to(dtype)
        yield name, model, language(model, sizes[0], sizes[1], batch), None
    model = DiT(16, 4, 3, 128, 4, 512, 4)
    yield "DiT, 16×16×3, batch 64, all of it", model, flow(model, (3, 16, 16), 64, torch.float32), 1


def measured(model, loss, clipping, seconds):
    """Milliseconds of the quickest step, gradients, clipping and AdamW included."""
    parameters = list(model.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.01, fused=True)

    def step():
        optimizer.zero_grad()
        loss().backward()
        if clipping:
            torch.nn.utils.clip_grad_norm_(parameters, clipping)
        optimizer.step()

    best, end = float("inf"), time.perf_counter() + seconds
    for _ in range(3):
        step()
    while time.perf_counter() < end:
        start = time.perf_counter()
        step()
        best = min(best, time.perf_counter() - start)
    return 1000 * best


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=2)
    options.add_argument("--compile", action="store_true")
    given = options.parse_args()
    torch.manual_seed(16)
    for name, model, loss, clipping in cases():
        for threads in (1, 2):
            torch.set_num_threads(threads)
            times = [measured(model, loss, clipping, given.seconds)]
            if given.compile:
                times.append(measured(model, torch.compile(loss), clipping, given.seconds))
            print(name, threads, *(f"{t:.4g}" for t in times), sep="\t", flush=True)


if __name__ == "__main__":
    main()
