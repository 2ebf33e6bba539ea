"""Typical runs about what merchants owe the operator."""

from bench.cases.messages import as_batch
from bench.cases.stage import BenchWorld, Event, captured
from tests.functional.handlers.commissions import told
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.owing import Debtor
from tests.functional.handlers.shop import Shop
from tests.support.samples import sample


def making_an_invoice(shop: Shop) -> Event:
    """A draft that is sent at once."""
    return captured(shop, lambda: Desk(shop).ask(send=True))


def reading_invoices(shop: Shop) -> Event:
    """A page with one invoice."""
    Desk(shop).invoice()
    return captured(shop, Desk(shop).seen)


def accruing_a_commission(shop: Shop) -> Event:
    """One order that credits have paid, of a merchant with terms."""
    seller = _seller(shop)
    return as_batch([{"MessageId": "m", "Body": told(seller.world)[0], "Attributes": {}}])


def billing_commissions(shop: Shop) -> Event:
    """A sweep with nothing due."""
    assert isinstance(shop.world, BenchWorld)  # noqa: S101 - for the types: every shop here is on the stage
    shop.world.arrive()
    return sample("bill_commissions")


def collecting_invoices(shop: Shop) -> Event:
    """A sweep with nothing due."""
    assert isinstance(shop.world, BenchWorld)  # noqa: S101 - for the types: every shop here is on the stage
    shop.world.arrive()
    return sample("collect_invoices")


def reading_the_account(shop: Shop) -> Event:
    """One that nothing restricts."""
    return captured(shop, Debtor(shop).account)


def _seller(shop: Shop) -> Shop:
    seller = Shop(shop.world, shop.world.merchant(commission={"basis_points": 250}))
    seller.fund(5_000)
    seller.pay([seller.order()])
    return seller
