"""The low-balance alert: told at the crossing, once, and never for a threshold that moved."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.events.envelope import DomainEvent
from shared.payments.outbox.events import events_of
from shared.wallets.request import WalletChange

Json = dict[str, Any]


def wallet(sequence: int, balance: int, threshold: int | None) -> Json:
    """A wallet's item after its page of this number."""
    item: Json = {"kind": "wallet", "merchant_id": "mer_1", "currency": "EUR"}
    if sequence:
        at = f"2026-11-22T00:00:00.{sequence % 2:03d}Z"  # Pages may fall into one millisecond.
        item |= {"sequence": sequence, "balance": balance, "balance_at": at}
    return item | ({"low_balance_alert": threshold} if threshold is not None else {})


@given(st.lists(st.tuples(st.booleans(), st.integers(-50, 200)), max_size=20))
def test_every_crossing_is_told_once_and_nothing_else_is(history: list[tuple[bool, int]]) -> None:
    image, sequence, balance = wallet(0, 0, None), 0, 0
    threshold: int | None = None
    told: list[DomainEvent] = []
    crossings: list[tuple[int, int]] = []
    for is_page, number in history:
        if is_page:
            if threshold is not None and balance >= threshold > number:
                crossings.append((number, threshold))
            sequence, balance = sequence + 1, number
        else:
            threshold = number if number >= 0 else None
        after = wallet(sequence, balance, threshold)
        events = events_of(image, after)
        assert [event.id for event in events] == [event.id for event in events_of(image, after)]
        told, image = [*told, *events], after
    assert [(event.data["balance"], event.data["threshold"]) for event in told] == crossings
    assert len({event.id for event in told}) == len(told)
    assert all(event.type == "wallet.balance_low" and event.merchant_id == "mer_1" for event in told)


def test_a_wallet_that_comes_to_be_is_not_low_but_may_fall_into_debt() -> None:
    assert events_of(None, wallet(1, 50, 100)) == []
    assert events_of(None, wallet(0, 0, 100)) == []
    (event,) = events_of(None, wallet(1, -5, 0))
    assert event.data == {"currency": "EUR", "balance": -5, "threshold": 0}


@pytest.mark.parametrize("threshold", [-1, 1.5, "5", True])
def test_a_threshold_that_is_no_amount_is_refused(threshold: object) -> None:
    with pytest.raises(ValidationError):
        WalletChange.model_validate({"low_balance_alert": threshold})
