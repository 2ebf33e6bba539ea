"""Use cases to count, of charges of linked methods, and of the wallets that they fill."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.functional.handlers import jobs
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.shop import Shop


def charge(shop: Shop, *, refusals: int) -> Callable[[], object]:
    """An invoice, by the method after so many that are refused."""
    linked = Linked(shop)
    for _ in range(refusals):
        linked.plan("generic_decline", linked.card())
    linked.card()
    invoice = Desk(shop).invoice()
    return lambda: expect(linked.pay(invoice=invoice, key="k").json["status"], "succeeded")


def refuse(shop: Shop) -> Callable[[], object]:
    """An invoice that the only method does not pay."""
    linked = Linked(shop)
    linked.plan("generic_decline", linked.card())
    invoice = Desk(shop).invoice()
    return lambda: expect(linked.pay(invoice=invoice, key="k").json["status"], "failed")


def charge_balance(shop: Shop) -> Callable[[], object]:
    """Ten invoices at once."""
    linked, desk = Linked(shop), Desk(shop)
    shop.set_merchant(balance_payment=True)
    linked.card()
    for _ in range(10):
        desk.invoice()
    return lambda: expect(linked.pay(balance=True, key="k").json["status"], "succeeded")


def repair(shop: Shop) -> Callable[[], object]:
    """A charge that got no answer, and took the money."""
    linked, lost = Linked(shop), {"kind": "timeout", "path": "/v1/payment_intents", "count": 1}
    linked.card()
    shop.world.faults(calls=[lost | {"effect": True}, lost | {"effect": False}])
    linked.pay(invoice=Desk(shop).invoice())
    shop.world.pass_time(minutes=6)
    return lambda: expect(jobs.repair(), jobs.ONE)


COUNTED_CHARGES: Final[Mapping[str, Case]] = {
    "pay_orders: an invoice by the first method": lambda shop: charge(shop, refusals=0),
    "pay_orders: an invoice by the third method": lambda shop: charge(shop, refusals=2),
    "pay_orders: an invoice that no method pays": refuse,
    "pay_orders: a balance of 10 invoices by a method": charge_balance,
    "repair_payments: a charge without an answer": repair,
}
