"""What a message costs a merchant, taken from its wallet and credited back, each in the transaction of its cause."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from shared.clock import rfc3339
from shared.errors import Busy, Conflict
from shared.links.sendings.model import Sending
from shared.merchants.model import Merchant
from shared.money import EXPONENTS
from shared.table.keys import fee_key
from shared.table.port import ABSENT, Condition, Item, Put, Update, Write
from shared.wallets.model import BalanceOutOfRange, JournalLine, JournalPage, LineKind, Wallet, turn_page
from shared.wallets.store import turn_page_writes

_MOST: Final = 99_999


def read_fees(text: str) -> Mapping[str, int]:
    """The deployment's fees: ``EUR=12,USD=10``, minor units for one SMS. Raises ``ValueError`` for anything else."""
    fees: dict[str, int] = {}
    for part in text.split(","):
        currency, _, amount = part.strip().partition("=")
        if currency not in EXPONENTS or not amount.isdecimal() or int(amount) > _MOST:
            raise ValueError("fees are written as EUR=12,USD=10")
        fees[currency] = int(amount)
    return fees


def fee_of(merchant: Merchant, defaults: Mapping[str, int], segments: int) -> int:
    """What an SMS of so many segments costs, in minor units of the merchant's currency.

    Raises ``Conflict`` where nobody has said what it costs: it is not given away.
    """
    each = merchant.sms_fee if merchant.sms_fee is not None else defaults.get(merchant.currency)
    if each is None:
        raise Conflict(f"there is no SMS fee in {merchant.currency}", code="sms_fee_not_set")
    return each * segments


def taking_writes(wallet: Wallet, sending: Sending, now: datetime) -> list[Write]:
    """The fee, the wallet and the journal page. Raises ``Conflict`` with the shortfall when credits do not cover it."""
    line = JournalLine(LineKind.FEE, sending.id, -sending.fee)
    try:
        after, page = turn_page(wallet, [line], payment_id=sending.id, at=now)
    except BalanceOutOfRange as error:
        facts: dict[str, str | int] = {
            "currency": wallet.currency,
            "fee": sending.fee,
            "shortfall": sending.fee - wallet.balance,
        }
        raise Conflict("the credits do not cover the fee", code="insufficient_credits", facts=facts) from error
    return [Put(_fee_item(sending, page.number, now), ABSENT), *turn_page_writes(wallet, after, page)]


def returning_writes(wallet: Wallet, sending: Sending, now: datetime) -> list[Write]:
    """The same back, once. Raises ``Busy`` in the one case that the wallet cannot hold it."""
    line = JournalLine(LineKind.FEE_RETURNED, sending.id, sending.fee)
    try:
        after, page = turn_page(wallet, [line], payment_id=sending.id, at=now)
    except BalanceOutOfRange as error:
        raise Busy("the wallet cannot hold that much") from error
    changes = {"state": "returned", "returned_page": page.number, "returned_at": rfc3339(now)}
    taken = Condition("#state = :taken", {"taken": "taken"})
    return [Update(fee_key(sending.id), changes, condition=taken), *turn_page_writes(wallet, after, page)]


def fee_line_of(fee: Item, kind: LineKind, page: JournalPage) -> int | None:
    """The amount that a line of this kind has on this page by the record of the fee; ``None``: there is none."""
    if not fee or (fee["merchant_id"], fee["currency"]) != (page.merchant_id, page.currency):
        return None
    if kind is LineKind.FEE:
        return -int(fee["amount"]) if fee["page"] == page.number else None
    return int(fee["amount"]) if fee["state"] == "returned" and fee["returned_page"] == page.number else None


def _fee_item(sending: Sending, page: int, now: datetime) -> dict[str, Any]:
    """What stays of a message for the books: no address, no text."""
    pk, sk = fee_key(sending.id)
    return {
        "pk": pk,
        "sk": sk,
        "kind": "fee",
        "id": sending.id,
        "link_id": sending.link_id,
        "merchant_id": sending.merchant_id,
        "currency": sending.currency,
        "amount": sending.fee,
        "segments": sending.segments,
        "state": "taken",
        "page": page,
        "created_at": rfc3339(now),
    }
