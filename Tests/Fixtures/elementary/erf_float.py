"""Prints the coefficients of Float's erf: polynomials P and Q of degree 11 for which P(z)/Q(z) equals
erf(sqrt z)/sqrt z at the 23 Chebyshev points of 0 ... 15.4. Needs mpmath."""

from mpmath import cos, erf, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 70
DEGREE, END = 11, mpf("15.4")

count = 2 * DEGREE + 1
a, b = matrix(count, count), matrix(count, 1)
for i in range(count):
    z = END * (1 - cos((2 * i + 1) * pi / (2 * count))) / 2
    b[i] = erf(sqrt(z)) / sqrt(z)
    for j in range(DEGREE + 1):
        a[i, j] = z**j
        if j > 0:
            a[i, DEGREE + j] = -b[i] * z**j
solution = [float(x).hex() for x in lu_solve(a, b)]
print("P", *solution[: DEGREE + 1], sep="\n  ")
print("Q", (1.0).hex(), *solution[DEGREE + 1 :], sep="\n  ")
