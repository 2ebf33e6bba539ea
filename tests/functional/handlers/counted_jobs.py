"""Use cases to count, of the schedules, with nothing and with several things due, and of the dead-letter queues."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from functions.complete_orders.handler import lambda_handler as complete_orders_handler
from local.stripe_simulator.resources.webhook_endpoints import new_endpoint
from shared.payments.clearing.messages import message
from shared.wallets.waking import wake_no_later
from tests.functional.handlers import auditing, jobs
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.crash_scenarios_of_links import lose_webhooks
from tests.functional.handlers.dead_letters import TOLD, exhausted, redrive
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import lost_link_payment
from tests.support.aws import bodies


def expire(shop: Shop, due: int, *, pressed: bool = False) -> Callable[[], object]:
    made = [shop.link(shop.order(collect="none"), expires_in_days=1) for _ in range(due)]
    shop.world.pass_time(hours=23, minutes=50)
    if pressed:
        for link in made:
            shop.checkout(link)
    shop.world.pass_time(minutes=12)
    return lambda: expect(jobs.expire(), (due, {}))


def purge(shop: Shop, due: int) -> Callable[[], object]:
    """Links that were paid 90 days ago."""
    for _ in range(due):
        shop.buy(shop.order(collect="none", customer={"email": "buyer@example.com"}))
    shop.world.pass_time(days=90)
    return lambda: expect(jobs.purge(), (due, {}))


def repair(shop: Shop, due: int) -> Callable[[], object]:
    """Buyers have paid, and nobody told us."""
    for _ in range(due):
        shop.world.pay(shop.checkout(shop.link(shop.order(collect="none"))))
    lose_webhooks(shop)
    shop.world.pass_time(minutes=10)
    return lambda: expect(jobs.repair(), (due, {}))


def find_missed(shop: Shop, due: int) -> Callable[[], object]:
    """Top-ups whose events were not delivered; each has two events."""
    world = shop.world
    with world.stripe.server.lock:
        new_endpoint(world.stripe.simulator.world, "http://127.0.0.1:9/lost")
    world.faults(deliveries=[{"kind": "drop", "types": ["*"]}])
    for _ in range(due):
        world.pay(shop.top_up(5_000).json["checkout_url"])
    return lambda: expect(jobs.find_missed(), (2 * due, {}))


def wake(shop: Shop, due: int) -> Callable[[], object]:
    for currency in ("EUR", "USD", "GBP", "CHF", "JPY")[:due]:
        wake_no_later(shop.world.table, shop.id, currency, shop.world.clock.now() + timedelta(minutes=1))
    shop.world.pass_time(minutes=10)
    return lambda: expect(jobs.wake(), (due, {}))


def return_surplus(shop: Shop, due: int) -> Callable[[], object]:
    for _ in range(due):
        lost_link_payment(shop)
    return lambda: expect(jobs.bring_back(), (due, {}))


def complete_orders(shop: Shop, due: int) -> Callable[[], object]:
    """Each of them was paid by its own link."""
    for _ in range(due):
        shop.buy(shop.order(collect="none"))
    shop.world.pass_time(days=2)
    return lambda: expect(jobs.clear(), (due, {}))


def complete_orders_of_one_payment(shop: Shop) -> Callable[[], object]:
    orders = [shop.order(100, collect="none") for _ in range(50)]
    shop.world.pay(shop.pay(orders, method="checkout").json["checkout_url"])
    shop.world.settle_down()
    shop.world.pass_time(days=2)
    return lambda: expect(jobs.clear(), (1, {}))


def complete_what_was_handed_over(shop: Shop) -> Callable[[], object]:
    payments = [shop.buy(shop.order(collect="none")) for _ in range(10)]
    shop.world.pass_time(days=2)
    records = [{"messageId": each, "body": message(each), "attributes": {}} for each in payments]
    return lambda: expect(complete_orders_handler({"Records": records}, None), {"batchItemFailures": []})


def ask_about_refunds(shop: Shop, due: int) -> Callable[[], object]:
    """The provider did not answer when they were sent."""
    payments = [shop.buy(shop.order(collect="none")) for _ in range(due)]
    for payment in payments:
        shop.world.faults(calls=[{"kind": "timeout", "method": "POST", "path": "/v1/refunds", "count": 2}])
        assert shop.refund(payment).status == 202
    shop.world.pass_time(minutes=10)
    return lambda: expect(jobs.bring_back(), (due, {}))


def audit(shop: Shop, days_ahead: int, orders: int) -> Callable[[], object]:
    """The first run audits the day before; the next has nothing to do until a day has ended."""
    shop.consent()
    shop.fund(10_000)
    for _ in range(orders):
        shop.order(100)
    shop.world.settle_down()
    auditing.run_schedule()
    shop.world.pass_time(days=days_ahead)
    return lambda: expect(len(auditing.run_schedule()), days_ahead)


def redrive_debit(shop: Shop) -> Callable[[], object]:
    shop.order()
    (message,) = exhausted(shop.world)
    return lambda: expect(redrive(message), TOLD)


def redrive_drain(shop: Shop, *, chosen: bool) -> Callable[[], object]:
    if chosen:
        shop.change_wallet(drain_after_top_up=True)
    shop.fund(5_000)
    (message,) = exhausted(shop.world)
    return lambda: expect(redrive(message), TOLD)


def redrive_webhook(shop: Shop) -> Callable[[], object]:
    shop.world.pay(shop.top_up(5_000).json["checkout_url"])
    event = '{"id": "evt_1", "object": "event"}'
    shop.world.post_webhook(event)
    (message,) = bodies(shop.world.resources.webhook_queue_url)
    return lambda: expect(redrive(message), TOLD)


def redrive_closing(shop: Shop) -> Callable[[], object]:
    order = shop.order(collect="none")
    shop.link(order)
    shop.cancel(order)
    (message,) = exhausted(shop.world, "closing")
    return lambda: expect(redrive(message), TOLD)


def redrive_unreadable(_: Shop) -> Callable[[], object]:
    return lambda: expect(redrive("no message"), TOLD)


COUNTED_JOBS: Final[Mapping[str, Case]] = {
    "expire_links: nothing due": partial(expire, due=0),
    "expire_links: 1 due": partial(expire, due=1),
    "expire_links: 5 due": partial(expire, due=5),
    "expire_links: 1 due, with a checkout": partial(expire, due=1, pressed=True),
    "expire_links: 5 due, with checkouts": partial(expire, due=5, pressed=True),
    "purge_links: nothing due": partial(purge, due=0),
    "purge_links: 1 due": partial(purge, due=1),
    "purge_links: 5 due": partial(purge, due=5),
    "repair_payments: nothing due": partial(repair, due=0),
    "repair_payments: 1 due": partial(repair, due=1),
    "repair_payments: 5 due": partial(repair, due=5),
    "find_missed_events: nothing": partial(find_missed, due=0),
    "find_missed_events: 2 events": partial(find_missed, due=1),
    "find_missed_events: 10 events": partial(find_missed, due=5),
    "wake_wallets: nothing due": partial(wake, due=0),
    "wake_wallets: 1 due": partial(wake, due=1),
    "wake_wallets: 5 due": partial(wake, due=5),
    "return_money: nothing due": partial(return_surplus, due=0),
    "return_money: 1 surplus": partial(return_surplus, due=1),
    "return_money: 5 surplus": partial(return_surplus, due=5),
    "return_money: 1 refund without an answer": partial(ask_about_refunds, due=1),
    "return_money: 5 refunds without an answer": partial(ask_about_refunds, due=5),
    "clear_payments: nothing due": partial(complete_orders, due=0),
    "clear_payments: 1 due": partial(complete_orders, due=1),
    "clear_payments: 5 due": partial(complete_orders, due=5),
    "clear_payments: 50 orders of one payment": complete_orders_of_one_payment,
    "complete_orders: 10 handed over": complete_what_was_handed_over,
    "audit_books: nothing to do": partial(audit, days_ahead=0, orders=0),
    "audit_books: a day of 1 order": partial(audit, days_ahead=1, orders=1),
    "audit_books: a day of 90 orders": partial(audit, days_ahead=1, orders=90),
    "redrive_messages: a debit": redrive_debit,
    "redrive_messages: a drain after a top-up": partial(redrive_drain, chosen=True),
    "redrive_messages: a drain that is not chosen": partial(redrive_drain, chosen=False),
    "redrive_messages: a webhook": redrive_webhook,
    "redrive_messages: a closing": redrive_closing,
    "redrive_messages: unreadable": redrive_unreadable,
}
