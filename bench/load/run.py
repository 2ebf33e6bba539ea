"""One run: open the market, drive from processes, wait for rest, check the books."""

import multiprocessing
import secrets
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from bench.load.books import Verdict, judge
from bench.load.driver import Driven, Share, drive
from bench.load.figures import Sample
from bench.load.market import open_market
from bench.load.plan import Bounds
from bench.load.production import watching
from bench.load.running import await_rest
from local.stack.console import say
from tests.support.local_stack import LocalStack

_REST_SECONDS: Final = 900
_START_SECONDS: Final = 2


@dataclass(frozen=True)
class Outcome:
    """``driven_seconds`` is how long orders were placed, ``rest_seconds`` how long what they caused went on."""

    bounds: Bounds
    samples: list[Sample]
    taken: list[float]
    released: list[float]
    driven_seconds: float
    rest_seconds: float
    checking_seconds: float
    verdict: Verdict


def run(stack: LocalStack, bounds: Bounds) -> Outcome:
    """Drive a day. Raises ``Unquiet`` when it does not come to rest within a quarter of an hour."""
    shops, stands = open_market(stack, bounds.orders)
    say(f"{len(shops)} merchants are ready; placing {bounds.orders} orders from {bounds.processes} processes")
    start, name = time.monotonic() + _START_SECONDS, secrets.token_hex(2)
    shares = [
        Share(stack.description.api_url, name, numbers, stands, start, start + bounds.seconds)
        for numbers in bounds.shares()
    ]
    with stack.queues.impatient(), watching(stack, start) as watch:
        driven = _drive(shares)
        ended = time.monotonic()
        say(f"placed in {ended - start:.0f} s; waiting for rest")
        rest = await_rest(stack, _REST_SECONDS, lambda: len(watch.seen))
        say(f"at rest after {rest:.0f} s; checking the books")
        checking = time.monotonic()
        verdict = judge(stack, shops, taken_by(driven), set().union(*(each.unsure for each in driven)), watch)
    samples = [sample for each in driven for sample in each.samples]
    return Outcome(
        bounds=bounds,
        samples=samples,
        taken=[each.began + each.seconds for each in samples if _takes(each)],
        released=sorted(watch.seen.values()),
        driven_seconds=ended - start,
        rest_seconds=rest,
        checking_seconds=time.monotonic() - checking,
        verdict=verdict,
    )


def taken_by(driven: Iterable[Driven]) -> dict[str, set[str]]:
    """The orders of each merchant that were answered as taken."""
    taken: dict[str, set[str]] = {}
    for each in driven:
        for merchant, orders in each.taken.items():
            taken.setdefault(merchant, set()).update(orders)
    return taken


def _takes(sample: Sample) -> bool:
    """A first answer that was lost makes the next one 200."""
    return (sample.kind, sample.status) in {("intake", 201), ("intake", 200), ("shop webhook", 200)}


def _drive(shares: list[Share]) -> list[Driven]:
    """Started anew, not forked: this process has threads."""
    with ProcessPoolExecutor(len(shares), multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(drive, shares))
