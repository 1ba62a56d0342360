"""Prints the coefficients of Float's exp: the polynomial q of degree 9 that equals (e^r - 1 - r)/r^2 at the
ten Chebyshev points of -ln 2 / 2 ... ln 2 / 2, from r^9 down to the constant. Needs mpmath."""

from mpmath import cos, exp, log, lu_solve, matrix, mp, mpf, pi

mp.dps = 70
DEGREE, END = 9, log(2) / 2 + mpf("0.0001")

count = DEGREE + 1
a, b = matrix(count, count), matrix(count, 1)
for i in range(count):
    r = END * cos((2 * i + 1) * pi / (2 * count))
    b[i] = (exp(r) - 1 - r) / r**2
    for j in range(count):
        a[i, j] = r**j
for x in reversed(list(lu_solve(a, b))):
    print(float(x).hex())
