"""Ids that look like Stripe's, drawn from a seed so that a run can be repeated exactly."""

import hashlib

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTHS = {"cs_test_a1": 58, "whsec": 32, "cus": 14, "req": 14, "prod": 14}
USUAL_LENGTH = 24


class IdSource:
    """Draws ids; the same seed and order of draws give the same ids."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._drawn = 0

    def draw(self, prefix: str) -> str:
        """A fresh id such as `pi_3Qx...`; checkout sessions have the prefix `cs_test_a1` without a separator."""
        text = self.letters(LENGTHS.get(prefix, USUAL_LENGTH))
        return prefix + text if prefix == "cs_test_a1" else f"{prefix}_{text}"

    def letters(self, length: int) -> str:
        """Unpredictable letters and digits, `length` of them."""
        self._drawn += 1
        digest = hashlib.sha512(f"{self._seed}:{self._drawn}".encode()).digest()
        number = int.from_bytes(digest, "big")
        out = []
        for _ in range(length):
            number, rest = divmod(number, 62)
            out.append(ALPHABET[rest])
        return "".join(out)
