"""Token buckets: one for every partition, all with the same limit."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

_K = TypeVar("_K", bound=Hashable)


@dataclass(slots=True)
class Bucket:
    """Refilled at ``rate`` tokens a second up to ``depth``; full at first."""

    rate: float
    depth: float
    tokens: float
    at: float

    def refill(self, now: float) -> None:
        """Let time go by; a look into the past changes nothing."""
        if now > self.at:
            self.tokens = min(self.depth, self.tokens + (now - self.at) * self.rate)
            self.at = now


class Buckets(Generic[_K]):
    """A bucket for each key, made at its first use.

    ``depth_seconds`` is how much of its limit an idle key may spend at once. AWS keeps up to 300 seconds of unused
    capacity and promises none of them, so it is a fraction of one.
    """

    def __init__(self, rate: float, depth_seconds: float) -> None:
        self.rate = rate
        self._depth = rate * depth_seconds
        self._buckets: dict[_K, Bucket] = {}
        self.refused: dict[_K, int] = {}

    def take(self, wanted: Mapping[_K, int], now: float) -> bool:
        """All that is wanted, from every key, or nothing at all."""
        buckets = [(key, self._bucket(key, now), units) for key, units in wanted.items()]
        short = [key for key, bucket, units in buckets if bucket.tokens < units]
        for key in short:
            self.refused[key] = self.refused.get(key, 0) + 1
        if short:
            return False
        for _, bucket, units in buckets:
            bucket.tokens -= units
        return True

    def _bucket(self, key: _K, now: float) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(self.rate, self._depth, self._depth, now)
        bucket.refill(now)
        return bucket
