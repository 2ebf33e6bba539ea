"""Whose a line of a payout is: our record of the same intent, on the same account, and on a merchant's own its own."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.payments.payouts.matching import matched
from shared.payments.payouts.model import Payout
from shared.payments.returns.recording import REFUND
from shared.payments.settling.reconciliation import PAYMENT
from shared.stripe_gateway.payouts import Moved, Movement, Reconciliation
from tests.functional.handlers.own_account import OwnAccount
from tests.functional.handlers.paying_out import sold
from tests.functional.handlers.shop import Shop
from tests.support.world import Json

AT = datetime(2026, 11, 22, tzinfo=UTC)
CHARGE = Moved(
    id="txn_1",
    movement=Movement.CHARGE,
    amount=5_000,
    fee=100,
    net=4_900,
    created_at=AT,
    source_id="ch_1",
    intent_id=None,
    metadata={},
)


def payout_of(account: str | None, merchant_id: str | None) -> Payout:
    """A payout whose lines are read."""
    return Payout(
        id="po_1",
        account=account,
        merchant_id=merchant_id,
        amount=4_900,
        currency="EUR",
        arrival_date="2026-11-24",
        status="paid",
        automatic=True,
        reconciliation=Reconciliation.COMPLETED,
        created_at=AT,
    )


def is_ours(shop: Shop, payout: Payout, moved: Moved) -> bool:
    match = matched(shop.world.table, payout, [moved])
    assert bool(match.updates) == bool(match.lines)
    return moved.id in match.lines


def charge_of(item: Json, **changes: Any) -> Moved:
    """The line of a payment's charge."""
    return replace(CHARGE, intent_id=item["intent_id"], metadata={PAYMENT: item["id"]}, **changes)


def test_a_charge_is_of_a_payment_by_its_mark_and_its_intent(shop: Shop) -> None:
    sold(shop)
    (item,) = shop.world.items("payment")
    platforms = payout_of(None, None)
    assert is_ours(shop, platforms, charge_of(item))
    assert not is_ours(shop, platforms, replace(charge_of(item), intent_id="pi_1Other"))
    assert not is_ours(shop, platforms, replace(charge_of(item), metadata={}))
    assert not is_ours(shop, payout_of("acct_1Own", shop.id), charge_of(item)), "on an account that writes our marks"


def test_on_a_merchants_own_account_it_is_that_merchants(shop: Shop) -> None:
    own = OwnAccount(shop).connected()
    sold(shop)
    (item,) = shop.world.items("payment")
    assert is_ours(shop, payout_of(own.id, shop.id), charge_of(item))
    assert not is_ours(shop, payout_of(own.id, shop.world.merchant()), charge_of(item)), "whose account it is now"
    assert not is_ours(shop, payout_of(None, None), charge_of(item))


@pytest.mark.parametrize("named", [True, False])
def test_a_refund_is_of_the_return_that_it_was_made_for(shop: Shop, named: bool) -> None:
    shop.refund(sold(shop), amount=600)
    shop.world.settle_down()
    (item,) = shop.world.items("return")
    refund = replace(
        CHARGE,
        movement=Movement.REFUND,
        amount=-600,
        source_id=item["provider_id"],
        intent_id=item["intent_id"],
        metadata={REFUND: item["id"]} if named else {},
    )
    assert is_ours(shop, payout_of(None, None), refund) is named
    assert not is_ours(shop, payout_of(None, None), replace(refund, source_id="re_1Other"))
