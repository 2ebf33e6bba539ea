"""Payouts: whose payments each consists of, and that it adds up to the unit."""

import pytest

from shared.events.catalog.table import CATALOG
from shared.payments.outbox.events import events_of
from shared.stripe_gateway import stripe_payouts
from shared.table.marshal import from_wire
from tests.functional.handlers.exporting import Exporter
from tests.functional.handlers.paying_out import (
    PARTS,
    Bank,
    adds_up,
    listed,
    run,
    shown,
    sold,
    some_of_everything,
)
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import lost_link_payment
from tests.support.world import World


def test_a_payout_adds_up_and_names_our_payments(world: World) -> None:
    _, payments = some_of_everything(world)
    payout_id = Bank(world).pay_out()
    assert Bank(world).told() == (1, {})
    payout = shown(world, payout_id).json
    assert (payout["reconciliation"], payout["status"], payout["merchant_id"]) == ("recorded", "pending", None)
    adds_up(payout)
    counted = {part: payout["sums"][part]["count"] for part in PARTS}
    assert counted == {"charges": 6, "refunds": 2, "disputes": 3, "other": 1}
    assert payout["sums"]["other"]["amount"] == 1_234
    charges = [line for line in payout["data"] if line["movement"] == "charge"]
    assert {line["payment"] for line in charges} > set(payments.values())
    for item in world.items("payment"):
        assert item.get("payout_id") == (payout_id if item.get("intent_id") else None)
    for item in world.items("return"):
        assert item["payout_id"] == payout_id
        assert item.get("reversal_payout_id") == (payout_id if item["payment_id"] == payments["won"] else None)


def test_an_order_and_its_export_name_the_payout(shop: Shop) -> None:
    sold(shop)
    payout_id = Bank(shop.world).pay_out()
    assert shop.listed().json["data"][0]["payments"][0]["provider"]["payout"] is None
    Bank(shop.world).told()
    assert shop.listed().json["data"][0]["payments"][0]["provider"]["payout"] == payout_id
    (row,) = Exporter(shop).at_once("payments")
    assert row["provider_payout"] == payout_id


def test_that_a_payout_is_recorded_is_told_once(shop: Shop) -> None:
    sold(shop)
    bank = Bank(shop.world)
    payout_id = bank.pay_out()
    bank.told()
    bank.becomes(payout_id, "paid")
    bank.told()
    images = [record["dynamodb"] for record in shop.world.stream_records(0)]
    changes = [
        (from_wire(image["OldImage"]) if "OldImage" in image else None, from_wire(image["NewImage"]))
        for image in images
        if "NewImage" in image
    ]
    told = [event for change in changes for event in events_of(*change) if event.type.startswith("payout.")]
    (event,) = told
    CATALOG["payout.recorded.v1"].model_validate(event.detail())
    amount = shown(shop.world, payout_id).json["amount"]
    assert (event.merchant_id, event.data["payout_id"], event.data["amount"]) == ("platform", payout_id, amount)
    assert (event.data["gross"] - event.data["fees"], event.data["difference"]) == (amount, 0)
    shop.world.relay()


@pytest.mark.parametrize(("currency", "amount"), [("JPY", 4_999), ("KWD", 12_340)])
def test_each_currency_is_paid_out_for_itself(shop: Shop, currency: str, amount: int) -> None:
    """In the minor units that we use everywhere, whatever there are of them."""
    sold(shop)
    payment = shop.buy(shop.order(amount, collect="none", currency=currency))
    payout_id = Bank(shop.world).pay_out(currency=currency.lower())
    Bank(shop.world).told()
    payout = shown(shop.world, payout_id).json
    adds_up(payout)
    (line,) = payout["data"]
    assert (payout["currency"], line["payment"], line["amount"]) == (currency, payment, amount)


def test_surplus_is_among_what_is_ours(shop: Shop) -> None:
    payment = lost_link_payment(shop)
    payout_id = Bank(shop.world).pay_out()
    Bank(shop.world).told()
    payout = shown(shop.world, payout_id).json
    adds_up(payout)
    (line,) = [line for line in payout["data"] if line["movement"] == "charge"]
    assert (line["payment"], line["surplus"]) == (payment, True)
    assert shop.world.items("surplus")[0]["payout_id"] == payout_id


