"""Use cases to count, of orders on the way in, through automatic debit, and out to the bus."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from functions.auto_debit.handler import lambda_handler as auto_debit
from functions.record_timeline.handler import lambda_handler as record_timeline
from functions.relay_events.handler import lambda_handler as relay_events
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.shop import Shop
from tests.support.aws import receive
from tests.support.world import Json, World

LARGE: Final[Json] = {
    "customer": {"name": "Mira Okafor", "email": "mira@example.com", "phone": "+4915112345678", "locale": "de-DE"},
    "items": [{"description": f"Poster {n}, matt, 50 x 70 cm", "quantity": 1, "unit_amount": 459} for n in range(10)],
    "metadata": {"campaign": "autumn", "channel": "print shop on the corner"},
}
"""With this an order's item takes more than a kilobyte."""


def new_order(shop: Shop, **changes: Any) -> Callable[[], object]:
    return lambda: expect(shop.place(**changes).status, 201)


def repeated_order(shop: Shop, **changes: Any) -> Callable[[], object]:
    shop.place(**changes)
    return lambda: expect(shop.place(**changes).status, 200)


def other_content(shop: Shop) -> Callable[[], object]:
    shop.place()
    return lambda: expect(shop.place(amount=1).status, 409)


def debit(shop: Shop, orders: int, balance: int, **content: Any) -> Callable[[], object]:
    """One message to the wallet; its orders cost 100 each, or what their ``content`` says."""
    _ready(shop, balance)
    for _ in range(orders):
        shop.order(**({"amount": 100} | content))
    shop.world.relay()
    return partial(invoke_debit, shop.world)


def debit_of_ten_messages(shop: Shop) -> Callable[[], object]:
    """What a relay sends that keeps up with a busy wallet: few orders to a message."""
    _ready(shop, 10_000)
    for _ in range(10):
        _orders(shop, 5)
        shop.world.relay()
    return partial(invoke_debit, shop.world)


def debit_of_ten_wallets(shop: Shop) -> Callable[[], object]:
    others = _others(shop, 10)
    for each in others:
        _ready(each, 1_000)
    for each in others:
        _orders(each, 1)
    shop.world.relay()
    return partial(invoke_debit, shop.world)


def debit_again(shop: Shop) -> Callable[[], object]:
    """The queue delivers a message a second time."""
    _ready(shop, 10_000)
    _orders(shop, 97)
    shop.world.relay()
    messages = receive(shop.world.resources.debit_queue_url)
    _debit(messages)
    return lambda: _debit(messages)


def debit_over_the_daily_limit(shop: Shop) -> Callable[[], object]:
    _ready(shop, 10_000)
    shop.change_wallet(limits={"per_day": 100})
    _orders(shop, 2)
    shop.world.relay()
    return partial(invoke_debit, shop.world)


def drain(shop: Shop, waiting: int, balance: int) -> Callable[[], object]:
    shop.consent()
    _orders(shop, waiting)
    shop.world.settle_down()
    if balance:
        shop.fund(balance)
        shop.world.settle_down()
    shop.drain()
    shop.world.relay()
    return partial(invoke_debit, shop.world)


def drain_not_chosen(shop: Shop) -> Callable[[], object]:
    shop.consent()
    _orders(shop, 10)
    shop.world.settle_down()
    shop.fund(5_000)
    shop.world.relay()
    return partial(invoke_debit, shop.world)


def relay_new(shop: Shop, orders: int) -> Callable[[], object]:
    """New orders of one wallet, after other changes of the table."""
    shop.world.relay()
    shop.consent()
    _orders(shop, orders)
    return partial(_relay, shop.world)


def relay_new_of_many(shop: Shop) -> Callable[[], object]:
    others = _others(shop, 97)
    shop.world.relay()
    for each in others:
        _orders(each, 1)
    return partial(_relay, shop.world)


def relay_paid(shop: Shop, orders: int) -> Callable[[], object]:
    """What one debit changed: orders, wallet, journal page, payment."""
    debit(shop, orders, 100 * orders)()
    shop.world.stream_position = len(shop.world.stream_records(0)) - orders - 3
    return partial(_relay, shop.world)


def relay_waiting(shop: Shop) -> Callable[[], object]:
    debit(shop, 97, 0)()
    shop.world.stream_position = len(shop.world.stream_records(0)) - 97
    return partial(_relay, shop.world)


def relay_top_up(shop: Shop) -> Callable[[], object]:
    shop.world.relay()
    shop.fund(5_000)
    return partial(_relay, shop.world)


def timelines_of_new(shop: Shop) -> Callable[[], object]:
    _orders(shop, 97)
    return partial(_record, shop.world)


def timelines_told_again(shop: Shop) -> Callable[[], object]:
    _orders(shop, 97)
    _record(shop.world)
    return partial(_record, shop.world)


