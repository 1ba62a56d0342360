"""The book's models in PyTorch, each as short as it can be: classes are called as in Sources/Core, and
parameters have the same names, so that weights go both ways."""

import math

import torch
from torch import nn
from torch.nn import functional as F


def sinusoidal(t, d):
    """t (batch) -> (batch, d): sines, then cosines, from fast to slow."""
    half = d // 2
    places = torch.arange(half, dtype=t.dtype, device=t.device)
    w = torch.exp(-math.log(10000) * places / (half - 1))
    return torch.cat([torch.sin(t[:, None] * w), torch.cos(t[:, None] * w)], dim=1)


class ResBlock(nn.Module):
    """Without a time where `time` is 0, as the VAE has it."""

    def __init__(self, channels, out, groups, time=0):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out, 3, padding=1)
        self.norm1 = nn.GroupNorm(groups, out)
        if time:
            self.time_mlp = nn.Sequential(nn.SiLU(), nn.Linear(time, out))
        self.conv2 = nn.Conv2d(out, out, 3, padding=1)
        self.norm2 = nn.GroupNorm(groups, out)
        if channels != out:
            self.shortcut = nn.Conv2d(channels, out, 1)

    def forward(self, x, e=None):
        h = self.norm1(self.conv1(x))
        if e is not None:
            h = h + self.time_mlp(e)[:, :, None, None]
        h = self.norm2(self.conv2(F.silu(h)))
        return F.silu(h + (self.shortcut(x) if hasattr(self, "shortcut") else x))


class TimeSteps(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.d = d

    def forward(self, t):
        return sinusoidal(t, self.d)


class UNet(nn.Module):
    """Ronneberger, Fischer, Brox, 2015; told the time as in Ho, Jain, Abbeel, 2020."""

    def __init__(self, channels, c, time, levels, groups, classes=0):
        super().__init__()
        self.levels = levels
        self.time_embed = nn.Sequential(
            TimeSteps(time), nn.Linear(time, time), nn.SiLU(), nn.Linear(time, time))
        if classes:
            self.class_embed = ClassEmbedding(classes, time)
        self.conv_in = nn.Conv2d(channels, c, 3, padding=1)
        before = c
        for l in range(1, levels + 1):
            width = c * 2 ** (l - 1)
            self.add_module(f"down{l}", ResBlock(before, width, groups, time))
            self.add_module(f"down_conv{l}", nn.Conv2d(width, width, 3, stride=2, padding=1))
            before = width
        self.mid1 = ResBlock(before, before, groups, time)
        self.mid2 = ResBlock(before, before, groups, time)
        for l in range(levels, 0, -1):
            width = c * 2 ** (l - 1)
            self.add_module(f"up_conv{l}", nn.ConvTranspose2d(before, before, 4, 2, 1))
            after = c * 2 ** max(l - 2, 0)
            self.add_module(f"up{l}", ResBlock(before + width, after, groups, time))
            before = after
        self.conv_out = nn.Sequential(
            nn.GroupNorm(groups, c), nn.SiLU(), nn.Conv2d(c, channels, 3, padding=1))

    def forward(self, x, t, labels=None):
        e = self.time_embed(t)
        if labels is not None:
            e = e + self.class_embed(labels)
        h = self.conv_in(x)
        skips = []
        for l in range(1, self.levels + 1):
            h = getattr(self, f"down{l}")(h, e)
            skips.append(h)
            h = getattr(self, f"down_conv{l}")(h)
        h = self.mid2(self.mid1(h, e), e)
        for l in range(self.levels, 0, -1):
            h = torch.cat([getattr(self, f"up_conv{l}")(h), skips.pop()], dim=1)
            h = getattr(self, f"up{l}")(h, e)
        return self.conv_out(h)


class ClassEmbedding(nn.Module):
    """The last row is for no class."""

    def __init__(self, classes, d):
        super().__init__()
        self.embed = nn.Embedding(classes + 1, d)

    def forward(self, labels):
        return self.embed(labels)


def positions2d(d, grid):
    """(grid * grid, d): the row's code, then the column's."""
    quarter = d // 4
    w = torch.exp(-math.log(10000) * torch.arange(quarter) / (quarter - 1))
    angles = torch.arange(grid)[:, None] * w
    code = torch.cat([torch.sin(angles), torch.cos(angles)], dim=1)
    return torch.cat([code.repeat_interleave(grid, 0), code.repeat(grid, 1)], dim=1)


def attention(q, k, v, heads, mask=None):
    """(batch, places, features) each; a mask of True hides."""
    def split(x):
        return x.unflatten(-1, (heads, -1)).transpose(1, 2)

    hidden = None if mask is None else ~mask
    y = F.scaled_dot_product_attention(split(q), split(k), split(v), attn_mask=hidden)
    return y.transpose(1, 2).flatten(2)


class JointAttention(nn.Module):
    """Attention of places to places, with q, k and v in one matrix, as nn.MultiheadAttention has it."""

    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * d, d))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * d))
        self.out_proj = nn.Linear(d, d)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def forward(self, x, mask=None):
        q, k, v = F.linear(x, self.in_proj_weight, self.in_proj_bias).chunk(3, dim=-1)
        return self.out_proj(attention(q, k, v, self.heads, mask))


