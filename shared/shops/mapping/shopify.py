"""Reads what Shopify sends of an order: https://shopify.dev/docs/api/webhooks, topics ``orders/*``.

The table of docs/shops.md says each rule; docs/decisions/0053-reading-shop-orders.md says why.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from shared.moments import read_moment
from shared.shops.mapping.amounts import refused
from shared.shops.mapping.parts import LEFT_OUT
from shared.shops.mapping.people import clean, customer_of
from shared.shops.mapping.port import Json, Nothing, Rules, ShopOrder, ShopState, Terms
from shared.shops.mapping.shopify_money import Books, Due, books_of, due_of
from shared.shops.mapping.shopify_parts import shopify_parts

_WHOLE_ORDERS: Final = frozenset(
    f"orders/{event}" for event in ("create", "updated", "paid", "cancelled", "fulfilled", "partially_fulfilled")
)
_DELETED: Final = "orders/delete"
_EDITED: Final = "orders/edited"
_OF_WHOLE_ORDERS: Final = frozenset({"financial_status", "line_items", "cancelled_at"})
"""A topic is not signed: a whole order that somebody sends again as a deletion is none."""

_STATES: Final[dict[str | None, ShopState]] = {
    None: ShopState.UNPAID,
    "unpaid": ShopState.UNPAID,
    "pending": ShopState.UNPAID,
    "expired": ShopState.UNPAID,
    "partially_paid": ShopState.UNPAID,
    "authorized": ShopState.RESERVED,
    "paid": ShopState.PAID,
    "partially_refunded": ShopState.PAID,
    "refunded": ShopState.CANCELLED,
    "voided": ShopState.CANCELLED,
}
"""By ``financial_status`` (https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFinancialStatus)."""

_WITH_TERMS: Final = frozenset({ShopState.UNPAID, ShopState.PAID})
_ID: Final = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)


def read_order(topic: str, payload: Json, rules: Rules) -> ShopOrder | Nothing:
    """A :class:`shared.shops.mapping.port.Reader`."""
    topic = topic.lower()
    if topic == _EDITED:
        return Nothing("partial_payload")
    if topic not in _WHOLE_ORDERS and topic != _DELETED:
        return Nothing("other_topic")
    # Whatever is said there but "no" is taken for a test: nobody is to pay for one.
    if payload.get("test") not in (None, False) and not rules.test_orders:
        return Nothing("test_order")
    deleted = topic == _DELETED
    if deleted and payload.keys() & _OF_WHOLE_ORDERS:
        raise refused("topic_mismatch", "a deletion that says how the order stands", "id")
    external_id, said_at = _external_id(payload), _said_at(payload, needed=not deleted)
    state, terms = (ShopState.CANCELLED, None) if deleted else _stands(payload, rules)
    return ShopOrder(external_id, state, said_at, number=clean(payload.get("name"), 200), terms=terms)


def _stands(payload: Json, rules: Rules) -> tuple[ShopState, Terms | None]:
    state = _state(payload)
    if state not in _WITH_TERMS:
        return state, None
    books = books_of(payload, rules)
    due = due_of(books, state, payload.get("financial_status"))
    return due.state, _terms(books, due) if due.state in _WITH_TERMS else None


def _external_id(payload: Json) -> str:
    said = payload.get("id")
    # Writing out a number may not end: one of JSON has as many digits as its sender likes.
    text = str(said) if type(said) is int and 0 < said < 10**20 else said
    if isinstance(text, str) and _ID.fullmatch(text):
        return text
    raise refused("field_missing", "no id of an order", "id")


def _said_at(payload: Json, *, needed: bool) -> datetime | None:
    try:
        return _moment(payload.get("updated_at"))
    except ValueError as error:
        if not needed:
            return None
        raise refused("field_missing", "not said when the order was so", "updated_at") from error


def _moment(text: object) -> datetime:
    if not isinstance(text, str):
        raise ValueError("no time")  # noqa: TRY004
    return read_moment(text)


def _state(payload: Json) -> ShopState:
    if _is_cancelled(payload):
        return ShopState.CANCELLED
    # Absent is not null: a subscription may leave fields out, and what is paid must not be collected again.
    status = payload.get("financial_status", "")
    state = _STATES.get(status) if status is None or isinstance(status, str) else None
    if state is None:
        raise refused("unknown_status", "not a financial status that we know", "financial_status")
    return state


def _is_cancelled(payload: Json) -> bool:
    said = payload.get("cancelled_at")
    if said is None:
        return False
    try:
        _moment(said)
    except ValueError as error:
        raise refused("time_unreadable", "not a time", "cancelled_at") from error
    return True


def _terms(books: Books, due: Due) -> Terms:
    parts = shopify_parts(books, due.amount) if due.whole else {}
    metadata = {} if parts else dict(LEFT_OUT)
    if not due.whole:
        metadata["due"] = "outstanding"
    return Terms(due.amount, books.currency, parts, _customer(books.payload), metadata)


def _customer(payload: Json) -> dict[str, str]:
    """The first of each that is valid: of the order, the customer, the one who pays, the one who gets it."""
    customer, billing, shipping = (_part(payload, name) for name in ("customer", "billing_address", "shipping_address"))
    found: dict[str, str] = {}
    for name in (_name(customer), billing.get("name"), _name(billing), shipping.get("name"), _name(shipping)):
        found = customer_of(name=name) | found
    for email in (payload.get("email"), payload.get("contact_email"), customer.get("email")):
        found = customer_of(email=email) | found
    for phone in (holder.get("phone") for holder in (payload, customer, billing, shipping)):
        found = customer_of(phone=phone) | found
    return customer_of(locale=payload.get("customer_locale")) | found


def _part(payload: Json, name: str) -> Json:
    part = payload.get(name)
    return part if isinstance(part, Mapping) else {}


def _name(person: Json) -> str | None:
    return " ".join(_words(person)) or None


def _words(person: Json) -> Iterator[str]:
    for field in ("first_name", "last_name"):
        word = clean(person.get(field))
        if word is not None:
            yield word
