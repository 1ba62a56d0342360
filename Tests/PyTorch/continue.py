"""Goes on training chapter 5's flow on its latents, on one process or, with torchrun, on several.

usage: continue.py [--data FILE] [--weights FILE] [--model flow|flow_small] [--steps N] [--batch N]
                   [--rate X] [--seed S] [--output FILE]
       torchrun --nproc-per-node 2 continue.py …

First: swift run chapter5 --export-data data.safetensors

A batch, its noise and its times depend on the seed and the step alone; each process takes its share of them, so
that the losses are those of one process with the whole batch. Gloo joins CPUs, NCCL GPUs; there, matrices are
multiplied in bfloat16. What comes back is a file with the one trained model:

    swift run chapter5 "a cat wearing a tiny hat" --weights FILE

`flow_small` is the one that the book works by hand."""

import argparse
import math
import os

import torch
from safetensors.torch import save_file
from torch import distributed
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from chapter5 import FLOWS, KEPT, LENGTH, System, read_data, read_weights

AVERAGING = 0.998


class Batches:
    """What a step sees: latents, captions, noise and times of the whole batch."""

    def __init__(self, system, data, deviation, size, seed):
        self.system, self.data, self.deviation = system, data, deviation
        self.size, self.seed = size, seed
        self.empty = torch.tensor([1, 2] + [0] * (LENGTH - 2))

    def __getitem__(self, step):
        draws = torch.Generator().manual_seed(self.seed * 1_000_003 + step)
        prefix, n = self.system.pictures, self.size
        pair = torch.randint(len(self.data["pair.caption"]), (n,), generator=draws)
        pictures = self.data[prefix + "pictures"][self.data[f"pair.{prefix}picture"][pair].long()]
        noise = torch.randn(pictures.shape, generator=draws)
        x0 = self.system.latents(pictures + self.deviation * noise)
        ids = self.data["pair.caption"][pair].long()
        dropped = torch.rand(n, 1, generator=draws) < 0.1
        x1 = torch.randn(x0.shape, generator=draws)
        t = torch.sigmoid(torch.randn(n, generator=draws))
        return x0, x1, t, torch.where(dropped, self.empty, ids)


class Loss(torch.nn.Module):
    """The flow's velocity on the way from data to noise, against their difference."""

    def __init__(self, system):
        super().__init__()
        self.flow, self.system = system.flow, [system]  # In a list, so that only the flow learns.

    def forward(self, x0, x1, t, ids):
        s = t[:, None, None, None]
        v = self.system[0].velocity((1 - s) * x0 + s * x1, t, ids, self.flow)
        return F.mse_loss(v, x1 - x0)


def rate(step, steps, top):
    """Up along a line, down along a cosine."""
    rise = min(300, max(1, steps // 10))
    if step < rise:
        return top * (step + 1) / rise
    return top * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise))) / 2


def train(asked, rank, world, device):
    data, said = read_data(asked.data)
    weights = read_weights(asked.weights)
    system = System(weights, len(said["words"].split()), asked.model)
    batches = Batches(system, data, float(said["deviation"]), asked.batch, asked.seed)
    loss = Loss(system).to(device)
    model = DistributedDataParallel(loss) if world > 1 else loss
    optimizer = torch.optim.AdamW(loss.flow.parameters(), weight_decay=0.01)
    average = {n: p.detach().clone() for n, p in loss.flow.named_parameters()}
    for step in range(asked.steps):
        share = [x[rank::world].to(device) for x in batches[step]]
        with torch.autocast("cuda", torch.bfloat16, enabled=device.type == "cuda"):
            value = model(*share)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(loss.flow.parameters(), 1)
        optimizer.param_groups[0]["lr"] = rate(step, asked.steps, asked.rate)
        optimizer.step()
        for name, p in loss.flow.named_parameters():
            average[name].lerp_(p.detach(), 1 - AVERAGING)
        told = value.detach() / world
        if world > 1:
            distributed.all_reduce(told)
        if rank == 0:
            print(f"{step + 1}\t{told.item():.8f}", flush=True)
    return {f"{asked.model}/{name}": p.cpu().contiguous() for name, p in average.items()}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--data", default="data.safetensors")
    parser.add_argument("--weights", default=KEPT)
    parser.add_argument("--model", choices=FLOWS, default="flow")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=0.0005)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", default="continued.safetensors")
    asked = parser.parse_args()
    world, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    if asked.steps < 1 or asked.batch < 1 or asked.batch % world:
        parser.error(f"--steps and --batch from 1 up; --batch must be a multiple of {world} processes")
    device = torch.device("cpu")
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
    if world > 1:
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    trained = train(asked, rank, world, device)
    if rank == 0:
        save_file(trained, asked.output)
    if world > 1:
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
