"""Recomputes a run of chapters 0 to 3 or 5 in PyTorch: the worked step's loss, every gradient, and every
updated parameter.

usage: check_run.py RUN        (a run's folder, such as Output/chapter1)

Prints a line per tensor with the largest difference; exit 1 where one is above 1e-12 of the tensor's
largest entry and above what rounding makes of a gradient that is truly 0."""

import sys
from pathlib import Path

import torch
from safetensors import safe_open
from torch.nn import functional as F

from models import VAE, DiT, Gpt, UNet


def read(folder):
    path = Path(folder) / "tensors.safetensors"
    if not path.exists():
        sys.exit(f"check_run: there is no {path}; a run writes it")
    with safe_open(path, "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, file.metadata()


def gpt(f):
    d, hidden = f["embedding"].shape[-1], f["blocks.0.ffn.linear1.weight"].shape[0]
    vocabulary, length = len(f["token_embedding.embedding.weight"]), len(
        f["pos_encoding.pos_embedding.weight"])
    model = Gpt(vocabulary, length, d, f["blocks.0.attention.scores"].shape[-3], hidden, 1)
    ids, targets = f["tokens"].long().reshape(1, -1), f["targets"].long().flatten()
    return model, lambda: F.cross_entropy(model(ids).flatten(0, 1), targets)


def flow(model, f, labels=None):
    def batched(x):
        return x.reshape(-1, *x.shape[-3:])

    x0, x1, t = batched(f["x0"]), batched(f["x1"]), f["t"].flatten()
    s = t[:, None, None, None]
    arguments = () if labels is None else (labels,)
    return model, lambda: F.mse_loss(model((1 - s) * x0 + s * x1, t, *arguments), x1 - x0)


def unet(f):
    c, time = f["conv_in.weight"].shape[0], f["time_embed.1.weight"].shape[0]
    levels = sum(f"down{l}.conv1.weight" in f for l in range(1, 9))
    groups = f["down1.norm1.mean"].shape[-1]
    return flow(UNet(f["conv_in.weight"].shape[1], c, time, levels, groups), f)


def dit(f):
    d, channels, patch = f["patch_embed.proj.weight"].shape[:3]
    layers = sum(f"blocks.{b}.attn.in_proj_weight" in f for b in range(64))
    table = f.get("class_embed.embed.weight")
    heads = f["blocks.0.attn.scores"].shape[-3]
    model = DiT(f["x0"].shape[-1], patch, channels, d, heads, f["blocks.0.mlp.0.weight"].shape[0],
                layers, 0 if table is None else len(table) - 1)
    return flow(model, f, None if table is None else f["labels"].long().flatten())


def vae(f):
    c, channels = f["encoder.0.weight"].shape[:2]
    last = max(int(n.split(".")[1]) for n in f if n.startswith("encoder.") and n.endswith(".bias"))
    groups = f["encoder.1.mean"].shape[-1]
    model = VAE(channels, f[f"encoder.{last}.weight"].shape[0] // 2, c, last // 4, groups)
    return model, lambda: model.loss(f["x"], f["eps"], f["beta"].item())[0]


MODELS = {"0": gpt, "1": unet, "2": dit, "3": dit, "5": vae}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_default_dtype(torch.float64)
    f, metadata = read(sys.argv[1])
    chapter = (metadata or {}).get("chapter")
    if chapter not in MODELS:
        sys.exit(f"check_run: chapter {chapter} cannot be checked; chapters {', '.join(MODELS)} can")
    model, loss = MODELS[chapter](f)
    model.load_state_dict({name: f[name] for name, _ in model.named_parameters()})
    optimizer = torch.optim.AdamW(model.parameters(), lr=float(metadata["learning_rate"]),
                                  weight_decay=0.01)
    value = loss()
    value.backward()
    found = [("loss", value.detach(), f["loss"].reshape(()), 0)]
    largest = max(p.grad.abs().max().item() for p in model.parameters())
    for name, p in model.named_parameters():
        found.append((f"grad.{name}", p.grad, f[f"grad.{name}"], 1e-15 * largest))
        # AdamW makes a step of a speck of rounding: so it starts from our gradients.
        p.grad = f[f"grad.{name}"].clone()
    optimizer.step()
    found += [(f"updated.{n}", p, f[f"updated.{n}"], 0) for n, p in model.named_parameters()]
    wrong = 0
    for name, theirs, ours, speck in found:
        difference = (theirs - ours).abs().max().item()
        limit = 1e-12 * ours.abs().max().item() + speck
        wrong += difference > limit
        print(f"{'✓' if difference <= limit else '✗'} {name}  {difference:.1e}")
    print(f"{len(found) - wrong} of {len(found)} tensors agree with PyTorch {torch.__version__}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
