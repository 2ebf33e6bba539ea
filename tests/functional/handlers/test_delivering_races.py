"""Handing messages over while others do, too: one message, one fee, and nobody's word taken for another's."""

from functools import partial
from typing import Any

import pytest

from functions.deliver_messages.handler import lambda_handler as deliver_messages
from tests.functional.handlers.books import audit
from tests.functional.handlers.handing_over import handed, key, the_sending
from tests.functional.handlers.shop import Shop
from tests.support.aws import bodies
from tests.support.outbox import Trouble, outbox, refused
from tests.support.world import Json


@pytest.fixture
def link(shop: Shop) -> Json:
    """In a shop with credits."""
    shop.fund(1_000)
    return shop.link(shop.order(collect="none"))


def test_two_runs_at_once_send_one_message(shop: Shop, link: Json) -> None:
    """The second finds it begun and says that nobody knows; the first knows, and its word stands."""
    shop.send(link["id"])
    shop.world.relay()
    (body,) = bodies(shop.world.resources.sending_queue_url)
    states: list[str] = []

    def second() -> None:
        handed(deliver_messages, body)
        states.append(the_sending(shop)["status"])

    outbox.before["Publish"] = second
    handed(deliver_messages, body)
    assert (states, the_sending(shop)["status"], len(outbox.sms)) == (["unknown"], "sent", 1)
    audit(shop.world)


def test_a_refusal_that_comes_after_somebody_gave_up_still_gives_the_fee_back(shop: Shop, link: Json) -> None:
    shop.send(link["id"])
    shop.world.relay()
    (body,) = bodies(shop.world.resources.sending_queue_url)
    outbox.before["Publish"] = lambda: handed(deliver_messages, body)
    outbox.troubles.append(Trouble("Publish", refused("InvalidParameter")))
    handed(deliver_messages, body)
    assert (the_sending(shop)["status"], shop.wallet()["balance"]) == ("failed", 1_000)
    audit(shop.world)


def test_the_fee_comes_back_however_busy_the_wallet_is(shop: Shop, link: Json, interruptions: Any) -> None:
    outbox.troubles.append(Trouble("Publish", refused("InvalidParameter")))
    shop.send(link["id"])
    shop.world.relay()
    outbox.before["Publish"] = lambda: interruptions.before("TransactWriteItems", lambda: shop.adjust(100))
    shop.world.deliver_messages()
    assert (the_sending(shop)["status"], shop.wallet()["balance"]) == ("failed", 1_100)
    audit(shop.world)


def test_a_fee_that_cannot_go_back_now_goes_back_at_the_next_try(shop: Shop, link: Json, interruptions: Any) -> None:
    """A wallet that others change all the time makes no unknown message of a refused one."""
    outbox.troubles += [Trouble("Publish", refused("InvalidParameter"))] * 2
    shop.send(link["id"])
    shop.world.relay()

    def others_write(left: int) -> None:
        shop.adjust(100, key=f"busy-{left}")
        if left:
            interruptions.before("TransactWriteItems", lambda: others_write(left - 1))

    outbox.before["Publish"] = lambda: interruptions.before("TransactWriteItems", lambda: others_write(7))
    assert len(shop.world.deliver_messages()) == 1, "the message comes again"
    assert (the_sending(shop)["status"], shop.wallet()["balance"]) == ("queued", 1_791)
    shop.world.settle_down()
    assert (the_sending(shop)["status"], outbox.sms, shop.wallet()["balance"]) == ("failed", [], 1_800)
    audit(shop.world)


def test_who_cannot_begin_leaves_the_message_to_come_again(shop: Shop, link: Json, interruptions: Any) -> None:
    """The table's answer was lost, or another run died at once: the message does not stay begun for ever."""
    shop.send(link["id"])
    shop.world.relay()
    place = key(the_sending(shop))

    def begun() -> None:
        shop.world.backing.overwrite(place, "status", "sending")
        shop.world.backing.overwrite(place, "attempts", 1)

    interruptions.before("UpdateItem", begun)
    assert len(shop.world.deliver_messages()) == 1, "the message comes again"
    shop.world.settle_down()
    assert (the_sending(shop)["status"], outbox.sms) == ("unknown", [])
    audit(shop.world)


def test_who_read_before_another_run_tried_does_not_begin(shop: Shop, link: Json, interruptions: Any) -> None:
    """Two runs under one number of attempt would take each other's word for their own."""
    outbox.troubles.append(Trouble("Publish", refused("Throttled", 429)))
    shop.send(link["id"])
    shop.world.relay()
    (body,) = bodies(shop.world.resources.sending_queue_url)
    interruptions.before("UpdateItem", lambda: handed(deliver_messages, body))
    assert len(handed(deliver_messages, body)["batchItemFailures"]) == 1
    assert (the_sending(shop)["status"], the_sending(shop)["attempts"], outbox.sms) == ("queued", 1, [])


def test_a_run_puts_back_no_attempt_but_its_own(shop: Shop, link: Json, interruptions: Any) -> None:
    """Its write was made, the answer was lost, another run has begun, and the write is made once more."""
    shop.send(link["id"])
    shop.world.relay()
    (body,) = bodies(shop.world.resources.sending_queue_url)
    place = key(the_sending(shop))
    outbox.troubles.append(Trouble("Publish", refused("Throttled", 429)))
    begun_again = partial(shop.world.backing.overwrite, place, "attempts", 2)
    outbox.before["Publish"] = lambda: interruptions.before("UpdateItem", begun_again)
    handed(deliver_messages, body)
    assert (the_sending(shop)["status"], the_sending(shop)["attempts"]) == ("sending", 2)