class CrossAttention(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        for name in ["q_proj", "k_proj", "v_proj", "out_proj"]:
            self.add_module(name, nn.Linear(d, d))

    def forward(self, x, z, mask=None):
        y = attention(self.q_proj(x), self.k_proj(z), self.v_proj(z), self.heads, mask)
        return self.out_proj(y)


class AdaptiveLayerNorm(nn.Module):
    def __init__(self, d, condition):
        super().__init__()
        self.proj = nn.Linear(condition, 2 * d)

    def forward(self, x, condition):
        scale, shift = self.proj(condition)[:, None].chunk(2, dim=-1)
        return F.layer_norm(x, x.shape[-1:]) * (1 + scale) + shift


def mlp(d, hidden):
    return nn.Sequential(nn.Linear(d, hidden), nn.GELU(), nn.Identity(), nn.Linear(hidden, d))


class DiTBlock(nn.Module):
    """Peebles, Xie, 2022; with words to look at where `words` says so."""

    def __init__(self, d, heads, hidden, words=False):
        super().__init__()
        self.norm1 = AdaptiveLayerNorm(d, d)
        self.norm2 = AdaptiveLayerNorm(d, d)
        if words:
            self.self_attn = JointAttention(d, heads)
            self.cross_attn = CrossAttention(d, heads)
            self.norm3 = AdaptiveLayerNorm(d, d)
        else:
            self.attn = JointAttention(d, heads)
        self.mlp = mlp(d, hidden)

    def forward(self, x, condition, z=None, mask=None):
        if z is None:
            x = x + self.attn(self.norm1(x, condition))
            return x + self.mlp(self.norm2(x, condition))
        x = x + self.self_attn(self.norm1(x, condition))
        x = x + self.cross_attn(self.norm2(x, condition), z, mask)
        return x + self.mlp(self.norm3(x, condition))


class TimeEmbedding(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(d, d), nn.SiLU(), nn.Linear(d, d))

    def forward(self, t):
        return self.mlp(sinusoidal(t, self.mlp[0].in_features))


class PatchEmbedding(nn.Module):
    def __init__(self, channels, d, patch):
        super().__init__()
        self.proj = nn.Conv2d(channels, d, patch, stride=patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class DiT(nn.Module):
    """With classes where `classes` is not 0, and with words of `text` features where that is not 0, which
    `readers` causal blocks mix before the patches read them."""

    def __init__(self, size, patch, channels, d, heads, hidden, layers, classes=0, text=0, readers=0,
                 scale=1):
        super().__init__()
        self.patch, self.grid, self.scale = patch, size // patch, scale
        self.patch_embed = PatchEmbedding(channels, d, patch)
        self.register_buffer("positions", positions2d(d, self.grid), persistent=False)
        self.time_embed = TimeEmbedding(d)
        if classes:
            self.class_embed = ClassEmbedding(classes, d)
        if text:
            self.text_proj = nn.Linear(text, d)
            self.readers = nn.ModuleList(TransformerBlock(d, heads, hidden) for _ in range(readers))
        self.blocks = nn.ModuleList(DiTBlock(d, heads, hidden, text > 0) for _ in range(layers))
        self.final_norm = nn.LayerNorm(d)
        self.final_proj = nn.Linear(d, patch * patch * channels)

    def forward(self, x, t, labels=None, words=None, mask=None):
        y = self.patch_embed(x) + self.positions.to(x.dtype)
        condition = self.time_embed(self.scale * t)
        if labels is not None:
            condition = condition + self.class_embed(labels)
        z = None if words is None else self.read(words)
        hidden = None if mask is None else mask[:, None, None, :]
        for block in self.blocks:
            y = block(y, condition, z, hidden)
        return self.picture(self.final_proj(self.final_norm(y)))

    def read(self, words):
        z = self.text_proj(words)
        later = torch.ones(z.shape[1], z.shape[1], dtype=torch.bool, device=z.device).triu(1)
        for block in self.readers:
            z = block(z, later)
        return z

    def picture(self, y):
        """(batch, places, patch * patch * channels) -> (batch, channels, size, size)."""
        p, g = self.patch, self.grid
        y = y.unflatten(2, (p, p, -1)).unflatten(1, (g, g))
        return y.permute(0, 5, 1, 3, 2, 4).flatten(4, 5).flatten(2, 3)


class SeparateAttention(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        for name in ["W_q", "W_k", "W_v", "W_o"]:
            self.add_module(name, nn.Linear(d, d))

    def forward(self, x):
        y = F.scaled_dot_product_attention(
            *(w(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
              for w in (self.W_q, self.W_k, self.W_v)), is_causal=True)
        return self.W_o(y.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    def __init__(self, d, hidden):
        super().__init__()
        self.linear1 = nn.Linear(d, hidden)
        self.linear2 = nn.Linear(hidden, d)

    def forward(self, x):
        return self.linear2(F.gelu(self.linear1(x)))


class GptBlock(nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.norm1 = nn.LayerNorm(d)
        self.attention = SeparateAttention(d, heads)
        self.norm2 = nn.LayerNorm(d)
        self.ffn = FeedForward(d, hidden)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.ffn(self.norm2(x))


class Gpt(nn.Module):
    """Radford et al., 2019: learned positions, norms before, an output matrix of its own."""

    def __init__(self, vocabulary, length, d, heads, hidden, layers):
        super().__init__()
        self.token_embedding = nn.ModuleDict({"embedding": nn.Embedding(vocabulary, d)})
        self.pos_encoding = nn.ModuleDict({"pos_embedding": nn.Embedding(length, d)})
        self.blocks = nn.ModuleList(GptBlock(d, heads, hidden) for _ in range(layers))
        self.ln_f = nn.LayerNorm(d)
        self.output_proj = nn.Linear(d, vocabulary, bias=False)

    def forward(self, ids):
        x = self.token_embedding["embedding"](ids)
        x = x + self.pos_encoding["pos_embedding"](torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.output_proj(self.ln_f(x))


def turned(x, period=10_000):
    """Su et al., 2021: each pair of neighbouring features of x (batch, heads, places, size) turned by its place's
    angle."""
    pairs = x.shape[-1] // 2
    speeds = torch.exp(-math.log(period) * torch.arange(pairs, dtype=x.dtype) / pairs)
    angles = torch.arange(x.shape[-2], dtype=x.dtype)[:, None] * speeds
    a, b = x[..., 0::2], x[..., 1::2]
    s, c = angles.sin(), angles.cos()
    return torch.stack([a * c - b * s, a * s + b * c], dim=-1).flatten(-2)


def lowered(heads, places, dtype):
    """Press, Smith, Lewis, 2021: what ALiBi adds to the scores (heads, places, places)."""
    slopes = 2.0 ** (-8 * torch.arange(1, heads + 1, dtype=dtype) / heads)
    distance = torch.arange(places)[:, None] - torch.arange(places)
    return -slopes[:, None, None] * distance


class LanguageAttention(SeparateAttention):
    """Chapter 6's: with positions in it."""

    def forward(self, x, positions):
        q, k, v = (w(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
                   for w in (self.W_q, self.W_k, self.W_v))
        if positions == "RoPE":
            q, k = turned(q), turned(k)
        n = x.shape[1]
        bias = torch.zeros(n, n, dtype=x.dtype).masked_fill(
            torch.ones(n, n, dtype=torch.bool).triu(1), -torch.inf)
        if positions == "ALiBi":
            bias = bias + lowered(self.heads, n, x.dtype)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return self.W_o(y.transpose(1, 2).flatten(2))


class LanguageBlock(nn.Module):
    """A block of a complete GPT, wired in one of four ways; dropout by masks that are given."""

    def __init__(self, d, heads, hidden, positions, wiring):
        super().__init__()
        self.positions, self.wiring = positions, wiring
        self.norm1 = nn.LayerNorm(d)
        self.attention = LanguageAttention(d, heads)
        self.norm2 = nn.LayerNorm(d)
        self.ffn = FeedForward(d, hidden)

    def forward(self, x, masks=(1, 1)):
        x = self.wired(x, self.norm1, lambda y: masks[0] * self.attention(y, self.positions))
        return self.wired(x, self.norm2, lambda y: masks[1] * self.ffn(y))

    def wired(self, x, norm, layer):
        return {"pre-norm": lambda: x + layer(norm(x)), "post-norm": lambda: norm(x + layer(x)),
                "norms alone": lambda: layer(norm(x)), "neither": lambda: layer(x)}[self.wiring]()


class LanguageModel(nn.Module):
    """A complete GPT: learned positions, RoPE or ALiBi; its output may be tied to the token table."""

    def __init__(self, vocabulary, length, d, heads, hidden, layers, positions="learned",
                 tied=False, wiring="pre-norm"):
        super().__init__()
        self.token_embedding = nn.ModuleDict({"embedding": nn.Embedding(vocabulary, d)})
        if positions == "learned":
            self.pos_encoding = nn.ModuleDict({"pos_embedding": nn.Embedding(length, d)})
        self.blocks = nn.ModuleList(
            LanguageBlock(d, heads, hidden, positions, wiring) for _ in range(layers))
        self.ln_f = nn.LayerNorm(d)
        if not tied:
            self.output_proj = nn.Linear(d, vocabulary, bias=False)

    def forward(self, ids, masks=None):
        """ids (batch, places) -> logits; masks: for each block those of attention and MLP."""
        table = self.token_embedding["embedding"]
        x = table(ids)
        if hasattr(self, "pos_encoding"):
            x = x + self.pos_encoding["pos_embedding"](torch.arange(ids.shape[1]))
        for n, block in enumerate(self.blocks):
            x = block(x, masks[n]) if masks else block(x)
        x = self.ln_f(x)
        return self.output_proj(x) if hasattr(self, "output_proj") else x @ table.weight.T


class TransformerBlock(nn.Module):
    """CLIP's block; GELU in place of QuickGELU."""

    def __init__(self, d, heads, hidden):
        super().__init__()
        self.ln_1 = nn.LayerNorm(d)
        self.attn = JointAttention(d, heads)
        self.ln_2 = nn.LayerNorm(d)
        self.mlp = nn.ModuleDict({"c_fc": nn.Linear(d, hidden), "c_proj": nn.Linear(hidden, d)})

    def forward(self, x, mask=None):
        x = x + self.attn(self.ln_1(x), mask)
        return x + self.mlp["c_proj"](F.gelu(self.mlp["c_fc"](self.ln_2(x))))


class Blocks(nn.Module):
    def __init__(self, d, heads, hidden, layers):
        super().__init__()
        self.resblocks = nn.ModuleList(TransformerBlock(d, heads, hidden) for _ in range(layers))

    def forward(self, x, mask=None):
        for block in self.resblocks:
            x = block(x, mask)
        return x


class ClipImage(nn.Module):
    """Patches, blocks, the mean over the patches."""

    def __init__(self, d, heads, hidden, layers, size, patch, channels, joint):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, d, patch, stride=patch)
        self.positional_embedding = nn.Parameter(torch.empty((size // patch) ** 2, d))
        self.transformer = Blocks(d, heads, hidden, layers)
        self.ln_post = nn.LayerNorm(d)
        self.proj = nn.Parameter(torch.empty(d, joint))

    def forward(self, x):
        x = self.conv1(x).flatten(2).transpose(1, 2) + self.positional_embedding
        return self.ln_post(self.transformer(x).mean(1)) @ self.proj


class Clip(nn.Module):
    """Radford et al., 2021."""

    def __init__(self, vocabulary, length, d, heads, hidden, layers, size, patch, channels, joint):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary, d)
        self.positional_embedding = nn.Parameter(torch.empty(length, d))
        self.transformer = Blocks(d, heads, hidden, layers)
        self.ln_final = nn.LayerNorm(d)
        self.text_projection = nn.Parameter(torch.empty(d, joint))
        self.visual = ClipImage(d, heads, hidden, layers, size, patch, channels, joint)
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def tokens(self, ids):
        """Every token's output, (batch, length, d)."""
        n = ids.shape[1]
        later = torch.ones(n, n, dtype=torch.bool).triu(1)
        x = self.token_embedding(ids) + self.positional_embedding[:n]
        return self.ln_final(self.transformer(x, later))

    def text(self, tokens, ends):
        """The token at [EOS], projected."""
        return tokens[torch.arange(len(ends)), ends] @ self.text_projection

    def loss(self, images, texts):
        """Of arrows brought to length 1, in both directions; returns the logits, too."""
        images, texts = F.normalize(images, dim=-1), F.normalize(texts, dim=-1)
        logits = self.logit_scale.exp() * images @ texts.T
        own = torch.arange(len(logits))
        loss = (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2
        return loss, logits


def stage(inputs, outputs, groups, stride=1):
    return [nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1),
            nn.GroupNorm(groups, outputs), nn.SiLU()]


class VAE(nn.Module):
    """Kingma, Welling, 2013, with convolutions; Rombach et al., 2022."""

    def __init__(self, channels, latent, c, levels, groups):
        super().__init__()
        widths = [c * 2 ** l for l in range(levels)]
        encoder, before = [], channels
        for width in widths:
            encoder += stage(before, width, groups, stride=2) + [ResBlock(width, width, groups)]
            before = width
        self.encoder = nn.Sequential(*encoder, nn.Conv2d(before, 2 * latent, 3, padding=1))
        decoder = stage(latent, before, groups) + [ResBlock(before, before, groups)]
        for l in reversed(range(levels)):
            width = widths[max(l - 1, 0)]
            decoder += [nn.UpsamplingNearest2d(scale_factor=2)] + stage(before, width, groups)
            decoder += [ResBlock(width, width, groups)] if l > 0 else []
            before = width
        self.decoder = nn.Sequential(*decoder, nn.Conv2d(before, channels, 3, padding=1))

    def encode(self, x):
        mean, logvar = self.encoder(x).chunk(2, dim=1)
        return mean, logvar.clamp(-30, 20)

    def loss(self, x, noise, beta):
        """The mean squared error and beta times the divergence; what it was made of, too."""
        mean, logvar = self.encode(x)
        picture = self.decoder(mean + (logvar / 2).exp() * noise)
        return F.mse_loss(picture, x) + beta * kl(mean, logvar), mean, logvar, picture


def kl(mean, logvar):
    return -0.5 * (1 + logvar - mean ** 2 - logvar.exp()).sum() / len(mean)
