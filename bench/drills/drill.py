"""What a drill is: a shop with some days' worth of orders, a fault, and a judgement at its end."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import httpx

from bench.load.books import Verdict, judge
from bench.load.production import Released
from bench.load.running import await_rest
from local.stack.paths import StateDir
from tests.support.local_stack import LocalStack
from tests.support.shop import Json, Shop

_REST_SECONDS: Final = 180
_TRIES: Final = 12
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})


@dataclass
class Scene:
    """Where a drill plays: the stack, its processes, its shops, and which of their orders were taken."""

    stack: LocalStack
    state: StateDir
    watch: Released
    shops: list[Shop] = field(default_factory=list)
    taken: dict[str, set[str]] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)

    def shop(self, credit: int = 500_000) -> Shop:
        """A merchant whose wallet debits by itself."""
        shop = self.stack.new_shop()
        shop.consent()
        if credit:
            shop.top_up(credit)
        self.shops.append(shop)
        return shop

    def place(self, shop: Shop, **fields: object) -> Json:
        """Take an order in, however often that has to be tried: its natural id makes it one."""
        body = shop.order(**fields)
        for attempt in range(_TRIES):
            try:
                answer = shop.api.http.post(
                    f"{shop.api.base_url}/v1/orders", json=body, headers={"Authorization": f"Bearer {shop.api.key}"}
                )
            except httpx.TransportError:
                self.count("calls without an answer")
                continue
            if answer.status_code not in _AGAIN:
                break
            self.count(f"calls answered {answer.status_code}")
            time.sleep(min(0.1 * 2**attempt, 3))
        answer.raise_for_status()
        order: Json = answer.json()
        self.keep(shop, order["id"])
        return order

    def keep(self, shop: Shop, order_id: str) -> None:
        """This order was taken, and may not be lost."""
        self.taken.setdefault(shop.id, set()).add(order_id)

    def count(self, name: str, number: float = 1) -> None:
        """One more of a figure."""
        self.figures[name] = self.figures.get(name, 0) + number

    def set(self, **figures: float) -> None:
        """Figures by name; underscores are read as spaces."""
        self.figures |= {name.replace("_", " "): number for name, number in figures.items()}

    def end(self, wanted_paid: Iterable[str] = ()) -> Verdict:
        """Wait for rest, and judge; orders that had to be paid and are not are faults, too."""
        rest = await_rest(self.stack, _REST_SECONDS, lambda: len(self.watch.seen))
        self.set(seconds_until_rest=round(rest, 1))
        verdict = judge(self.stack, self.shops, self.taken, set(), self.watch)
        missing = set(wanted_paid) - set(self.watch.seen)
        verdict.faults += [f"{order} had to be paid and released" for order in sorted(missing)[:5]]
        self.set(orders=verdict.orders, paid=verdict.paid, released=verdict.released, faults=len(verdict.faults))
        return verdict


Drill = Callable[[Scene], Verdict]
