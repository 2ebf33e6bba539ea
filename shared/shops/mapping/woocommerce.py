"""WooCommerce's order webhooks, whose payload is what ``GET /wp-json/wc/v3/orders/{id}`` answers.

https://developer.woocommerce.com/docs/apis/rest-api/v3/orders/ says what the fields are. What they mean for a payment
is said by the source alone, named beside each rule (``plugins/woocommerce/includes/``). The table is in docs/shops.md.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from shared.moments import read_moment
from shared.shops.mapping.amounts import amount_at, currency_at, refused, signed_amount_at
from shared.shops.mapping.people import clean, customer_of
from shared.shops.mapping.port import Json, Nothing, Rules, ShopOrder, ShopState, Terms
from shared.shops.mapping.woocommerce_parts import terms_of_parts

_TOPICS: Final = frozenset({"order.created", "order.updated", "order.restored"})
"""Those with a whole order (``WC_Webhook::get_default_topic_hooks``, ``build_payload``)."""
_DELETED: Final = "order.deleted"
"""Moved to the trash; its payload is the id and nothing else (``build_payload``)."""

_DRAFTS: Final = frozenset({"draft", "auto-draft", "checkout-draft", "new"})
"""``WC_Order::DRAFT_STATUSES``, and what ``is_valid_resource`` of the webhook holds back."""
_CANCELLED: Final = frozenset({"cancelled", "refunded", "trash"})
_LEFT_WITH_A_GATEWAY: Final = frozenset({"pending", "failed"})
"""In which WooCommerce itself still asks the buyer (``WC_Order::needs_payment``)."""
_PLACED: Final = frozenset({"on-hold", "processing", "completed"})
_NOBODYS: Final = frozenset({"", "bacs", "cheque", "cod", "orderpay"})
"""Payment methods by which the shop takes no money itself: none (an order made by hand or by the API), WooCommerce's
own three, and the name for one that a shop makes for us."""

_ID: Final = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)


def read_order(topic: str, payload: Json, rules: Rules) -> ShopOrder | Nothing:
    """An order as it stands in a WooCommerce shop; what was deleted there is cancelled.

    An order has one currency, so ``rules.currency`` changes nothing; there are no test orders. Raises
    :class:`~shared.shops.mapping.port.Unmappable`: ``field_missing`` without an id or a status, and what
    :mod:`shared.shops.mapping.amounts` says of amounts and currencies.
    """
    order = record(payload)
    if topic == _DELETED:
        # A topic is not signed: a whole order that somebody sends again as a deletion is none.
        if "status" in order:
            raise refused("topic_mismatch", "a deletion that says how the order stands", "id")
        return ShopOrder(_external_id(order), ShopState.CANCELLED, None)
    if topic not in _TOPICS:
        return Nothing("other_topic")
    external_id, status = _external_id(order), _status(order)
    if status in _DRAFTS:
        return Nothing("draft")
    state, said_at, number = _state(status, order), _said_at(order), _number(order)
    if state in (ShopState.CANCELLED, ShopState.RESERVED):
        return ShopOrder(external_id, state, said_at, number)
    terms = _terms(order, rules)
    # A coupon or a gift card may cover all of an order; nobody can be asked for nothing.
    state = ShopState.PAID if terms.amount == 0 else state
    return ShopOrder(external_id, state, said_at, number, terms)


def record(value: object) -> Json:
    """A JSON object; an empty one in place of anything else."""
    return value if isinstance(value, Mapping) else {}


def _external_id(order: Json) -> str:
    found = order.get("id")
    # ``wp_trash_post`` may hand the id on as text.
    text = str(found) if isinstance(found, int) and 0 < found < 10**20 and found is not True else found
    if not isinstance(text, str) or _ID.fullmatch(text) is None:
        raise refused(
            "field_missing",
            "no id of an order: is the webhook's API version v3, and may its user read orders?",
            "id",
        )
    return text


def _status(order: Json) -> str:
    status = order.get("status")
    if not isinstance(status, str) or not status:
        raise refused("field_missing", "no status", "status")
    return status.removeprefix("wc-")


def _state(status: str, order: Json) -> ShopState:
    """The paid date says whether the shop has the money: set once, when a payment is complete or the order reaches the
    status that follows it, and never taken back (``WC_Order::payment_complete``, ``maybe_set_date_paid``).

    A cash-on-delivery order is ``processing`` without one (``WC_Gateway_COD::process_payment``). Gateways that hold the
    buyer's money, or wait for it, write a transaction id and no paid date.
    """
    if status in _CANCELLED:
        return ShopState.CANCELLED
    if _text(order, "date_paid_gmt") or _text(order, "date_paid"):
        # Paid once, and failed after that: a bank took it back. That is for people to settle.
        return ShopState.RESERVED if status == "failed" else ShopState.PAID
    return ShopState.UNPAID if _is_free(status, order) else ShopState.RESERVED


def _is_free(status: str, order: Json) -> bool:
    """Whether nobody in the shop is about to take the money of an order without a paid date.

    A checkout makes the order before it hands the buyer to the gateway (``WC_Checkout::create_order``): ``pending``
    with a gateway's name is a buyer who pays this moment, or one who left. A status that a plugin made says nothing
    that we know of.
    """
    has_transaction = bool(_text(order, "transaction_id"))
    if status in _LEFT_WITH_A_GATEWAY:
        return _text(order, "payment_method") in _NOBODYS and (status == "failed" or not has_transaction)
    return status in _PLACED and not has_transaction


def _text(order: Json, field: str) -> str:
    value = order.get(field)
    return value.strip() if isinstance(value, str) else ""


def _said_at(order: Json) -> datetime | None:
    """``date_modified_gmt``, which is in UTC and does not say so; ``date_modified`` is in a time zone nobody tells."""
    text = _text(order, "date_modified_gmt")
    for written in (f"{text}Z", text):
        try:
            return read_moment(written)
        except ValueError:
            continue
    return None


def _number(order: Json) -> str | None:
    """What the shop's people call it; plugins that number orders may write a number."""
    number = order.get("number")
    return clean(str(number) if isinstance(number, int) and abs(number) < 10**20 else number, 200)


def _terms(order: Json, rules: Rules) -> Terms:
    currency = currency_at(order.get("currency"), "currency", rules)
    amount = amount_at(order.get("total"), currency, "total") - _refunded(order, currency)
    if amount < 0:
        raise refused("amount_out_of_range", "more was refunded than the order's total", "refunds")
    parts, metadata = terms_of_parts(order, amount, currency)
    return Terms(amount, currency, parts=parts, customer=_customer(order), metadata=metadata)


def _refunded(order: Json, currency: str) -> int:
    """``total`` stays what it was; each refund says what went back, with a minus (the v2 orders controller)."""
    refunds = order.get("refunds") or []
    if not isinstance(refunds, list):
        raise refused("amount_missing", "no list of refunds", "refunds")
    back = 0
    for place, refund in enumerate(refunds):
        field = f"refunds.{place}.total"
        amount = signed_amount_at(record(refund).get("total"), currency, field)
        if amount > 0:
            raise refused("amount_out_of_range", "a refund above zero", field)
        back -= amount
    return back


def _customer(order: Json) -> dict[str, str]:
    """Who is billed; a guest is told in the same fields as a customer with an account. The language is not told."""
    billing = record(order.get("billing"))
    names = (clean(billing.get("first_name")), clean(billing.get("last_name")))
    name = " ".join(name for name in names if name) or billing.get("company")
    return customer_of(name=name, email=billing.get("email"), phone=billing.get("phone"))
