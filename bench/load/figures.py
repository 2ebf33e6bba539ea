"""The arithmetic: latencies by kind, rates by time, errors by status."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.spread import percentile

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sample:
    """One call: when it began, in seconds since the start, how long it took, and its status (0: no answer)."""

    kind: str
    status: int
    began: float
    seconds: float


@dataclass(frozen=True)
class Latencies:
    """Milliseconds."""

    calls: int
    p50: float
    p95: float
    p99: float
    highest: float


def latencies(samples: Iterable[Sample]) -> dict[str, Latencies]:
    """By kind, of all calls, also of those that were refused."""
    by_kind: dict[str, list[float]] = defaultdict(list)
    for each in samples:
        by_kind[each.kind].append(each.seconds * 1e3)
    return {
        kind: Latencies(len(found), *(percentile(found, share) for share in (50, 95, 99, 100)))
        for kind, found in sorted(by_kind.items())
    }


def statuses(samples: Iterable[Sample]) -> Counter[tuple[str, int]]:
    """How often each kind ended with each status."""
    return Counter((each.kind, each.status) for each in samples)


def rates(moments: Sequence[float], windows: int) -> list[Point]:
    """Happenings a second in each of so many equal windows from zero on, at the end of the window."""
    if not moments or max(moments) <= 0:
        return [(0.0, 0.0)]
    width = max(moments) / windows
    counts = Counter(min(int(moment / width), windows - 1) for moment in moments)
    return [((place + 1) * width, counts[place] / width) for place in range(windows)]


def tails(samples: Sequence[Sample], windows: int) -> Mapping[str, list[Point]]:
    """Milliseconds at p50, p95 and p99 of what began in each window; a window without calls is left out."""
    if not samples:
        return {}
    width = max(max(each.began for each in samples) / windows, 1e-9)
    found: dict[int, list[float]] = defaultdict(list)
    for each in samples:
        found[min(int(each.began / width), windows - 1)].append(each.seconds * 1e3)
    return {
        f"p{share}": [((place + 1) * width, percentile(values, share)) for place, values in sorted(found.items())]
        for share in (50, 95, 99)
    }
