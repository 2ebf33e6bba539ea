"""Use cases to count, of invoices and commissions."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Final

from tests.functional.handlers import jobs
from tests.functional.handlers.commissions import accrue, bill, told
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.owing import Debtor
from tests.functional.handlers.shop import Shop


def make(shop: Shop, *, send: bool) -> Callable[[], object]:
    return lambda: expect(Desk(shop).ask(send=send).status, 201)


def void(shop: Shop) -> Callable[[], object]:
    invoice = Desk(shop).invoice()
    return lambda: expect(Desk(shop).operate("void", invoice).status, 200)


def pay(shop: Shop) -> Callable[[], object]:
    invoice = Desk(shop).invoice()
    return lambda: expect(Desk(shop).pay(invoice).status, 201)


def list_them(shop: Shop, *, invoices: int) -> Callable[[], object]:
    for _ in range(invoices):
        Desk(shop).invoice()
    return lambda: expect(len(Desk(shop).seen().json["data"]), invoices)


def read_balance(shop: Shop) -> Callable[[], object]:
    for _ in range(10):
        Desk(shop).invoice(100)
    return lambda: expect(Desk(shop).balance()["EUR"]["amount"], 1_000)


def accrue_one(shop: Shop, *, terms: bool) -> Callable[[], object]:
    seller = Shop(shop.world, shop.world.merchant(**({"commission": {"basis_points": 250}} if terms else {})))
    seller.fund(5_000)
    seller.pay([seller.order()])
    bodies = told(shop.world)
    return lambda: accrue(shop.world, bodies)


def bill_months(shop: Shop, *, due: int) -> Callable[[], object]:
    for _ in range(due):
        seller = Shop(shop.world, shop.world.merchant(commission={"basis_points": 1_000}))
        seller.fund(5_000)
        seller.pay([seller.order()])
    accrue(shop.world)
    shop.world.clock.moment = datetime(2026, 12, 1, 3, tzinfo=UTC)
    return lambda: expect(bill()["done"], due)


def collect(shop: Shop, *, invoices: int) -> Callable[[], object]:
    debtor = Debtor(shop)
    debtor.linked.card()
    for _ in range(invoices):
        debtor.desk.invoice()
    return lambda: expect(jobs.collect(), (invoices, {}))


def collect_in_vain(shop: Shop) -> Callable[[], object]:
    Desk(shop).invoice()
    return lambda: expect(jobs.collect(), jobs.ONE)


def look_at_restricted(shop: Shop) -> Callable[[], object]:
    Debtor(shop).exhausted()
    return lambda: expect(jobs.collect(), jobs.ONE)


def read_account(shop: Shop, *, restricted: bool) -> Callable[[], object]:
    debtor = Debtor(shop)
    if restricted:
        debtor.exhausted()
    return lambda: expect(debtor.account()["restriction"] is not None, restricted)


COUNTED_INVOICES: Final[Mapping[str, Case]] = {
    "manage_invoices: a draft": partial(make, send=False),
    "manage_invoices: a draft that is sent": partial(make, send=True),
    "manage_invoices: void": void,
    "pay_orders: an invoice by checkout": pay,
    "read_invoices: a page of 10": partial(list_them, invoices=10),
    "read_invoices: the balance of 10": read_balance,
    "accrue_commissions: 1 order": partial(accrue_one, terms=True),
    "accrue_commissions: 1 order without terms": partial(accrue_one, terms=False),
    "bill_commissions: nothing due": partial(bill_months, due=0),
    "bill_commissions: 1 due": partial(bill_months, due=1),
    "bill_commissions: 5 due": partial(bill_months, due=5),
    "collect_invoices: nothing due": partial(collect, invoices=0),
    "collect_invoices: 1 charged": partial(collect, invoices=1),
    "collect_invoices: 1 without a method": collect_in_vain,
    "collect_invoices: a restricted account": look_at_restricted,
    "read_account": partial(read_account, restricted=False),
    "read_account: restricted": partial(read_account, restricted=True),
}
