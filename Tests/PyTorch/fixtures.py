"""Writes PyTorch's numbers, against which `swift test` checks the core: inputs, parameters, outputs,
gradients, and updated parameters, in float64.

usage: fixtures.py [FOLDER] [--seed N] [--sizes other]

FOLDER is Tests/Fixtures/pytorch where none is named. The same seed writes the same bytes. With
--sizes other the cases have other sizes and names such as op.linear.other; a folder of them is
checked by TINYHAT_FIXTURES=FOLDER swift test --filter Fixture."""

import argparse
import json
import math
import os
import struct
from pathlib import Path

# The plainest kernels, so that every machine gives the same bytes. They must be asked for first.
os.environ |= {"ATEN_CPU_CAPABILITY": "default", "MKL_CBWR": "COMPATIBLE"}

import torch
from torch import nn
from torch.nn import functional as F

from models import (
    AdaptiveLayerNorm, Clip, CrossAttention, DiT, Gpt, JointAttention, LanguageModel, UNet, VAE, kl,
    positions2d, sinusoidal)
from draws import uniforms

TYPES = {torch.float64: "F64", torch.int64: "I64", torch.bool: "BOOL"}
ADAMW = {"lr": 0.01, "betas": [0.9, 0.999], "eps": 1e-08, "weight_decay": 0.01}


def save(path, tensors, config):
    """A safetensors file; names in order, so that the bytes depend on nothing else."""
    source = f"PyTorch {torch.__version__.split('+')[0]}, float64"
    header = {"__metadata__": {"config": json.dumps(config), "source": source}}
    body = b""
    # The format wants larger types first, so that all are aligned.
    for name in sorted(tensors, key=lambda n: (-tensors[n].element_size(), n)):
        data = tensors[name].detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": TYPES[tensors[name].dtype], "shape": list(tensors[name].shape),
                        "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def randomized(module):
    """Every parameter a normal number of a size that leaves nothing saturated."""
    with torch.no_grad():
        for name, p in module.named_parameters():
            if name != "logit_scale":
                p.copy_(0.5 * torch.randn(p.shape) + (1 if "norm" in name and p.dim() == 1 and
                                                      name.endswith("weight") else 0))
    return module


def operation(function, inputs, module=None, fixed=None):
    """y of some inputs, and the gradients of the sum of y times a probe."""
    for x in inputs.values():
        x.requires_grad_(x.dtype == torch.float64)
    y = function(*inputs.values())
    probe = torch.randn(y.shape) if y.dim() else torch.randn(1)
    (y * probe).sum().backward()
    tensors = {f"input.{k}": v for k, v in (inputs | (fixed or {})).items()}
    tensors |= {"input.probe": probe, "output.y": y if y.dim() else y.reshape(1)}
    tensors |= {f"grad.input.{k}": v.grad for k, v in inputs.items() if v.grad is not None}
    return tensors | parameters(module)


def parameters(module):
    if module is None:
        return {}
    named = dict(module.named_parameters())
    return ({f"param.{k}": p.detach().clone() for k, p in named.items()}
            | {f"grad.param.{k}": p.grad.clone() for k, p in named.items()})


def trained(module, loss, adamw):
    """Parameters, their gradients, and what one step of AdamW makes of them."""
    loss.backward()
    tensors = parameters(module)
    torch.optim.AdamW(module.parameters(), lr=adamw["lr"], betas=adamw["betas"], eps=adamw["eps"],
                      weight_decay=adamw["weight_decay"]).step()
    return tensors | {f"updated.{k}": p for k, p in module.named_parameters()}


def flow(model, shape, adamw, inputs=None, **condition):
    """A whole step of flow matching."""
    x0, x1, t = torch.randn(2, *shape), torch.randn(2, *shape), torch.rand(2)
    own = {"x0": x0, "x1": x1, "t": t} | (inputs or {})
    for x in own.values():
        x.requires_grad_(x.dtype == torch.float64)
    s = t[:, None, None, None]
    x_t, velocity = (1 - s) * x0 + s * x1, x1 - x0
    prediction = model(x_t, t, **condition)
    loss = F.mse_loss(prediction, velocity)
    tensors = {"output.x_t": x_t, "output.velocity": velocity, "output.prediction": prediction,
               "output.loss": loss} | trained(model, loss, adamw)
    tensors |= {f"input.{k}": v for k, v in own.items()}
    return tensors | {f"grad.input.{k}": v.grad for k, v in own.items() if v.grad is not None}


