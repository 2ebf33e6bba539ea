"""What a merchant takes home: exports and payouts."""

from bench.cases.messages import as_batch
from bench.cases.stage import BenchWorld, Event, captured
from tests.functional.handlers.exporting import Exporter
from tests.functional.handlers.paying_out import Bank, shown
from tests.functional.handlers.shop import Shop
from tests.support.aws import receive
from tests.support.samples import sample

_SOLD = 10


def exporting_at_once(shop: Shop) -> Event:
    """Ten orders in the answer."""
    exporter = _exporter(shop)
    return captured(shop, lambda: exporter.ask_at_once("orders"))


def writing_an_export(shop: Shop) -> Event:
    """A file of ten payments."""
    _exporter(shop).ask("payments")
    shop.world.relay()
    return as_batch(receive(shop.world.resources.export_queue_url))


def following_payouts(shop: Shop) -> Event:
    """A payout of one payment."""
    _pay_out(shop)
    shop.world.deliver_webhooks()
    assert isinstance(shop.world, BenchWorld)  # noqa: S101 - for the types: every shop here is on the stage
    shop.world.arrive()
    return sample("follow_payouts")


def reading_a_payout(shop: Shop) -> Event:
    """With its one line."""
    payout = _pay_out(shop)
    Bank(shop.world).told()
    return captured(shop, lambda: shown(shop.world, payout))


def _pay_out(shop: Shop) -> str:
    shop.buy(shop.order(collect="none"))
    return Bank(shop.world).pay_out()


def _exporter(shop: Shop) -> Exporter:
    for _ in range(_SOLD):
        shop.buy(shop.order(collect="none"))
    exporter = Exporter(shop)
    exporter.wait()
    return exporter
