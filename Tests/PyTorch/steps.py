"""How long PyTorch takes for what `swift run -c release benchmark` measures: training steps and sampling.

usage: steps.py [--seconds S] [--compile] [--sampling]

Prints a line per model and number of threads: its name as the benchmark has it, the threads, and
milliseconds (the quickest of many), tabs between. Eager mode, with the fused AdamW; --compile adds, for
models of more than 100,000 parameters, what torch.compile makes of the step, or nothing where it cannot.
--sampling measures paintings and texts in place of steps."""

import argparse
import time

import torch
from torch.nn import functional as F

from models import VAE, DiT, Gpt, UNet


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


def step(model, loss, clipping):
    """A whole step: gradients, clipping and AdamW."""
    parameters = list(model.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.01, fused=True)

    def run():
        optimizer.zero_grad()
        loss().backward()
        if clipping:
            torch.nn.utils.clip_grad_norm_(parameters, clipping)
        optimizer.step()

    return run


def paintings():
    """Eight paintings of chapter 5: twenty guided Euler steps, both answers in one batch; the decoder."""
    flow, vae = DiT(8, 2, 4, 64, 4, 128, 6, text=36, scale=1000), VAE(3, 4, 16, 2, 4)
    words, padding = torch.rand(16, 12, 36), torch.zeros(16, 12, dtype=torch.bool)
    padding[:8, 9:], padding[8:, 2:] = True, True

    def run():
        x = torch.randn(8, 4, 8, 8)
        for n in range(20):
            t = torch.full((16,), 1 - n / 20)
            asked, unasked = flow(torch.cat([x, x]), t, words=words, mask=padding).chunk(2)
            x = x - (unasked + 3 * (asked - unasked)) / 20
        return vae.decoder(x)

    return run


def texts(cached):
    """A hundred tokens of chapter 6's model, one by one, the likeliest each; with keys and values kept, or without."""
    d, heads = 64, 4
    model = Gpt(512, 256, d, heads, 256, 4)
    model.output_proj.weight = model.token_embedding["embedding"].weight
    angles = torch.arange(256)[:, None] * 10000 ** (-torch.arange(0, d // heads, 2) / (d // heads))
    cos, sin = angles.cos(), angles.sin()

    def turned(x, places):
        a, b = x[..., ::2], x[..., 1::2]
        c, s = cos[places], sin[places]
        return torch.stack([a * c - b * s, a * s + b * c], dim=-1).flatten(-2)

    def attention(layer, x, cache, places):
        n = x.shape[1]
        q, k, v = (w(x).view(1, n, heads, -1).transpose(1, 2) for w in (layer.W_q, layer.W_k, layer.W_v))
        q, k = turned(q, places), turned(k, places)
        if cache:
            k, v = torch.cat([cache[0], k], dim=2), torch.cat([cache[1], v], dim=2)
        if cached:
            cache[:] = k, v
        heads_out = F.scaled_dot_product_attention(q, k, v, is_causal=n > 1)
        return layer.W_o(heads_out.transpose(1, 2).reshape(1, n, d))

    def run():
        text, caches = torch.tensor([[1]]), [[] for _ in model.blocks]
        for n in range(1, 101):
            places = slice(n - 1 if cached else 0, n)
            x = model.token_embedding["embedding"](text[:, places])
            for block, cache in zip(model.blocks, caches):
                x = x + attention(block.attention, block.norm1(x), cache, places)
                x = x + block.ffn(block.norm2(x))
            token = model.output_proj(model.ln_f(x[:, -1:])).argmax(-1)
            text = torch.cat([text, token], dim=1)

    return run


def quickest(run, seconds):
    """Milliseconds of the quickest call: at least one, and for so many seconds."""
    for _ in range(3):
        run()
    best, end = float("inf"), time.perf_counter() + seconds
    while best == float("inf") or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return 1000 * best


def compiled(model, loss, clipping, seconds):
    """The same of torch.compile's step; nothing where it does not work, without a C++ compiler say."""
    torch._dynamo.reset()  # compiled code is for a number of threads
    try:
        return [quickest(step(model, torch.compile(loss), clipping), seconds)]
    except Exception:
        return []


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=2)
    options.add_argument("--compile", action="store_true")
    options.add_argument("--sampling", action="store_true")
    given = options.parse_args()
    torch.manual_seed(16)
    if given.sampling:
        runs = [
            ("eight paintings of chapter 5", paintings()),
            ("100 tokens of chapter 6", texts(cached=True)),
            ("100 tokens of chapter 6, no cache", texts(cached=False)),
        ]
        for name, run in runs:
            for threads in (1, 2):
                torch.set_num_threads(threads)
                with torch.inference_mode():
                    show(name, threads, [quickest(run, given.seconds)])
        return
    for name, model, loss, clipping in cases():
        for threads in (1, 2):
            torch.set_num_threads(threads)
            times = [quickest(step(model, loss, clipping), given.seconds)]
            if given.compile and sum(p.numel() for p in model.parameters()) > 100_000:
                times += compiled(model, loss, clipping, given.seconds)
            show(name, threads, times)


def show(name, threads, times):
    print(name, threads, *(f"{t:.4g}" for t in times), sep="\t", flush=True)


if __name__ == "__main__":
    main()
