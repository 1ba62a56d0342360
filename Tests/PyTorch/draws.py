"""The book's random numbers: draw i of a name under a seed, the same bits as Sources/Numerics/Random.

Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", 2011: Philox4x32-10."""

WORD, LONG = 2 ** 32, 2 ** 64


def philox(counter, key):
    """128 random bits, as four words, of four words of counter and two of key."""
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        a, b = c0 * 0xD2511F53, c2 * 0xCD9E8D57
        c0, c1, c2, c3 = (b // WORD) ^ c1 ^ k0, b % WORD, (a // WORD) ^ c3 ^ k1, a % WORD
        k0, k1 = (k0 + 0x9E3779B9) % WORD, (k1 + 0xBB67AE85) % WORD
    return c0, c1, c2, c3


def uniforms(seed, name, count):
    """The first draws of a name, between 0 and 1."""
    name_hash = 0xCBF29CE484222325
    for byte in name.encode():
        name_hash = (name_hash ^ byte) * 0x100000001B3 % LONG
    found = []
    for j in range((count + 1) // 2):
        words = philox((j % WORD, j // WORD, name_hash % WORD, name_hash // WORD),
                       (seed % WORD, seed // WORD))
        for low, high in (words[:2], words[2:]):
            found.append((((high * WORD + low) >> 12) + 0.5) / 2 ** 52)
    return found[:count]
