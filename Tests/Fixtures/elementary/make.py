"""Reference values of the elementary functions, made with mpmath at 400 bits (1,400 for huge
angles). Run: pip install mpmath && python3 make.py

Writes one `NAME.tsv` a function. A line holds the bit pattern of x (hexadecimal), the bit pattern
of the Double nearest to f(x), and (f(x) − that Double) in units of its last place.
"""

import math
import random
import struct
from pathlib import Path

from mpmath import mp, mpf

mp.prec = 1400
HERE = Path(__file__).parent
draw = random.Random(20)


def bits(x: float) -> str:
    return struct.pack(">d", x).hex()


def ulp(y: float) -> mpf:
    return mpf(math.ulp(y))


def any_double(low: float, high: float) -> float:
    """Evenly over the exponents between two magnitudes, with a random sign."""
    size = math.exp(draw.uniform(math.log(low), math.log(high)))
    return size * draw.choice((-1, 1))


def tiny() -> list[float]:
    subnormal = [5e-324, 1.5e-323, 2.2250738585072009e-308, 2.2250738585072014e-308, 1e-310, 3e-320]
    return [s * x for x in subnormal for s in (1, -1)] + [any_double(1e-300, 1e-3) for _ in range(80)]


POINTS = {
    "exp": [draw.uniform(-745.13, 709.78) for _ in range(400)] + [draw.uniform(-2, 2) for _ in range(300)]
    + [k * math.log(2) / 2 for k in range(-2140, 2040, 37)] + [draw.uniform(-745.13, -708) for _ in range(60)] + tiny(),
    "log": [abs(any_double(1e-307, 1.7e308)) for _ in range(300)] + [draw.uniform(0.5, 2) for _ in range(400)]
    + [1 + s * 2.0**-k for k in range(1, 53) for s in (1, -0.5)] + [abs(x) for x in tiny()],
    "sin": [draw.uniform(-10, 10) for _ in range(400)] + [any_double(1, 1.7e308) for _ in range(400)]
    + [k * math.pi / 2 for k in range(-40, 41)] + [6381956970095103.0 * 2.0**797, 1.7976931348623157e308] + tiny(),
    "tanh": [draw.uniform(-3, 3) for _ in range(500)] + [draw.uniform(-23, 23) for _ in range(200)]
    + [any_double(1e-3, 1) for _ in range(200)] + tiny(),
    "erf": [draw.uniform(-3, 3) for _ in range(500)] + [draw.uniform(-6.2, 6.2) for _ in range(200)]
    + [k / 16 + s for k in range(0, 96) for s in (0, 1e-9)] + [any_double(1e-3, 0.6) for _ in range(200)] + tiny(),
}
POINTS["cos"] = POINTS["sin"]

for name, points in POINTS.items():
    function = getattr(mp, name)
    lines = []
    for x in points:
        true = function(mpf(x))
        nearest = float(true)
        lines.append(f"{bits(x)}\t{bits(nearest)}\t{mp.nstr((true - mpf(nearest)) / ulp(nearest), 6)}")
    (HERE / f"{name}.tsv").write_text("\n".join(lines) + "\n")