def test_what_comes_later_is_in_another_payout(shop: Shop) -> None:
    bank, payment = Bank(shop.world), sold(shop)
    first = bank.pay_out()
    bank.told()
    shop.refund(payment, amount=600)
    sold(shop)
    shop.world.settle_down()
    second = bank.pay_out()
    bank.told()
    assert [each["id"] for each in listed(shop.world)] == [second, first]
    for each in (first, second):
        adds_up(shown(shop.world, each).json)
    assert shown(shop.world, second).json["sums"]["refunds"]["count"] == 1
    assert next(i for i in shop.world.items("payment") if i["id"] == payment)["payout_id"] == first


def test_it_waits_until_the_provider_knows_what_a_payout_consists_of(shop: Shop) -> None:
    sold(shop)
    bank = Bank(shop.world)
    payout_id = bank.pay_out(reconciled=False)
    bank.told()
    payout = shown(shop.world, payout_id).json
    assert (payout["reconciliation"], payout["sums"], payout["difference"], payout["data"]) == (
        "awaited",
        None,
        None,
        [],
    )
    assert run() == (0, {})
    bank.becomes(payout_id, "reconciled")
    shop.world.pass_time(hours=2)
    assert run() == (1, {}), "also where no event tells"
    adds_up(shown(shop.world, payout_id).json)


def test_of_a_payout_by_hand_nobody_knows_what_it_consists(shop: Shop) -> None:
    sold(shop)
    payout_id = Bank(shop.world).pay_out(reconciled=False, amount=700)
    Bank(shop.world).told()
    payout = shown(shop.world, payout_id).json
    told = (payout["amount"], payout["automatic"], payout["reconciliation"], payout["sums"])
    assert told == (700, False, "not_available", None)
    shop.world.pass_time(days=2)
    assert run() == (0, {})


def test_a_payout_that_no_event_told_of_is_found_the_next_day(shop: Shop) -> None:
    sold(shop)
    bank = Bank(shop.world)
    payout_id = bank.pay_out()
    run()
    adds_up(shown(shop.world, payout_id).json)
    later = Bank(shop.world).pay_out(days=0, amount=5, reconciled=False)
    run()
    assert shown(shop.world, later).status == 404, "once a day"
    shop.world.pass_time(days=1)
    run()
    assert shown(shop.world, later).status == 200


def test_a_payout_that_fails_after_it_was_paid_is_told_and_never_goes_back(shop: Shop) -> None:
    sold(shop)
    bank = Bank(shop.world)
    payout_id = bank.pay_out()
    for status in ("paid", "failed"):
        bank.becomes(payout_id, status)
        bank.told()
        assert shown(shop.world, payout_id).json["status"] == status
    with shop.world.stripe.server.lock:
        payout = shop.world.stripe.simulator.world.platform.payouts.get(payout_id)
        assert payout is not None
        payout["status"] = "paid"
    shop.world.pass_time(days=1)
    run()
    assert shown(shop.world, payout_id).json["status"] == "failed"
    again = bank.pay_out()
    bank.told()
    returned = shown(shop.world, again).json
    adds_up(returned)
    assert returned["sums"]["other"]["count"] == 1, "what the bank sent back"


def test_pages_of_lines(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe_payouts, "LINES", 2)
    for _ in range(5):
        sold(shop)
    payout_id = Bank(shop.world).pay_out()
    Bank(shop.world).told()
    first = shown(shop.world, payout_id, limit="3").json
    second = shown(shop.world, payout_id, limit="3", cursor=first["next_cursor"]).json
    ids = [line["id"] for line in first["data"] + second["data"]]
    assert len(set(ids)) == len(ids) == 5
    assert second["next_cursor"] is None
    adds_up(shown(shop.world, payout_id).json)
    assert shown(shop.world, payout_id, cursor="nonsense").status == 400
