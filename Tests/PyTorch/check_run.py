"""Recomputes a chapter's run in PyTorch: the loss of each worked step, every gradient, and every updated
parameter.

usage: check_run.py RUN        (a run's folder, such as Output/chapter1)

Prints a line per tensor with the largest difference; exit 1 where one is above 1e-12 of the tensor's
largest entry and above what rounding makes of a gradient that is truly 0."""

import sys
from pathlib import Path

import torch
from safetensors import safe_open
from torch.nn import functional as F

from models import VAE, Clip, DiT, Gpt, LanguageModel, UNet


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


def flow(model, f, **asked):
    def batched(x):
        return x.reshape(-1, *x.shape[-3:])

    x0, x1, t = batched(f["x0"]), batched(f["x1"]), f["t"].flatten()
    s = t[:, None, None, None]
    return model, lambda: F.mse_loss(model((1 - s) * x0 + s * x1, t, **asked), x1 - x0)


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
    return flow(model, f, labels=None if table is None else f["labels"].long().flatten())


def vae(f):
    c, channels = f["encoder.0.weight"].shape[:2]
    last = max(int(n.split(".")[1]) for n in f if n.startswith("encoder.") and n.endswith(".bias"))
    groups = f["encoder.1.mean"].shape[-1]
    model = VAE(channels, f[f"encoder.{last}.weight"].shape[0] // 2, c, last // 4, groups)
    return model, lambda: model.loss(f["x"], f["eps"], f["beta"].item())[0]


def text_dit(f):
    d, channels, patch = f["patch_embed.proj.weight"].shape[:3]
    heads = f["blocks.0.cross_attn.scores"].shape[-3]
    layers, readers = (sum(f"{part}.{b}.{layer}" in f for b in range(64)) for part, layer in
                       [("blocks", "mlp.0.weight"), ("readers", "ln_1.weight")])
    model = DiT(f["x0"].shape[-1], patch, channels, d, heads, f["blocks.0.mlp.0.weight"].shape[0],
                layers, text=f["text_proj.weight"].shape[1], readers=readers)
    padding = f["blocks.0.cross_attn.weights"].flatten(0, -2)[:1] == 0
    words = f["text.embedding"].reshape(1, padding.shape[1], -1)
    return flow(model, f, words=words, mask=padding)


def clip(f):
    own = {n.removeprefix("clip."): x for n, x in f.items() if n.startswith("clip.")}
    ids, pictures = own["tokens_of_captions"].long().reshape(3, -1), own["pictures"]
    (vocabulary, d), length = own["token_embedding.weight"].shape, ids.shape[1]
    kernels, block = own["visual.conv1.weight"], "transformer.resblocks.0"
    layers = sum(f"transformer.resblocks.{b}.ln_1.weight" in own for b in range(64))
    model = Clip(vocabulary, length, d, own[f"{block}.attn.scores"].shape[-3],
                 own[f"{block}.mlp.c_fc.weight"].shape[0], layers, pictures.shape[-1],
                 kernels.shape[-1], kernels.shape[1], own["text_projection"].shape[1])
    ends = (ids == 2).int().argmax(1)
    return model, lambda: model.loss(model.visual(pictures), model.text(model.tokens(ids), ends))[0]


def language(f):
    """Two sentences, with dropout's masks, padding that counts for nothing, and tied embeddings."""
    ids = f["tokens"].long()
    (vocabulary, d), block = f["token_embedding.embedding.weight"].shape, "blocks.0"
    layers = sum(f"blocks.{b}.norm1.weight" in f for b in range(64))
    model = LanguageModel(vocabulary, 8, d, f[f"{block}.attention.scores"].shape[-3],
                          f[f"{block}.ffn.linear1.weight"].shape[0], layers, "RoPE", tied=True)
    masks = [[f[f"blocks.{b}.{layer}.dropped.mask"] for layer in ("attention", "ffn")]
             for b in range(layers)]
    # The next token, [EOS] (2) after the last, and nothing (-100) after padding (0).
    after = torch.cat([ids[:, 1:], torch.zeros(len(ids), 1, dtype=ids.dtype)], 1)
    targets = torch.where(ids == 0, -100, torch.where(after == 0, 2, after))
    return model, lambda: F.cross_entropy(model(ids, masks).flatten(0, 1), targets.flatten())


def latent_flow(f):
    """Chapter 5's flow on latents: chapter 4's transformer under other names."""
    own = {n.removeprefix("flow."): x for n, x in f.items() if n.startswith("flow.")}
    return text_dit(own | {"text.embedding": f["text.embedding"]})


# For each chapter its worked steps: what stands before the names of a step, and its model.
STEPS = {"0": [("", gpt)], "1": [("", unet)], "2": [("", dit)], "3": [("", dit)],
         "4": [("clip.", clip), ("", text_dit)], "5": [("", vae), ("flow.", latent_flow)],
         "6": [("", language)]}


def step(f, prefix, make, rate):
    """Names, PyTorch's tensors, ours, and how large rounding may be where the truth is 0."""
    model, loss = make(f)
    model.load_state_dict({name: f[prefix + name] for name, _ in model.named_parameters()})
    value = loss()
    value.backward()
    found = [(f"{prefix}loss", value.detach(), f[f"{prefix}loss"].reshape(()), 0)]
    largest = max(p.grad.abs().max().item() for p in model.parameters())
    matrices, others = [], []
    for name, p in model.named_parameters():
        ours = f[f"grad.{prefix}{name}"]
        found.append((f"grad.{prefix}{name}", p.grad, ours, 1e-15 * largest))
        # AdamW makes a step of a speck of rounding: so it starts from our gradients.
        # Chapter 6's language model is clipped, and only its matrices decay.
        p.grad = (f.get(f"clipped.{name}", ours) if make is language else ours).clone()
        (matrices if p.dim() > 1 or make is not language else others).append(p)
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.01}, {"params": others, "weight_decay": 0}], lr=rate)
    optimizer.step()
    return found + [(f"{prefix}updated.{n}", p, f[f"{prefix}updated.{n}"], 0)
                    for n, p in model.named_parameters()]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_default_dtype(torch.float64)
    f, metadata = read(sys.argv[1])
    chapter = (metadata or {}).get("chapter")
    if chapter not in STEPS:
        sys.exit(f"check_run: chapter {chapter} cannot be checked; chapters {', '.join(STEPS)} can")
    rate = float(metadata["learning_rate"])
    found = [line for prefix, make in STEPS[chapter] for line in step(f, prefix, make, rate)]
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
