"""Chapter 5's system in PyTorch: its kept weights, and the data that `swift run chapter5 --export-data FILE`
writes."""

import re
import sys
from pathlib import Path

import torch
from safetensors import safe_open

from models import VAE, Clip, DiT

ROOT = Path(__file__).resolve().parents[2]
LENGTH = 12  # tokens of a caption
KEPT = ROOT / "Chapters/Chapter5/Weights/trained.safetensors"
# For each flow: its VAE, the scale of its latents, the data's pictures.
FLOWS = {"flow": ("vae", "scale", ""), "flow_small": ("vae_small", "scale_small", "small_")}


def read(path, mend):
    if not Path(path).exists():
        sys.exit(f"there is no {path}; {mend}")
    with safe_open(path, "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, file.metadata() or {}


def read_data(path):
    return read(path, f"write it: swift run chapter5 --export-data {path}")


def read_weights(path=KEPT):
    """The kept models, with those of a file in their place."""
    kept = read(KEPT, "it is kept with the repository")[0]
    return kept if path == KEPT else kept | read(path, "continue.py writes one")[0]


def part(weights, name, model):
    """A model with its trained parameters, in float32."""
    own = {n.removeprefix(f"{name}/"): x.float() for n, x in weights.items()
           if n.startswith(f"{name}/") and not n.endswith("/losses")}
    model.load_state_dict(own)
    return model


def two_decimals(model):
    with torch.no_grad():
        for p in model.parameters():
            p.copy_((100 * p).round() / 100)
    return model


class Words(torch.nn.Module):
    """What the large flow reads of a caption: for each token its number and its place, each as a 4 among zeros."""

    def __init__(self, vocabulary):
        super().__init__()
        self.vocabulary = vocabulary

    def forward(self, ids):
        rows = torch.zeros(*ids.shape, self.vocabulary + LENGTH, device=ids.device)
        rows.scatter_(2, ids[..., None], 4)
        places = self.vocabulary + torch.arange(ids.shape[1], device=ids.device)
        return rows.scatter_(2, places.expand(ids.shape)[..., None], 4)


class SmallTower(torch.nn.Module):
    """What the small flow reads: chapter 4's small text tower."""

    def __init__(self, vocabulary):
        super().__init__()
        weights = read(ROOT / "Chapters/Chapter4/Weights/trained.safetensors", "it is kept")[0]
        d, joint = weights["clip_small/text_projection"].shape
        c, patch = weights["clip_small/visual.conv1.weight"].shape[1:3]
        hidden = len(weights["clip_small/transformer.resblocks.0.mlp.c_fc.weight"])
        places = len(weights["clip_small/visual.positional_embedding"])
        self.clip = part(weights, "clip_small", Clip(
            vocabulary, LENGTH, d, 2, hidden, 1, int(places ** 0.5) * patch, patch, c, joint))

    def forward(self, ids):
        with torch.no_grad():
            return self.clip.tokens(ids.cpu()).to(ids.device)


class System:
    """A VAE, a flow on its latents, and the words that the flow reads."""

    def __init__(self, weights, vocabulary, name="flow"):
        autoencoder, scale, self.pictures = FLOWS[name]
        if name == "flow":
            self.vae = part(weights, autoencoder, VAE(3, 4, 16, 2, 4))
            self.words = Words(vocabulary)
            flow = DiT(8, 2, 4, 64, 4, 128, 6, text=vocabulary + LENGTH, readers=1, scale=1000)
        else:
            self.vae = two_decimals(part(weights, autoencoder, VAE(3, 2, 2, 1, 1)))
            self.words = SmallTower(vocabulary)
            flow = DiT(2, 1, 2, 8, 2, 16, 1, text=8, readers=1)
        self.flow, self.scale = part(weights, name, flow), weights[scale].float()

    def latents(self, pictures):
        with torch.no_grad():
            return self.vae.encode(pictures)[0] / self.scale

    def paint(self, latents):
        with torch.no_grad():
            return self.vae.decoder(latents * self.scale)

    def velocity(self, x, t, ids, flow=None):
        return (flow or self.flow)(x, t, words=self.words(ids), mask=ids == 0)

    def guided(self, x, t, ids, w):
        """Ho, Salimans, 2022: further from the answer to nothing, w times."""
        empty = torch.tensor([1, 2] + [0] * (LENGTH - 2)).expand(ids.shape)
        with torch.no_grad():
            asked, unasked = self.velocity(
                torch.cat([x, x]), t.expand(2 * len(x)), torch.cat([ids, empty])).chunk(2)
        return unasked + w * (asked - unasked)

    def sample(self, noise, ids, w, steps, guided=(0, 1)):
        """Euler's steps from noise, at t = 1, to a latent, at t = 0; w counts at the times `guided` from, to."""
        x = noise
        for k in range(steps):
            # As a quotient: 1 - 14/20 would be a little more than 6/20.
            t = (steps - k) / steps
            x = x - self.guided(x, torch.tensor(t), ids, w if guided[0] <= t <= guided[1] else 1) / steps
        return x


def tokens(prompt, words):
    """A prompt as ids; words as a text encoder's tokenizer splits them."""
    said = re.findall(r"\w+", prompt.lower())
    unknown = [word for word in said if word not in words or word.startswith("[")]
    if unknown:
        sys.exit(f"the prompt's word '{unknown[0]}' is unknown; known are: {' '.join(words[3:])}")
    if len(said) > LENGTH - 2:
        sys.exit(f"the prompt has {len(said)} words; at most {LENGTH - 2} fit")
    ids = [1] + [words.index(word) for word in said] + [2]
    return torch.tensor(ids + [0] * (LENGTH - len(ids)))
