"""What a message costs, and what the audit says of a journal line about it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Busy, Conflict
from shared.links.sendings.model import Channel, Purpose, Sending
from shared.merchants.model import Merchant
from shared.payments.audit.return_checks import LineFacts, check_return_lines
from shared.payments.sending.fees import fee_of, read_fees, returning_writes, taking_writes
from shared.table.port import Item, Put, Update
from shared.wallets.model import MAX_BALANCE, JournalLine, LineKind, Wallet, turn_page
from shared.wallets.store import page_from_item

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MERCHANT = Merchant(id="mer_1", name="Paper & Thread", currency="EUR", created_at=NOW)


def sending(fee: int = 9) -> Sending:
    return Sending(
        id="snd_1",
        link_id="lnk_1",
        merchant_id="mer_1",
        channel=Channel.SMS,
        purpose=Purpose.REQUEST,
        to="+4915123456789",
        language="en",
        text="pay",
        created_at=NOW,
        request_digest="d",
        segments=1,
        fee=fee,
        currency="EUR",
    )


def wallet(balance: int) -> Wallet:
    return Wallet(merchant_id="mer_1", currency="EUR", balance=balance, sequence=4)


def test_fees_are_read_as_they_are_written() -> None:
    assert read_fees("EUR=12, USD=0") == {"EUR": 12, "USD": 0}


@pytest.mark.parametrize("text", ["", "EUR", "EUR=", "EUR=-1", "EUR=1.5", "XXX=1", "EUR=100000", "EUR=1;USD=1"])
def test_fees_that_nobody_can_read_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="fees are written"):
        read_fees(text)


def test_the_merchants_own_fee_comes_first_also_when_it_is_nothing() -> None:
    own = Merchant(id="mer_1", name="n", currency="EUR", created_at=NOW, sms_fee=0)
    assert (fee_of(MERCHANT, {"EUR": 12}, 3), fee_of(own, {"EUR": 12}, 3)) == (36, 0)
    with pytest.raises(Conflict) as refused:
        fee_of(MERCHANT, {"USD": 12}, 1)
    assert refused.value.code == "sms_fee_not_set"


@given(balance=st.integers(-500, 500), fee=st.integers(1, 300))
def test_a_fee_is_taken_whole_or_not_at_all(balance: int, fee: int) -> None:
    if balance < fee:
        with pytest.raises(Conflict) as refused:
            taking_writes(wallet(balance), sending(fee), NOW)
        assert refused.value.facts == {"currency": "EUR", "fee": fee, "shortfall": fee - balance}
        return
    record, update, page = taking_writes(wallet(balance), sending(fee), NOW)
    assert isinstance(record, Put)
    assert isinstance(update, Update)
    assert isinstance(page, Put)
    assert update.set["balance"] == balance - fee
    assert page_from_item(page.item).lines == (JournalLine(LineKind.FEE, "snd_1", -fee),)
    assert (record.item["amount"], record.item["page"], record.item["state"]) == (fee, 5, "taken")
    assert not {"to", "text"} & set(record.item), "it outlives the buyer's data"


def test_a_fee_comes_back_into_a_debt_and_never_into_a_wallet_that_cannot_hold_it() -> None:
    back, update, _ = returning_writes(wallet(-50), sending(9), NOW)
    assert isinstance(back, Update)
    assert isinstance(update, Update)
    assert (back.set["returned_page"], update.set["balance"]) == (5, -41)
    assert back.condition is not None
    assert dict(back.condition.values) == {"taken": "taken"}
    with pytest.raises(Busy):
        returning_writes(wallet(MAX_BALANCE), sending(9), NOW)


def found(kind: LineKind, amount: int, **changes: Any) -> list[str]:
    """What the audit says of this line on page 5, by a record with these changes."""
    _, page = turn_page(wallet(100), [JournalLine(kind, "snd_1", amount)], payment_id="snd_1", at=NOW)
    record: Item = {
        "merchant_id": "mer_1", "currency": "EUR", "amount": 9, "page": 5, "state": "taken",
    } | changes  # fmt: skip
    fees = {} if changes.get("state") == "gone" else {"snd_1": record}
    return [str(each.kind) for each in check_return_lines(LineFacts(page, fees=fees))]


RETURNED = {"page": 3, "state": "returned", "returned_page": 5}


def test_a_line_with_its_fee_is_good() -> None:
    assert found(LineKind.FEE, -9) == found(LineKind.FEE_RETURNED, 9, **RETURNED) == []
    assert found(LineKind.FEE, -9, state="returned", returned_page=6) == []


@pytest.mark.parametrize(
    ("kind", "amount", "changes"),
    [
        (LineKind.FEE, -9, {"state": "gone"}),
        (LineKind.FEE, -8, {}),
        (LineKind.FEE, 9, {}),
        (LineKind.FEE, -9, {"page": 4}),
        (LineKind.FEE, -9, {"merchant_id": "mer_2"}),
        (LineKind.FEE, -9, {"currency": "USD"}),
        (LineKind.FEE_RETURNED, 9, {}),
        (LineKind.FEE_RETURNED, 8, RETURNED),
        (LineKind.FEE_RETURNED, 9, RETURNED | {"returned_page": 4}),
    ],
)
def test_a_line_without_its_fee_is_found(kind: LineKind, amount: int, changes: Any) -> None:
    assert found(kind, amount, **changes) == ["line_without_fee"]
