"""Payments and surplus money as table items."""

import json
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any, Final

from shared.canonical import canonical_json
from shared.clock import parse_rfc3339, rfc3339
from shared.errors import NotFound
from shared.ids import is_id
from shared.payments.clearing.moments import DUE_KIND as CLEARING_KIND
from shared.payments.clearing.moments import first_look
from shared.payments.model import IN_FLIGHT, Attempt, Means, Outcome, Payment, PaymentState, Receipt, Result, Target
from shared.payments.settled_list import settled_places
from shared.table.account_keys import open_on_account
from shared.table.event_keys import event_key
from shared.table.keys import (
    NOT_DUE,
    NOT_LISTED,
    SURPLUS_LIST,
    due_attributes,
    list_sort,
    payment_key,
    surplus_key,
)
from shared.table.port import ABSENT, Condition, Item, Put, Table, Update

DUE_KIND: Final = "payment"
SURPLUS_DUE_KIND: Final = "surplus"
FIRST_LOOK: Final = timedelta(minutes=5)
_MARK_DAYS: Final = 60
_AT_THE_END: Final = (*NOT_DUE, *NOT_LISTED)
_TIMES = (
    "created_at",
    "session_expires_at",
    "settled_at",
    "available_at",
    "cleared_at",
    "authorized_at",
    "capture_before",
    "warned_at",
    "lost_at",
)
_ROWS = {"targets": "orders", "left_out": "left_out", "attempts": "attempts"}
"""Fields that hold rows, and what an item calls them: it did so when orders were all that there was to pay for."""
_OF_ITS_LINK: Final = ("return_url", "cancel_url", "checkout_url", "brand", "last4")
"""Addresses that carry the link's token, and what its buyer paid with."""
_IN_FLIGHT_VALUES: Final[dict[str, Any]] = {str(state): str(state) for state in IN_FLIGHT}
_IN_FLIGHT_TEST: Final = f"#state IN ({', '.join(f':{state}' for state in sorted(_IN_FLIGHT_VALUES))})"


def to_item(payment: Payment, request_digest: str | None = None) -> Item:
    """The item of a new payment; one that is in flight is due for a look at the provider."""
    values: Item = {
        name: str(value) if isinstance(value, PaymentState | Means) else value
        for name in Payment.__dataclass_fields__
        if name not in _TIMES and name not in _ROWS and (value := getattr(payment, name)) is not None
    }
    values |= {name: rfc3339(moment) for name in _TIMES if (moment := getattr(payment, name)) is not None}
    values |= {stored: rows_text(rows) for name, stored in _ROWS.items() if (rows := getattr(payment, name))}
    if payment.in_flight:
        values |= due_attributes(DUE_KIND, payment.id, payment.created_at + FIRST_LOOK)
        values |= _open_on(payment)
    if request_digest is not None:
        values["request_digest"] = request_digest
    pk, sk = payment_key(payment.id)
    return values | {"pk": pk, "sk": sk, "kind": "payment"}


def rows_text(rows: Sequence[Target | Result | Attempt]) -> str:
    """As they are stored: equal rows are equal text, so that a condition can hold on them."""
    return canonical_json([list(astuple(row)) for row in rows])


def _open_on(payment: Payment) -> Item:
    """Where it is found when its account is disconnected."""
    if payment.account is None:
        return {}
    listed = {"list_pk": open_on_account(payment.account), "list_sk": list_sort(payment.created_at, payment.id)}
    return dict(listed)


def from_item(item: Item) -> Payment:
    """The payment in an item."""
    values: dict[str, Any] = {name: item[name] for name in Payment.__dataclass_fields__ if name in item}
    values |= {name: parse_rfc3339(item[name]) for name in _TIMES if name in item}
    values["state"] = PaymentState(item["state"])
    values["means"] = Means(item["means"])
    if "orders" in item:
        values["targets"] = tuple(Target(*row) for row in json.loads(item["orders"]))
    if "left_out" in item:
        rows = json.loads(item["left_out"])
        values["left_out"] = tuple(Result(target_id, Outcome(outcome), *why) for target_id, outcome, *why in rows)
    if "attempts" in item:
        values["attempts"] = tuple(Attempt(*row) for row in json.loads(item["attempts"]))
    return Payment(**values)


def read_payment(table: Table, payment_id: str) -> Payment | None:
    """One consistent read; none for what is no payment's id, as in a path or in somebody's metadata."""
    item = table.get(payment_key(payment_id)) if is_id("pay", payment_id) else None
    return from_item(item) if item else None


def find_payment(table: Table, payment_id: str, merchant_id: str) -> Payment:
    """Read one payment. Raises :class:`NotFound`, also when it belongs to another merchant (rule M10)."""
    payment = read_payment(table, payment_id)
    if payment is None or payment.merchant_id != merchant_id:
        raise NotFound("no such payment")
    return payment


def still_in_flight() -> Condition:
    """No end has been recorded yet."""
    return Condition(_IN_FLIGHT_TEST, _IN_FLIGHT_VALUES)


def untouched_since(payment: Payment) -> Condition:
    """The payment is in the state in which it was read, and no money was recorded under it."""
    values = {"state": str(payment.state)}
    return Condition("#state = :state AND attribute_not_exists(#intent_id)", values)


def session_update(payment: Payment, session_id: str, url: str | None) -> Update:
    """Keep the session that the provider opened, unless another one is kept already or the payment has ended."""
    own = "#state IN (:pending, :unknown) AND (attribute_not_exists(#session_id) OR #session_id = :session)"
    changes = {"state": "pending", "session_id": session_id, "checkout_url": url}
    condition = Condition(own, {"pending": "pending", "unknown": "unknown", "session": session_id})
    return Update(payment_key(payment.id), changes, condition=condition)


