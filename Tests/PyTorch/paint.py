"""Paints a prompt with chapter 5's kept weights, from the noise that the book's own run starts from.

usage: paint.py ["a cat wearing a tiny hat"] [--data FILE] [--weights FILE] [--guidance W] [--output FILE.png]

First: swift run chapter5 "a cat wearing a tiny hat" --export-data data.safetensors

Where the data was exported for the same prompt, the pictures are compared with ours: exit 1 where a pixel
differs by more than 1e-4 (pixels run from -1 to 1)."""

import argparse
import struct
import sys
import zlib

import torch

from chapter5 import KEPT, System, read_data, read_weights, tokens


def png(pictures, scale=3):
    """Pictures (n, 3, rows, columns) from -1 to 1 beside each other, as a PNG file."""
    row = torch.cat(list(pictures.clamp(-1, 1)), dim=2)
    row = row.repeat_interleave(scale, 1).repeat_interleave(scale, 2)
    pixels = ((row + 1) * 127.5).round().to(torch.uint8).permute(1, 2, 0)
    lines = b"".join(b"\0" + bytes(line.flatten().tolist()) for line in pixels)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines))
            + chunk(b"IEND", b""))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("prompt", nargs="?")
    parser.add_argument("--data", default="data.safetensors")
    parser.add_argument("--weights", default=KEPT)
    parser.add_argument("--guidance", type=float)
    parser.add_argument("--output", default="painted.png")
    asked = parser.parse_args()
    data, said = read_data(asked.data)
    words = said["words"].split()
    prompt = asked.prompt or said["prompt"]
    w = float(said["guidance"]) if asked.guidance is None else asked.guidance
    guided = [float(t) for t in said["guided"].split()]
    system = System(read_weights(asked.weights), len(words))
    noise = data["noise"]
    ids = tokens(prompt, words).expand(len(noise), -1)
    painted = system.paint(system.sample(noise, ids, w, int(said["steps"]), guided))
    with open(asked.output, "wb") as file:
        file.write(png(painted))
    print(f'"{prompt}": {asked.output}')
    if (ids[0] != data["prompt"].long()).any() or w != float(said["guidance"]):
        return print("the data was exported for another prompt or guidance; nothing to compare")
    difference = (painted - data["painted"]).abs().max().item()
    print(f"largest difference from the book's own pictures: {difference:.1e}")
    sys.exit(difference > 1e-4)


if __name__ == "__main__":
    main()
