"""Use cases to count, of linked methods that fill a wallet and pay its orders."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from functions.refill_wallets.handler import lambda_handler as refill_wallets
from shared.payments.topping_up.messages import RefillRequest
from tests.functional.handlers import jobs
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.handing_over import handed
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.topping_up import Refilling

_DONE: Final[dict[str, list[str]]] = {"batchItemFailures": []}


def look(shop: Shop, *, low: bool, orders: int) -> Callable[[], object]:
    """A message of a wallet that is low or not, with so many orders that credits do not pay."""
    wallet = _linked(shop)
    shop.fund(5_000)
    wallet.automatic(threshold=6_000 if low else 1_000)
    if orders:
        wallet.collect()
    for _ in range(orders):
        shop.order(9_000)
    shop.world.relay()
    shop.world.debit()
    return lambda: expect(handed(refill_wallets, RefillRequest(shop.id, "EUR").message()), _DONE)


def look_in_vain(shop: Shop) -> Callable[[], object]:
    """Of a wallet that waits after a refusal."""
    wallet = _linked(shop)
    wallet.plan("insufficient_funds")
    wallet.automatic()
    wallet.work()
    return lambda: expect(handed(refill_wallets, RefillRequest(shop.id, "EUR").message()), _DONE)


def wake(shop: Shop) -> Callable[[], object]:
    """The turn of a schedule has come."""
    shop.change_wallet(top_up_schedule={"every": "day", "amount": 700})
    shop.world.relay()
    shop.world.refill_wallets()
    shop.world.pass_time(days=1)
    return lambda: expect(jobs.wake(), jobs.ONE)


def ask(shop: Shop) -> Callable[[], object]:
    """A request to charge a linked card."""
    wallet = _linked(shop)
    return lambda: expect(wallet.ask().status, 201)


def agree(shop: Shop) -> Callable[[], object]:
    """To automatic top-up."""
    return lambda: expect(Refilling(shop).automatic().status, 200)


def relay_low(shop: Shop) -> Callable[[], object]:
    """Ten orders were paid of a wallet that is low."""
    shop.consent()
    shop.fund(5_000)
    Refilling(shop).automatic(threshold=6_000)
    shop.world.relay()
    for _ in range(10):
        shop.order(100)
    shop.world.relay()
    shop.world.debit()
    return shop.world.relay


def _linked(shop: Shop) -> Refilling:
    shop.consent()
    wallet = Refilling(shop)
    wallet.methods.link()
    return wallet


COUNTED_TOP_UPS: Final[Mapping[str, Case]] = {
    "refill_wallets: nothing to do": partial(look, low=False, orders=0),
    "refill_wallets: a wallet that waits": look_in_vain,
    "refill_wallets: a low wallet": partial(look, low=True, orders=0),
    "refill_wallets: 1 order": partial(look, low=False, orders=1),
    "refill_wallets: 10 orders": partial(look, low=False, orders=10),
    "wake_wallets: 1 schedule due": wake,
    "top_up_wallet: by a linked card": ask,
    "manage_wallets: agree to top-ups": agree,
    "relay_events: 10 orders paid of a low wallet": relay_low,
}
