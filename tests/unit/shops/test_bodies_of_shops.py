"""An order of a shop as a request of the API."""

import pytest

from shared.orders.request import OrderRequest
from shared.shops.mapping.orders import order_body
from shared.shops.mapping.port import ShopOrder, ShopState, Terms

PARTS = {"items": [{"description": "Mug", "quantity": 2, "unit_amount": 500}], "shipping": 300, "discount": 100}
TERMS = Terms(
    1200, "EUR", parts=PARTS, customer={"name": "Mira", "locale": "de"}, metadata={"shop_parts": "do not add up"}
)
ORDER = ShopOrder("727", ShopState.UNPAID, None, number="2026-727", terms=TERMS)


def test_everything_that_is_known_is_in_the_request() -> None:
    body = order_body(ORDER, "shop.example", "link")
    assert body == {
        "source": "shop.example",
        "external_id": "727",
        "amount": 1200,
        "currency": "EUR",
        "items": PARTS["items"],
        "shipping": 300,
        "discount": 100,
        "customer": {"name": "Mira", "locale": "de"},
        "collect": "link",
        "metadata": {"shop_order_number": "2026-727", "shop_parts": "do not add up"},
    }
    assert OrderRequest.model_validate(body).amount == 1200


def test_what_is_not_known_is_not_in_it() -> None:
    body = order_body(ShopOrder("727", ShopState.PAID, None, terms=Terms(5, "JPY")), "shop.example", "none")
    assert body == {"source": "shop.example", "external_id": "727", "amount": 5, "currency": "JPY", "collect": "none"}
    assert OrderRequest.model_validate(body).customer is None


def test_an_order_without_terms_cannot_be_placed() -> None:
    with pytest.raises(ValueError, match="without terms"):
        order_body(ShopOrder("727", ShopState.CANCELLED, None), "shop.example", "auto")
