"""The money of one Shopify order: which of its two currencies counts, and what is due.

Shopify says each amount as a set, once in the shop's currency and once in the one the buyer saw
(https://shopify.dev/docs/api/admin-rest/latest/resources/order). ``current_*`` follow edits, returns and refunds;
``total_outstanding`` alone has no set and is in the shop's currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.shops.mapping.amounts import amount_at, currency_at, refused, signed_amount_at
from shared.shops.mapping.port import Json, Rules, ShopState, Unmappable

_PROCESSORS: Final = (
    *("shopify_payments", "shopify_installments", "shop pay", "paypal", "amazon", "klarna", "afterpay", "clearpay"),
    *("affirm", "sezzle", "mollie", "adyen", "stripe", "braintree", "authorize_net", "worldpay", "checkout.com"),
    *("razorpay", "payu", "mercado", "paystack", "alipay", "bogus"),
)
"""In the names of gateways that take the money themselves: what is pending there is under way.

Shopify tells a manual payment method by nothing but the name that the merchant gave it.
"""


@dataclass(frozen=True, slots=True)
class Books:
    """An order's payload, with the side of its money sets that counts and that side's currency."""

    payload: Json
    side: str
    currency: str

    def amount(self, name: str, holder: Json | None = None, path: str = "") -> int:
        """Minor units of the set ``name`` of ``holder`` (the order itself without one). Raises :class:`Unmappable`."""
        field = f"{path}{name}.{self.side}"
        money = (self.payload if holder is None else holder).get(name)
        said = money.get(self.side) if isinstance(money, Mapping) else None
        if not isinstance(said, Mapping):
            raise refused("amount_missing", "no amount", field)
        if said.get("currency_code") != self.currency:
            raise refused("currency_mismatch", "not in the currency of the order", f"{field}.currency_code")
        return amount_at(said.get("amount"), self.currency, f"{field}.amount")

    def total(self) -> int:
        """What the order costs as it is now; what it cost at first, of a payload that does not say."""
        return self.amount(_first_there(self.payload, "current_total_price_set", "total_price_set"))

    def in_shop_currency(self) -> "Books":
        """The same order on its other side; no matter whether the connection takes that currency."""
        return Books(self.payload, "shop_money", currency_at(self.payload.get("currency"), "currency", Rules()))

    def outstanding(self) -> int | None:
        """What is not paid of the order, in the shop's currency; below zero when too much was paid."""
        said = self.payload.get("total_outstanding")
        if said is None:
            return None
        return signed_amount_at(said, self.in_shop_currency().currency, "total_outstanding")


@dataclass(frozen=True, slots=True)
class Due:
    """How much an order is about; not ``whole`` when a part of it is paid already."""

    state: ShopState
    amount: int
    whole: bool = True


def books_of(payload: Json, rules: Rules) -> Books:
    """Raises :class:`Unmappable` for a currency that is unknown or not taken."""
    side, field = ("presentment_money", "presentment_currency")
    if rules.currency == "shop":
        side, field = "shop_money", "currency"
    return Books(payload, side, currency_at(payload.get(field), field, rules))


def due_of(books: Books, state: ShopState, status: object) -> Due:
    """``state`` by the financial status alone, corrected by the order's amounts. Raises :class:`Unmappable`."""
    total = books.total()
    if state is not ShopState.UNPAID:
        return Due(state, total)
    if total == 0:
        return Due(ShopState.PAID, 0)
    if status == "pending" and _under_way(books.payload.get("payment_gateway_names")):
        return Due(ShopState.RESERVED, total)
    outstanding = books.outstanding()
    if outstanding is None:
        if status == "partially_paid":
            raise refused("amount_missing", "partly paid, and not said what is left", "total_outstanding")
        return Due(ShopState.UNPAID, total)
    if outstanding <= 0:
        return Due(ShopState.PAID if status == "partially_paid" else ShopState.RESERVED, total)
    return _rest(books, total, outstanding)


def _rest(books: Books, total: int, outstanding: int) -> Due:
    shop = books.in_shop_currency()
    shop_total = shop.total()
    if outstanding == shop_total:
        return Due(ShopState.UNPAID, total)
    if outstanding > shop_total:
        raise refused("outstanding_above_total", "more is outstanding than the order costs", "total_outstanding")
    if shop.currency != books.currency:
        raise Unmappable(
            "outstanding_in_shop_currency",
            "a part is paid, and Shopify says what is left in the shop's currency only",
            refused("outstanding_in_shop_currency", "in the shop's currency", "total_outstanding").errors,
        )
    return Due(ShopState.UNPAID, outstanding, whole=False)


def _under_way(gateways: object) -> bool:
    names = [name.casefold() for name in gateways if isinstance(name, str)] if isinstance(gateways, list) else []
    return any(word in name for name in names for word in _PROCESSORS)


def _first_there(payload: Json, *names: str) -> str:
    return next((name for name in names if payload.get(name) is not None), names[0])