def operations(k):
    """Name, tensors and config of each operation; k is added to most sizes."""
    r = torch.randn
    m = randomized(nn.Linear(5 + k, 4 + k))
    yield "linear", operation(m, {"x": r(3, 5 + k)}, m), {}
    for name, stride in [("conv2d", 1), ("conv2d_stride2", 2)]:
        m = randomized(nn.Conv2d(2 + k, 3, 3, stride=stride, padding=1))
        yield name, operation(m, {"x": r(2, 2 + k, 4, 4)}, m), {"stride": stride, "padding": 1}
    m = randomized(nn.ConvTranspose2d(3, 2 + k, 4, 2, 1))
    yield "conv_transpose2d", operation(m, {"x": r(2, 3, 2, 3)}, m), {"stride": 2, "padding": 1}
    m = randomized(nn.GroupNorm(2, 4 + 2 * k))
    yield ("group_norm", operation(m, {"x": r(2, 4 + 2 * k, 3, 3)}, m),
           {"groups": 2, "eps": 1e-05})
    m = randomized(nn.LayerNorm(6 + k))
    yield "layer_norm", operation(m, {"x": r(2, 3, 6 + k)}, m), {"eps": 1e-05}
    yield "silu", operation(F.silu, {"x": 2 * r(4, 7 + k)}), {}
    yield "gelu", operation(F.gelu, {"x": 2 * r(4, 7 + k)}), {"form": "erf"}
    yield ("gelu_tanh", operation(lambda x: F.gelu(x, approximate="tanh"), {"x": 2 * r(4, 7 + k)}),
           {"form": "tanh"})
    yield "softmax", operation(lambda x: x.softmax(-1), {"x": 2 * r(3, 6 + k)}), {}
    ids = torch.randint(7, (2, 3 + k))
    m = randomized(nn.Embedding(7, 4 + k))
    yield "embedding", operation(m, {"ids": ids}, m), {}
    yield ("upsample_nearest", operation(nn.UpsamplingNearest2d(scale_factor=2),
                                         {"x": r(2, 2, 2, 3 + k)}), {"scale": 2})
    yield "mse", operation(F.mse_loss, {"prediction": r(2, 3, 4 + k), "target": r(2, 3, 4 + k)}), {}
    targets = torch.randint(5 + k, (3,))
    yield ("cross_entropy", operation(lambda x: F.cross_entropy(x, targets), {"logits": r(3, 5 + k)},
                                      fixed={"targets": targets}), {})
    yield "kl", operation(kl, {"mean": r(2, 3, 2, 2 + k), "logvar": r(2, 3, 2, 2 + k)}), {}
    d = 8 + 4 * k
    yield "sinusoidal", operation(lambda t: sinusoidal(t, d), {"t": torch.rand(5)}), {"dim": d}
    yield "positions_2d", {"output.y": positions2d(d, 3 + k)}, {"dim": d, "grid": 3 + k}
    m = randomized(JointAttention(8 + 2 * k, 2))
    yield "self_attention", operation(m, {"x": r(2, 4 + k, 8 + 2 * k)}, m), {"heads": 2}
    yield "cross_attention", *cross_attention(k)
    m = randomized(AdaptiveLayerNorm(6 + k, 5))
    yield "ada_ln", operation(m, {"x": r(2, 3, 6 + k), "cond": r(2, 5)}, m), {"eps": 1e-05}
    yield "adamw_clipped", *adamw_clipped()


def cross_attention(k):
    m = CrossAttention(8, 2)
    m.k_proj, m.v_proj = nn.Linear(6 + k, 8), nn.Linear(6 + k, 8)
    randomized(m)
    real = torch.ones(2, 5 + k, dtype=torch.bool)
    real[0, -2:] = False
    hidden = ~real[:, None, None, :]
    tensors = operation(lambda x, z: m(x, z, hidden),
                        {"x": torch.randn(2, 4, 8), "context": torch.randn(2, 5 + k, 6 + k)}, m,
                        fixed={"mask": real})
    return tensors, {"heads": 2, "mask": "true where a token is real"}


