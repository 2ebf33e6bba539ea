"""Typical runs of what nobody calls over HTTP: stream, debit queue, dead letters, schedules."""

from bench.cases.messages import as_batch
from bench.cases.stage import BenchWorld, Event
from functions.redrive_messages.handler import lambda_handler as redrive_messages
from shared.payments.clearing.messages import message
from tests.functional.handlers.linking import Linking
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import surplus_of_a_top_up
from tests.functional.handlers.topping_up import Refilling
from tests.functional.handlers.uploads import upload
from tests.support.aws import receive
from tests.support.pdfs import invoice
from tests.support.samples import sample
from tests.support.world import GOOD_CARD

ORDERS = 10
"""Orders to a batch where a batch is measured."""


def relaying(shop: Shop) -> Event:
    """Ten new orders of one wallet."""
    shop.consent()
    shop.world.relay()
    _place(shop)
    return {"Records": shop.world.stream_records()}


def recording_timelines(shop: Shop) -> Event:
    """The same ten orders, without what is no order."""
    shop.world.record_timelines()
    start = shop.world.timeline_position
    _place(shop)
    return {"Records": shop.world.stream_records(start)}


def debiting(shop: Shop) -> Event:
    """One message of ten orders that the wallet covers."""
    shop.consent()
    shop.fund(100_000)
    shop.world.relay()
    shop.world.debit()
    _place(shop)
    shop.world.relay()
    return as_batch(receive(shop.world.resources.debit_queue_url))


def redriving(shop: Shop) -> Event:
    """One debit message that failed to the end."""
    shop.consent()
    shop.fund(5_000)
    shop.world.relay()
    shop.world.debit()
    shop.order()
    shop.world.relay()
    return as_batch(receive(shop.world.resources.debit_queue_url))


def checking_documents(shop: Shop) -> Event:
    """A PDF of one page; the process that reads it is another one, and not measured."""
    link = shop.link(shop.order(collect="none"), pdf=True)
    return upload(link["document"]["upload"], invoice())


def expiring(shop: Shop) -> Event:
    """One link whose time is over."""
    shop.link(shop.order(collect="none"), expires_in_days=1)
    return _run(shop, "expire_links")


def purging(shop: Shop) -> Event:
    """One paid link that is to be forgotten."""
    shop.buy(shop.order(collect="none"))
    shop.world.pass_time(days=90)
    return _run(shop, "purge_links")


def repairing(shop: Shop) -> Event:
    """One payment that no webhook told of."""
    shop.world.pay(shop.checkout(shop.link(shop.order(collect="none"))))
    return _run(shop, "repair_payments")


def finding_missed_events(shop: Shop) -> Event:
    """A run with nothing to find, as most are."""
    return _run(shop, "find_missed_events")


def returning_money(shop: Shop) -> Event:
    """Surplus of one top-up."""
    surplus_of_a_top_up(shop)
    return _run(shop, "return_money")


def clearing(shop: Shop) -> Event:
    """One order whose money is available."""
    shop.buy(shop.order(collect="none"))
    shop.world.pass_time(days=2)
    return _run(shop, "clear_payments")


def completing(shop: Shop) -> Event:
    """The same, handed over by the schedule."""
    payment = shop.buy(shop.order(collect="none"))
    shop.world.pass_time(days=2)
    return as_batch([{"MessageId": "m", "Body": message(payment), "Attributes": {}}])


def waking(shop: Shop) -> Event:
    """One wallet that is due."""
    redrive_messages(redriving(shop), None)
    return _run(shop, "wake_wallets")


def reminding(shop: Shop) -> Event:
    """One card that expires in a month."""
    methods = Linking(shop)
    methods.link(card_number=GOOD_CARD, exp="12/26")
    shop.world.pass_time(days=15)
    return _run(shop, "remind_methods")


def refilling(shop: Shop) -> Event:
    """A wallet below its threshold, and one card that fills it."""
    wallet = Refilling(shop)
    wallet.methods.link(card_number=GOOD_CARD, exp="12/40")
    wallet.automatic()
    shop.world.relay()
    shop.world.arrive()  # type: ignore[attr-defined]
    return as_batch(receive(shop.world.resources.refill_queue_url))


def auditing(shop: Shop) -> Event:
    """A day with one top-up and three paid orders."""
    shop.consent()
    shop.fund(50_000)
    for _ in range(3):
        shop.order()
    shop.world.settle_down()
    day = shop.world.clock.moment.date().isoformat()
    return _run(shop, "audit_books") | {"day": day}


def _place(shop: Shop) -> None:
    for _ in range(ORDERS):
        shop.order(collect="auto")


def _run(shop: Shop, name: str) -> Event:
    assert isinstance(shop.world, BenchWorld)  # noqa: S101 - for the types: every shop here is on the stage
    shop.world.arrive()
    return sample(name)
