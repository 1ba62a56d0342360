// exp, log, sin, cos, tanh and erf as Sources/Numerics/Elementary computes them, line by line, so that this
// page's numbers have the same bits. What they rest on, and how accurate they are, is told there.

const { sqrt } = Math; // IEEE 754 fixes it to the last bit

/// One double, and its bits: the low word, then the high one.
const real = new Float64Array(1), word = new Uint32Array(real.buffer);

const sizeOf = Math.abs;
const maximum = (x, y) => (x > y || y !== y ? x : y);
const minimum = (x, y) => (x <= y || y !== y ? x : y);

/// The largest of v[from] … v[n - 1].
function largest(v, from, n) {
  let most = -Infinity;
  for (let k = from; k < n; k++) most = maximum(most, v[k]);
  return most;
}

/// term(0) + … + term(n - 1), from left to right.
function sum(n, term) {
  let total = 0;
  for (let k = 0; k < n; k++) total += term(k);
  return total;
}

/// To the nearest whole number; halves away from zero.
function rounded(x) {
  const whole = Math.trunc(x);
  return sizeOf(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

// Exact sums and products, as a number and the rest that rounding takes from it.

function exactSum(a, b) {
  const high = a + b, share = high - a;
  return { high, low: a - (high - share) + (b - share) };
}

/// Dekker's, in place of one fused multiply-add.
function exactProduct(a, b) {
  const halves = x => {
    const high = 134217729 * x - (134217729 * x - x);
    return [high, x - high];
  };
  const high = a * b, [a1, a2] = halves(a), [b1, b2] = halves(b);
  return { high, low: a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2 };
}

function exactSumOf(pair, b) {
  const { high, low } = exactSum(pair.high, b);
  return { high, low: low + pair.low };
}

function quotientOf(pair, divisor) {
  const quotient = pair.high / divisor.high, product = exactProduct(quotient, divisor.high);
  const rest = pair.high - product.high - product.low + (pair.low - quotient * divisor.low);
  return quotient + rest / divisor.high;
}

function powerOfTwo(k) {
  word[0] = 0;
  word[1] = (k + 1023) << 20;
  return real[0];
}

// ln 2 in two parts; the first has only 32 bits.
const logarithmOfTwo = { high: 0.6931471803691238, low: 1.9082149292705877e-10 };

/// k, r and tail with x = k·ln 2 + r and eˣ = 2ᵏ·(1 + r + tail).
function reducedByLogarithmOfTwo(x) {
  const k = x * 1.4426950408889634 + 6755399441055744 - 6755399441055744;
  const high = x - k * logarithmOfTwo.high, low = k * logarithmOfTwo.low;
  const r = high - low;
  const lost = high - r - low;
  let series = 1 / 6227020800;
  series = series * r + 1 / 479001600;
  series = series * r + 1 / 39916800;
  series = series * r + 1 / 3628800;
  series = series * r + 1 / 362880;
  series = series * r + 1 / 40320;
  series = series * r + 1 / 5040;
  series = series * r + 1 / 720;
  series = series * r + 1 / 120;
  series = series * r + 1 / 24;
  series = series * r + 1 / 6;
  series = series * r + 1 / 2;
  return { k, r, tail: lost + (r * r * series + lost * r) };
}

function exp(x) {
  const low = x < -746 ? -746 : x;
  const { k, r, tail } = reducedByLogarithmOfTwo(low > 710 ? 710 : low);
  const one = exactSum(1, r), half = k >> 1;
  return (one.high + (one.low + tail)) * powerOfTwo(half) * powerOfTwo(k - half);
}

function tanh(x) {
  const size = sizeOf(x);
  if (!(size > 0)) return x;
  if (size > 22) return Math.sign(x);
  const { k, r, tail } = reducedByLogarithmOfTwo(2 * size);
  const lessOne = exactSum(r, tail), one = exactSum(1, r);
  const power = exactSum(one.high, one.low + tail);
  power.high *= powerOfTwo(k);
  power.low *= powerOfTwo(k);
  const numerator = k === 0 ? lessOne : exactSumOf(power, -1);
  const denominator = k === 0 ? exactSumOf(lessOne, 2) : exactSumOf(power, 1);
  return Math.sign(x) * quotientOf(numerator, denominator);
}

function log(x) {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x < 0 ? NaN : x;
  const isSubnormal = x < 2.2250738585072014e-308;
  real[0] = isSubnormal ? x * 18014398509481984 : x;
  let k = (word[1] >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  word[1] = (word[1] & 0xfffff) | (1023 << 20);
  let mantissa = real[0];
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    k += 1;
  }
  const f = mantissa - 1, s = f / (2 + f), z = s * s;
  let series = 0;
  for (let n = 12; n >= 1; n--) series = (series + 2 / (2 * n + 1)) * z;
  const halfSquare = 0.5 * f * f;
  const total = exactSum(k * logarithmOfTwo.high, f), low = k * logarithmOfTwo.low;
  return total.high + (total.low + (low - (halfSquare - s * (halfSquare + series))));
}

function sin(x) {
  if (x === 0) return x;
  if (!Number.isFinite(x)) return NaN;
  const { quarter, rest } = quarterTurns(x);
  const series = quarter & 1 ? cosineSeries(rest) : sineSeries(rest);
  return quarter & 2 ? -series : series;
}

function cos(x) {
  if (!Number.isFinite(x)) return NaN;
  const { quarter, rest } = quarterTurns(x);
  const series = quarter & 1 ? sineSeries(rest) : cosineSeries(rest);
  return (quarter + 1) & 2 ? -series : series;
}

/// The first 1,280 bits of 2/π after the binary point.
const twoOverPi = 0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babf0cfbc209af4361dn;

/// x = quarter·π/2 + rest, |rest| ≤ π/4; quarter counts modulo 4. In Swift 192-bit numbers are three words;
/// here they are one.
function quarterTurns(x) {
  const size = sizeOf(x);
  if (size <= Math.PI / 4) return { quarter: 0, rest: { high: x, low: 0 } };
  real[0] = size;
  const start = (word[1] >>> 20) - 1075 + 62;
  const mantissa = (BigInt((word[1] & 0xfffff) | (1 << 20)) << 32n) | BigInt(word[0]);
  const window = BigInt.asUintN(192, twoOverPi >> BigInt(1280 + 64 - 192 - start));
  const turns = BigInt.asUintN(192, mantissa * window);
  const quarter = Number(BigInt.asUintN(192, turns + (1n << 189n)) >> 190n);
  let rest = BigInt.asUintN(192, turns - (BigInt(quarter) << 190n));
  const isNegative = rest >> 191n === 1n;
  if (isNegative) rest = BigInt.asUintN(192, -rest);
  const angle = scaled(rest), sign = isNegative !== x < 0 ? -1 : 1;
  return {
    quarter: x < 0 ? -quarter : quarter, rest: { high: sign * angle.high, low: sign * angle.low },
  };
}

/// A rest in units of 2⁻¹⁹⁰ quarter turns as radians.
function scaled(rest) {
  const zeros = 192 - rest.toString(2).length, bits = rest << BigInt(zeros);
  const first = Number(bits >> 139n) * powerOfTwo(2 - zeros - 53);
  const next = Number((bits >> 86n) & 0x1fffffffffffffn) * powerOfTwo(2 - zeros - 106);
  const product = exactProduct(first, 1.5707963267948966);
  return exactSum(
    product.high, product.low + (first * 6.123233995736766e-17 + next * 1.5707963267948966));
}

const inverseFactorials = [1];
for (let n = 1, factorial = 1; n < 20; n++) inverseFactorials.push(1 / (factorial *= n));

function sineSeries({ high: r, low }) {
  const z = r * r;
  let series = 0;
  for (let n = 17; n >= 3; n -= 2) {
    series = series * z + (n & 2 ? -inverseFactorials[n] : inverseFactorials[n]);
  }
  return r + (r * z * series + low * (1 - 0.5 * z));
}

function cosineSeries({ high: r, low }) {
  const z = r * r;
  let series = 0;
  for (let n = 18; n >= 4; n -= 2) {
    series = series * z + (n & 2 ? -inverseFactorials[n] : inverseFactorials[n]);
  }
  const half = 0.5 * z, most = 1 - half;
  return most + (1 - most - half + (z * z * series - r * low));
}

const twoOverRootPiLessOne = 0.1283791670955126;

function erf(x) {
  const size = sizeOf(x);
  if (!(size > 0)) return x;
  const result =
    size < 0.5 ? errorFunctionNearZero(size) : size < 6 ? errorFunctionNearEighth(size) : 1;
  return x < 0 ? -result : result;
}

function errorFunctionNearEighth(x) {
  const eighths = Math.floor(x * 8 + 0.5), c = eighths / 8, h = x - c;
  let previous = 0, current = 1, integral = h, power = h;
  for (let n = 1; n <= 12; n++) {
    [previous, current] = [current, (c * current + previous) / (-n / 2)];
    power *= h;
    integral += (current * power) / (n + 1);
  }
  const slope = (1 + twoOverRootPiLessOne) * exp(-c * c);
  return errorFunctionAtEighths[eighths - 4] + slope * integral;
}

function errorFunctionNearZero(x) {
  const z = x * x;
  let series = 1 / 479001600 / 25 * z;
  series = (series - 1 / 39916800 / 23) * z;
  series = (series + 1 / 3628800 / 21) * z;
  series = (series - 1 / 362880 / 19) * z;
  series = (series + 1 / 40320 / 17) * z;
  series = (series - 1 / 5040 / 15) * z;
  series = (series + 1 / 720 / 13) * z;
  series = (series - 1 / 120 / 11) * z;
  series = (series + 1 / 24 / 9) * z;
  series = (series - 1 / 6 / 7) * z;
  series = (series + 1 / 2 / 5) * z;
  series = (series - 1 / 1 / 3) * z;
  return x + x * (twoOverRootPiLessOne + (1 + twoOverRootPiLessOne) * series);
}

/// erf(k/8) for k = 4 … 48.
const errorFunctionAtEighths = [
  0.5204998778130465, 0.623240882188418, 0.7111556336535151, 0.7840750610598597,
  0.8427007929497149, 0.8883882317017078, 0.9229001282564583, 0.9481700727820903,
  0.9661051464753108, 0.9784437332399837, 0.9866716712191824, 0.9919900576701199,
  0.9953222650189527, 0.9973459706405177, 0.9985372834133188, 0.9992170617821089,
  0.999593047982555, 0.9997946242638588, 0.9998993780778803, 0.9999521451602562,
  0.9999779095030014, 0.9999901032653747, 0.9999956972205363, 0.9999981847185726,
  0.9999992569016276, 0.9999997048598075, 0.9999998862727434, 0.999999957486056,
  0.9999999845827421, 0.9999999945765992, 0.9999999981494259, 0.9999999993875167,
  0.9999999998033839, 0.9999999999387839, 0.9999999999815149, 0.9999999999945866,
  0.9999999999984626, 0.9999999999995766, 0.9999999999998869, 0.9999999999999707,
  0.9999999999999927, 0.9999999999999982, 0.9999999999999996, 0.9999999999999999, 1,
];
