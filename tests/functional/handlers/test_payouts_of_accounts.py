"""Payouts of accounts: each is its owner's alone to read."""

from functions.read_payouts.handler import lambda_handler as read_payouts
from shared.payments.payouts.store import told_update
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.paying_out import Bank, adds_up, foreign_sale, listed, run, shown, sold
from tests.functional.handlers.shop import Shop
from tests.support.world import AS_OPERATOR, World


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


def test_no_merchant_sees_the_payouts_of_the_platforms_account(shop: Shop) -> None:
    sold(shop)
    payout_id = Bank(shop.world).pay_out()
    Bank(shop.world).told()
    assert shown(shop.world, payout_id).status == 200
    assert shown(shop.world, payout_id, shop).status == 404
    assert listed(shop.world, shop) == []


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


def test_what_was_told_of_an_account_before_it_closed_is_asked_for_once(shop: Shop) -> None:
    own = OwnAccount(shop).connected()
    sold(shop)
    Bank(shop.world, own.id).pay_out()
    shop.world.deliver_webhooks()
    own.becomes(revoked=True)
    assert run() == (1, {})
    shop.world.pass_time(hours=2)
    assert run() == (0, {})


def test_what_the_provider_does_not_know_is_asked_for_once(world: World) -> None:
    world.table.update(told_update("po_1Unknown", None, world.clock.now()))
    assert run() == (1, {})
    assert run() == (0, {})
    assert shown(world, "po_1Unknown").status == 404


def test_who_may_read_what(shop: Shop) -> None:
    for route, caller, code in (
        ("GET /v1/payouts", AS_OPERATOR, "merchant_key_required"),
        ("GET /v1/platform/payouts", shop.me, "operator_key_required"),
    ):
        refused = shop.world.call(read_payouts, "read_payouts", route, authorizer=caller)
        assert (refused.status, refused.json["code"]) == (403, code)
    for strange in ("po_", "ord_0", "po_1", shop.id):
        assert shown(shop.world, strange).status == 404
