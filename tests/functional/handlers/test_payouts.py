"""Payouts: whose payments each consists of, and that it adds up to the unit."""

import pytest

from functions.read_payouts.handler import lambda_handler as read_payouts
from shared.events.catalog.table import CATALOG
from shared.payments.outbox.events import events_of
from shared.stripe_gateway import stripe_payouts
from shared.table.marshal import from_wire
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.exporting import Exporter
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.paying_out import Bank, foreign_sale, listed, run, shown
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import lost_link_payment
from tests.support.world import AS_OPERATOR, Json, World

PARTS = ("charges", "refunds", "disputes", "other")


def sold(shop: Shop, amount: int = 5_000) -> str:
    """A payment by a buyer."""
    return shop.buy(shop.order(amount, collect="none"))


def adds_up(payout: Json) -> None:
    """Each sum is of its lines, and all together are the payout."""
    sums = payout["sums"]
    for name in ("count", "amount", "fee", "net"):
        assert sum(sums[part][name] for part in PARTS) == sums["total"][name]
    assert sums["total"]["net"] == payout["amount"]
    assert payout["difference"] == 0
    for part in PARTS[:3]:
        lines = [line for line in payout["data"] if f"{line['movement']}s" == part]
        assert len(lines) == sums[part]["count"]
        assert sum(line["net"] for line in lines) == sums[part]["net"]
        assert all(line["amount"] - line["fee"] == line["net"] for line in lines)


def some_of_everything(world: World) -> tuple[Shop, dict[str, str]]:
    """Sold, refunded by us and by the dashboard, disputed, won back, topped up; and somebody else's sale."""
    shop, provider = Shop(world, world.merchant()), ProviderSide(world)
    payments = {name: sold(shop) for name in ("plain", "ours", "theirs", "disputed", "won")}
    shop.fund(3_000)
    shop.refund(payments["ours"], amount=1_000)
    provider.refund(payments["theirs"], 700)
    provider.dispute(payments["disputed"])
    provider.end_dispute(provider.dispute(payments["won"]), "won")
    foreign_sale(world)
    world.settle_down()
    return shop, payments


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


def test_no_crash_loses_or_doubles_a_line(
    world: World, interruptions: Interruptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe_payouts, "LINES", 3)
    changes, died = 0, True
    while died:
        world.start_over()
        some_of_everything(world)
        payout_id = Bank(world).pay_out()
        died = interruptions.kills(Bank(world).told, after=changes)
        world.seen_events.clear()
        Bank(world).told()
        run()
        payout = shown(world, payout_id).json
        assert payout["reconciliation"] == "recorded", f"died after {interruptions.calls}"
        adds_up(payout)
        assert payout["sums"]["total"]["count"] == 12
        changes += 1
    assert changes > 6


def test_two_runs_at_once_count_each_page_once(world: World, interruptions: Interruptions) -> None:
    place, met = 0, True
    while met:
        world.start_over()
        some_of_everything(world)
        payout_id = Bank(world).pay_out()
        world.deliver_webhooks()
        happened: list[int] = []

        def other(happened: list[int] = happened) -> None:
            happened.append(1)
            run()

        interruptions.at(place, other, run)
        run()
        adds_up(shown(world, payout_id).json)
        met, place = bool(happened), place + 1
    assert place > 6


def test_a_merchant_sees_the_payouts_of_its_own_account_alone(shop: Shop) -> None:
    own = OwnAccount(shop).connected()
    other = Shop(shop.world, shop.world.merchant())
    sold(shop)
    foreign_sale(shop.world, own.id, 800)
    bank = Bank(shop.world, own.id)
    payout_id = bank.pay_out()
    bank.told()
    payout = shown(shop.world, payout_id, shop).json
    adds_up(payout)
    assert (payout["account"], payout["merchant_id"]) == (own.id, shop.id)
    assert (payout["sums"]["charges"]["count"], payout["sums"]["other"]["amount"]) == (1, 800)
    assert [each["id"] for each in listed(shop.world, shop)] == [payout_id]
    assert shown(shop.world, payout_id, other).status == 404
    assert shown(shop.world, payout_id).status == 404
    assert listed(shop.world, other) == listed(shop.world) == []


def test_payouts_of_accounts_that_nobody_connected_are_nobodys(world: World) -> None:
    foreign_sale(world, "acct_1Stranger")
    Bank(world, "acct_1Stranger").pay_out()
    assert Bank(world, "acct_1Stranger").told() == (0, {})
    assert not world.items("payout")


def test_an_account_that_is_closed_to_us_holds_up_nobody(shop: Shop) -> None:
    own = OwnAccount(shop).connected()
    sold(shop)
    bank = Bank(shop.world, own.id)
    payout_id = bank.pay_out(reconciled=False)
    bank.told()
    own.becomes(revoked=True)
    shop.world.pass_time(hours=2)
    assert run() == (1, {})
    assert shown(shop.world, payout_id, shop).json["reconciliation"] == "not_available"
    shop.world.pass_time(days=1)
    assert run() == (0, {})


def test_who_may_read_what(shop: Shop) -> None:
    for route, caller, code in (
        ("GET /v1/payouts", AS_OPERATOR, "merchant_key_required"),
        ("GET /v1/platform/payouts", shop.me, "operator_key_required"),
    ):
        refused = shop.world.call(read_payouts, "read_payouts", route, authorizer=caller)
        assert (refused.status, refused.json["code"]) == (403, code)
    for strange in ("po_", "ord_0", "po_1", shop.id):
        assert shown(shop.world, strange).status == 404