def adamw_clipped():
    """Three steps with given gradients, each after clipping the norm of all of them."""
    config = {"lr": 0.02, "betas": [0.9, 0.999], "eps": 1e-08, "weight_decay": 0.1,
              "max_norm": 1.0, "steps": 3}
    named = {"a": nn.Parameter(torch.randn(3, 2)), "b": nn.Parameter(torch.randn(4))}
    tensors = {f"param.{k}": p.detach().clone() for k, p in named.items()}
    optimizer = torch.optim.AdamW(named.values(), lr=0.02, betas=(0.9, 0.999), eps=1e-8,
                                  weight_decay=0.1)
    for step, size in enumerate([0.1, 1, 10], start=1):
        for name, p in named.items():
            p.grad = size * torch.randn(p.shape)
            tensors[f"grad.step{step}.{name}"] = p.grad.clone()
        tensors[f"output.step{step}.norm"] = nn.utils.clip_grad_norm_(named.values(), 1.0)
        optimizer.step()
        for name, p in named.items():
            tensors[f"updated.step{step}.{name}"] = p.detach().clone()
    return tensors, config


def unet(k):
    sizes = {"in_channels": 1, "c": 2 + 2 * k, "tdim": 4 + 2 * k, "levels": 1 + k, "groups": 1 + k}
    model = randomized(UNet(*sizes.values()))
    return flow(model, (1, 4 + 4 * k, 4 + 4 * k), ADAMW), sizes


def dit(k, classes=0, text=0, readers=0):
    sizes = {"size": 4 + 2 * k, "patch": 2, "cin": 3 if text else 1, "d": 8 + 4 * k,
             "heads": 2, "depth": 1 + k, "cond": 8 + 4 * k, "hidden": 16}
    model = randomized(DiT(sizes["size"], 2, sizes["cin"], sizes["d"], 2, 16, sizes["depth"],
                           classes, text, readers))
    shape = (sizes["cin"], sizes["size"], sizes["size"])
    if classes:
        labels = torch.tensor([1, classes])
        tensors = flow(model, shape, ADAMW, {"y": labels}, labels=labels)
        return tensors, sizes | {"classes": classes}
    if text:
        z, real = torch.randn(2, 6, text), torch.ones(2, 6, dtype=torch.bool)
        real[0, 3:] = False
        tensors = flow(model, shape, ADAMW, {"z": z, "mask": real}, words=z, mask=~real)
        return tensors, sizes | {"ctx": text} | ({"readers": readers} if readers else {})
    return flow(model, shape, ADAMW), sizes


def gpt(k):
    sizes = {"vocab": 6 + k, "length": 5 + k, "d": 16, "heads": 2, "hidden": 64, "layers": 1 + k}
    model = randomized(Gpt(*sizes.values()))
    ids, targets = torch.randint(6 + k, (1 + k, 4)), torch.randint(6 + k, (1 + k, 4))
    logits = model(ids)
    loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
    tensors = {"input.ids": ids, "input.targets": targets, "output.logits": logits,
               "output.loss": loss}
    return tensors | trained(model, loss, ADAMW | {"lr": 0.001}), sizes


POSITIONS = ["learned", "RoPE", "ALiBi"]
WIRINGS = ["pre-norm", "post-norm", "norms alone", "neither"]


def language(k, positions, tied=False, wiring="pre-norm"):
    """With padding at the end of a text, whose targets (-1) count for nothing."""
    sizes = {"vocab": 6 + k, "length": 5 + k, "d": 8, "heads": 2, "hidden": 16, "layers": 2}
    model = randomized(LanguageModel(*sizes.values(), positions, tied, wiring))
    ids, targets = torch.randint(6 + k, (2 + k, 5)), torch.randint(6 + k, (2 + k, 5))
    targets[0, 3:] = -1
    logits = model(ids)
    loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1)
    tensors = {"input.ids": ids, "input.targets": targets, "output.logits": logits,
               "output.loss": loss}
    sizes |= {"positions": POSITIONS.index(positions), "tied": int(tied),
              "wiring": WIRINGS.index(wiring)}
    return tensors | trained(model, loss, ADAMW), sizes


def dropout(k):
    """The first pass of a training: masks from the book's own draws, named by their layers."""
    sizes = {"vocab": 6 + k, "length": 5 + k, "d": 8, "heads": 2, "hidden": 16, "layers": 2}
    share, seed = 0.25, 7
    model = randomized(LanguageModel(*sizes.values(), "learned", True))
    ids, targets = torch.randint(6 + k, (2, 5)), torch.randint(6 + k, (2, 5))

    def mask(layer):
        u = torch.tensor(uniforms(seed, f"dropout.{layer}", 2 * 5 * 8)).reshape(2, 5, 8)
        return (u >= share) / (1 - share)

    masks = [[mask(f"blocks.{b}.{part}.dropped") for part in ("attention", "ffn")]
             for b in range(2)]
    logits = model(ids, masks)
    loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
    loss.backward()
    tensors = {"input.ids": ids, "input.targets": targets, "output.logits": logits}
    return tensors | parameters(model), sizes | {"share": share, "seed": seed}


