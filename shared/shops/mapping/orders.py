"""An order of a shop as the body of ``POST /v1/orders``: what comes by a webhook obeys the same rules as the API."""

from typing import Any

from shared.shops.mapping.people import clean
from shared.shops.mapping.port import ShopOrder

NUMBER_KEY = "shop_order_number"
"""Of an order's metadata: what the shop's people call it; its ``external_id`` is the shop's own id."""


def order_body(order: ShopOrder, source: str, collect: str) -> dict[str, Any]:
    """For :class:`shared.orders.request.OrderRequest`, which may still refuse it (an amount of 0 is none to collect).

    ``source`` is the connection's. Raises ``ValueError`` for an order without terms: there is nothing to place.
    """
    if order.terms is None:
        raise ValueError("an order without terms cannot be placed")
    terms, number = order.terms, clean(order.number, 500)
    optional = {
        "customer": dict(terms.customer),
        "metadata": ({NUMBER_KEY: number} if number else {}) | dict(terms.metadata),
    }
    return {
        "source": source,
        "external_id": order.external_id,
        "amount": terms.amount,
        "currency": terms.currency,
        "collect": collect,
        **terms.parts,
        **{field: value for field, value in optional.items() if value},
    }
