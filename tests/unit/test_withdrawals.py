"""Refunds and disputes as Stripe tells them: whether the money is gone, and which of two looks is the newer."""

from typing import Any

import pytest
import stripe

from shared.stripe_gateway.withdrawals import read_dispute, read_refund

WITHDRAWN, REINSTATED = {"amount": -1_000}, {"amount": 980}


def dispute(status: str, *moves: dict[str, int]) -> Any:
    values = {"id": "dp_1", "amount": 1_000, "currency": "eur", "status": status, "balance_transactions": list(moves)}
    return stripe.Dispute.construct_from(values, None)


def refund(status: str | None, **changes: Any) -> Any:
    values = {"id": "re_1", "amount": 1_000, "currency": "eur", "status": status, "metadata": None} | changes
    return stripe.Refund.construct_from(values, None)


@pytest.mark.parametrize(
    ("status", "moves", "live"),
    [
        ("warning_needs_response", (), False),
        ("needs_response", (WITHDRAWN,), True),
        ("lost", (WITHDRAWN,), True),
        ("won", (WITHDRAWN, REINSTATED), False),
        ("won", (WITHDRAWN,), True),
        ("warning_closed", (), False),
    ],
)
def test_the_signs_of_its_moves_tell_whether_a_dispute_holds_the_money(
    status: str, moves: tuple[dict[str, int], ...], live: bool
) -> None:
    """Given back at another day's rate, the sum is not zero."""
    assert read_dispute(dispute(status, *moves), "pi_1", None).live is live


def test_each_step_of_a_dispute_outranks_the_one_before() -> None:
    steps = [
        dispute("warning_needs_response"),
        dispute("warning_closed"),
        dispute("needs_response", WITHDRAWN),
        dispute("lost", WITHDRAWN),
        dispute("lost", WITHDRAWN, REINSTATED),
    ]
    ranks = [read_dispute(step, "pi_1", None).rank for step in steps]
    assert ranks == sorted(set(ranks))
    assert read_dispute(dispute("under_review", WITHDRAWN), "pi_1", None).rank == ranks[2]


@pytest.mark.parametrize(
    ("status", "rank", "live"),
    [
        ("pending", 1, True),
        (None, 1, True),
        ("requires_action", 1, True),
        ("one_of_tomorrow", 1, True),
        ("succeeded", 2, True),
        ("failed", 3, False),
        ("canceled", 3, False),
    ],
)
def test_a_refund_goes_forward_only(status: str | None, rank: int, live: bool) -> None:
    fact = read_refund(refund(status), "pi_1", None)
    assert (fact.rank, fact.live) == (rank, live)


def test_a_reason_is_told_of_what_failed_alone() -> None:
    assert (
        read_refund(refund("failed", failure_reason="lost_or_stolen_card"), "pi_1", None).failure
        == "lost_or_stolen_card"
    )
    assert read_refund(refund("succeeded", failure_reason="left over"), "pi_1", None).failure is None


def test_amounts_are_in_our_minor_units() -> None:
    fact = read_refund(refund("succeeded", amount=120_000, currency="isk"), "pi_1", None)
    assert (fact.amount, fact.currency) == (1_200, "ISK")
