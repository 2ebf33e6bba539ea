"""Obeys one line of JSON after the other on its standard input, and answers each with one; ends when its input does.

``{"open": {"system": …, "domain": …, "url": …, "secret": …}}`` opens a shop and answers its number. ``{"shop": 0,
"play": ["ordered", …]}`` lets these things happen there, a few at a time. ``{"shop": 0, "report": true}`` waits for
all of them and answers what the shop knows: how it was answered, and how each order stands in its books.
"""

import json
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from local.demo.storefront.sale import Sale
from local.demo.storefront.shop import Storefront
from local.demo.storefront.tales import TALES

_HANDS = 3


class Street:
    """The shops that are open, and what goes on in them."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._shops: list[tuple[Storefront, list[Future[Sale | None]]]] = []
        self._next = time.time_ns() // 1_000_000

    def obey(self, command: dict[str, Any]) -> dict[str, Any]:
        """One command."""
        if "open" in command:
            self._shops.append((Storefront(**command["open"]), []))
            return {"shop": len(self._shops) - 1}
        shop, playing = self._shops[command["shop"]]
        if "play" in command:
            playing += [self._pool.submit(TALES[name], shop, self._sale()) for name in command["play"]]
            return {"playing": len(playing)}
        ends = [each.result() for each in playing]
        orders = [{"id": str(sale.id), "state": sale.state, "amount": sale.amount} for sale in ends if sale]
        return {"answers": {str(status): number for status, number in shop.answers.items()}, "orders": orders}

    def _sale(self) -> Sale:
        self._next += 10
        return Sale(self._next, price=1_000 + self._next % 900)


def main() -> None:
    """Until the input ends."""
    with ThreadPoolExecutor(_HANDS) as pool:
        street = Street(pool)
        for line in sys.stdin:
            print(json.dumps(street.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