def accumulated(k):
    """Two micro-batches of equal size: each loss counts half, and their gradients add up."""
    sizes = {"vocab": 6 + k, "length": 5 + k, "d": 8, "heads": 2, "hidden": 16, "layers": 2}
    model = randomized(LanguageModel(*sizes.values(), "RoPE"))
    ids, targets = torch.randint(6 + k, (4, 5)), torch.randint(6 + k, (4, 5))
    losses = [F.cross_entropy(model(ids[n:n + 2]).flatten(0, 1), targets[n:n + 2].flatten())
              for n in (0, 2)]
    for loss in losses:
        (loss / 2).backward()
    tensors = {"input.ids": ids, "input.targets": targets, "output.losses": torch.stack(losses)}
    return tensors | parameters(model), sizes


def cached(k):
    """All logits of a text at once; a cache must give them one by one."""
    sizes = {"vocab": 6 + k, "length": 7 + k, "d": 8, "heads": 2, "hidden": 16, "layers": 2}
    model = randomized(LanguageModel(*sizes.values(), "RoPE", True))
    ids = torch.randint(6 + k, (1, 6))
    tensors = {f"param.{n}": p.detach().clone() for n, p in model.named_parameters()}
    return tensors | {"input.ids": ids, "output.logits": model(ids)}, sizes


def guidance(k):
    """Ho, Salimans, 2022: the velocity asked for a class, further from the one asked for nothing."""
    _, sizes = dit(k, classes=4)
    model = randomized(DiT(sizes["size"], 2, 1, sizes["d"], 2, 16, sizes["depth"], 4))
    x, labels, t, w = torch.randn(3, 1, sizes["size"], sizes["size"]), [0, 3, 1], 0.4, 3.0
    times = torch.full((3,), t)
    asked = model(x, times, labels=torch.tensor(labels))
    unasked = model(x, times, labels=torch.tensor([4, 4, 4]))
    tensors = {f"param.{n}": p.detach().clone() for n, p in model.named_parameters()}
    tensors |= {"input.x": x, "input.y": torch.tensor(labels),
                "output.guided": unasked + w * (asked - unasked)}
    return tensors, sizes | {"classes": 4, "t": t, "w": w}


def token_choice(k):
    """Probabilities after a temperature, and what each way of leaving tokens out makes of them."""
    config = {"temperature": 0.7, "top_k": 3 + k, "top_p": 0.8, "min_p": 0.2}
    logits = 2 * torch.randn(9 + k)
    p = (logits / config["temperature"]).softmax(0)
    sizes, order = p.sort(descending=True)
    kept = {"top_k": torch.arange(len(p)) < config["top_k"],
            # Tokens stay while the sum before them has not reached the limit.
            "top_p": sizes.cumsum(0) - sizes < config["top_p"],
            "min_p": sizes >= config["min_p"] * sizes[0]}
    tensors = {"input.logits": logits, "output.p": p}
    for name, stays in kept.items():
        chosen = torch.zeros_like(p).scatter(0, order, torch.where(stays, sizes, 0))
        tensors[f"output.{name}"] = chosen / chosen.sum()
    return tensors, config


def training(k):
    """Ten steps: warm-up and cosine, clipping, AdamW, an average of the weights."""
    config = {"steps": 10, "lr": 0.02, "warm_up": 3, "max_norm": 0.5, "weight_decay": 0.1,
              "averaging": 0.5}
    model = randomized(nn.Linear(4 + k, 3))
    x, y = torch.randn(10, 5, 4 + k), torch.randn(10, 5, 3)
    tensors = {"input.x": x, "input.y": y}
    tensors |= {f"param.{n}": p.detach().clone() for n, p in model.named_parameters()}
    average = {n: p.detach().clone() for n, p in model.named_parameters()}
    optimizer = torch.optim.AdamW(model.parameters(), lr=config["lr"], weight_decay=0.1)
    rising = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: (n + 1) / 3 if n < 3 else 0.5 * (1 + math.cos(math.pi * (n - 3) / 7)))
    losses, lengths = [], []
    for step in range(10):
        optimizer.zero_grad()
        losses.append(F.mse_loss(model(x[step]), y[step]))
        losses[-1].backward()
        lengths.append(nn.utils.clip_grad_norm_(model.parameters(), 0.5))
        optimizer.step()
        rising.step()
        for name, p in model.named_parameters():
            part = min(config["averaging"], (2 + step) / (11 + step))
            average[name] = part * average[name] + (1 - part) * p.detach()
    tensors |= {"output.losses": torch.stack(losses), "output.lengths": torch.stack(lengths)}
    tensors |= {f"updated.{n}": p for n, p in model.named_parameters()}
    return tensors | {f"averaged.{n}": p for n, p in average.items()}, config