def processing_update(payment_id: str, session_id: str) -> Update:
    """The buyer has submitted and the provider is waiting for the money."""
    waiting = Condition("#state IN (:pending, :unknown)", {"pending": "pending", "unknown": "unknown"})
    return Update(payment_key(payment_id), {"state": "processing", "session_id": session_id}, condition=waiting)


def unknown_update(payment_id: str) -> Update:
    """The provider did not answer; the repair job will ask (rule M5)."""
    waiting = Condition("#state = :pending AND attribute_not_exists(#session_id)", {"pending": "pending"})
    return Update(payment_key(payment_id), {"state": "unknown"}, condition=waiting)


def look_again_update(payment: Payment, at: datetime) -> Update:
    """Put the next look at the provider off until ``at``; after the end only what is due still."""
    changes = {"looks": payment.looks + 1, **due_attributes(DUE_KIND, payment.id, at)}
    condition = still_in_flight()
    if payment.state is PaymentState.REQUIRES_ACTION:
        condition = Condition("#state = :state AND attribute_exists(#due_pk)", {"state": str(payment.state)})
    return Update(payment_key(payment.id), changes, condition=condition)


def end_update(payment: Payment, state: PaymentState, reason: str, session_id: str | None) -> Update:
    """Failed or cancelled: by the provider's word about this session, or before any session was kept (``None``)."""
    expression, values = f"{_IN_FLIGHT_TEST} AND attribute_not_exists(#session_id)", dict(_IN_FLIGHT_VALUES)
    if session_id is not None:
        expression = f"{_IN_FLIGHT_TEST} AND (attribute_not_exists(#session_id) OR #session_id = :session)"
        values["session"] = session_id
    changes = {"state": str(state), "failure": reason} | ({"session_id": session_id} if session_id else {})
    # What its owner is to be told is another step: until that is done it stays due.
    removed = NOT_LISTED if state is PaymentState.REQUIRES_ACTION else _AT_THE_END
    return Update(payment_key(payment.id), changes, remove=removed, condition=Condition(expression, values))


def forgotten_update(payment_id: str) -> Update:
    """Without what tells of its link and buyer, once it has ended; what the books need stays."""
    ended = Condition(f"attribute_exists(#pk) AND NOT {_IN_FLIGHT_TEST}", _IN_FLIGHT_VALUES)
    return Update(payment_key(payment_id), {}, remove=_OF_ITS_LINK, condition=ended)


def received_update(
    payment_id: str,
    state: PaymentState,
    receipt: Receipt,
    at: datetime,
    condition: Condition,
    *,
    page: int | None = None,
    clears: bool = False,
    merchant_id: str = "",
) -> Update:
    """The provider's money has arrived under this payment, settling it (``page``: into the wallet) or as surplus.

    One that settled its targets is listed with the others of its day. ``clears``: among them are orders, which are
    completed once the funds are available, so that it is due for a look at them.
    """
    changes: dict[str, Any] = {
        "state": str(state),
        "intent_id": receipt.intent_id,
        "received_amount": receipt.amount,
        "received_currency": receipt.currency,
        "settled_at": rfc3339(at),
    }
    changes |= {"session_id": receipt.session_id} if receipt.session_id else {}
    changes |= {} if page is None else {"page": page}
    changes |= _told_of(receipt)
    removed: tuple[str, ...] = _AT_THE_END
    if state is PaymentState.SUCCEEDED and page is None:
        changes |= settled_places(payment_id, merchant_id, at)
        removed = () if clears else NOT_DUE
        changes |= due_attributes(CLEARING_KIND, payment_id, first_look(receipt.funds, at)) if clears else {}
    return Update(payment_key(payment_id), changes, remove=removed, condition=condition)


def _told_of(receipt: Receipt) -> Item:
    """Where the provider books the money, and what it was paid with."""
    changes: Item = {}
    if (funds := receipt.funds) is not None:
        changes = {"provider_charge": funds.charge_id, "balance_transaction": funds.balance_transaction_id}
        changes["available_at"] = rfc3339(funds.available_at) if funds.available_at else None
    if (paid_with := receipt.paid_with) is not None:
        changes |= {"brand": paid_with.brand, "last4": paid_with.last4}
    return {name: value for name, value in changes.items() if value is not None}


def surplus_put(payment_id: str, merchant_id: str | None, receipt: Receipt, reason: str, at: datetime) -> Put:
    """Money that settles nothing, recorded once per object of the provider; its return is another step."""
    pk, sk = surplus_key(receipt.intent_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "kind": "surplus",
        "payment_id": payment_id,
        "amount": receipt.amount,
        "currency": receipt.currency,
        "reason": reason,
        "state": "held",
        "received_at": rfc3339(at),
        "list_pk": SURPLUS_LIST,
        "list_sk": list_sort(at, receipt.intent_id),
        **due_attributes(SURPLUS_DUE_KIND, receipt.intent_id, at),
    }
    known = {"merchant_id": merchant_id, "account": receipt.account, "session_id": receipt.session_id}
    return Put(item | {name: value for name, value in known.items() if value}, ABSENT)


def event_mark(event_id: str, at: datetime) -> Put:
    """The mark of an inbound event that has had its effect; gone after 60 days, the provider retries for three."""
    pk, sk = event_key(event_id)
    expiry = int((at + timedelta(days=_MARK_DAYS)).timestamp())
    return Put({"pk": pk, "sk": sk, "kind": "event", "ttl": expiry}, ABSENT)
