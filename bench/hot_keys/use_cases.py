"""Use cases played on the product's real code, and the write units that each took from every kind of partition."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from bench.hot_keys.calls import call, event
from bench.hot_keys.merchants import fund, open_merchant
from bench.hot_keys.partitions import kind_of
from bench.hot_keys.simulation.limited_table import LimitedTable
from bench.hot_keys.simulation.timing import Timing
from functions.order_intake.handler import lambda_handler as order_intake
from functions.process_webhook.handler import lambda_handler as process_webhook
from functions.refund_payments.handler import lambda_handler as refund_payments
from functions.start_checkout.handler import lambda_handler as start_checkout
from shared.payments.credits.auto_debit import MAX_ORDERS, debit_orders
from shared.payments.credits.draining import drain
from shared.payments.model import Target
from tests.simulation.actions.calls import GOOD_CARD
from tests.simulation.world import World
from tests.support.simulation.install import installed

Json = dict[str, Any]
HALF: Final = 48
"""Orders to a message where the relay's batches of a hundred records hold new and paid orders alike."""
TYPICAL: Final[Json] = {
    "amount": 1_250,
    "items": [
        {"description": "Poster 50 x 70 cm, matt", "quantity": 1, "unit_amount": 1_000},
        {"description": "Frame, oak", "quantity": 1, "unit_amount": 250},
    ],
    "customer": {"name": "Ada Lovelace", "email": "ada@example.com", "phone": "+4915112345678", "locale": "de"},
}
LARGE: Final[Json] = TYPICAL | {"metadata": {f"note_{number}": "x" * 150 for number in range(5)}}


@dataclass(frozen=True, slots=True)
class UseCase:
    """Write units by kind of partition, for each order, link or refund."""

    name: str
    units: Mapping[str, float]

    def and_then(self, name: str, *others: "UseCase") -> "UseCase":
        """One thing that goes through all of these."""
        total = Counter(dict(self.units))
        for other in others:
            total.update(dict(other.units))
        return UseCase(name, dict(total))


class _Shop:
    """A merchant on a table without limits."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.table = LimitedTable(world.memory, Timing(), limited=False)
        world.table = self.table  # type: ignore[assignment]
        self.merchant_id = open_merchant("Shop")
        self._numbers = 0

    def measure(self, name: str, count: int, do: Callable[[], object]) -> UseCase:
        """What ``do`` takes for each of ``count`` things."""
        self.table.charged.clear()
        do()
        units: Counter[str] = Counter()
        for partition, taken in self.table.charged.items():
            units[kind_of(partition).name] += taken
        return UseCase(name, {kind: taken / count for kind, taken in units.items()})

    def order(self, fields: Json) -> Json:
        """A new order, as its answer tells it."""
        self._numbers += 1
        body = {"source": "shop", "external_id": f"order-{self._numbers:010d}", "currency": "EUR", **fields}
        return call(order_intake, "POST /v1/orders", body, merchant_id=self.merchant_id)

    def targets(self, count: int, fields: Json = TYPICAL) -> list[Target]:
        """New orders, as a debit names them."""
        return [Target(order["id"], order["amount"], 1) for order in (self.order(fields) for _ in range(count))]

    def debit(self, targets: list[Target]) -> None:
        """One transaction."""
        debit_orders(self.table, self.world.clock, self.merchant_id, "EUR", targets)

    def drain(self) -> None:
        """Have what waits paid."""
        drain(self.table, self.world.clock, self.merchant_id, "EUR", after_top_up=False)

    def buy(self, order: Json) -> None:
        """A buyer presses the button of the order's link and pays; the provider tells."""
        path = {"token": order["payment_link"].rsplit("/", 1)[1]}
        answer = start_checkout(event("POST /pay/{token}/checkout", path=path), None)
        self.world.provider.post(answer["headers"]["location"], GOOD_CARD)
        self.hear()

    def refund(self, order: Json) -> None:
        """All of it."""
        item = next(item for item in self.world.memory.items.values() if item.get("id") == order["id"])
        path = {"payment_id": item["paid_by"]}
        call(refund_payments, "POST /v1/payments/{payment_id}/refunds", {"reason": "goodwill"}, path)
        self.hear()

    def hear(self) -> None:
        """Every webhook that the provider has for us."""
        provider = self.world.provider
        for delivery in list(provider.collect()):
            posting = provider.posting(delivery)
            process_webhook({"Records": [{"messageId": "webhook", "body": posting.body.decode()}]}, None)
            provider.report(posting, 200)


def measured() -> list[UseCase]:
    """All of them, played now."""
    with installed() as board:
        world = World(1, Counter())
        board.now = world
        shop = _Shop(world)
        found = [*_waiting(shop), *_from_credits(shop), *_large(shop), *_links(shop)]
        if board.defects or world.failures:
            raise AssertionError(board.defects or world.failures)
        return found


def _waiting(shop: _Shop) -> Iterator[UseCase]:
    """An empty wallet first: a drain pays later."""
    targets = shop.targets(MAX_ORDERS)
    queued = shop.measure("queued", MAX_ORDERS, lambda: shop.debit(targets))
    fund(shop.merchant_id)
    drained = shop.measure("drained", MAX_ORDERS, shop.drain)
    intake = shop.measure("intake", 1, lambda: shop.order(TYPICAL))
    shop.drain()
    yield drained.and_then("drain of orders that waited, 97 at once")
    yield intake.and_then("intake, no credits, drained later", queued, drained)


def _from_credits(shop: _Shop) -> Iterator[UseCase]:
    intake = shop.measure("intake of a typical order", 1, lambda: shop.order(TYPICAL))
    yield intake
    for count in (MAX_ORDERS, HALF, 1):
        targets = shop.targets(count)
        debit = shop.measure(f"debit, {count} to a transaction", count, partial(shop.debit, targets))
        yield debit
        yield intake.and_then(f"intake and debit, {count} to a transaction", debit)


def _large(shop: _Shop) -> Iterator[UseCase]:
    """An order of more than one kilobyte."""
    intake = shop.measure("large", 1, lambda: shop.order(LARGE))
    targets = shop.targets(HALF, LARGE)
    debit = shop.measure("large", HALF, lambda: shop.debit(targets))
    yield intake.and_then(f"intake and debit of orders of 1 to 2 KB, {HALF} to a transaction", debit)


def _links(shop: _Shop) -> Iterator[UseCase]:
    orders: list[Json] = []
    made = shop.measure("made", 1, lambda: orders.append(shop.order(TYPICAL | {"collect": "link"})))
    bought = shop.measure("bought", 1, lambda: shop.buy(orders[0]))
    yield made.and_then("order with a link, paid by its buyer", bought)
    yield shop.measure("refund of a buyer's payment", 1, lambda: shop.refund(orders[0]))
