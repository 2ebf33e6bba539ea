"""Everything that can happen to what is reserved, against everything else: the second happens whole, before each call
of the first.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage
from tests.support.world import World

Act = Callable[[TwoStage], Any]


def captures(order: TwoStage) -> None:
    order.capture()


def captures_less(order: TwoStage) -> None:
    order.capture(3_000)


def cancels(order: TwoStage) -> None:
    order.cancel()


def lapses(order: TwoStage) -> None:
    if order.intent()["status"] == "requires_capture":
        order.lapse()
    order.world.deliver_webhooks()


def is_captured_elsewhere(order: TwoStage) -> None:
    if order.intent()["status"] == "requires_capture":
        order.capture_elsewhere()
    order.world.deliver_webhooks()


def is_captured_in_part_elsewhere(order: TwoStage) -> None:
    if order.intent()["status"] == "requires_capture":
        order.capture_elsewhere(1_000)
    order.world.deliver_webhooks()


def is_cancelled_elsewhere(order: TwoStage) -> None:
    if order.intent()["status"] == "requires_capture":
        order.cancel_elsewhere()
    order.world.deliver_webhooks()


def voids(order: TwoStage) -> None:
    order.shop.void(order.link_id)


def pays_from_credits(order: TwoStage) -> None:
    order.shop.pay([order.order_id], key="credits")


def changes_the_amount(order: TwoStage) -> None:
    order.shop.change(order.order_id, amount=5_000)


def hears_of_it(order: TwoStage) -> None:
    order.world.deliver_webhooks()


ACTS = (
    captures,
    captures_less,
    cancels,
    lapses,
    is_captured_elsewhere,
    is_captured_in_part_elsewhere,
    is_cancelled_elsewhere,
    voids,
    pays_from_credits,
    changes_the_amount,
    hears_of_it,
)
_PLACES = 12


def rest(world: World) -> None:
    """What was left half done goes on."""
    world.settle_down()
    world.pass_time(hours=2)
    jobs.repair()
    jobs.expire()
    jobs.bring_back()
    world.settle_down()


def check(order: TwoStage) -> None:
    """Whoever was first, the money is where the order says it is."""
    world, read, intent = order.world, order.read(), order.intent()
    released = [each["order_id"] for each in order.released()]
    assert len(released) == (read["released_at"] is not None)
    assert intent["status"] in ("succeeded", "canceled", "requires_capture")
    by_it = [each for each in world.items("payment") if each.get("intent_id") == intent["id"]]
    for payment in by_it:
        assert payment["state"] in ("succeeded", "surplus")
        if payment["state"] == "succeeded":
            assert intent["amount_received"] == payment.get("capture_amount", payment["amount"])
            assert read["payments"][0]["captured_amount"] == intent["amount_received"]
    if intent["status"] == "succeeded":
        assert by_it, "money that nobody recorded"
    if read["status"] == "cancelled":
        assert intent["status"] != "requires_capture"
        assert not [each for each in by_it if each["state"] == "succeeded"]


FIRSTS = ((captures_less, True), (cancels, True), (hears_of_it, False))
"""And whether it was told before that something is reserved."""


@pytest.mark.parametrize("second", ACTS, ids=lambda act: act.__name__)
@pytest.mark.parametrize(("first", "told"), FIRSTS, ids=[first.__name__ for first, _ in FIRSTS])
def test_two_things_at_once_leave_the_books_right(
    world: World, interruptions: Interruptions, first: Act, second: Act, told: bool
) -> None:
    for place in range(_PLACES):
        world.start_over()
        shop = Shop(world, world.merchant())
        if second is pays_from_credits:
            shop.fund(10_000)
        order = TwoStage(shop)
        order.submit()
        if told:
            world.settle_down()
        happened: list[bool] = []

        def meanwhile(order: TwoStage = order, happened: list[bool] = happened) -> None:
            happened.append(True)
            second(order)

        interruptions.at(place, meanwhile, lambda order=order: first(order))  # type: ignore[misc]
        rest(world)
        check(order)
        if not happened:
            break