def timelines_of_new_and_paid(shop: Shop, orders: int) -> Callable[[], object]:
    """Taken in and paid within the five seconds for which the stream gathers."""
    debit(shop, orders, 100 * orders)()
    return partial(_record, shop.world)


def timelines_of_paid(shop: Shop) -> Callable[[], object]:
    run = debit(shop, 97, 9_700)
    shop.world.record_timelines()
    run()
    return partial(_record, shop.world)


def invoke_debit(world: World) -> None:
    """One invocation with what is in the queue, up to ten messages."""
    _debit(receive(world.resources.debit_queue_url))


def _debit(messages: list[Any]) -> None:
    assert messages
    records = [{"messageId": m["MessageId"], "body": m["Body"], "attributes": m["Attributes"]} for m in messages]
    assert auto_debit({"Records": records}, None) == {"batchItemFailures": []}


def _relay(world: World) -> None:
    records = world.stream_records()
    assert 1 <= len(records) <= 100
    relay_events({"Records": records}, None)


def _record(world: World) -> None:
    records = world.stream_records(world.timeline_position)
    wanted = [each for each in records if each["dynamodb"]["NewImage"].get("kind") == {"S": "order"}]
    assert 1 <= len(wanted) <= 100
    record_timeline({"Records": wanted}, None)


def _ready(shop: Shop, balance: int) -> None:
    """A wallet that pays by itself; everything so far has been told."""
    shop.consent()
    if balance:
        shop.fund(balance)
    shop.world.settle_down()


def _orders(shop: Shop, number: int) -> None:
    for _ in range(number):
        shop.order(100)


def _others(shop: Shop, number: int) -> list[Shop]:
    return [Shop(shop.world, shop.world.merchant()) for _ in range(number)]


COUNTED_ORDERS: Final[Mapping[str, Case]] = {
    "order_intake: new": new_order,
    "order_intake: new, over 1 KB": partial(new_order, **LARGE),
    "order_intake: the same again": repeated_order,
    "order_intake: other content": other_content,
    "order_intake: new, with its link": partial(new_order, collect="link"),
    "order_intake: the same again, with its link": partial(repeated_order, collect="link"),
    "auto_debit: 1 order": partial(debit, orders=1, balance=1_000),
    "auto_debit: 10 orders": partial(debit, orders=10, balance=10_000),
    "auto_debit: 10 orders, over 1 KB": partial(debit, orders=10, balance=100_000, amount=4590, **LARGE),
    "auto_debit: 48 orders": partial(debit, orders=48, balance=10_000),
    "auto_debit: 97 orders": partial(debit, orders=97, balance=10_000),
    "auto_debit: 10 messages of 5 orders": debit_of_ten_messages,
    "auto_debit: 1 order of each of 10 wallets": debit_of_ten_wallets,
    "auto_debit: 1 order, not covered": partial(debit, orders=1, balance=0),
    "auto_debit: 97 orders, 50 covered": partial(debit, orders=97, balance=5_000),
    "auto_debit: 2 orders, 1 over the daily limit": debit_over_the_daily_limit,
    "auto_debit: 97 orders, told again": debit_again,
    "auto_debit: drain, nothing waits": partial(drain, waiting=0, balance=0),
    "auto_debit: drain of 97": partial(drain, waiting=97, balance=9_700),
    "auto_debit: drain of 200": partial(drain, waiting=200, balance=20_000),
    "auto_debit: drain of 97, still not covered": partial(drain, waiting=97, balance=0),
    "auto_debit: drain after a top-up, not chosen": drain_not_chosen,
    "relay_events: 1 new order": partial(relay_new, orders=1),
    "relay_events: 10 new orders": partial(relay_new, orders=10),
    "relay_events: 97 new orders of one wallet": partial(relay_new, orders=97),
    "relay_events: 97 new orders of 97 wallets": relay_new_of_many,
    "relay_events: 1 paid order": partial(relay_paid, orders=1),
    "relay_events: 10 paid orders": partial(relay_paid, orders=10),
    "relay_events: 48 paid orders": partial(relay_paid, orders=48),
    "relay_events: 97 paid orders": partial(relay_paid, orders=97),
    "relay_events: 97 waiting orders": relay_waiting,
    "relay_events: a top-up": relay_top_up,
    "record_timeline: 97 new orders": timelines_of_new,
    "record_timeline: 97 new orders, told again": timelines_told_again,
    "record_timeline: 1 order, new and paid": partial(timelines_of_new_and_paid, orders=1),
    "record_timeline: 10 orders, new and paid": partial(timelines_of_new_and_paid, orders=10),
    "record_timeline: 48 orders, new and paid": partial(timelines_of_new_and_paid, orders=48),
    "record_timeline: 97 orders paid later": timelines_of_paid,
}
