"""The audit looks at fees as at any other money."""

import pytest

from shared.aws.connection import NoAnswer
from shared.table.keys import link_key
from tests.functional.handlers.auditing import change, found_on, lose, only
from tests.functional.handlers.shop import Shop
from tests.support.outbox import Trouble, outbox, refused
from tests.support.world import Json


@pytest.fixture
def day(shop: Shop) -> Shop:
    """Three messages: one sent, one refused, one of which nobody knows."""
    shop.fund(1_000)
    link = shop.link(shop.order(collect="none"))
    for trouble, number in ((None, 1), (refused("InvalidParameter"), 2), (NoAnswer(), 3)):
        outbox.troubles += [Trouble("Publish", trouble)] if trouble else []
        assert shop.send(link["id"], to=f"+491512345678{number}").status == 201
        shop.world.settle_down()
    assert [sending["status"] for sending in shop.sendings()] == ["sent", "failed", "unknown"]
    assert shop.wallet()["balance"] == 982
    return shop


def test_a_day_with_messages_is_in_order_also_when_their_link_is_forgotten(day: Shop) -> None:
    for item in [*day.world.items("sending"), *day.world.items("link")]:
        lose(day.world, item)
    assert found_on(day.world) == []


def test_a_lost_fee_is_found(day: Shop) -> None:
    fee = only(day.world, "fee", state="returned")
    lose(day.world, fee)
    assert {kind for kind, _ in found_on(day.world)} == {"line_without_fee"}


def test_a_fee_of_another_amount_is_found(day: Shop) -> None:
    fee: Json = only(day.world, "fee", id=day.sendings()[0]["id"])
    change(day.world, fee, amount=8)
    ((kind, subject),) = found_on(day.world)
    assert (kind, subject.endswith(f"#{fee['id']}")) == ("line_without_fee", True)
    assert link_key(fee["link_id"]).pk == fee["link_id"]