def clip(k):
    sizes = {"vocab": 12, "length": 8, "d": 8 + 4 * k, "heads": 2, "hidden": 16, "layers": 1 + k,
             "size": 4, "patch": 2, "cin": 3, "joint": 6 + k}
    model = randomized(Clip(*sizes.values()))
    ends = torch.tensor([3, 5, 4])
    ids = torch.zeros(3, 8, dtype=torch.int64)
    for row, end in zip(ids, ends):
        row[0], row[end] = 1, 2
        row[1:end] = torch.randint(3, 12, (int(end) - 1,))
    x = torch.randn(3, 3, 4, 4, requires_grad=True)
    tokens = model.tokens(ids)
    image, text = model.visual(x), model.text(tokens, ends)
    loss, logits = model.loss(image, text)
    tensors = {"input.ids": ids, "input.eos": ends, "input.x": x, "output.tokens": tokens,
               "output.image": image, "output.text": text, "output.logits": logits,
               "output.loss": loss} | trained(model, loss, ADAMW)
    return tensors | {"grad.input.x": x.grad}, sizes


def vae(k):
    sizes = {"cin": 3, "latent": 2, "c": 2 + 2 * k, "levels": 1 + k, "groups": 1 + k}
    model = randomized(VAE(*sizes.values()))
    x = torch.randn(2, 3, 4 + 4 * k, 4 + 4 * k, requires_grad=True)
    eps = torch.randn(2, 2, 2, 2, requires_grad=True)
    loss, mean, logvar, picture = model.loss(x, eps, 0.01)
    tensors = {"input.x": x, "input.eps": eps, "output.mean": mean, "output.logvar": logvar,
               "output.kl": kl(mean, logvar), "output.reconstruction": picture,
               "output.loss": loss} | trained(model, loss, ADAMW)
    return tensors | {"grad.input.x": x.grad, "grad.input.eps": eps.grad}, sizes | {"beta": 0.01}


def main():
    options = argparse.ArgumentParser()
    here = Path(__file__).resolve().parents[1] / "Fixtures/pytorch"
    options.add_argument("folder", nargs="?", type=Path, default=here)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--sizes", choices=["book", "other"], default="book")
    given = options.parse_args()
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    torch.backends.mkldnn.enabled = False
    torch.manual_seed(given.seed)
    k, ending = (0, "") if given.sizes == "book" else (1, ".other")
    given.folder.mkdir(parents=True, exist_ok=True)

    def write(kind, name, tensors, config):
        save(given.folder / f"{kind}.{name}{ending}.safetensors", tensors, config)

    for name, tensors, config in operations(k):
        write("op", name, tensors, config)
    for name, make in {"unet": unet, "dit": dit, "dit_class": lambda k: dit(k, classes=4),
                       "dit_text": lambda k: dit(k, text=8), "clip": clip, "vae": vae,
                       "gpt": gpt, "dit_reader": lambda k: dit(k, text=8, readers=1 + k),
                       "language_learned": lambda k: language(k, "learned"),
                       "language_rope": lambda k: language(k, "RoPE", tied=True),
                       "language_alibi": lambda k: language(k, "ALiBi"),
                       "language_post": lambda k: language(k, "RoPE", wiring="post-norm"),
                       "language_norms": lambda k: language(k, "learned", True, "norms alone")}.items():
        tensors, sizes = make(k)
        adamw = ADAMW | ({"lr": 0.001} if name == "gpt" else {})
        write("model", name, tensors, sizes | {"adamw": adamw})
    tensors, sizes = dit(k, text=6)
    write("model", "dit_context", tensors, sizes | {"adamw": ADAMW})
    for make in [dropout, accumulated, cached, guidance, token_choice, training]:
        write("process", make.__name__, *make(k))


if __name__ == "__main__":
    main()
