"""The next step of an order, for every reason that it can wait for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import rfc3339
from shared.links.model import LinkStatus, PaymentLink
from shared.orders.model import Order, OrderStatus, PaymentStatus, UnpaidReason
from shared.payments.explaining.next_step import Claiming, Step, StepType, next_step
from shared.payments.model import Means, Payment, PaymentState
from shared.wallets.limits import Limits, Spent
from shared.wallets.model import Wallet
from tests.unit.strategies import links, orders, payments
from tests.unit.test_order_change import order
from tests.unit.test_wallet_and_debit import CONSENT, NOW

LATER = NOW + timedelta(hours=1)
WALLET = Wallet(merchant_id="mer_1", currency="EUR", consent=CONSENT, balance=4)
LINK = PaymentLink(
    id="lnk_1", token="t", merchant_id="mer_1", target_id="ord_1", amount=10, currency="EUR", amount_version=1,
    created_at=NOW, expires_at=LATER,
)  # fmt: skip
PAYMENT = Payment(
    id="pay_1", merchant_id="mer_1", means=Means.CHECKOUT, amount=10, currency="EUR", created_at=NOW, link_id="lnk_1",
    session_id="cs_1", session_expires_at=LATER,
)  # fmt: skip


def waits(reason: UnpaidReason | None, collect: str = "auto", **changes: Any) -> Order:
    """An unpaid order of ten."""
    return replace(order(collect), unpaid_reason=reason, **changes)


def step(
    subject: Order, wallet: Wallet = WALLET, link: PaymentLink | None = None, claiming: Claiming | None = None
) -> Step:
    """The next step now."""
    return next_step(subject, wallet, link, claiming, NOW)


SHORT = UnpaidReason.INSUFFICIENT_CREDITS
OVER = UnpaidReason.OVER_LIMIT
RICH = replace(WALLET, balance=99)
USED_UP = replace(RICH, limits=Limits(per_day=12), spent=Spent("2026-11-22", 3))


@pytest.mark.parametrize(
    ("subject", "wallet", "wanted", "said"),
    [
        (waits(None), WALLET, StepType.AUTO_DEBIT_PENDING, "seconds"),
        (waits(SHORT), WALLET, StepType.TOP_UP, "0.06 EUR"),
        (waits(SHORT), replace(WALLET, drain_after_top_up=True), StepType.DRAIN_AFTER_TOP_UP, "0.06 EUR"),
        (waits(SHORT), RICH, StepType.DRAIN, "drain"),
        (waits(UnpaidReason.AUTO_DEBIT_OFF), replace(RICH, consent=None), StepType.ENABLE_AUTO_DEBIT, "Agree"),
        (waits(UnpaidReason.AUTO_DEBIT_OFF), RICH, StepType.DRAIN, "drain"),
        (waits(UnpaidReason.PAUSED), replace(RICH, paused=True), StepType.RESUME_WALLET, "resume"),
        (waits(UnpaidReason.PAUSED), replace(WALLET, balance=-7), StepType.TOP_UP, "0.07 EUR"),
        (waits(UnpaidReason.PAUSED), RICH, StepType.DRAIN, "drain"),
        (waits(OVER), USED_UP, StepType.LIMIT_RESETS, "day"),
        (waits(OVER), replace(RICH, limits=Limits(per_order=9)), StepType.RAISE_LIMIT, "raise"),
        (waits(OVER), RICH, StepType.DRAIN, "drain"),
        (waits(UnpaidReason.AWAITING_BUYER, "link"), RICH, StepType.MAKE_LINK, "payment link"),
        (waits(UnpaidReason.AUTO_DEBIT_OFF, "none"), RICH, StepType.MAKE_LINK, "payment link"),
        (waits(SHORT, status=OrderStatus.CANCELLED), RICH, StepType.CANCELLED, "cancelled"),
        (waits(None, payment_status=PaymentStatus.PAID), RICH, StepType.NONE_NEEDED, "paid"),
        (waits(None, payment_status=PaymentStatus.DISPUTED), RICH, StepType.NONE_NEEDED, "paid"),
        (waits(None, status=OrderStatus.COMPLETED), RICH, StepType.NONE_NEEDED, "paid"),
    ],
)
def test_each_reason_has_its_next_step(subject: Order, wallet: Wallet, wanted: StepType, said: str) -> None:
    found = step(subject, wallet)
    assert found.type is wanted
    assert said in found.text
    assert (found.at is not None) == (wanted is StepType.LIMIT_RESETS)


def test_a_used_up_day_says_when_it_turns() -> None:
    at = step(waits(OVER), USED_UP).at
    assert at is not None
    assert "2026-11-23T00:00:00" <= at < "2026-11-23T00:10:00"


@pytest.mark.parametrize("collect", ["link", "none"])
def test_an_open_link_waits_for_its_buyer(collect: str) -> None:
    assert step(waits(UnpaidReason.AWAITING_BUYER, collect), link=LINK).at == rfc3339(LATER)
    for ending in (replace(LINK, status=LinkStatus.VOIDING), replace(LINK, expires_at=NOW)):
        assert step(waits(UnpaidReason.AWAITING_BUYER, collect), link=ending).type is StepType.MAKE_LINK


@pytest.mark.parametrize(
    ("payment", "wanted", "at"),
    [
        (PAYMENT, StepType.BUYER_PAYS_LINK, rfc3339(LATER)),
        (replace(PAYMENT, link_id=None), StepType.BUYER_PAYS_CHECKOUT, rfc3339(LATER)),
        (replace(PAYMENT, session_id=None), StepType.PROVIDER_PENDING, "soon"),
        (replace(PAYMENT, state=PaymentState.UNKNOWN), StepType.PROVIDER_PENDING, "soon"),
        (replace(PAYMENT, state=PaymentState.PROCESSING), StepType.PROVIDER_PENDING, "soon"),
        (None, StepType.PROVIDER_PENDING, "soon"),
    ],
)
def test_a_claim_waits_for_its_payment(payment: Payment | None, wanted: StepType, at: str) -> None:
    found = step(waits(SHORT, claim="pay_1"), link=LINK, claiming=Claiming(payment, "soon"))
    assert (found.type, found.at) == (wanted, at)
    pending = waits(None, claim="pay_1", payment_status=PaymentStatus.PENDING)
    assert step(pending, link=LINK, claiming=Claiming(payment, "soon")).type is StepType.PROVIDER_PENDING


wallets = st.builds(
    Wallet,
    merchant_id=st.just("mer_1"),
    currency=st.just("EUR"),
    balance=st.integers(-9, 10**9),
    consent=st.none() | st.just(CONSENT),
    paused=st.booleans(),
    drain_after_top_up=st.booleans(),
    limits=st.builds(Limits, st.none() | st.integers(1, 99), st.none() | st.integers(1, 99)),
)


@given(orders, wallets, st.none() | links, st.none() | payments)
def test_every_order_has_a_next_step(
    subject: Order, wallet: Wallet, link: PaymentLink | None, payment: Payment | None
) -> None:
    found = step(subject, wallet, link, Claiming(payment, None) if subject.claim else None)
    assert found.text.endswith(".")
    if found.type is StepType.NONE_NEEDED:
        assert not subject.payable
