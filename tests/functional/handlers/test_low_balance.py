"""A merchant is told when credits run low, by the stream of the very page that took them below."""

from shared.payments.outbox.events import events_of
from shared.table.marshal import from_wire
from tests.functional.handlers.shop import Shop
from tests.support.world import Json


def alerts(shop: Shop) -> list[Json]:
    """What the stream has told so far."""
    found = []
    for record in shop.world.stream_records(start=0):
        change = record["dynamodb"]
        old, new = (from_wire(change[name]) if name in change else None for name in ("OldImage", "NewImage"))
        found += [event.detail() for event in events_of(old, new) if event.type == "wallet.balance_low"]
    return found


def test_credits_that_run_low_are_told_of_once_until_they_have_risen_again(shop: Shop) -> None:
    shop.consent()
    assert shop.change_wallet(low_balance_alert=1_000).json["low_balance_alert"] == 1_000
    shop.fund(2_000)
    for amount in (1_000, 1, 500):
        shop.order(amount)
        shop.world.settle_down()
    (alert,) = alerts(shop)
    assert alert["data"] == {"currency": "EUR", "balance": 999, "threshold": 1_000}
    assert alert["merchant_id"] == shop.id
    shop.fund(2_000)
    shop.order(2_000)
    shop.world.settle_down()
    assert [each["data"]["balance"] for each in alerts(shop)] == [999, 499]
    assert len({each["id"] for each in alerts(shop)}) == 2


def test_a_threshold_can_be_cleared(shop: Shop) -> None:
    shop.consent()
    shop.fund(2_000)
    shop.change_wallet(low_balance_alert=1_000)
    assert shop.change_wallet(low_balance_alert=None).json["low_balance_alert"] is None
    shop.order(1_500)
    shop.world.settle_down()
    assert alerts(shop) == []
